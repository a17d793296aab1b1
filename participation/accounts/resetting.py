# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A new password: for whoever has forgotten theirs by a link that works for ten minutes, once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from participation.accounts import letters, rules, service
from participation.accounts.letters import Desk
from participation.accounts.models import Account
from participation.accounts.queries import account_by_email
from participation.jobs import service as jobs
from participation.mail import links
from participation.mail import service as mail

JOB = "accounts.reset"
PURPOSE = "account.reset"


def ask(session: Session, email: str, locale: str) -> None:
    """Have the link sent, if there is such an account; the caller cannot tell, not by the time either."""
    jobs.want(session, JOB, {"email": rules.email_key(email), "locale": locale})


def answer(session: Session, payload: Mapping[str, Any], desk: Desk) -> None:
    """Do the job: send the link to an account that is there and not disabled."""
    account = account_by_email(session, payload["email"])
    if account is None or account.email is None or account.disabled_at is not None:
        return
    token = links.sign(desk.secret, PURPOSE, account.id, _state(account))
    locale = desk.language(account.locale, payload["locale"])
    letter = letters.reset(desk, token, locale)
    mail.post(session, account.email, letter.subject, letter.body, locale)


def account_of(session: Session, secret: str, token: str) -> Account | None:
    """Return whose password a link resets; None for one that is forged, too old, or was used."""
    parts = links.read(secret, PURPOSE, token, rules.RESET_LIFE)
    if parts is None or len(parts) != 2 or not isinstance(parts[0], int):
        return None
    account = session.get(Account, parts[0], with_for_update=True)
    if account is None or account.password_hash is None or account.disabled_at is not None:
        return None
    return account if _state(account) == parts[1] else None


def renew(
    session: Session,
    account: Account,
    password_hash: str,
    desk: Desk,
    locale: str,
    keep: str | None = None,
) -> None:
    """Set a new password and tell the owner. Every session ends but the one with the handle `keep`.

    A second factor stays: a mailbox alone opens no account.
    """
    service.set_password(session, account, password_hash, keep)
    if account.email is None:
        return
    locale = desk.language(account.locale, locale)
    letter = letters.changed(desk, locale, everywhere=keep is None)
    mail.post(session, account.email, letter.subject, letter.body, locale)


def _state(account: Account) -> str:
    """Return what changes with the password, so that a link works once."""
    return hashlib.sha256((account.password_hash or "").encode()).hexdigest()[:16]
