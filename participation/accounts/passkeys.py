# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Passkeys of an account: made, recognised, taken away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation import clock
from participation.accounts import factors, passkey_rules
from participation.accounts.factor_models import Passkey, RecoverySet
from participation.accounts.letters import Desk
from participation.accounts.models import Account
from participation.accounts.passkey_rules import Site
from participation.web.models import SpentChallenge


class Refused(Exception):
    """What a browser sent proves nothing; the message is a code for the log."""


def creation_options(session: Session, secret: str, site: Site, account: Account, name: str) -> str:
    """Return what a browser needs to make a passkey, as JSON. Nothing is stored."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = generate_registration_options(
        rp_id=site.host,
        rp_name=name,
        user_id=passkey_rules.user_handle(secret, account.id),
        user_name=account.email or account.name,
        user_display_name=account.name or account.email or "",
        challenge=passkey_rules.challenge(secret, passkey_rules.register(account.id), clock.now()),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_descriptors(session, account.id),
    )
    return str(options_to_json(options))


def request_options(session: Session, secret: str, site: Site, account_id: int | None) -> str:
    """Return what a browser needs to show that it has a passkey: any of this site, or one of an account's."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    purpose = passkey_rules.ENTER if account_id is None else passkey_rules.second(account_id)
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=passkey_rules.challenge(secret, purpose, clock.now()),
        allow_credentials=_descriptors(session, account_id) if account_id is not None else None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return str(options_to_json(options))


def add(
    session: Session,
    secret: str,
    site: Site,
    account: Account,
    name: str,
    written: str,
    desk: Desk,
    locale: str,
) -> bool:
    """Take a new passkey in; say whether recovery codes were made with it, as with every first factor.

    Raises `Refused` when the browser's answer does not hold, when the account has too many, or when it is known.
    """
    from webauthn import verify_registration_response
    from webauthn.helpers.exceptions import WebAuthnException

    answer, challenge = _asked(secret, (passkey_rules.register(account.id),), written)
    try:
        found = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise Refused("passkey_not_made") from error
    _spend(session, challenge)
    mine = select(func.count()).where(Passkey.account_id == account.id)
    if (session.scalar(mine) or 0) >= passkey_rules.MOST:
        raise Refused("too_many_passkeys")
    try:
        with session.begin_nested():
            session.add(
                Passkey(
                    account_id=account.id,
                    handle=passkey_rules.handle_of(found.credential_id),
                    credential_id=found.credential_id.hex(),
                    public_key=found.credential_public_key.hex(),
                    sign_count=found.sign_count,
                    name=name,
                    created_at=clock.now(),
                )
            )
    except IntegrityError as error:
        raise Refused("passkey_known") from error
    first = session.get(RecoverySet, account.id) is None
    if first:
        factors.renew_recovery(session, account.id)
    factors.tell(session, account, "factor.passkey_added", desk, locale)
    return first


def entering(session: Session, secret: str, site: Site, written: str, waiting: int | None) -> int:
    """Return the account whose passkey answers a challenge of ours, and use the challenge up.

    `waiting` is who has given the right password already, None for nobody. Raises `Refused`.
    """
    from webauthn import verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException

    purposes: tuple[str, ...] = (passkey_rules.ENTER,)
    if waiting is not None:
        purposes = (*purposes, passkey_rules.second(waiting))
    answer, challenge = _asked(secret, purposes, written)
    raw = passkey_rules.unpadded(answer["rawId"]) or b""
    found = session.scalars(
        select(Passkey).where(Passkey.handle == passkey_rules.handle_of(raw))
    ).first()
    if found is None or waiting not in (None, found.account_id):
        raise Refused("passkey_unknown")
    try:
        proved = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=bytes.fromhex(found.public_key),
            credential_current_sign_count=found.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise Refused("passkey_refused") from error
    _spend(session, challenge)
    counted = session.execute(
        update(Passkey)
        .where(Passkey.id == found.id, Passkey.sign_count == found.sign_count)
        .values(sign_count=proved.new_sign_count)
        .returning(Passkey.account_id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if counted is None:
        raise Refused("passkey_used_at_once")
    return counted


def remove(session: Session, account: Account, number: int, desk: Desk, locale: str) -> None:
    """Take one passkey away; with the last factor the recovery codes go, too."""
    gone = session.execute(
        delete(Passkey)
        .where(Passkey.id == number, Passkey.account_id == account.id)
        .returning(Passkey.id)
    ).first()
    if gone is None:
        return
    if not factors.of(session, account.id):
        factors.remove(session, account.id)
    factors.tell(session, account, "factor.passkey_removed", desk, locale)


def _descriptors(session: Session, account_id: int) -> list[Any]:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    mine = select(Passkey.credential_id).where(Passkey.account_id == account_id)
    return [
        PublicKeyCredentialDescriptor(id=bytes.fromhex(one))
        for one in session.scalars(mine.order_by(Passkey.id))
    ]


def _asked(secret: str, purposes: tuple[str, ...], written: str) -> tuple[dict[str, Any], bytes]:
    """Return what a browser sent, and the challenge of ours that it answers."""
    answer = passkey_rules.read_answer(written)
    challenge = passkey_rules.challenge_of(answer) if answer is not None else None
    if answer is None or challenge is None:
        raise Refused("passkey_unreadable")
    now = clock.now()
    if not any(passkey_rules.challenge_holds(secret, one, challenge, now) for one in purposes):
        raise Refused("passkey_challenge")
    return answer, challenge


def _spend(session: Session, challenge: bytes) -> None:
    """Use a challenge up; the database settles between two answers to one."""
    make: Any = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}[
        session.get_bind().dialect.name
    ]
    name = f"passkey/{passkey_rules.handle_of(challenge)}"
    row = make(SpentChallenge).values(
        challenge=name, ends_at=clock.now() + passkey_rules.LIFE + timedelta(minutes=1)
    )
    new = row.on_conflict_do_nothing().returning(SpentChallenge.challenge)
    if session.execute(new).first() is None:
        raise Refused("passkey_challenge_used")
