# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Organisations: registered by one of their people, verified by an administrator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation import clock
from participation.accounts import letters, organisation_letters, organisation_queries
from participation.accounts.letters import Desk
from participation.accounts.models import Account
from participation.accounts.organisation_models import Membership, NameClaim, Organisation
from participation.accounts.organisation_rules import MOST_WAITING, NewOrganisation, claims
from participation.accounts.queries import Person
from participation.audit import service as audit
from participation.mail import service as mail

KIND = "organisation"


class NameTaken(Exception):
    """A verified organisation has a name that looks like this one; the message is that name."""


class TooMany(Exception):
    """As much waits already as may wait."""


class AlreadyDecided(Exception):
    """Somebody has decided about this organisation meanwhile."""


def register(session: Session, who: Person, new: NewOrganisation) -> Organisation:
    """Take in that somebody speaks for an organisation; it waits for an administrator.

    Raises `NameTaken` when a verified one has a name that looks like it, `TooMany` when the account has others waiting.
    """
    taken = organisation_queries.taken_by(session, new.name)
    if taken is not None:
        raise NameTaken(taken)
    waiting = (
        select(func.count())
        .select_from(Membership)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.account_id == who.account_id,
            Organisation.verified_at.is_(None),
            Organisation.refused_at.is_(None),
        )
    )
    if session.scalars(waiting).one() >= MOST_WAITING:
        raise TooMany(who.label)
    found = Organisation(
        name=new.name,
        group=new.body,
        size=new.size,
        association=new.association,
        proof=new.proof,
        created_at=clock.now(),
    )
    session.add(found)
    session.flush()
    session.add(
        Membership(
            organisation_id=found.id,
            account_id=who.account_id,
            may_manage=True,
            may_release=True,
            joined_at=clock.now(),
        )
    )
    session.flush()
    record(session, "registered", who.label, found)
    return found


def verify(session: Session, organisation_id: int, who: Person, desk: Desk, locale: str) -> None:
    """Confirm that an organisation is what it says; its people hear of it.

    The database settles between two that look alike, and between two administrators: raises `NameTaken` and
    `AlreadyDecided`.
    """
    now = clock.now()
    name = session.get_one(Organisation, organisation_id).name
    try:
        with session.begin_nested():
            found = _decide(
                session,
                organisation_id,
                (Organisation.verified_at.is_(None), Organisation.refused_at.is_(None)),
                {"verified_at": now, "verified_by": who.account_id},
            )
            session.add_all(
                NameClaim(form=form, organisation_id=found.id) for form in sorted(claims(name))
            )
            session.flush()
    except IntegrityError:
        raise NameTaken(organisation_queries.taken_by(session, name) or name) from None
    record(session, "verified", who.label, found)
    _tell(session, found, desk, locale)


def refuse(
    session: Session, organisation_id: int, reason: str, who: Person, desk: Desk, locale: str
) -> None:
    """Refuse an organisation, or take its verification back; its people hear of it and read the reason.

    Its name is free again. Raises `AlreadyDecided` when it was refused meanwhile.
    """
    values = {"refused_at": clock.now(), "reason": reason}
    found = _decide(session, organisation_id, (Organisation.refused_at.is_(None),), values)
    session.execute(delete(NameClaim).where(NameClaim.organisation_id == found.id))
    record(session, "refused", who.label, found)
    _tell(session, found, desk, locale)


def record(session: Session, act: str, actor: str, found: Organisation) -> None:
    """Record what was done to an organisation, and seal how it stands now."""
    session.flush()
    audit.record(
        session,
        audit.Act(f"{KIND}.{act}", actor, f"{KIND}/{found.id}", None, _sealed(session, found)),
    )


def read_seals(session: Session) -> Iterator[tuple[str, object]]:
    """Yield (subject, sealed form) of every organisation."""
    for found in session.scalars(select(Organisation).order_by(Organisation.id)):
        yield f"{KIND}/{found.id}", _sealed(session, found)


def _sealed(session: Session, found: Organisation) -> dict[str, Any]:
    members = session.execute(
        select(Membership.account_id, Membership.may_manage, Membership.may_release)
        .where(Membership.organisation_id == found.id)
        .order_by(Membership.account_id)
    )
    return {
        "name": found.name,
        "group": found.group,
        "size": found.size,
        "association": found.association,
        "verified": found.verified_at is not None and found.refused_at is None,
        "members": [list(row) for row in members],
        "salt": found.salt,
    }


def _decide(
    session: Session, organisation_id: int, where: tuple[Any, ...], values: dict[str, Any]
) -> Organisation:
    changed = session.execute(
        update(Organisation)
        .where(Organisation.id == organisation_id, *where)
        .values(values)
        .returning(Organisation.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if changed is None:
        raise AlreadyDecided(organisation_id)
    return session.get_one(Organisation, changed, populate_existing=True)


def _tell(session: Session, found: Organisation, desk: Desk, locale: str) -> None:
    """Write to those who manage an organisation that an administrator has decided."""
    people = session.scalars(
        select(Account)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Membership.organisation_id == found.id,
            Membership.may_manage,
            Account.email.is_not(None),
            Account.disabled_at.is_(None),
        )
    )
    for one in people:
        theirs = desk.language(one.locale, locale)
        letter: letters.Letter = organisation_letters.decided(desk, found.id, theirs)
        mail.post(session, one.email or "", letter.subject, letter.body, theirs)
