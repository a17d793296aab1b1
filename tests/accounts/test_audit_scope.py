# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a request to read the audit trail may cover, and where it stands; no database."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from participation.accounts import administration_words as words
from participation.accounts import audit_scope
from participation.accounts.audit_scope import Course, Kind, State
from participation.accounts.rules import Role
from tests.support import tree

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = date(2026, 11, 24)
SECOND = timedelta(seconds=1)
WRITTEN = re.compile(
    r'Act\(\s*"([a-z_]+\.[a-z_-]+)"|(?<!url_for\()(?<!JOB = )"((?:role|audit|factor)\.[a-z_]+)"'
)


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("account.signed_in", Kind.SIGN_INS),
        ("account.disabled", Kind.ACCOUNTS),
        ("role.granted", Kind.ACCOUNTS),
        ("contribution.rejected", Kind.CONTRIBUTIONS),
        ("stances.imported", Kind.CONTRIBUTIONS),
        ("draft.item-added", Kind.DRAFTS),
        ("consultation.moved", Kind.CONSULTATIONS),
        ("audit.read", Kind.READING),
        ("weather.changed", Kind.OTHER),
        ("", Kind.OTHER),
    ],
)
def test_acts_are_sorted(action: str, kind: Kind) -> None:
    assert audit_scope.kind_of(action) == kind


def test_every_kind_has_its_words() -> None:
    assert set(words.KINDS) == set(map(str, Kind))


def test_every_act_that_the_program_records_has_its_words() -> None:
    said = {
        one or other
        for text in tree.sources(".py", under="participation/").values()
        for one, other in WRITTEN.findall(text)
    }
    assert "role.granted" in said
    assert said - set(words.ACTS) == set()


def test_only_acts_in_office_about_one_subject_are_named() -> None:
    assert audit_scope.names_actor("contribution.rejected", about_one=True)
    assert not audit_scope.names_actor("contribution.rejected", about_one=False)
    for act in ("submitted", "edited", "withdrawn", "contested"):
        assert not audit_scope.names_actor(f"contribution.{act}", about_one=True)
    assert not audit_scope.names_actor("something.new", about_one=True)


@pytest.mark.parametrize(
    ("days", "about_one", "fault"),
    [
        (31, False, None),
        (32, False, "long"),
        (32, True, None),
        (366, True, None),
        (367, True, "long"),
    ],
)
def test_a_period_is_bounded(days: int, about_one: bool, fault: str | None) -> None:
    first = TODAY - timedelta(days=days - 1)
    assert audit_scope.period_fault(first, TODAY, TODAY, about_one) == fault


def test_a_period_lies_in_the_past_and_goes_forward() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert audit_scope.period_fault(TODAY, tomorrow, TODAY, about_one=False) == "future"
    assert audit_scope.period_fault(tomorrow, TODAY, TODAY, about_one=False) == "backwards"


@pytest.mark.parametrize(
    ("course", "until", "before", "after"),
    [
        (Course(NOW), NOW + audit_scope.WAITS, State.WAITING, State.LAPSED),
        (Course(NOW, NOW, True), NOW + audit_scope.WAITS, State.APPROVED, State.LAPSED),
        (Course(NOW, NOW, True, NOW), NOW + audit_scope.READING, State.OPEN, State.ENDED),
    ],
)
def test_time_ends_what_was_asked_for(
    course: Course, until: datetime, before: State, after: State
) -> None:
    moments = [until - SECOND, until]
    assert [audit_scope.state(course, at) for at in moments] == [before, after]


def test_a_refusal_and_an_early_end_are_final() -> None:
    for later in (timedelta(0), timedelta(days=99)):
        assert audit_scope.state(Course(NOW, NOW, False), NOW + later) == State.REFUSED
        assert audit_scope.state(Course(NOW, NOW, True, NOW, NOW), NOW + later) == State.ENDED


def test_the_works_council_decides_wherever_there_is_one() -> None:
    admin, officer = [Role.ADMINISTRATOR], [Role.COUNCIL_OFFICER]
    assert audit_scope.decide_fault(1, officer, True, 2) is None
    assert audit_scope.decide_fault(1, admin, True, 2) == "council"
    assert audit_scope.decide_fault(1, admin, False, 2) is None
    assert audit_scope.decide_fault(1, [Role.MODERATOR], False, 2) == "council"
    assert audit_scope.decide_fault(2, officer, True, 2) == "own"


def test_the_longest_beginning_comes_first() -> None:
    """A kind that takes a part of another one's acts has to be asked before it."""
    order = list(audit_scope.BEGINNINGS)
    assert order.index(Kind.SIGN_INS) < order.index(Kind.ACCOUNTS)
    everything = [b for beginnings in audit_scope.BEGINNINGS.values() for b in beginnings]
    assert all(one != other for one, other in pairwise(sorted(everything)))
