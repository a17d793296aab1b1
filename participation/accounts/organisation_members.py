# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who speaks for an organisation: invited, given rights, handed over to, gone."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from participation import clock
from participation.accounts import organisation_letters, rules
from participation.accounts.letters import Desk
from participation.accounts.organisation_models import Invitation, Membership, Organisation
from participation.accounts.organisation_rules import (
    INVITATION_LIFE,
    MOST_INVITATIONS,
    Standing,
    standing,
)
from participation.accounts.organisations import TooMany, record
from participation.accounts.seals import subject
from participation.mail import links
from participation.mail import service as mail

PURPOSE = "organisation.join"

# What other rooms keep of a member, and forget when they go: (session, id of the organisation, id of the account).
forgetting: list[Callable[[Session, int, int], None]] = []


class LastManager(Exception):
    """Nobody would be left to manage the members: this has to be handed over first."""


class NotVerified(Exception):
    """Only an organisation that was verified may write to people."""


def invite(session: Session, organisation_id: int, email: str, desk: Desk, locale: str) -> None:
    """Write to somebody who may join; the same letter to everybody, with an account or without.

    Raises `NotVerified`, and `TooMany` when as many invitations wait as may.
    """
    found = _locked(session, organisation_id)
    if standing(found.verified_at, found.refused_at) is not Standing.VERIFIED:
        raise NotVerified(organisation_id)
    now = clock.now()
    mine = Invitation.organisation_id == organisation_id
    key = rules.email_key(email)
    session.execute(delete(Invitation).where(mine, Invitation.invited_at <= now - INVITATION_LIFE))
    session.execute(delete(Invitation).where(mine, Invitation.email == key))
    if session.scalars(select(func.count()).select_from(Invitation).where(mine)).one() >= (
        MOST_INVITATIONS
    ):
        raise TooMany(organisation_id)
    one = Invitation(organisation_id=organisation_id, email=key, invited_at=now)
    session.add(one)
    session.flush()
    token = links.sign(desk.secret, PURPOSE, one.id, one.nonce)
    letter = organisation_letters.invited(desk, token, locale)
    mail.post(session, key, letter.subject, letter.body, locale)


def call_back(session: Session, organisation_id: int, invitation_id: int) -> None:
    """Take an invitation back."""
    session.execute(
        delete(Invitation).where(
            Invitation.id == invitation_id, Invitation.organisation_id == organisation_id
        )
    )


def invitation_of(
    session: Session, secret: str, token: str
) -> tuple[Invitation, Organisation] | None:
    """Return the invitation of a link and whose it is; None for a link that is forged, too old, or was used."""
    parts = links.read(secret, PURPOSE, token, INVITATION_LIFE)
    if parts is None or len(parts) != 2 or not isinstance(parts[0], int):
        return None
    one = session.get(Invitation, parts[0])
    if one is None or one.nonce != parts[1]:
        return None
    found = session.get_one(Organisation, one.organisation_id)
    verified = standing(found.verified_at, found.refused_at) is Standing.VERIFIED
    return (one, found) if verified else None


def join(session: Session, one: Invitation, account_id: int) -> None:
    """Accept an invitation; whoever speaks for the organisation already stays what they are."""
    found = _locked(session, one.organisation_id)
    session.delete(one)
    if session.get(Membership, (found.id, account_id)) is None:
        session.add(
            Membership(
                organisation_id=found.id,
                account_id=account_id,
                may_manage=False,
                may_release=False,
                joined_at=clock.now(),
            )
        )
    record(session, "joined", subject(account_id), found)


def set_release(
    session: Session, organisation_id: int, account_id: int, may: bool, actor: str
) -> None:
    """Give or take the right to release official statements."""
    found = _locked(session, organisation_id)
    one = session.get(Membership, (organisation_id, account_id))
    if one is not None and one.may_release != may:
        one.may_release = may
        record(session, "may_release" if may else "may_not_release", actor, found)


def hand_over(session: Session, organisation_id: int, giver: int, taker: int) -> None:
    """Have another member manage the members instead of oneself."""
    found = _locked(session, organisation_id)
    old = session.get(Membership, (organisation_id, giver))
    new = session.get(Membership, (organisation_id, taker))
    if old is None or new is None or not old.may_manage:
        return
    old.may_manage, new.may_manage = False, True
    record(session, "handed_over", subject(giver), found)


def remove(session: Session, organisation_id: int, account_id: int, actor: str) -> None:
    """Take somebody out of an organisation, or oneself.

    Raises `LastManager` when nobody who stays could manage the members.
    """
    found = _locked(session, organisation_id)
    one = session.get(Membership, (organisation_id, account_id))
    if one is None:
        return
    left = select(Membership.may_manage).where(
        Membership.organisation_id == organisation_id, Membership.account_id != account_id
    )
    rights = session.scalars(left).all()
    if rights and not any(rights):
        raise LastManager(organisation_id)
    session.delete(one)
    for forget in forgetting:
        forget(session, organisation_id, account_id)
    record(session, "left", actor, found)


def forget_account(session: Session, account_id: int) -> None:
    """Take an account that is about to go out of every organisation; who came first manages what it managed."""
    for organisation_id in session.scalars(
        select(Membership.organisation_id).where(Membership.account_id == account_id)
    ).all():
        found = _locked(session, organisation_id)
        session.delete(session.get_one(Membership, (organisation_id, account_id)))
        session.flush()
        left = session.scalars(
            select(Membership)
            .where(Membership.organisation_id == organisation_id)
            .order_by(Membership.joined_at, Membership.account_id)
        ).all()
        if left and not any(other.may_manage for other in left):
            left[0].may_manage = True
        for forget in forgetting:
            forget(session, organisation_id, account_id)
        record(session, "left", subject(account_id), found)


def sweep(session: Session) -> None:
    """Delete invitations that nobody has accepted. To be called every hour."""
    old = clock.now() - INVITATION_LIFE
    session.execute(delete(Invitation).where(Invitation.invited_at <= old))


def _locked(session: Session, organisation_id: int) -> Organisation:
    """Return an organisation, which nobody else changes until the end of this transaction."""
    return session.get_one(Organisation, organisation_id, with_for_update=True)
