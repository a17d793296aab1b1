# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The rules of consultations: phases, what may still be changed, and which act can follow which."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from participation.roadmap import rules
from participation.roadmap.rules import Act, Phase

START = datetime(2026, 10, 1, 6, tzinfo=UTC)
END = datetime(2026, 10, 25, 23, tzinfo=UTC)  # 25 October, 24:00, the day the clocks go back
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


@dataclass
class Plan:
    """A consultation's dates and acts, as plain values."""

    starts_at: datetime | None = START
    ends_at: datetime | None = END
    evaluation_until: date | None = date(2026, 12, 1)
    answers_until: date | None = date(2027, 1, 15)
    announced_at: datetime | None = START - DAY
    evaluation_at: datetime | None = None
    answered_at: datetime | None = None
    archived_at: datetime | None = None


DRAFTED = Plan(announced_at=None)
RUNNING = Plan()
WEIGHED = replace(RUNNING, evaluation_at=END + DAY)
ANSWERED = replace(WEIGHED, answered_at=END + 2 * DAY)
ARCHIVED = replace(ANSWERED, archived_at=END + 3 * DAY)

WINDOW = {"starts_at", "ends_at"}
PEOPLE = {"groups", "moderation_policy", "k"}
STEPS = {"evaluation_until", "answers_until"}
TEXTS = {"texts", "responsible_unit", "languages"}


@pytest.mark.parametrize(
    ("plan", "now", "phase"),
    [
        (DRAFTED, START + DAY, Phase.PREPARATION),
        (replace(RUNNING, starts_at=None), START + DAY, Phase.PREPARATION),
        (RUNNING, START - SECOND, Phase.ANNOUNCED),
        (RUNNING, START, Phase.OPEN),
        (RUNNING, END - SECOND, Phase.OPEN),
        (RUNNING, END, Phase.CLOSED),
        (WEIGHED, END + DAY, Phase.EVALUATION),
        (ANSWERED, END + 2 * DAY, Phase.ANSWERED),
        (ARCHIVED, END + 3 * DAY, Phase.ARCHIVED),
    ],
)
def test_the_start_is_open_and_the_end_is_closed(plan: Plan, now: datetime, phase: Phase) -> None:
    assert rules.phase(plan, now) == phase


@pytest.mark.parametrize(
    ("plan", "now", "frozen"),
    [
        (DRAFTED, END + DAY, set()),
        (RUNNING, START - SECOND, set()),
        (RUNNING, START, {"starts_at"} | PEOPLE),
        (RUNNING, END, WINDOW | PEOPLE),
        (WEIGHED, END + DAY, WINDOW | PEOPLE),
        (ANSWERED, END + DAY, WINDOW | PEOPLE | STEPS),
        (ARCHIVED, END + DAY, WINDOW | PEOPLE | STEPS | TEXTS),
    ],
)
def test_ever_more_stays_as_it_is(plan: Plan, now: datetime, frozen: set[str]) -> None:
    assert rules.frozen_settings(plan, now) == frozen


@pytest.mark.parametrize(
    ("before", "changes", "faults"),
    [
        (DRAFTED, {"starts_at": START - 9 * DAY, "ends_at": START - DAY}, []),
        (RUNNING, {}, []),
        (RUNNING, {"starts_at": START - DAY}, []),
        (RUNNING, {"starts_at": START - 2 * DAY}, ["start_past"]),
        (RUNNING, {"ends_at": START - 2 * DAY}, ["end_past"]),
        (RUNNING, {"ends_at": START - 2 * DAY + SECOND}, []),
        (RUNNING, {"ends_at": END + DAY}, []),
    ],
)
def test_an_announced_window_moves_only_ahead_of_now(
    before: Plan, changes: dict[str, datetime], faults: list[str]
) -> None:
    now = START - 2 * DAY
    after = replace(before, **changes)
    assert rules.window_faults(before, after, now) == faults


def test_an_end_that_is_over_is_nothing_to_announce() -> None:
    assert rules.end_faults(DRAFTED, END - SECOND) == []
    assert rules.end_faults(DRAFTED, END) == ["end_past"]
    assert rules.end_faults(replace(DRAFTED, ends_at=None), END) == []


def test_languages_stay_once_announced_or_written_in() -> None:
    chosen = ("de", "en", "tr")
    assert rules.kept_languages(DRAFTED, chosen, ()) == {"de"}
    assert rules.kept_languages(DRAFTED, chosen, ("de", "en", "ar")) == {"de", "en"}
    assert rules.kept_languages(RUNNING, chosen, ()) == {"de", "en", "tr"}


@pytest.mark.parametrize(
    ("plan", "now", "possible"),
    [
        (DRAFTED, START, {Act.ANNOUNCE}),
        (RUNNING, END - SECOND, set()),
        (RUNNING, END, {Act.EVALUATE}),
        (WEIGHED, END + DAY, {Act.ANSWER}),
        (ANSWERED, END + 2 * DAY, {Act.ARCHIVE}),
        (ARCHIVED, END + 3 * DAY, set()),
    ],
)
def test_one_act_follows_the_other(plan: Plan, now: datetime, possible: set[Act]) -> None:
    assert {act for act in Act if rules.act_fault(plan, act, now) is None} == possible


def test_without_results_nothing_is_archived() -> None:
    for plan in (DRAFTED, RUNNING, WEIGHED):
        assert rules.act_fault(plan, Act.ARCHIVE, END + DAY) == "no_results"


def test_everything_that_is_missing_is_named() -> None:
    bare = Plan(None, None, None, None, None)
    assert set(rules.announce_faults(bare, " ", (), {"en": "Green"}, draft=False)) == {
        "no_title",
        "no_unit",
        "no_groups",
        "no_start",
        "no_end",
        "no_steps",
        "no_draft",
    }
    assert rules.announce_faults(DRAFTED, "CIO", ("citizen",), {"de": "Grün"}, draft=True) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"ends_at": START}, "end_before_start"),
        ({"answers_until": date(2026, 11, 30)}, "answers_before_evaluation"),
        ({"evaluation_until": date(2026, 10, 24)}, "evaluation_before_end"),
    ],
)
def test_dates_that_contradict_each_other_are_named(changes: dict[str, date], fault: str) -> None:
    plan = replace(DRAFTED, **changes)
    assert rules.announce_faults(plan, "CIO", ("citizen",), {"de": "Grün"}, draft=True) == [fault]
