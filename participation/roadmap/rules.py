# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The rules of consultations. No framework here: plain values in, codes out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Protocol, TypeVar

from participation import clock

Text = TypeVar("Text")

ORIGINAL = "de"  # the authoritative language, and what stands where a translation is missing


class Phase(StrEnum):
    """Where a consultation is: in time while it runs, and afterwards by what the city has done."""

    PREPARATION = "preparation"
    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    EVALUATION = "evaluation"
    ANSWERED = "answered"
    ARCHIVED = "archived"


OVER = (Phase.CLOSED, Phase.EVALUATION, Phase.ANSWERED, Phase.ARCHIVED)


class Act(StrEnum):
    """What the city does with a consultation; opening and closing happen by themselves."""

    ANNOUNCE = "announce"
    EVALUATE = "evaluate"
    ANSWER = "answer"
    ARCHIVE = "archive"


class ChangeReason(StrEnum):
    """Why a draft was changed, where no contribution caused it."""

    EDITORIAL = "editorial"
    CORRECTION = "correction"
    NEW_LAW = "new_law"
    COUNCIL_DECISION = "council_decision"
    PROGRESS = "progress"
    FEASIBILITY = "feasibility"
    TRANSLATION = "translation"


CHANGE_REASONS = frozenset(map(str, ChangeReason))
PLAIN_REASONS = frozenset(
    {ChangeReason.EDITORIAL, ChangeReason.CORRECTION, ChangeReason.TRANSLATION}
)


# The groups a consultation may invite: codes of `contributions`, which this floor does not know.
PARTIES = (
    "citizen",
    "business",
    "association",
    "staff",
    "institution",
    "works_council",
    "board",
    "ciio",
)


class Policy(StrEnum):
    """When moderation reads a contribution."""

    BEFORE = "before"
    AFTER = "after"


class Course(Protocol):
    """The dates and acts of a consultation, each None while it is not known or not done."""

    starts_at: datetime | None
    ends_at: datetime | None
    evaluation_until: date | None
    answers_until: date | None
    announced_at: datetime | None
    evaluation_at: datetime | None
    answered_at: datetime | None
    archived_at: datetime | None


class Level(StrEnum):
    """How high an item stands in the tree."""

    GOAL = "goal"
    SUBGOAL = "subgoal"
    MEASURE = "measure"


def phase(course: Course, now: datetime) -> Phase:
    """Return the phase: open from the start up to, and without, the end; what was done counts before the dates."""
    if course.archived_at is not None:
        return Phase.ARCHIVED
    if course.answered_at is not None:
        return Phase.ANSWERED
    if course.announced_at is None or course.starts_at is None or course.ends_at is None:
        return Phase.PREPARATION
    if now < course.starts_at:
        return Phase.ANNOUNCED
    if now < course.ends_at:
        return Phase.OPEN
    return Phase.CLOSED if course.evaluation_at is None else Phase.EVALUATION


def announce_faults(
    course: Course,
    responsible_unit: str,
    groups: Sequence[str],
    titles: Mapping[str, str],
    draft: bool,
) -> list[str]:
    """Return what keeps a consultation from being announced, and so from opening; nothing when all is there.

    `titles` are its titles by language, `draft` says whether a version of the draft is published.
    """
    faults = []
    if not titles.get(ORIGINAL):
        faults.append("no_title")
    if not responsible_unit.strip():
        faults.append("no_unit")
    if not groups:
        faults.append("no_groups")
    if course.starts_at is None:
        faults.append("no_start")
    if course.ends_at is None:
        faults.append("no_end")
    if course.starts_at and course.ends_at and course.ends_at <= course.starts_at:
        faults.append("end_before_start")
    faults += plan_faults(course)
    if not draft:
        faults.append("no_draft")
    return faults


def plan_faults(course: Course) -> list[str]:
    """Return what is wrong with the steps that are planned for the time after the end."""
    if course.evaluation_until is None or course.answers_until is None:
        return ["no_steps"]
    if course.answers_until < course.evaluation_until:
        return ["answers_before_evaluation"]
    if course.ends_at is not None and course.evaluation_until < _last_day(course.ends_at):
        return ["evaluation_before_end"]
    return []


def end_ahead(course: Course, now: datetime) -> bool:
    """Say whether a consultation's end is known and not over."""
    return course.ends_at is not None and now < course.ends_at


def _last_day(ends_at: datetime) -> date:
    """Return the last day, in Berlin, on which something is taken."""
    return clock.berlin_date(ends_at - ends_at.resolution)


def act_fault(course: Course, act: Act, now: datetime) -> str | None:
    """Return why an act after the end cannot be done now, or None.

    § 18 EGovG NRW has the results of a participation procedure published: what has none cannot be archived.
    """
    at = phase(course, now)
    if act == Act.EVALUATE:
        return None if at == Phase.CLOSED else "not_closed"
    if act == Act.ANSWER:
        return None if at == Phase.EVALUATION else "not_in_evaluation"
    if act == Act.ARCHIVE:
        return None if at == Phase.ANSWERED else "no_results"
    return "already_announced" if course.announced_at is not None else None


def elapsed(starts_at: datetime, ends_at: datetime, now: datetime) -> int:
    """Return how much of the window is over, in whole per cent from 0 to 100."""
    length = (ends_at - starts_at).total_seconds()
    gone = (now - starts_at).total_seconds()
    return max(0, min(100, int(100 * gone / length))) if length > 0 else 100


def locales_for(wanted: str) -> tuple[str, ...]:
    """Return the languages to look a text up in: the wanted one, Leichte Sprache's plain sister, the original."""
    return tuple(dict.fromkeys((wanted, wanted.partition("-")[0], ORIGINAL)))


def best_locale(wanted: str, there: Sequence[str]) -> str:
    """Return the language to show: the wanted one, Leichte Sprache's plain sister, the original, or any."""
    for locale in locales_for(wanted):
        if locale in there:
            return locale
    return there[0]


def in_best_locale(texts: Mapping[str, Text], wanted: str) -> tuple[str, Text]:
    """Return (language, text) of the text to show."""
    locale = best_locale(wanted, sorted(texts))
    return locale, texts[locale]


PARENT_LEVEL = {Level.SUBGOAL: Level.GOAL, Level.MEASURE: Level.SUBGOAL}
KEY_PATTERNS = {
    Level.GOAL: re.compile(r"Z[1-9]\d{0,2}", re.ASCII),
    Level.SUBGOAL: re.compile(r"Z[1-9]\d{0,2}\.[1-9]\d{0,2}", re.ASCII),
    Level.MEASURE: re.compile(r"M[1-9]\d{0,2}\.[1-9]\d{0,2}\.[1-9]\d{0,2}", re.ASCII),
}


def key_fault(key: str, level: str) -> bool:
    """Say whether a key does not fit its level (Z1, Z1.2, M1.2.3)."""
    return KEY_PATTERNS[Level(level)].fullmatch(key) is None


def ends_before_start(starts_on: date | None, deadline: date | None) -> bool:
    """Say whether a measure would have to be done before it begins; a day that is not known fits every other."""
    return starts_on is not None and deadline is not None and deadline < starts_on


def digest(words: str) -> str:
    """Return the mark, 16 hexadecimal digits, by which a translation remembers the original it was made from."""
    return sha256(words.encode("utf-8")).hexdigest()[:16]


def is_stale(original: str | None, translates: str | None) -> bool:
    """Say whether a translation was made from other words than those that stand there now."""
    return translates != digest(original or "")


def is_reason(reason: str | None, explanation: str | None) -> bool:
    """Say whether a reason is enough for the public: new law and the like are named, not only claimed."""
    if reason not in CHANGE_REASONS:
        return False
    return reason in PLAIN_REASONS or bool(explanation and explanation.strip())


_WITH_OPENING = frozenset({"starts_at", "groups", "moderation_policy", "k"})
_WITH_CLOSING = _WITH_OPENING | {"ends_at"}
_WITH_RESULTS = _WITH_CLOSING | {"evaluation_until", "answers_until"}
_ALL = _WITH_RESULTS | {"texts", "responsible_unit", "languages"}
_FROZEN = {
    Phase.OPEN: _WITH_OPENING,
    Phase.CLOSED: _WITH_CLOSING,
    Phase.EVALUATION: _WITH_CLOSING,
    Phase.ANSWERED: _WITH_RESULTS,
    Phase.ARCHIVED: _ALL,
}


def frozen_settings(course: Course, now: datetime) -> frozenset[str]:
    """Return the names of the settings that cannot be changed any more; "texts" are title, lead and the like."""
    return _FROZEN.get(phase(course, now), frozenset())


def end_faults(course: Course, now: datetime) -> list[str]:
    """Return `end_past` for what would be closed as soon as it is announced."""
    return ["end_past"] if course.ends_at is not None and course.ends_at <= now else []


def window_faults(before: Course, after: Course, now: datetime) -> list[str]:
    """Return what speaks against moving the window of an announced consultation: new moments lie after now."""
    if before.announced_at is None:
        return []
    start = after.starts_at
    late = start is not None and start != before.starts_at and start <= now
    faults = ["start_past"] if late else []
    return faults + (end_faults(after, now) if after.ends_at != before.ends_at else [])


def kept_languages(
    course: Course, languages: Sequence[str], written: Sequence[str]
) -> frozenset[str]:
    """Return the languages that cannot be taken away: the original, what the draft is written in, all once announced."""
    announced = languages if course.announced_at is not None else ()
    return frozenset({ORIGINAL, *announced, *(set(written) & set(languages))})
