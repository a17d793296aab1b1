# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Giving and taking roles, disabling accounts. Whatever is done holds for the next request of every process.

Guarded roles wait for a second person; only where there is none (a new installation with one administrator) they hold
at once. The trail keeps the reason; the owner of the account gets a letter.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation import clock
from participation.accounts import administration_letters as letters
from participation.accounts import seals, separation, service
from participation.accounts.administration_models import RoleProposal
from participation.accounts.letters import Desk
from participation.accounts.models import Account, Origin, RoleGrant
from participation.accounts.posting import post
from participation.accounts.queries import Person, person
from participation.accounts.rules import Permission, Role
from participation.accounts.separation import Holder
from participation.audit import service as audit


class Refused(Exception):
    """A rule forbids it; `code` says which (see `separation`), "rights" that the actor may not do this any more."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NoSuchAccount(Exception):
    """There is no account with this number, or no such proposal."""


def grant(
    session: Session, account_id: int, role: str, reason: str, actor: Person, desk: Desk
) -> bool:
    """Give a role, or propose it when it is guarded and somebody else could agree; return whether it holds now.

    Raises `Refused`, `NoSuchAccount`.
    """
    _hold(session)
    _still(session, actor, Permission.GRANT_ROLES)
    account = _account(session, account_id)
    holder = _holder(session, account)
    if fault := separation.grant_fault(actor.account_id, holder, role):
        raise Refused(fault)
    approvers = _approvers(session, {actor.account_id, account_id})
    if role in separation.GUARDED and approvers:
        _propose(session, account, role, reason, actor)
        for approver in approvers:
            post(session, approver, desk, lambda locale: letters.approval_wanted(desk, locale))
        return False
    _give(session, account, role, reason, actor.label, desk)
    return True


def grant_by_command(
    session: Session, email: str, role: str, reason: str, actor: str, desk: Desk
) -> None:
    """Give a role as whoever runs the machine: no second person, but roles keep apart. Raises as `grant` does."""
    _hold(session)
    account = session.scalars(select(Account).where(Account.email == email)).first()
    if account is None:
        raise NoSuchAccount(email)
    if fault := separation.grant_fault(None, _holder(session, account), role):
        raise Refused(fault)
    _give(session, account, role, reason, actor, desk)


def decide(
    session: Session, proposal_id: int, accept: bool, reason: str, actor: Person, desk: Desk
) -> str:
    """Agree to a proposed role, or refuse it; return the role. Raises `Refused`, `NoSuchAccount`."""
    _hold(session)
    _still(session, actor, Permission.APPROVE)
    found = session.get(RoleProposal, proposal_id, with_for_update=True)
    if found is None:
        raise NoSuchAccount(str(proposal_id))
    account, role = _account(session, found.account_id), found.role
    proposer = person(session, found.proposed_by)
    may = proposer is not None and proposer.may(Permission.GRANT_ROLES)
    holder = _holder(session, account)
    fault = separation.confirm_fault(actor.account_id, holder, role, found.proposed_by, may)
    if fault == "own" or (accept and fault):
        raise Refused(fault)
    session.delete(found)
    if accept:
        _give(session, account, role, found.reason, actor.label, desk)
    else:
        detail = {"role": role, "reason": reason}
        _record(session, "role.refused", actor.label, account, detail)
    return role


def revoke(
    session: Session, account_id: int, role: str, reason: str, actor: Person, desk: Desk
) -> None:
    """Take a role away. Raises `Refused`, `NoSuchAccount`."""
    _hold(session)
    _still(session, actor, Permission.GRANT_ROLES)
    account = _account(session, account_id)
    holder = _holder(session, account)
    last = _last(session, account_id, [role])
    if fault := separation.revoke_fault(actor.account_id, holder, role, bool(last)):
        raise Refused(fault)
    session.execute(
        delete(RoleGrant).where(RoleGrant.account_id == account_id, RoleGrant.role == role)
    )
    _record(session, "role.revoked", actor.label, account, {"role": role, "reason": reason}, True)
    post(session, account, desk, lambda locale: letters.role_taken(desk, role, locale))


def disable(session: Session, account_id: int, reason: str, actor: Person, desk: Desk) -> None:
    """Disable an account: its sessions end, and nobody can sign in to it. Raises `Refused`, `NoSuchAccount`."""
    _hold(session)
    _still(session, actor, Permission.GRANT_ROLES)
    account = _account(session, account_id)
    holder = _holder(session, account)
    last = _last(session, account_id, holder.roles)
    if fault := separation.disable_fault(actor.account_id, holder, last):
        raise Refused(fault)
    account.disabled_at = clock.now()
    service.end_sessions(session, account_id)
    _record(session, "account.disabled", actor.label, account, {"reason": reason}, True)
    post(session, account, desk, lambda locale: letters.disabled(desk, locale))


def enable(session: Session, account_id: int, reason: str, actor: Person, desk: Desk) -> None:
    """Enable a disabled account again. Raises `Refused`, `NoSuchAccount`."""
    _hold(session)
    _still(session, actor, Permission.GRANT_ROLES)
    account = _account(session, account_id)
    if fault := separation.enable_fault(actor.account_id, _holder(session, account)):
        raise Refused(fault)
    account.disabled_at = None
    _record(session, "account.enabled", actor.label, account, {"reason": reason}, True)
    post(session, account, desk, lambda locale: letters.enabled(desk, locale))


def _hold(session: Session) -> None:
    """Let changes of the roles that must not run out happen one after another, also on PostgreSQL."""
    kept = select(RoleGrant.account_id).where(RoleGrant.role.in_(separation.KEPT))
    ordered = kept.order_by(RoleGrant.account_id, RoleGrant.role)
    session.execute(ordered.with_for_update()).all()


def _still(session: Session, actor: Person, permission: Permission) -> None:
    """Ask again, now that nobody else changes it, whether the actor may do this."""
    now = person(session, actor.account_id)
    if now is None or not now.may(permission):
        raise Refused("rights")


def _account(session: Session, account_id: int) -> Account:
    found = session.get(Account, account_id, populate_existing=True)
    if found is None:
        raise NoSuchAccount(str(account_id))
    return found


def _holder(session: Session, account: Account) -> Holder:
    grants = session.scalars(select(RoleGrant).where(RoleGrant.account_id == account.id)).all()
    return Holder(
        account.id,
        frozenset(grant.role for grant in grants),
        account.disabled_at is not None,
        service.is_closed(account),
        frozenset(grant.role for grant in grants if grant.origin == Origin.PROVIDER),
    )


def _last(session: Session, account_id: int, roles: Collection[str]) -> list[str]:
    """Return the roles among these that nobody else who is active holds."""
    others = (
        select(RoleGrant.role)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.role.in_(roles),
            RoleGrant.account_id != account_id,
            Account.disabled_at.is_(None),
        )
    )
    return sorted(set(roles) - set(session.scalars(others.distinct())))


def _approvers(session: Session, but: Collection[int]) -> list[Account]:
    """Return everybody active who could agree to a role, without these."""
    holds = exists().where(
        RoleGrant.account_id == Account.id, RoleGrant.role.in_(separation.approving_roles())
    )
    active = select(Account).where(holds, Account.disabled_at.is_(None), Account.id.not_in(but))
    return list(session.scalars(active.order_by(Account.id)))


def _propose(session: Session, account: Account, role: str, reason: str, actor: Person) -> None:
    proposal = RoleProposal(
        account_id=account.id,
        role=role,
        reason=reason,
        proposed_by=actor.account_id,
        proposed_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(proposal)
    except IntegrityError as error:
        raise Refused("proposed") from error
    _record(session, "role.proposed", actor.label, account, {"role": role, "reason": reason})


def _give(
    session: Session, account: Account, role: str, reason: str, actor: str, desk: Desk
) -> None:
    session.execute(
        delete(RoleProposal).where(RoleProposal.account_id == account.id, RoleProposal.role == role)
    )
    try:
        with session.begin_nested():
            session.add(RoleGrant(account_id=account.id, role=role, granted_at=clock.now()))
    except IntegrityError as error:
        raise Refused("held") from error
    _record(session, "role.granted", actor, account, {"role": role, "reason": reason}, True)
    post(session, account, desk, lambda locale: letters.role_given(desk, Role(role), locale))


def _record(
    session: Session,
    action: str,
    actor: str,
    account: Account,
    detail: Mapping[str, object],
    seal: bool = False,
) -> None:
    session.flush()
    fact = seals.of(session, account) if seal else None
    audit.record(session, audit.Act(action, actor, seals.subject(account.id), detail, fact))
