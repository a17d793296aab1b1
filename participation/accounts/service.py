# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Making accounts and checking who somebody is."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable

from sqlalchemy import delete, literal, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation import clock
from participation.accounts import factors, guessing, passwords, rules, seals, separation
from participation.accounts.administration_models import RoleProposal
from participation.accounts.models import Account, RoleGrant, WebSession
from participation.accounts.queries import Person, person
from participation.audit import service as audit

NOBODY = 0  # no account has this number
CLOSED = "closed-{}@invalid"  # the address of a closed account; none that mail can be sent to

# What other rooms keep of an account, and forget with it: (session, id of the account).
forgetting: list[Callable[[Session, int], None]] = []


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

    Raises `AccountRefused` for an address or password that does not fit, an unknown role, roles that do not go
    together, or an address in use.
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
    if mixed := separation.mixed(wanted):
        raise AccountRefused(f"nobody may be {mixed[0]} and {mixed[1]} at once")
    account = Account(
        email=key,
        name=(name or key.partition("@")[0])[: rules.LONGEST_NAME],
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


def password_fault(password: str, about: Iterable[str]) -> str | None:
    """Return why a password cannot be taken: "short", "long", or "guessed"; None when it can."""
    fault = rules.password_fault(password)
    if fault is None and guessing.easily_guessed(password, about):
        return "guessed"
    return fault


def set_password(session: Session, account: Account, password_hash: str, keep: str | None) -> None:
    """Set a new password. Every session ends but the one with the handle `keep`.

    It comes as a hash, for making one is slow and nobody else can write meanwhile.
    """
    account.password_hash = password_hash
    end_sessions(session, account.id, keep)
    subject = seals.subject(account.id)
    audit.record(session, audit.Act("account.password_changed", subject, subject))


def end_sessions(session: Session, account_id: int, keep: str | None = None) -> None:
    """End every session of an account but the one with the handle `keep`."""
    mine = WebSession.account_id == account_id
    session.execute(delete(WebSession).where(mine, WebSession.handle != (keep or "")))


def end_session(session: Session, account_id: int, handle: str) -> None:
    """End one session of an account."""
    session.execute(
        delete(WebSession).where(WebSession.account_id == account_id, WebSession.handle == handle)
    )


def choose_language(account: Account, locale: str) -> None:
    """Note the language that somebody wants letters and pages in; it must be one that is offered."""
    account.locale = locale


def rename(account: Account, name: str) -> None:
    """Give an account another name."""
    account.name = name[: rules.LONGEST_NAME]


def close(session: Session, account: Account) -> None:
    """Close an account for good: what others keep of it goes, its row stays without a person.

    The trail keeps what was done to the account, rights given and taken above all: nobody gets rid of that by closing it.
    What it sealed of the address can be guessed by nobody once the salt is another one.
    """
    for forget in forgetting:
        forget(session, account.id)
    factors.remove(session, account.id)
    end_sessions(session, account.id)
    session.execute(delete(RoleGrant).where(RoleGrant.account_id == account.id))
    session.execute(delete(RoleProposal).where(RoleProposal.account_id == account.id))
    account.email = CLOSED.format(account.id)
    account.name, account.group, account.locale = "", None, None
    account.salt = secrets.token_hex(16)
    account.password_hash = passwords.NONE
    account.disabled_at = clock.now()
    session.flush()
    subject = seals.subject(account.id)
    sealed = seals.of(session, account)
    audit.record(session, audit.Act("account.closed", subject, subject, None, sealed))


def is_closed(account: Account) -> bool:
    """Say whether its owner has closed an account for good."""
    return account.email == CLOSED.format(account.id)


def who(session: Session, email: str, password: str) -> Person | None:
    """Return the person with this address and password, or None, in the same time for every reason."""
    known = select(Account.id, Account.password_hash).where(Account.email == rules.email_key(email))
    nobody = select(literal(NOBODY), literal(passwords.nobody()))
    # One row either way: reading one takes longer than reading none.
    id_, password_hash = session.execute(known.union_all(nobody).limit(1)).one()
    right = passwords.matches(password_hash or passwords.NONE, password[: rules.LONGEST_PASSWORD])
    return person(session, id_) if right and id_ != NOBODY else None


def signed_in(session: Session, who_: Person) -> None:
    """Record that somebody with privileges signed in."""
    if who_.permissions - {rules.Permission.OWN_ACCOUNT}:
        audit.record(session, audit.Act("account.signed_in", who_.label, who_.label))
