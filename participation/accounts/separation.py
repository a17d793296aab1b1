# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which roles keep apart, and who may give, take and agree to one. No framework here; faults are codes.

Whoever examines what staff did takes no part in it, so an auditor holds no other role with rights. The works council
watches over the employer's systems (§ 72 LPVG NRW), so its officer neither runs them nor evaluates for the CIO office.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from participation.accounts.rules import ROLES, Permission, Role, permissions_of

APART: dict[Role, frozenset[Role]] = {
    Role.AUDITOR: frozenset(
        {Role.INTAKE, Role.MODERATOR, Role.ANALYST, Role.COUNCIL_OFFICER, Role.ADMINISTRATOR}
    ),
    Role.COUNCIL_OFFICER: frozenset({Role.ANALYST, Role.ADMINISTRATOR}),
}

# With two of these somebody could read the traces of others alone: they need a second person's consent.
GUARDED = frozenset({Role.ADMINISTRATOR, Role.AUDITOR, Role.COUNCIL_OFFICER})

# Somebody active has to hold these, once anybody did: without them nobody can give roles, or agree.
KEPT = frozenset({Role.ADMINISTRATOR, Role.COUNCIL_OFFICER})

LONGEST_REASON = 500  # characters


@dataclass(frozen=True)
class Holder:
    """An account whose roles are to change. `closed`: its owner has closed it for good.

    `provided`: the roles among its roles that the identity provider gives, at every sign-in anew.
    """

    account_id: int
    roles: frozenset[str]
    disabled: bool = False
    closed: bool = False
    provided: frozenset[str] = frozenset()


def together(held: Iterable[str], wanted: Iterable[str]) -> frozenset[str]:
    """Return which of the wanted roles go together with all that are held and with one another; in doubt none does."""
    held, wanted = set(held), set(wanted)
    return frozenset(role for role in wanted if not apart_from(held | wanted, role))


def apart_from(held: Iterable[str], wanted: str) -> list[Role]:
    """Return which of the held roles do not go together with another one, in the order of the table."""
    held = set(held)
    return [
        role
        for role in Role
        if role in held
        and role != wanted
        and (wanted in APART.get(role, ()) or role in APART.get(Role(wanted), ()))
    ]


def mixed(roles: Iterable[str]) -> tuple[Role, Role] | None:
    """Return the first two of these roles that do not go together, or None."""
    known = [role for role in Role if role in set(roles)]
    for role in known:
        if others := apart_from(known, role):
            return role, others[0]
    return None


def grant_fault(actor: int | None, holder: Holder, role: str) -> str | None:
    """Return why somebody cannot give a role: "unknown", "own", "disabled", "held" or "apart"; None when they can.

    `actor` is None for whoever runs the machine.
    """
    if role not in ROLES:
        return "unknown"
    if actor == holder.account_id:
        return "own"
    if holder.disabled:
        return "disabled"
    if role in holder.roles:
        return "held"
    return "apart" if apart_from(holder.roles, role) else None


def confirm_fault(
    actor: int, holder: Holder, role: str, proposer: int, proposer_may: bool
) -> str | None:
    """Return why somebody cannot agree to a proposed role; "stale": whoever proposed it may not give roles any more."""
    if actor in (proposer, holder.account_id):
        return "own"
    return grant_fault(actor, holder, role) if proposer_may else "stale"


def revoke_fault(actor: int, holder: Holder, role: str, last: bool) -> str | None:
    """Return why somebody cannot take a role away: "own", "not_held", "provided" or "last"; None when they can.

    `last`: nobody else who is active holds it.
    """
    if actor == holder.account_id:
        return "own"
    if role not in holder.roles:
        return "not_held"
    if role in holder.provided:
        return "provided"
    return "last" if last and role in KEPT else None


def disable_fault(actor: int, holder: Holder, last: Collection[str]) -> str | None:
    """Return why somebody cannot disable an account; `last`: the roles that nobody else who is active holds."""
    if actor == holder.account_id:
        return "own"
    if holder.disabled:
        return "disabled"
    return "last" if holder.roles & set(last) & KEPT else None


def enable_fault(actor: int, holder: Holder) -> str | None:
    """Return why somebody cannot enable an account again: "own", "closed" or "enabled"; None when they can."""
    if actor == holder.account_id:
        return "own"
    if holder.closed:
        return "closed"
    return None if holder.disabled else "enabled"


def approving_roles() -> frozenset[Role]:
    """Return the roles whose holders can agree to what needs a second person."""
    return frozenset(role for role in Role if Permission.APPROVE in permissions_of([role]))
