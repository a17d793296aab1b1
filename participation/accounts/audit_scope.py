# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a request to read the audit trail may cover, who may agree to it, and how long it opens. No framework here.

Without a subject a request shows what was done and when, and never by whom: it can be no report on anybody's work
(§ 72 (3) LPVG NRW). Only a request about one subject, an incident, names who did what to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from participation.accounts.rules import Role

LONGEST_REASON = 1_000  # characters
LONGEST_SUBJECT = 80  # characters
MOST_OPEN = 3  # requests of one auditor that are neither refused nor over
LONGEST_PERIOD = timedelta(days=31)
LONGEST_PERIOD_OF_SUBJECT = timedelta(days=366)
WAITS = timedelta(
    days=14
)  # how long a request waits for its answer, and an approval for being used
READING = timedelta(hours=4)  # from the first opening


class Kind(StrEnum):
    """Kinds of recorded acts."""

    ACCOUNTS = "accounts"
    SIGN_INS = "sign_ins"
    CONTRIBUTIONS = "contributions"
    DRAFTS = "drafts"
    CONSULTATIONS = "consultations"
    ORGANISATIONS = "organisations"
    READING = "reading"
    OTHER = "other"


SIGNED_IN = "account.signed_in"  # says when somebody works, so it is asked for apart from what was done to accounts

BEGINNINGS: dict[Kind, tuple[str, ...]] = {
    Kind.SIGN_INS: (SIGNED_IN,),
    Kind.ACCOUNTS: ("account.", "role.", "factor."),
    Kind.CONTRIBUTIONS: ("contribution.", "answer.", "stances."),
    Kind.DRAFTS: ("draft.", "change."),
    Kind.CONSULTATIONS: ("consultation.", "codes."),
    Kind.ORGANISATIONS: ("organisation.",),
    Kind.READING: ("audit.",),
}

# Acts of people with rights: only these are ever shown with a name. Whoever sends a contribution from an account does
# not act for the city, and neither auditor nor works council learns who it was.
NAMED = (
    *("answer.", "audit.", "change.", "codes.", "consultation.", "draft.", "role.", SIGNED_IN),
    *("account.created", "account.disabled", "account.enabled", "stances.imported"),
    *("organisation.verified", "organisation.refused"),
    *("contribution.imported", "contribution.published", "contribution.rejected"),
)


class State(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    LAPSED = "lapsed"  # nobody decided in time, or nobody opened it in time
    REFUSED = "refused"
    APPROVED = "approved"  # and not opened yet
    OPEN = "open"
    ENDED = "ended"


@dataclass(frozen=True)
class Scope:
    """What is to be read: kinds of act, perhaps about one subject only, from one moment until before another."""

    kinds: frozenset[str]
    subject: str | None
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Course:
    """The moments of a request."""

    asked_at: datetime
    decided_at: datetime | None = None
    approved: bool | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None


def kind_of(action: str) -> Kind:
    """Return which kind an act is of; acts that nobody has sorted are "other"."""
    for kind, beginnings in BEGINNINGS.items():
        if action.startswith(beginnings):
            return kind
    return Kind.OTHER


def names_actor(action: str, about_one: bool) -> bool:
    """Say whether an act is shown with the name of whoever did it; `about_one`: the request is about one subject."""
    return about_one and action.startswith(NAMED)


def period_fault(first: date, last: date, today: date, about_one: bool) -> str | None:
    """Return "backwards", "future" or "long" when a period cannot be asked for; both days belong to it."""
    if last < first:
        return "backwards"
    if last > today:
        return "future"
    most = LONGEST_PERIOD_OF_SUBJECT if about_one else LONGEST_PERIOD
    return "long" if last - first >= most else None


def state(course: Course, now: datetime) -> State:
    """Return where a request stands at a moment."""
    if course.closed_at is not None:
        return State.ENDED
    if course.decided_at is None:
        return State.LAPSED if now >= course.asked_at + WAITS else State.WAITING
    if not course.approved:
        return State.REFUSED
    if course.opened_at is None:
        return State.LAPSED if now >= course.decided_at + WAITS else State.APPROVED
    return State.ENDED if now >= course.opened_at + READING else State.OPEN


def closes_at(course: Course) -> datetime | None:
    """Return when reading ends; None for what has not been opened."""
    return course.opened_at + READING if course.opened_at else None


def may_see_approvals(roles: Collection[str], council: bool) -> bool:
    """Say whether somebody with these roles decides about reading; `council`: somebody active is its officer.

    The traces say how members of staff behave, so the works council agrees where there is one; only without it an
    administrator does.
    """
    return Role.COUNCIL_OFFICER in roles or (Role.ADMINISTRATOR in roles and not council)


def decide_fault(actor: int, roles: Collection[str], council: bool, asked_by: int) -> str | None:
    """Return "own" or "council" when somebody cannot decide about a request; None when they can."""
    if actor == asked_by:
        return "own"
    return None if may_see_approvals(roles, council) else "council"


def known_kinds(codes: Iterable[str]) -> frozenset[str]:
    """Return those of the codes that name a kind."""
    return frozenset(codes) & frozenset(map(str, Kind))
