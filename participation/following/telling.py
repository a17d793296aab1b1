# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the worker does for followers: asks addresses, and tells what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from participation import clock
from participation.config import Settings
from participation.contributions import answers as contribution_answers
from participation.contributions import news
from participation.contributions import queries as contributions
from participation.contributions.rules import State
from participation.following import digest, queries, rules, service
from participation.following.addresses import Addresses
from participation.following.letters import Desk, Letter
from participation.following.models import Follower
from participation.jobs import service as jobs
from participation.mail import service as mail

DIGEST = "following.digest"

Handler = Callable[[Session, Mapping[str, Any]], None]


def handlers(settings: Settings) -> Mapping[str, Handler]:
    """Return what can be done for followers, by kind of job."""
    desk = Desk(
        settings.site.name,
        settings.site.contact_email,
        Addresses(settings.base_url, settings.secret_key),
    )
    return {
        news.ADDRESS_LEFT: service.address_left,
        news.DECIDED: partial(decided, desk=desk),
        news.ANSWERED: partial(answered, desk=desk),
        service.ASK: partial(ask, desk=desk),
        service.SEND_LINK: partial(send_link, desk=desk),
        DIGEST: partial(tell_digest, desk=desk),
    }


def ask(session: Session, payload: Mapping[str, Any], desk: Desk) -> None:
    """Ask an address whether it wants the letters it was named for, if it still waits for any."""
    who = session.get(Follower, payload["follower"])
    if who is None or payload.get("made", queries.stamp(who)) != queries.stamp(who):
        return
    waiting = queries.follows(session, who.id, confirmed=False)
    named = [one.subject for one in queries.followed(session, waiting, who.locale)]
    if named:
        _post(session, who, desk.question(who, named, clock.now()))


def send_link(session: Session, payload: Mapping[str, Any], desk: Desk) -> None:
    """Send the way to somebody's list of letters, if there is one."""
    who = queries.by_email(session, payload["email"])
    if who is not None and who.confirmed_at is not None and service.may_write(session, who):
        _post(session, who, desk.link(who))


def decided(session: Session, payload: Mapping[str, Any], desk: Desk) -> None:
    """Tell the author what moderation decided last."""
    found = contributions.by_id(session, payload["contribution"])
    decisions = contributions.decisions(session, payload["contribution"])
    if found is None or not decisions or found.state in (State.SUBMITTED, State.WITHDRAWN):
        return
    for who, follow in queries.receivers(session, rules.Kind.RECEIPT, found.id):
        _post(session, who, desk.decision(who, follow, found.reference, decisions[-1]))


def answered(session: Session, payload: Mapping[str, Any], desk: Desk) -> None:
    """Tell the author what the city answers."""
    found = contributions.by_id(session, payload["contribution"])
    if found is None or found.state == State.WITHDRAWN:
        return
    said = contribution_answers.answers(session, [found.id]).get(found.id)
    if said is None:
        return
    for who, follow in queries.receivers(session, rules.Kind.RECEIPT, found.id):
        _post(session, who, desk.answer(who, follow, found.reference, said, payload["again"]))


def want_digests(session: Session) -> int:
    """Want the digest of everybody to whom one is due; return how many. To be called every hour.

    The window is settled here, so that what happens while the letters are written is told tomorrow.
    """
    now = clock.now()
    due = queries.due(session, rules.last_digest(now))
    for who in due:
        window = {"since": who.told_until.isoformat(), "until": now.isoformat()}
        jobs.want(session, DIGEST, {"follower": who.id, "made": queries.stamp(who), **window})
        who.told_until = now
    return len(due)


def tell_digest(session: Session, payload: Mapping[str, Any], desk: Desk) -> None:
    """Tell a follower what is new in the window; nothing new is no letter."""
    who = queries.follower(session, payload["follower"], payload["made"])
    if who is None:
        return
    since, until = (datetime.fromisoformat(payload[name]) for name in ("since", "until"))
    found = digest.news(session, who, since, until)
    if found:
        _post(session, who, desk.digest(who, found, since))


def _post(session: Session, who: Follower, letter: Letter) -> None:
    mail.post(session, who.email, letter.subject, letter.body, who.locale, letter.stop_url)
