# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading accounts as administrators need them.

Listed are those with a role that opens something; anybody else is found only by the whole address. The group that
contributions carry is not shown: whoever speaks as staff does so without the employer knowing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from participation.accounts.administration_models import RoleProposal
from participation.accounts.models import Account, Origin, RoleGrant
from participation.accounts.queries import account_by_email
from participation.accounts.rules import Role
from participation.accounts.service import is_closed

PAGE = 50
SHORTEST_SEARCH = 2  # characters


@dataclass(frozen=True)
class AccountRow:
    """An account in the list."""

    id: int
    name: str
    email: str | None  # none for those who come from the identity provider
    roles: tuple[str, ...]
    disabled: bool

    @property
    def label(self) -> str:
        """What this account is called on pages."""
        return called(self.id, self.name, self.email)


@dataclass(frozen=True)
class AccountPage:
    """A page of accounts, and the number after which the next one goes on (None: there is none)."""

    rows: list[AccountRow]
    after: int | None


@dataclass(frozen=True)
class Proposal:
    """A guarded role that waits for a second person."""

    id: int
    account_id: int
    name: str
    email: str | None
    role: str
    reason: str
    proposed_by: int
    proposer: str
    proposed_at: datetime

    @property
    def label(self) -> str:
        """What the account that is to have the role is called on pages."""
        return called(self.account_id, self.name, self.email)


@dataclass(frozen=True)
class AccountView:
    """One account: its roles with the moment they began, and what waits for a second person."""

    id: int
    name: str
    email: str | None
    created_at: datetime
    disabled_at: datetime | None
    closed: bool
    roles: dict[str, datetime]
    proposals: list[Proposal]
    provided: frozenset[str]  # of the roles those that the identity provider gives

    @property
    def label(self) -> str:
        """What this account is called on pages."""
        return called(self.id, self.name, self.email)


def called(account_id: int, name: str, email: str | None) -> str:
    """Return what an account is called: its name, else its address, else its number."""
    return name or email or f"#{account_id}"


def listed(session: Session, role: str | None, after: int | None, size: int = PAGE) -> AccountPage:
    """Return accounts with a role that opens something (or with this one), the newest first."""
    holds = _holds([role] if role else _opening())
    statement = select(Account).where(holds).order_by(Account.id.desc()).limit(size + 1)
    if after is not None:
        statement = statement.where(Account.id < after)
    return _page(session, list(session.scalars(statement)), size)


def found(session: Session, words: str, size: int = PAGE) -> AccountPage:
    """Return the account with this whole address, else listed accounts with these words in name or address."""
    whole = account_by_email(session, words)
    if whole is not None:
        return _page(session, [whole], size)
    forms = {words, words.lower(), words.title()}  # SQLite lowers ASCII only
    inside: list[ColumnElement[bool]] = [
        Account.name.contains(form, autoescape=True) for form in sorted(forms)
    ]
    inside.append(func.lower(Account.name).contains(words.lower(), autoescape=True))
    inside.append(Account.email.contains(words.lower(), autoescape=True))
    statement = select(Account).where(_holds(_opening()), or_(*inside))
    statement = statement.order_by(Account.id.desc()).limit(size + 1)
    return _page(session, list(session.scalars(statement)), size)


def one(session: Session, account_id: int) -> AccountView | None:
    """Return one account, or None."""
    account = session.get(Account, account_id)
    if account is None:
        return None
    grants = session.scalars(
        select(RoleGrant).where(RoleGrant.account_id == account_id).order_by(RoleGrant.role)
    ).all()
    return AccountView(
        account.id,
        account.name,
        account.email,
        account.created_at,
        account.disabled_at,
        is_closed(account),
        {grant.role: grant.granted_at for grant in grants},
        proposals(session, RoleProposal.account_id == account_id),
        frozenset(grant.role for grant in grants if grant.origin == Origin.PROVIDER),
    )


def proposal(session: Session, proposal_id: int) -> Proposal | None:
    """Return a proposal, or None when it has been decided."""
    return next(iter(proposals(session, RoleProposal.id == proposal_id)), None)


def proposals(session: Session, *which: ColumnElement[bool]) -> list[Proposal]:
    """Return the proposals that wait for a second person, the oldest first."""
    proposer = aliased(Account)
    rows = session.execute(
        select(RoleProposal, Account, proposer.name)
        .join(Account, Account.id == RoleProposal.account_id)
        .join(proposer, proposer.id == RoleProposal.proposed_by)
        .where(*which)
        .order_by(RoleProposal.id)
    )
    return [
        Proposal(
            row.id,
            account.id,
            account.name,
            account.email,
            row.role,
            row.reason,
            row.proposed_by,
            name,
            row.proposed_at,
        )
        for row, account, name in rows
    ]


def _opening() -> list[str]:
    return [role for role in Role if role != Role.PARTICIPANT]


def _holds(roles: Iterable[str]) -> ColumnElement[bool]:
    return exists().where(RoleGrant.account_id == Account.id, RoleGrant.role.in_(roles))


def _page(session: Session, accounts: list[Account], size: int) -> AccountPage:
    shown = accounts[:size]
    held: dict[int, list[str]] = {account.id: [] for account in shown}
    grants = select(RoleGrant).where(RoleGrant.account_id.in_(held))
    for grant in session.scalars(grants.order_by(RoleGrant.role)):
        held[grant.account_id].append(grant.role)
    rows = [
        AccountRow(a.id, a.name, a.email, tuple(held[a.id]), a.disabled_at is not None)
        for a in shown
    ]
    return AccountPage(rows, rows[-1].id if len(accounts) > size else None)
