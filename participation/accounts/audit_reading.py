# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading the audit trail: asked for with a reason, agreed to by somebody else, for a while, and recorded itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from participation import clock
from participation.accounts import administration_letters as letters
from participation.accounts import audit_entries, audit_scope
from participation.accounts.administration_models import AuditRequest
from participation.accounts.audit_entries import PAGE, EntryPage
from participation.accounts.audit_scope import Course, Scope, State
from participation.accounts.letters import Desk
from participation.accounts.models import Account, RoleGrant
from participation.accounts.posting import post
from participation.accounts.queries import Person
from participation.accounts.rules import Role
from participation.audit import checking
from participation.audit import service as audit
from participation.audit.models import AuditEntry
from participation.jobs import service as jobs

MOST_SHOWN = 100  # requests in a list


class Refused(Exception):
    """A rule forbids it; `code` says which (see `audit_scope`), or "many", "decided", "closed"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NoSuchRequest(Exception):
    """There is no such request, or it is not theirs."""


@dataclass(frozen=True)
class Wish:
    """A request as it stands. `asker` and `decider` are names."""

    id: int
    asked_by: int
    asker: str
    asked_at: datetime
    reason: str
    scope: Scope
    state: State
    decider: str | None
    decided_at: datetime | None
    answer: str | None
    closes_at: datetime | None


def council_present(session: Session) -> bool:
    """Say whether somebody active is an officer of the works council."""
    return bool(_holders(session, [Role.COUNCIL_OFFICER]))


def ask(session: Session, asker: Person, reason: str, scope: Scope, desk: Desk) -> int:
    """Ask to read; whoever can agree gets a letter. Return the request's number. Raises `Refused`."""
    now = clock.now()
    mine = [wish for wish in of(session, asker) if _stands(wish.state)]
    if len(mine) >= audit_scope.MOST_OPEN:
        raise Refused("many")
    request = AuditRequest(
        asked_by=asker.account_id,
        asked_at=now,
        reason=reason,
        kinds=sorted(scope.kinds),
        subject=scope.subject,
        starts_at=scope.starts_at,
        ends_at=scope.ends_at,
    )
    session.add(request)
    session.flush()
    detail = {
        "reason": reason,
        "kinds": sorted(scope.kinds),
        "about": scope.subject,
        "from": scope.starts_at.isoformat(),
        "until": scope.ends_at.isoformat(),
    }
    _record(session, "audit.asked", asker.label, request.id, detail)
    officers = _holders(session, [Role.COUNCIL_OFFICER])
    for account in officers or _holders(session, [Role.ADMINISTRATOR]):
        if account.id != asker.account_id:
            post(session, account, desk, lambda locale: letters.approval_wanted(desk, locale))
    return request.id


def decide(
    session: Session, request_id: int, accept: bool, answer: str, actor: Person, desk: Desk
) -> None:
    """Agree to a request or refuse it, once. Raises `Refused`, `NoSuchRequest`."""
    wish = _decidable(session, request_id, actor)
    if wish.state != State.WAITING:
        raise Refused("decided")
    decided = session.execute(
        update(AuditRequest)
        .where(AuditRequest.id == request_id, AuditRequest.decided_at.is_(None))
        .values(
            decided_by=actor.account_id,
            decided_at=clock.now(),
            approved=accept,
            answer=answer or None,
        )
        .returning(AuditRequest.id)
    ).first()
    if decided is None:
        raise Refused("decided")
    act = "audit.approved" if accept else "audit.refused"
    _record(session, act, actor.label, request_id, {"answer": answer} if answer else {})
    asker = session.get_one(Account, wish.asked_by)
    post(session, asker, desk, lambda locale: letters.reading_decided(desk, request_id, locale))


def end(session: Session, request_id: int, actor: Person) -> None:
    """End a request early: whoever asked, or whoever could have decided it. Raises `Refused`, `NoSuchRequest`."""
    wish = one(session, request_id)
    if wish is None:
        raise NoSuchRequest(str(request_id))
    if wish.asked_by != actor.account_id:
        wish = _decidable(session, request_id, actor)
    if not _stands(wish.state):
        raise Refused("closed")
    session.execute(
        update(AuditRequest).where(AuditRequest.id == request_id).values(closed_at=clock.now())
    )
    _record(session, "audit.ended", actor.label, request_id, {})


def begin(session: Session, request_id: int, reader: Person) -> None:
    """Begin to read: the time runs. Raises as `read` does."""
    request = _own(session, request_id, reader)
    if _state(request) != State.APPROVED:
        raise Refused("closed")
    request.opened_at = clock.now()
    _record(session, "audit.opened", reader.label, request_id, {})


def read(
    session: Session, request_id: int, reader: Person, after: int, size: int = PAGE
) -> EntryPage:
    """Return a page of what a request covers, and record which entries were shown. `session` is a writer.

    Raises `NoSuchRequest` for somebody else's, `Refused` with "closed" for one that is not open.
    """
    request = _own(session, request_id, reader)
    if _state(request) != State.OPEN:
        raise Refused("closed")
    page = audit_entries.page(session, _scope(request), after, size)
    shown = [entry.number for entry in page.entries]
    detail = {"first": shown[0], "last": shown[-1]} if shown else {}
    _record(session, "audit.read", reader.label, request_id, detail)
    return page


def want_check(session: Session, actor: Person) -> None:
    """Have the whole chain checked, unless that is due already."""
    if checking.want(session):
        jobs.want(session, checking.JOB, {})
    audit.record(session, audit.Act("audit.check_wanted", actor.label))


def of(session: Session, asker: Person) -> list[Wish]:
    """Return somebody's own requests, the newest first."""
    return _wishes(session, AuditRequest.asked_by == asker.account_id)


def undecided(session: Session) -> list[Wish]:
    """Return the requests that wait for a decision, the oldest first."""
    rows = _wishes(session, AuditRequest.decided_at.is_(None), AuditRequest.closed_at.is_(None))
    return [wish for wish in reversed(rows) if wish.state == State.WAITING]


def decided(session: Session) -> list[Wish]:
    """Return the newest requests that have been decided."""
    return _wishes(session, AuditRequest.decided_at.is_not(None))


def one(session: Session, request_id: int) -> Wish | None:
    """Return a request, or None."""
    return next(iter(_wishes(session, AuditRequest.id == request_id)), None)


def readings(session: Session, request_id: int) -> list[datetime]:
    """Return when pages of a request were opened, so that whoever agreed to it sees what came of it."""
    subject = AuditEntry.subject == _subject(request_id)
    act = AuditEntry.content["action"].as_string() == "audit.read"
    newest = select(AuditEntry.at).where(subject, act).order_by(AuditEntry.number.desc())
    return list(session.scalars(newest.limit(MOST_SHOWN)))


def _own(session: Session, request_id: int, reader: Person) -> AuditRequest:
    request = session.get(AuditRequest, request_id, with_for_update=True, populate_existing=True)
    if request is None or request.asked_by != reader.account_id:
        raise NoSuchRequest(str(request_id))
    return request


def _decidable(session: Session, request_id: int, actor: Person) -> Wish:
    wish = one(session, request_id)
    if wish is None:
        raise NoSuchRequest(str(request_id))
    council = council_present(session)
    fault = audit_scope.decide_fault(actor.account_id, actor.roles, council, wish.asked_by)
    if fault:
        raise Refused(fault)
    return wish


def _stands(state: State) -> bool:
    return state in (State.WAITING, State.APPROVED, State.OPEN)


def _holders(session: Session, roles: Sequence[str]) -> list[Account]:
    holds = exists().where(RoleGrant.account_id == Account.id, RoleGrant.role.in_(roles))
    active = select(Account).where(holds, Account.disabled_at.is_(None))
    return list(session.scalars(active.order_by(Account.id)))


def _wishes(session: Session, *which: ColumnElement[bool]) -> list[Wish]:
    rows = session.scalars(
        select(AuditRequest).where(*which).order_by(AuditRequest.id.desc()).limit(MOST_SHOWN)
    ).all()
    known = {row.asked_by for row in rows} | {row.decided_by for row in rows}
    names = {a.id: a.name for a in session.scalars(select(Account).where(Account.id.in_(known)))}
    return [
        Wish(
            row.id,
            row.asked_by,
            names[row.asked_by],
            row.asked_at,
            row.reason,
            _scope(row),
            _state(row),
            names.get(row.decided_by or 0),
            row.decided_at,
            row.answer,
            audit_scope.closes_at(_course(row)),
        )
        for row in rows
    ]


def _scope(row: AuditRequest) -> Scope:
    return Scope(frozenset(row.kinds), row.subject, row.starts_at, row.ends_at)


def _state(row: AuditRequest) -> State:
    return audit_scope.state(_course(row), clock.now())


def _course(row: AuditRequest) -> Course:
    return Course(row.asked_at, row.decided_at, row.approved, row.opened_at, row.closed_at)


def _record(
    session: Session, action: str, actor: str, request_id: int, detail: dict[str, Any]
) -> None:
    audit.record(session, audit.Act(action, actor, _subject(request_id), detail))


def _subject(request_id: int) -> str:
    return f"audit_request/{request_id}"
