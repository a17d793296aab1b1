# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The end of a consultation to the second, and the half hour after it for whoever had begun before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from participation.contributions import rules
from participation.contributions.grace import (
    GRACE,
    Ending,
    begun_at,
    begun_token,
    ending,
    may_send,
)

SECRET = "only-for-tests-only-for-tests-only-for-tests"
END = datetime(2026, 6, 30, 22, tzinfo=UTC)  # midnight in Berlin
SECOND = timedelta(seconds=1)
BEFORE = END - SECOND


@pytest.mark.parametrize(
    ("now", "begun", "sent"),
    [
        (END - SECOND, None, True),
        (END, None, False),
        (END + GRACE - SECOND, None, False),
        (END, BEFORE, True),
        (END + GRACE - SECOND, BEFORE, True),
        (END + GRACE, BEFORE, False),
        (END + SECOND, END, False),
        (END + GRACE + timedelta(days=1), BEFORE, False),
    ],
)
def test_what_was_begun_before_the_end_may_come_half_an_hour_later(
    now: datetime, begun: datetime | None, sent: bool
) -> None:
    assert may_send(now, END, begun) is sent


@pytest.mark.parametrize(
    "end",
    [
        datetime(2026, 3, 29, 0, 45, tzinfo=UTC),  # 1.45 h; a quarter of an hour later it is 3 h
        datetime(2026, 10, 25, 0, 45, tzinfo=UTC),  # 2.45 h, for the first time
    ],
)
def test_the_grace_is_half_an_hour_when_the_clocks_change_since_moments_are_utc(
    end: datetime,
) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    local, begun = end.astimezone(berlin), (end - SECOND).astimezone(berlin)
    last, after = (end + GRACE - SECOND).astimezone(berlin), (end + GRACE).astimezone(berlin)
    assert last.utcoffset() != local.utcoffset(), "the clocks change within the grace"
    assert may_send(last, local, begun)
    assert not may_send(after, local, begun)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (END - timedelta(hours=1), None),
        (END - timedelta(minutes=59), Ending("24:00", "00:30", over=False)),
        (END, Ending("24:00", "00:30", over=True)),
        (END + GRACE, None),
    ],
)
def test_the_page_says_so_in_the_last_hour(now: datetime, said: Ending | None) -> None:
    assert ending(now, END) == said


def test_a_token_tells_when_the_form_was_opened() -> None:
    moment = END - timedelta(microseconds=1)
    assert begun_at(SECRET, begun_token(SECRET, moment)) == moment


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "0",
        "1782856799000000.",
        "-1.0",
        begun_token("another secret", BEFORE),
        "0" + begun_token(SECRET, BEFORE),
        begun_token(SECRET, END).replace("17828", "17827", 1),
        rules.code_hash(SECRET, "1782856799000000"),
        f"1782856799000000.{rules.code_hash(SECRET, '1782856799000000')}",
        "\ud800.\ud800",
        "\x00",
        "9" * 10_000,
    ],
)
def test_a_forged_token_or_one_for_something_else_counts_as_none(token: str) -> None:
    assert begun_at(SECRET, token) is None
