# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Accounts of the identity provider's people: made at the first sign-in, brought up to date at every one."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation import clock
from participation.accounts import seals, separation
from participation.accounts.models import Account, Origin, RoleGrant, WebSession
from participation.accounts.oidc_models import ProviderIdentity, SignInAttempt
from participation.accounts.oidc_rules import Given
from participation.accounts.queries import Person, person
from participation.audit import service as audit

ACTOR = "identity provider"
LIFETIME = timedelta(minutes=10)  # to type a password and fetch a second factor
LONGEST_ONWARD = 2_000  # characters of an address to go on to
DATA = "provider"  # where a session holds what belongs to the provider


@dataclass(frozen=True)
class Key:
    """Who somebody is to the provider: never an e-mail address, which can change hands."""

    issuer: str
    subject: str

    def hashed(self, secret: str) -> str:
        """Return the subject as it is stored: nobody finds the person with the database alone."""
        return keyed(secret, "subject", f"{self.issuer}\n{self.subject}")


def keyed(secret: str, purpose: str, value: str) -> str:
    """Return a keyed hash for one purpose."""
    message = f"participation.oidc.{purpose}\n{value}".encode("utf-8", "surrogatepass")
    return hmac.digest(secret.encode(), message, "sha256").hex()


def state_key(state: str) -> str:
    """Return the form under which an attempt is known."""
    return hashlib.sha256(state.encode("utf-8", "surrogatepass")).hexdigest()


def fresh_state() -> str:
    """Return what somebody who is sent to the provider must come back with."""
    return secrets.token_urlsafe(32)


def open_attempt(
    session: Session, state: str, locale: str, onward: str | None, again: bool
) -> None:
    """Note that somebody is being sent to the provider with this state."""
    now = clock.now()
    session.execute(delete(SignInAttempt).where(SignInAttempt.expires_at <= now))
    session.add(
        SignInAttempt(
            state_hash=state_key(state),
            locale=locale,
            onward=onward if onward and len(onward) <= LONGEST_ONWARD else None,
            again_since=now if again else None,
            expires_at=now + LIFETIME,
        )
    )
    session.flush()


def take_attempt(session: Session, state: str) -> SignInAttempt | None:
    """Take an attempt away and return it: of several answers with the same state one gets it, the others None."""
    found = session.scalars(
        delete(SignInAttempt)
        .where(SignInAttempt.state_hash == state_key(state))
        .returning(SignInAttempt)
    ).first()
    if found is not None:
        session.expunge(found)
    return found if found is not None and found.expires_at > clock.now() else None


def admit(
    session: Session, secret: str, key: Key, given: Given | None, name: str = ""
) -> Person | None:
    """Bring somebody's account up to what the provider says now, and return them.

    Made at the first sign-in. Roles and group the provider no longer gives are taken away; those given by hand stay.
    Roles that keep apart are not given together: then none of them is. None for whom nothing is given (their sessions
    end) or whose account is disabled. Without a role no name is kept.
    """
    identity = _identity(session, secret, key)
    if given is None:
        if identity is not None:
            _apply(session, identity, Given(), name)
            end_sessions(session, identity.account_id)
        return None
    if identity is None:
        identity = _made(session, secret, key)
    _apply(session, identity, given, name)
    return person(session, identity.account_id)


def end_sessions(
    session: Session, account_id: int, sid: str | None = None, until: datetime | None = None
) -> int:
    """End the sessions of an account (of one sign-in at the provider; begun up to a moment); return how many."""
    rows = session.execute(
        select(WebSession.token_hash, WebSession.data).where(WebSession.account_id == account_id)
    )
    ended = [row.token_hash for row in rows if _meant(row.data.get(DATA) or {}, sid, until)]
    session.execute(delete(WebSession).where(WebSession.token_hash.in_(ended)))
    return len(ended)


def logged_out(
    session: Session, secret: str, issuer: str, subject: str | None, sid: str | None, until: float
) -> int:
    """End the sessions that the provider says are over; return how many."""
    wanted = select(ProviderIdentity.account_id).where(ProviderIdentity.issuer == issuer)
    if subject is not None:
        hashed = Key(issuer, subject).hashed(secret)
        wanted = wanted.where(ProviderIdentity.subject_hash == hashed)
    else:  # the sign-in alone: whoever has a session may be meant
        here = select(WebSession.account_id).where(WebSession.account_id.is_not(None))
        wanted = wanted.where(ProviderIdentity.account_id.in_(here))
    known = keyed(secret, "sid", sid) if sid is not None else None
    moment = datetime.fromtimestamp(until, UTC)
    accounts = session.scalars(wanted).all()
    return sum(end_sessions(session, account, known, moment) for account in accounts)


def _meant(data: dict[str, object], sid: str | None, until: datetime | None) -> bool:
    if sid is not None and data.get("sid") != sid:
        return False
    began = data.get("began")
    return until is None or not isinstance(began, str) or datetime.fromisoformat(began) <= until


def _identity(session: Session, secret: str, key: Key) -> ProviderIdentity | None:
    wanted = select(ProviderIdentity).where(
        ProviderIdentity.issuer == key.issuer,
        ProviderIdentity.subject_hash == key.hashed(secret),
    )
    return session.scalars(wanted.with_for_update()).first()


def _made(session: Session, secret: str, key: Key) -> ProviderIdentity:
    """Make account and identity; when the same person's other browser was faster, take theirs."""
    try:
        with session.begin_nested():
            account = Account(
                email=None, name="", password_hash=None, group=None, created_at=clock.now()
            )
            session.add(account)
            session.flush()
            identity = ProviderIdentity(
                account_id=account.id,
                issuer=key.issuer,
                subject_hash=key.hashed(secret),
                group=None,
                named=False,
            )
            session.add(identity)
    except IntegrityError:
        found = _identity(session, secret, key)
        if found is None:
            raise
        return found
    subject = seals.subject(account.id)
    sealed = seals.of(session, account)
    audit.record(session, audit.Act("account.created", ACTOR, subject, None, sealed))
    return identity


def _apply(session: Session, identity: ProviderIdentity, given: Given, name: str) -> None:
    account = session.get_one(Account, identity.account_id)
    held = {row.role: row.origin for row in _grants(session, account.id)}
    manual = {role for role, origin in held.items() if origin != Origin.PROVIDER}
    roles = separation.together(manual, given.roles - manual)
    if given.roles:
        account.name, identity.named = name, True
    elif identity.named:
        account.name, identity.named = "", False
    lost = held.keys() - manual - roles
    won = roles - held.keys()
    before = account.group
    if account.group is None or account.group == identity.group:
        account.group = identity.group = given.group
    if not (lost or won or account.group != before):
        return
    session.execute(
        delete(RoleGrant).where(RoleGrant.account_id == account.id, RoleGrant.role.in_(lost))
    )
    session.add_all(
        RoleGrant(account_id=account.id, role=role, granted_at=clock.now(), origin=Origin.PROVIDER)
        for role in sorted(won)
    )
    session.flush()
    detail = {"granted": sorted(won), "revoked": sorted(lost), "group": account.group}
    subject, sealed = seals.subject(account.id), seals.of(session, account)
    audit.record(session, audit.Act("account.claims_applied", ACTOR, subject, detail, sealed))


def _grants(session: Session, account_id: int) -> list[RoleGrant]:
    return list(session.scalars(select(RoleGrant).where(RoleGrant.account_id == account_id)))
