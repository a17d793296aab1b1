# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading organisations and who speaks for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from participation.accounts.models import Account
from participation.accounts.organisation_models import (
    Invitation,
    Membership,
    NameClaim,
    Organisation,
)
from participation.accounts.organisation_rules import INVITATION_LIFE, Standing, claims, standing


@dataclass(frozen=True)
class Seat:
    """An organisation as one of its members sees it, and what they may do for it."""

    id: int
    name: str
    group: str
    size: str | None
    association: bool
    standing: Standing
    reason: str | None
    may_manage: bool
    may_release: bool

    @property
    def verified(self) -> bool:
        """Say whether it may be spoken for."""
        return self.standing is Standing.VERIFIED


@dataclass(frozen=True)
class Member:
    """Somebody who speaks for an organisation."""

    account_id: int
    name: str
    may_manage: bool
    may_release: bool


@dataclass(frozen=True)
class Application:
    """An organisation as an administrator sees it."""

    id: int
    name: str
    group: str
    size: str | None
    association: bool
    proof: str
    created_at: datetime
    verified_at: datetime | None
    standing: Standing
    reason: str | None
    members: int


def seats(session: Session, account_id: int) -> list[Seat]:
    """Return the organisations of an account, by name."""
    rows = session.execute(
        _seats().where(Membership.account_id == account_id).order_by(Organisation.name)
    )
    return [_seat(row) for row in rows]


def seat(session: Session, account_id: int, organisation_id: int) -> Seat | None:
    """Return an organisation to one of its members, None to everybody else."""
    row = session.execute(
        _seats().where(Membership.account_id == account_id, Organisation.id == organisation_id)
    ).first()
    return _seat(row) if row else None


def members(session: Session, organisation_id: int) -> list[Member]:
    """Return who speaks for an organisation, in the order in which they came."""
    rows = session.execute(
        select(Account.id, Account.name, Membership.may_manage, Membership.may_release)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.organisation_id == organisation_id)
        .order_by(Membership.joined_at, Account.id)
    )
    return [Member(*row) for row in rows]


def invitations(session: Session, organisation_id: int, now: datetime) -> list[Invitation]:
    """Return the invitations of an organisation that are still good, the newest first."""
    return list(
        session.scalars(
            select(Invitation)
            .where(
                Invitation.organisation_id == organisation_id,
                Invitation.invited_at > now - INVITATION_LIFE,
            )
            .order_by(Invitation.invited_at.desc(), Invitation.id.desc())
        )
    )


def applications(session: Session) -> list[Application]:
    """Return all organisations for an administrator: those that wait first, the others by name."""
    waits = (Organisation.verified_at.is_(None) & Organisation.refused_at.is_(None)).desc()
    rows = session.execute(_applications().order_by(waits, Organisation.name, Organisation.id))
    return [_application(row) for row in rows]


def application(session: Session, organisation_id: int) -> Application | None:
    """Return one organisation for an administrator."""
    row = session.execute(_applications().where(Organisation.id == organisation_id)).first()
    return _application(row) if row else None


def taken_by(session: Session, name: str) -> str | None:
    """Return the verified organisation that a name could be taken for, or None."""
    found = (
        select(Organisation.name)
        .join(NameClaim, NameClaim.organisation_id == Organisation.id)
        .where(NameClaim.form.in_(claims(name)))
    )
    return session.scalars(found.limit(1)).first()


def _seats() -> Select[Organisation, bool, bool]:
    return select(Organisation, Membership.may_manage, Membership.may_release).join(
        Membership, Membership.organisation_id == Organisation.id
    )


def _seat(row: Row[Organisation, bool, bool]) -> Seat:
    found: Organisation = row[0]
    return Seat(
        id=found.id,
        name=found.name,
        group=found.group,
        size=found.size,
        association=found.association,
        standing=standing(found.verified_at, found.refused_at),
        reason=found.reason,
        may_manage=row[1],
        may_release=row[2],
    )


def _applications() -> Select[Organisation, int]:
    members = (
        select(func.count())
        .where(Membership.organisation_id == Organisation.id)
        .correlate(Organisation)
        .scalar_subquery()
    )
    return select(Organisation, members)


def _application(row: Row[Organisation, int]) -> Application:
    found: Organisation = row[0]
    return Application(
        id=found.id,
        name=found.name,
        group=found.group,
        size=found.size,
        association=found.association,
        proof=found.proof,
        created_at=found.created_at,
        verified_at=found.verified_at,
        standing=standing(found.verified_at, found.refused_at),
        reason=found.reason,
        members=row[1],
    )
