# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Statements that an organisation's people write together, and one of them releases, once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation import clock
from participation.accounts import organisations
from participation.accounts.organisation_models import Organisation
from participation.contributions import said_for, service, statement_rules
from participation.contributions.service import NewContribution, Taken
from participation.contributions.statement_models import RoomLock, StatementDraft
from participation.contributions.statement_rules import Words


class Overtaken(Exception):
    """Somebody else has changed, released or deleted the draft meanwhile, or the key of the room."""


class StatedAlready(Exception):
    """The organisation's statement about the same thing stands, or waits for moderation."""


class Full(Exception):
    """The room holds as many drafts as it can."""


class Locked(Exception):
    """The room is locked, and this is not its key."""


@dataclass(frozen=True)
class Room:
    """Where an organisation drafts. `key` is the right one or None; `must_lock`: nothing is written without a lock."""

    organisation_id: int
    locked: bool
    edition: int
    salt: str
    key: str | None
    must_lock: bool

    @property
    def open(self) -> bool:
        """Whether its drafts can be read and written now."""
        return self.key is not None if self.locked else not self.must_lock


@dataclass(frozen=True)
class Draft:
    """A statement that is being written."""

    id: int
    version: int
    saved_at: datetime
    words: Words


def room(session: Session, organisation_id: int, must_lock: bool, key: str | None) -> Room:
    """Return the room of an organisation, opened if the key fits."""
    lock = session.get(RoomLock, organisation_id)
    if lock is None:
        return Room(organisation_id, False, 0, "", None, must_lock)
    right = key is not None and statement_rules.opens(key, lock.salt, lock.proof)
    return Room(organisation_id, True, lock.edition, lock.salt, key if right else None, must_lock)


def lock(session: Session, entered: Room, key: str, actor: str) -> None:
    """Lock a room with a new key: what is in it is sealed with that.

    Raises `Overtaken` when somebody else has locked it meanwhile, `Locked` when it is locked and not open.
    """
    if entered.locked and not entered.open:
        raise Locked(entered.organisation_id)
    kept = drafts(session, entered) if entered.open else []
    salt = secrets.token_hex(16)
    number = entered.organisation_id
    proof = statement_rules.proof(key, salt)
    _turn(session, entered, salt, proof)
    new = Room(number, True, entered.edition + 1, salt, key, entered.must_lock)
    for draft in kept:
        _write(session, new, draft.id, draft.version, draft.words)
    found = session.get_one(Organisation, number)
    organisations.record(session, "room_locked", actor, found)


def clear(session: Session, organisation_id: int, actor: str) -> None:
    """Throw away the lock of a room, and the drafts in it, which nobody can read without its key."""
    session.execute(delete(StatementDraft).where(StatementDraft.organisation_id == organisation_id))
    session.execute(delete(RoomLock).where(RoomLock.organisation_id == organisation_id))
    found = session.get_one(Organisation, organisation_id)
    organisations.record(session, "room_cleared", actor, found)


def drafts(session: Session, entered: Room) -> list[Draft]:
    """Return the drafts in an open room, the one saved last first. Raises `Locked` when it is not open."""
    if not entered.open:
        raise Locked(entered.organisation_id)
    rows = session.scalars(
        select(StatementDraft)
        .where(StatementDraft.organisation_id == entered.organisation_id)
        .order_by(StatementDraft.saved_at.desc(), StatementDraft.id.desc())
    )
    return [found for found in (_read(entered, row) for row in rows) if found is not None]


def draft(session: Session, entered: Room, number: int) -> Draft | None:
    """Return one draft of an open room, None when there is none. Raises `Locked` when the room is not open."""
    if not entered.open:
        raise Locked(entered.organisation_id)
    row = session.get(StatementDraft, number)
    if row is None or row.organisation_id != entered.organisation_id:
        return None
    return _read(entered, row)


def begin(session: Session, entered: Room, words: Words) -> int:
    """Begin a draft; return its number. Raises `Full`, and `Locked` when the room is not open."""
    if not entered.open:
        raise Locked(entered.organisation_id)
    _hold(session, entered)
    mine = StatementDraft.organisation_id == entered.organisation_id
    count = session.scalars(select(func.count()).select_from(StatementDraft).where(mine)).one()
    if count >= statement_rules.MOST_DRAFTS:
        raise Full(entered.organisation_id)
    row = StatementDraft(
        organisation_id=entered.organisation_id,
        origin=f"statement-{secrets.token_urlsafe(24)}",
        body="",
        sealed=False,
        version=1,
        saved_at=clock.now(),
    )
    session.add(row)
    session.flush()
    _write(session, entered, row.id, 1, words)
    return row.id


def save(session: Session, entered: Room, number: int, version: int, words: Words) -> None:
    """Change a draft that was seen in this version. Raises `Overtaken`, and `Locked` when the room is not open."""
    if not entered.open:
        raise Locked(entered.organisation_id)
    _hold(session, entered)
    changed = session.execute(
        update(StatementDraft)
        .where(
            StatementDraft.id == number,
            StatementDraft.organisation_id == entered.organisation_id,
            StatementDraft.version == version,
        )
        .values(version=version + 1, saved_at=clock.now())
        .returning(StatementDraft.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if changed is None:
        raise Overtaken(number)
    _write(session, entered, number, version + 1, words)


def discard(session: Session, entered: Room, number: int, version: int) -> str:
    """Delete a draft that was seen in this version; return its origin. Raises `Overtaken`.

    The database settles who is first: of two people who release or delete a draft, one does.
    """
    _hold(session, entered)
    origin = session.execute(
        delete(StatementDraft)
        .where(
            StatementDraft.id == number,
            StatementDraft.organisation_id == entered.organisation_id,
            StatementDraft.version == version,
        )
        .returning(StatementDraft.origin)
        .execution_options(synchronize_session=False)
    ).scalar()
    if origin is None:
        raise Overtaken(number)
    return origin


def release(
    session: Session,
    secret: str,
    entered: Room,
    found: Draft,
    new: NewContribution,
    size: str | None,
    actor: str,
) -> Taken:
    """Turn a draft into the organisation's official statement, once.

    Raises `Overtaken` when somebody was faster, `StatedAlready` when another one stands that says something about the
    same thing: that has to be withdrawn first, for an organ has one position.
    """
    origin = discard(session, entered, found.id, found.version)
    if said_for.stated_already(session, entered.organisation_id, new):
        raise StatedAlready(entered.organisation_id)
    taken = service.submit(session, secret, origin, new, actor)
    said_for.note(session, taken.contribution_id, entered.organisation_id, size)
    organisation = session.get_one(Organisation, entered.organisation_id)
    organisations.record(session, "statement_released", actor, organisation)
    return taken


def _hold(session: Session, entered: Room) -> None:
    """Let nobody change the key until the end of this transaction; raises `Overtaken` when somebody has."""
    session.get_one(Organisation, entered.organisation_id, with_for_update=True)
    now = session.get(RoomLock, entered.organisation_id, populate_existing=True)
    if (now.edition if now else 0) != entered.edition:
        raise Overtaken(entered.organisation_id)


def _turn(session: Session, entered: Room, salt: str, proof: str) -> None:
    """Put the new lock where the old one was, if that is still there."""
    _hold(session, entered)
    number = entered.organisation_id
    found = session.get(RoomLock, number)
    if found is None:
        try:
            with session.begin_nested():
                session.add(RoomLock(organisation_id=number, salt=salt, proof=proof, edition=1))
        except IntegrityError:
            raise Overtaken(number) from None
    else:
        found.salt, found.proof, found.edition = salt, proof, found.edition + 1
        session.flush()


def _write(session: Session, entered: Room, number: int, version: int, words: Words) -> None:
    if entered.locked and entered.key is not None:
        body = statement_rules.sealed(entered.key, entered.salt, _place(entered, number), words)
    else:
        body = statement_rules.packed(words)
    session.execute(
        update(StatementDraft)
        .where(StatementDraft.id == number, StatementDraft.version == version)
        .values(body=body, sealed=entered.locked)
        .execution_options(synchronize_session="fetch")
    )


def _read(entered: Room, row: StatementDraft) -> Draft | None:
    if row.sealed:
        if entered.key is None:
            return None
        words = statement_rules.unsealed(
            entered.key, entered.salt, _place(entered, row.id), row.body
        )
    else:
        words = statement_rules.unpacked(row.body)
    return None if words is None else Draft(row.id, row.version, row.saved_at, words)


def _place(entered: Room, number: int) -> str:
    return f"{entered.organisation_id}/{number}"
