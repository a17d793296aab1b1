# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import SIGNED_IN, Account, RoleGrant, WebSession
from participation.accounts.rules import email_key, patience, permissions_of


@dataclass(frozen=True)
class Person:
    """Who is signed in: what pages may show of them, and what they may do."""

    account_id: int
    name: str
    email: str | None  # none for those who come from the identity provider
    group: str | None
    roles: tuple[str, ...]
    locale: str | None
    permissions: frozenset[str]

    def may(self, permission: str) -> bool:
        """Say whether this person holds a permission."""
        return permission in self.permissions

    @property
    def label(self) -> str:
        """Return how the audit trail names this person."""
        return f"account/{self.account_id}"


def account_by_email(session: Session, email: str) -> Account | None:
    """Return the account with this address, disabled ones too."""
    return session.scalars(select(Account).where(Account.email == email_key(email))).first()


@dataclass(frozen=True)
class OpenSession:
    """A session as its owner sees it. Nothing of the device is known."""

    handle: str
    begun_at: datetime
    seen_at: datetime


def account(session: Session, account_id: int) -> Account:
    """Return an account that is known to be there."""
    return session.get_one(Account, account_id)


def sessions(session: Session, account_id: int, now: datetime) -> list[OpenSession]:
    """Return the sessions in which an account is signed in, the one used last first."""
    who = person(session, account_id)
    idle = patience(who.permissions if who else ()).idle
    rows = session.scalars(
        select(WebSession)
        .where(
            WebSession.account_id == account_id,
            WebSession.expires_at > now,
            WebSession.seen_at > now - idle,
        )
        .order_by(WebSession.seen_at.desc(), WebSession.handle)
    )
    return [
        OpenSession(row.handle, row.created_at, row.seen_at)
        for row in rows
        if row.data.get(SIGNED_IN)
    ]


def person(session: Session, account_id: int) -> Person | None:
    """Return who an account is now; None when there is none or it is disabled."""
    account = session.get(Account, account_id)
    if account is None or account.disabled_at is not None:
        return None
    roles = session.scalars(
        select(RoleGrant.role).where(RoleGrant.account_id == account_id).order_by(RoleGrant.role)
    ).all()
    return Person(
        account.id,
        account.name,
        account.email,
        account.group,
        tuple(roles),
        account.locale,
        permissions_of(roles),
    )
