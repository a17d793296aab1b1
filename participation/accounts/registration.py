# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Making one's own account: the address is confirmed first, and nobody learns whether there was one already.

Name and password are given by whoever opens the link. If they were given before, somebody could apply with another's
address and a password of their own, and wait until its owner, who wants an account too, confirms theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation import clock
from participation.accounts import letters, rules, seals
from participation.accounts.letters import Desk
from participation.accounts.models import Account, Registration
from participation.accounts.queries import account_by_email
from participation.audit import service as audit
from participation.jobs import service as jobs
from participation.mail import links
from participation.mail import service as mail

JOB = "accounts.register"
PURPOSE = "account.confirm"


@dataclass(frozen=True)
class NewAccount:
    """What the owner of a confirmed address gives. An empty name is taken from the address."""

    name: str
    password_hash: str
    locale: str


def apply(session: Session, email: str, locale: str) -> None:
    """Take an application in. What it comes to is found out later, so that it takes the same time for every address."""
    jobs.want(session, JOB, {"email": rules.email_key(email), "locale": locale})


def answer(session: Session, payload: Mapping[str, Any], desk: Desk) -> None:
    """Do the job: write to the address, with the link that confirms it, or that there is an account already.

    An address is written to once in a quarter of an hour, whoever applies meanwhile. Links of earlier letters stay good.
    """
    now = clock.now()
    email, locale = payload["email"], payload["locale"]
    waiting = session.scalars(select(Registration).where(Registration.email == email)).first()
    if waiting is not None and now - waiting.asked_at < rules.PAUSE:
        return
    if waiting is None:
        waiting = Registration(email=email, created_at=now)
        session.add(waiting)
    waiting.locale, waiting.asked_at = locale, now
    session.flush()
    known = account_by_email(session, email)
    if known is not None:
        locale = desk.language(known.locale, locale)
        letter = letters.known(desk, locale)
    else:
        token = links.sign(desk.secret, PURPOSE, waiting.id, stamp(waiting))
        letter = letters.confirm(desk, token, locale)
    mail.post(session, email, letter.subject, letter.body, locale)


def waiting_for(session: Session, secret: str, token: str) -> Registration | None:
    """Return the application that a link confirms; None for a link that is forged, too old, or was used."""
    parts = links.read(secret, PURPOSE, token, rules.CONFIRM_LIFE)
    if parts is None or len(parts) != 2 or not isinstance(parts[0], int):
        return None
    found = session.get(Registration, parts[0])
    return found if found is not None and stamp(found) == parts[1] else None


def confirm(session: Session, found: Registration, new: NewAccount) -> Account | None:
    """Make the account that was applied for; None when there is one with this address meanwhile."""
    account = Account(
        email=found.email,
        name=(new.name or found.email.partition("@")[0])[: rules.LONGEST_NAME],
        password_hash=new.password_hash,
        group=None,
        locale=new.locale,
        created_at=clock.now(),
    )
    session.delete(found)
    session.flush()
    try:
        with session.begin_nested():
            session.add(account)
            session.flush()
    except IntegrityError:
        return None
    subject = seals.subject(account.id)
    audit.record(
        session,
        audit.Act("account.registered", subject, subject, None, seals.of(session, account)),
    )
    return account


def sweep(session: Session) -> None:
    """Delete applications that nobody has confirmed. To be called every hour."""
    old = clock.now() - rules.CONFIRM_LIFE
    session.execute(delete(Registration).where(Registration.asked_at <= old))


def stamp(found: Registration) -> int:
    """Return what tells an application from an earlier one with the same number."""
    return int(found.created_at.timestamp() * 1000)
