# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Second factors: what somebody has, whether it is right, and that it works once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from participation import clock
from participation.accounts import factor_letters, seals
from participation.accounts import factor_rules as rules
from participation.accounts.factor_models import Passkey, RecoverySet, RecoveryUse, Totp
from participation.accounts.letters import Desk
from participation.accounts.models import Account
from participation.audit import service as audit
from participation.mail import service as mail


@dataclass(frozen=True)
class Factors:
    """What somebody has set up: since when codes by app, how many recovery codes are left (None: no set), passkeys."""

    totp_since: datetime | None
    recovery_left: int | None
    recovery_since: datetime | None
    passkeys: tuple[Passkey, ...] = ()

    def __bool__(self) -> bool:
        return self.totp_since is not None or bool(self.passkeys)


def of(session: Session, account_id: int) -> Factors:
    """Return the second factors of an account."""
    totp = session.get(Totp, account_id)
    found = session.get(RecoverySet, account_id)
    left = None
    if found is not None:
        used = select(func.count()).where(RecoveryUse.nonce == found.nonce)
        left = rules.RECOVERY_CODES - (session.scalar(used) or 0)
    mine = select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.id)
    return Factors(
        totp.confirmed_at if totp else None,
        left,
        found.created_at if found else None,
        tuple(session.scalars(mine)),
    )


def begin_totp(session: Session, key: str, account_id: int) -> str:
    """Begin to set codes by app up; return the secret, the same as long as it is not confirmed."""
    found = session.get(Totp, account_id)
    if found is not None and found.confirmed_at is None:
        secret = rules.opened(key, account_id, found.secret)
        if secret is not None:
            return secret
    secret = rules.new_secret()
    if found is None:
        found = Totp(account_id=account_id, created_at=clock.now(), last_step=0)
        session.add(found)
    elif found.confirmed_at is not None:
        raise ValueError("codes by app are set up already")
    found.secret = rules.sealed(key, account_id, secret)
    session.flush()
    return secret


def pending_secret(session: Session, key: str, account_id: int) -> str | None:
    """Return the secret that waits to be confirmed."""
    found = session.get(Totp, account_id)
    if found is None or found.confirmed_at is not None:
        return None
    return rules.opened(key, account_id, found.secret)


def confirm_totp(
    session: Session, key: str, account: Account, code: str, desk: Desk, locale: str
) -> bool:
    """Finish setting codes by app up with the first right code; the recovery codes come with it."""
    if not _use_totp(session, key, account.id, code, confirmed=False):
        return False
    session.execute(
        update(Totp).where(Totp.account_id == account.id).values(confirmed_at=clock.now())
    )
    renew_recovery(session, account.id)
    tell(session, account, "factor.added", desk, locale)
    return True


def remove_totp(session: Session, account: Account, desk: Desk, locale: str) -> None:
    """Take the second factor away, and the recovery codes with it."""
    remove(session, account.id)
    tell(session, account, "factor.removed", desk, locale)


def reset(session: Session, account: Account, actor: str) -> None:
    """Take the second factor away for somebody who has lost it; an operator's act."""
    remove(session, account.id)
    audit.record(session, audit.Act("factor.reset", actor, seals.subject(account.id)))


def renew_recovery(session: Session, account_id: int) -> None:
    """Make a new set of recovery codes; the old ones are worth nothing from now on."""
    found = session.get(RecoverySet, account_id)
    if found is None:
        found = RecoverySet(account_id=account_id)
        session.add(found)
    else:
        session.execute(delete(RecoveryUse).where(RecoveryUse.nonce == found.nonce))
    found.nonce, found.created_at = secrets.token_hex(16), clock.now()
    session.flush()


def recovery_codes(session: Session, key: str, account_id: int) -> list[str] | None:
    """Return a set of recovery codes while it is new; None afterwards."""
    found = session.get(RecoverySet, account_id)
    if found is None or clock.now() - found.created_at >= rules.SHOWN:
        return None
    return [rules.grouped(code) for code in rules.recovery_codes(key, found.nonce)]


def proves(
    session: Session, key: str, account: Account, code: str, desk: Desk, locale: str
) -> bool:
    """Say whether a code proves that this is who it should be, and use it up: by app, or for recovery."""
    if _use_totp(session, key, account.id, code, confirmed=True):
        return True
    if not _use_recovery(session, key, account.id, code):
        return False
    tell(session, account, "factor.recovery_used", desk, locale)
    return True


def _use_totp(session: Session, key: str, account_id: int, code: str, confirmed: bool) -> bool:
    found = session.get(Totp, account_id)
    if found is None or (found.confirmed_at is not None) != confirmed:
        return False
    secret = rules.opened(key, account_id, found.secret)
    step = rules.step_of(secret, code, clock.now()) if secret else None
    if step is None:
        return False
    # The database settles which of two requests with the same code is first.
    used = (
        update(Totp)
        .where(Totp.account_id == account_id, Totp.last_step < step)
        .values(last_step=step)
        .returning(Totp.account_id)
        .execution_options(synchronize_session=False)
    )
    return session.execute(used).scalar() is not None


def _use_recovery(session: Session, key: str, account_id: int, code: str) -> bool:
    found = session.get(RecoverySet, account_id)
    number = rules.recovery_number(key, found.nonce, code) if found else None
    if found is None or number is None:
        return False
    insert: Any = sqlite.insert
    if session.get_bind().dialect.name != "sqlite":
        insert = postgresql.insert
    row = {"nonce": found.nonce, "number": number, "used_at": clock.now()}
    used = insert(RecoveryUse).values(row).on_conflict_do_nothing().returning(RecoveryUse.number)
    return session.execute(used).scalar() is not None


def remove(session: Session, account_id: int) -> None:
    """Delete everything that is a second factor of an account."""
    found = session.get(RecoverySet, account_id)
    if found is not None:
        session.execute(delete(RecoveryUse).where(RecoveryUse.nonce == found.nonce))
    session.execute(delete(RecoverySet).where(RecoverySet.account_id == account_id))
    session.execute(delete(Totp).where(Totp.account_id == account_id))
    session.execute(delete(Passkey).where(Passkey.account_id == account_id))


def tell(session: Session, account: Account, act: str, desk: Desk, locale: str) -> None:
    """Record what happened to a second factor, and write to its owner."""
    subject = seals.subject(account.id)
    audit.record(session, audit.Act(act, subject, subject))
    if account.email is None:
        return
    locale = desk.language(account.locale, locale)
    letter = factor_letters.told(desk, act, locale)
    mail.post(session, account.email, letter.subject, letter.body, locale)
