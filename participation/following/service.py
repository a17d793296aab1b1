# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Following: an address is asked first, confirmed by a person, and let go with one click."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from participation import clock
from participation.accounts.rules import email_key
from participation.contributions import news
from participation.contributions import queries as contributions
from participation.following import queries, rules
from participation.following.models import Follow, Follower
from participation.jobs import service as jobs

ASK = "following.ask"
SEND_LINK = "following.send_link"


def follow(
    session: Session, email: str, locale: str, kind: str, target_id: int, confirmed: bool = False
) -> None:
    """Begin to follow something; unless `confirmed` says that the address is theirs, the address is asked first.

    Following twice is following once, and looks the same to whoever asks for it.
    """
    now = clock.now()
    who = _follower(session, email_key(email), locale, now)
    insert = _insert(session)
    row = {"follower_id": who.id, "kind": kind, "target_id": target_id, "created_at": now}
    session.execute(insert(Follow).values(row).on_conflict_do_nothing())
    if confirmed:
        confirm(session, who, None, (kind, target_id))
        return
    waiting = queries.follows(session, who.id, confirmed=False)
    if any((one.kind, one.target_id) == (kind, target_id) for one in waiting):
        _plan_question(session, who.id, now)


def address_left(session: Session, payload: Mapping[str, Any]) -> None:
    """Do the job `news.ADDRESS_LEFT`: a contributor wants to hear what becomes of their contribution."""
    follow(
        session,
        payload["email"],
        payload["locale"],
        rules.Kind.RECEIPT,
        payload["contribution"],
    )


def confirm(
    session: Session,
    who: Follower,
    chosen: Collection[int] | None = None,
    only: tuple[str, int] | None = None,
) -> int:
    """Begin the letters that a follower asked for: those of `chosen` ids, or of one (kind, target); return how many.

    What was decided while nobody could be told is told now.
    """
    now = clock.now()
    begun = 0
    for one in queries.follows(session, who.id, confirmed=False):
        if chosen is not None and one.id not in chosen:
            continue
        if only is not None and (one.kind, one.target_id) != only:
            continue
        one.confirmed_at = now
        begun += 1
        if one.kind == rules.Kind.RECEIPT and contributions.decisions(session, one.target_id):
            news.decided(session, one.target_id)
    if begun:
        if who.confirmed_at is None:
            who.confirmed_at = who.told_until = now
        who.asks = 0
    session.flush()
    return begun


def stop(session: Session, who: Follower, chosen: Collection[int]) -> None:
    """End letters about what the ids name; a follower of nothing is deleted with the address."""
    session.execute(delete(Follow).where(Follow.follower_id == who.id, Follow.id.in_(chosen)))
    _forget_idle(session, who.id)


def stop_digest(session: Session, who: Follower) -> None:
    """End the digest; letters about own contributions go on."""
    session.execute(
        delete(Follow).where(Follow.follower_id == who.id, Follow.kind.in_(rules.IN_DIGEST))
    )
    _forget_idle(session, who.id)


def stop_receipt(session: Session, contribution_id: int) -> None:
    """End every letter about a contribution to whoever holds its receipt."""
    mine = (Follow.kind == rules.Kind.RECEIPT, Follow.target_id == contribution_id)
    followers = list(session.scalars(select(Follow.follower_id).where(*mine)))
    session.execute(delete(Follow).where(*mine))
    for id_ in followers:
        _forget_idle(session, id_)


def forget(session: Session, who: Follower) -> None:
    """Delete an address and everything it follows."""
    session.execute(delete(Follow).where(Follow.follower_id == who.id))
    _forget_idle(session, who.id)


def write_in(who: Follower, locale: str) -> None:
    """Write to a follower in another language from now on."""
    who.locale = locale


def want_link(session: Session, email: str, locale: str) -> None:
    """Have the link to one's list of letters sent, if there is such a list; the caller cannot tell."""
    jobs.want(session, SEND_LINK, {"email": email_key(email), "locale": locale})


def may_write(session: Session, who: Follower) -> bool:
    """Say whether a letter that somebody typed an address for may go out now, and count it."""
    now = clock.now()
    return (
        session.execute(
            update(Follower)
            .where(
                Follower.id == who.id,
                Follower.asked_at.is_(None) | (Follower.asked_at <= now - rules.PAUSE),
            )
            .values(asked_at=now)
            .returning(Follower.id)
            .execution_options(synchronize_session=False)
        ).scalar()
        is not None
    )


def sweep(session: Session) -> None:
    """Delete what nobody has confirmed in time, and addresses that follow nothing. To be called every hour."""
    old = clock.now() - rules.CONFIRM_LIFE
    session.execute(delete(Follow).where(Follow.confirmed_at.is_(None), Follow.created_at <= old))
    idle = ~exists().where(Follow.follower_id == Follower.id)
    session.execute(delete(Follower).where(Follower.created_at <= old, idle))


def _follower(session: Session, email: str, locale: str, now: datetime) -> Follower:
    row = {"email": email, "locale": locale, "created_at": now, "told_until": now, "asks": 0}
    session.execute(_insert(session)(Follower).values(row).on_conflict_do_nothing())
    return session.scalars(select(Follower).where(Follower.email == email).with_for_update()).one()


def _plan_question(session: Session, follower_id: int, now: datetime) -> None:
    who = session.get_one(Follower, follower_id)
    due_at = rules.ask_at(who.asked_at, who.asks, now)
    if due_at is None:
        return
    who.asked_at, who.asks = due_at, who.asks + 1
    session.flush()
    jobs.want(session, ASK, {"follower": who.id, "made": queries.stamp(who)}, due_at)


def _forget_idle(session: Session, follower_id: int) -> None:
    idle = ~exists().where(Follow.follower_id == Follower.id)
    session.execute(delete(Follower).where(Follower.id == follower_id, idle))


def _insert(session: Session) -> Any:
    return sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
