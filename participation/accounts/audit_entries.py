# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The entries of the audit trail that a request covers, shown as far as its scope allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from participation.accounts import audit_scope
from participation.accounts.audit_scope import Kind, Scope
from participation.accounts.models import Account
from participation.audit.models import AuditEntry

PAGE = 50
ACCOUNT = "account/"


@dataclass(frozen=True)
class Entry:
    """An entry as somebody reads it. `erased`: its content is gone; `actor` is empty where it is not shown."""

    number: int
    at: datetime
    action: str
    subject: str | None
    actor: str | None
    detail: dict[str, Any]
    erased: bool


@dataclass(frozen=True)
class EntryPage:
    """A page of entries, and the number after which the next one goes on (None: there is none)."""

    entries: list[Entry]
    after: int | None


def page(session: Session, scope: Scope, after: int, size: int = PAGE) -> EntryPage:
    """Return a page of what a scope covers, the oldest first, after the entry with this number."""
    statement = select(AuditEntry).where(
        AuditEntry.at >= scope.starts_at,
        AuditEntry.at < scope.ends_at,
        AuditEntry.number > after,
        _of_kinds(scope.kinds),
    )
    if scope.subject is not None:
        statement = statement.where(AuditEntry.subject == scope.subject)
    rows = session.scalars(statement.order_by(AuditEntry.number).limit(size + 1)).all()
    accounts = [_account_id(row) for row in rows] if scope.subject is not None else []
    named = select(Account).where(Account.id.in_([number for number in accounts if number]))
    names = {account.id: account.name for account in session.scalars(named)} if accounts else {}
    entries = [_entry(row, scope.subject is not None, names) for row in rows[:size]]
    return EntryPage(entries, entries[-1].number if len(rows) > size else None)


def _of_kinds(kinds: frozenset[str]) -> ColumnElement[bool]:
    """Return the condition that an act is of one of these kinds; what was erased belongs to none but "other"."""
    action = AuditEntry.content["action"].as_string()
    wanted: list[ColumnElement[bool]] = []
    for kind, beginnings in audit_scope.BEGINNINGS.items():
        if kind in kinds:
            inside = or_(
                *(action.startswith(beginning, autoescape=True) for beginning in beginnings)
            )
            apart = kind == Kind.ACCOUNTS
            wanted.append(inside & (action != audit_scope.SIGNED_IN) if apart else inside)
    if Kind.OTHER in kinds:
        sorted_ = [b for beginnings in audit_scope.BEGINNINGS.values() for b in beginnings]
        wanted.append(
            action.is_(None) | ~or_(*(action.startswith(b, autoescape=True) for b in sorted_))
        )
    return or_(*wanted)


def _entry(row: AuditEntry, about_one: bool, names: dict[int, str]) -> Entry:
    content = row.content or {}
    action, actor, subject = content.get("action", ""), content.get("actor"), row.subject
    number = _account_id(row)
    if number is not None:
        if not audit_scope.names_actor(action, about_one):
            subject = None if subject == actor and not about_one else subject
            actor = None
        else:
            actor = names.get(number) or actor
    return Entry(
        row.number,
        row.at,
        action,
        subject,
        actor,
        dict(content.get("detail", {})),
        row.content is None,
    )


def _account_id(row: AuditEntry) -> int | None:
    actor = str((row.content or {}).get("actor", ""))
    number = actor.removeprefix(ACCOUNT)
    return int(number) if actor.startswith(ACCOUNT) and number.isdigit() else None
