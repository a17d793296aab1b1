# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Making accounts and checking who somebody is."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation import clock
from participation.accounts import passwords, rules, seals
from participation.accounts.models import Account, RoleGrant
from participation.accounts.queries import Person, account_by_email, person
from participation.audit import service as audit


class AccountRefused(ValueError):
    """An account cannot be made; the message is one English line for the command's user."""


def create(
    session: Session,
    email: str,
    password: str,
    roles: Iterable[str],
    name: str = "",
    group: str | None = None,
    actor: str = "command",
) -> Account:
    """Make an account.

    Raises `AccountRefused` for an address or password that does not fit, an unknown role, or an address in use.
    """
    wanted = sorted(set(roles))
    key = rules.email_key(email)
    if rules.email_fault(key):
        raise AccountRefused(f"not an e-mail address: {email}")
    if fault := rules.password_fault(password):
        least, most = rules.SHORTEST_PASSWORD, rules.LONGEST_PASSWORD
        raise AccountRefused(f"the password is too {fault}: {least} to {most} characters")
    if unknown := [role for role in wanted if role not in rules.ROLES]:
        known = ", ".join(rules.Role)
        raise AccountRefused(f"unknown role: {unknown[0]} (known: {known})")
    account = Account(
        email=key,
        name=(name or key.partition("@")[0])[:120],
        password_hash=passwords.hashed(password),
        group=group,
        created_at=clock.now(),
    )
    session.add(account)
    try:
        session.flush()
    except IntegrityError as error:
        raise AccountRefused(f"there is an account for {key} already") from error
    session.add_all(
        RoleGrant(account_id=account.id, role=role, granted_at=clock.now()) for role in wanted
    )
    session.flush()
    sealed = seals.of(session, account)
    audit.record(
        session, audit.Act("account.created", actor, seals.subject(account.id), None, sealed)
    )
    return account


def who(session: Session, email: str, password: str) -> Person | None:
    """Return the person with this address and password, or None, in the same time for every reason."""
    account = account_by_email(session, email)
    right = passwords.matches(
        account.password_hash if account else None, password[: rules.LONGEST_PASSWORD]
    )
    return person(session, account.id) if account is not None and right else None


def signed_in(session: Session, who_: Person) -> None:
    """Record that somebody with privileges signed in."""
    if who_.permissions - {rules.Permission.OWN_ACCOUNT}:
        audit.record(session, audit.Act("account.signed_in", who_.label, who_.label))
