# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Moments, Berlin's wall clocks, and the days that are left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation import clock

NAIVE = datetime.fromisoformat("2026-05-07T09:30")


@pytest.fixture(autouse=True)
def _running_clock() -> Iterator[None]:
    yield
    clock.fix(None)


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)


def test_a_held_clock_stands_until_it_is_let_go() -> None:
    moment = clock.parse_moment("2026-05-07T09:30")
    clock.fix(clock.to_berlin(moment))
    assert clock.now() == clock.now() == moment
    assert clock.now().tzinfo is UTC
    clock.fix(None)
    assert clock.now() != moment


def test_the_clock_is_not_held_at_a_moment_without_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        clock.fix(NAIVE)


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-05-07T09:30", "2026-05-07T07:30:00+00:00"),
        ("2026-01-07 09:30:15,5", "2026-01-07T08:30:15.500000+00:00"),
        ("2026-05-07T09:30Z", "2026-05-07T09:30:00+00:00"),
        ("2026-05-07t09:30z", "2026-05-07T09:30:00+00:00"),
        ("2026-05-07T09:30+0530", "2026-05-07T04:00:00+00:00"),
        ("2026-10-25T02:30+02:00", "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T02:30+01:00", "2026-10-25T01:30:00+00:00"),
        (" 2026-05-07 ", "2026-05-06T22:00:00+00:00"),
        ("2026-10-25T24:00", "2026-10-25T23:00:00+00:00"),
        ("2026-10-25 24:00:00", "2026-10-25T23:00:00+00:00"),
        ("2026-10-25T24:00Z", "2026-10-26T00:00:00+00:00"),
    ],
)
def test_a_written_moment_is_understood(written: str, utc: str) -> None:
    assert clock.parse_moment(written).isoformat() == utc


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2026-03-29T02:30", "nonexistent"),
        ("2026-10-25T02:30", "ambiguous"),
        ("2026-02-30T00:00", "malformed"),
        ("2026-05-07T24:01", "malformed"),
        ("2026-05-07T24:00:01", "malformed"),
        ("2026-05-07T24:00:00.5", "malformed"),
        ("2026-05-07T09:30+25:00", "malformed"),
        ("07.05.2026", "malformed"),
        ("20260507T0930", "malformed"),
        ("2026-W19-4", "malformed"),
        ("٢٠٢٦-05-07T09:30", "malformed"),
        ("9999-12-31T23:59-12:00", "malformed"),
        ("0001-01-01T00:00+14:00", "malformed"),
        ("", "malformed"),
        ("\0", "malformed"),
    ],
)
def test_what_names_no_single_moment_is_refused_with_its_code(written: str, code: str) -> None:
    with pytest.raises(clock.MomentError) as caught:
        clock.parse_moment(written)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("day", "written", "fold", "utc"),
    [
        ("2026-10-25", "24:00", None, "2026-10-25T23:00:00+00:00"),
        ("2026-10-25", "00:00", None, "2026-10-24T22:00:00+00:00"),
        ("2026-10-25", "2:30", 0, "2026-10-25T00:30:00+00:00"),
        ("2026-10-25", "02:30", 1, "2026-10-25T01:30:00+00:00"),
        ("2026-10-25", "03:00", 1, "2026-10-25T02:00:00+00:00"),
        ("2027-03-28", " 03:00 ", None, "2027-03-28T01:00:00+00:00"),
        ("2027-03-27", "24:00", 1, "2027-03-27T23:00:00+00:00"),
    ],
)
def test_a_time_on_the_wall_is_a_moment(day: str, written: str, fold: int | None, utc: str) -> None:
    assert clock.wall_moment(date.fromisoformat(day), written, fold).isoformat() == utc


@pytest.mark.parametrize(
    ("day", "written", "fold", "code"),
    [
        ("2026-10-25", "02:30", None, "ambiguous"),
        ("2027-03-28", "02:30", None, "nonexistent"),
        ("2027-03-28", "02:30", 0, "nonexistent"),
        ("2026-10-25", "24:01", None, "malformed"),
        ("2026-10-25", "25:00", None, "malformed"),
        ("2026-10-25", "12:60", None, "malformed"),
        ("2026-10-25", "half past two", None, "malformed"),
        ("2026-10-25", "١٢:٠٠", None, "malformed"),
        ("2026-10-25", "", None, "malformed"),
        ("0001-01-01", "12:00", None, "malformed"),
        ("9999-12-31", "24:00", None, "malformed"),
    ],
)
def test_what_the_wall_never_shows_or_shows_twice_is_refused(
    day: str, written: str, fold: int | None, code: str
) -> None:
    with pytest.raises(clock.MomentError) as caught:
        clock.wall_moment(date.fromisoformat(day), written, fold)
    assert caught.value.code == code


@settings(deadline=None)
@given(st.text())
def test_any_text_is_a_moment_or_refused(written: str) -> None:
    try:
        assert clock.parse_moment(written).tzinfo is UTC
    except clock.MomentError as error:
        assert error.code in ("malformed", "nonexistent", "ambiguous")


@settings(deadline=None)
@given(st.integers(-2_000_000_000, 30_000_000_000).map(lambda s: datetime.fromtimestamp(s, UTC)))
def test_what_isoformat_writes_is_read_back(moment: datetime) -> None:
    assert clock.parse_moment(moment.isoformat()) == moment
    assert (
        clock.parse_moment(clock.to_berlin(moment).isoformat(timespec="microseconds")[:32])
        is not None
    )


def test_berlin_is_a_day_ahead_before_midnight_in_utc() -> None:
    assert clock.berlin_date(datetime(2026, 5, 7, 22, 30, tzinfo=UTC)) == date(2026, 5, 8)
    with pytest.raises(ValueError, match="zone"):
        clock.berlin_date(NAIVE)


@pytest.mark.parametrize(
    ("ends", "now", "left"),
    [
        ("2026-05-20T00:00", "2026-05-07T23:59", 12),  # the 19th is the last open day
        ("2026-05-19T23:59", "2026-05-07T00:00", 12),
        ("2026-05-19T23:59", "2026-05-19T00:00", 0),
        ("2026-05-19T23:59", "2026-05-19T23:58", 0),
        ("2026-05-19T23:59", "2026-06-01T00:00", 0),
        ("2026-03-30T00:00", "2026-03-28T23:30", 1),  # over the short day
        ("2026-10-26T00:00", "2026-10-24T00:10", 1),  # over the long day
    ],
)
def test_days_left_counts_days_on_berlins_calendar(ends: str, now: str, left: int) -> None:
    assert clock.days_left(clock.parse_moment(ends), clock.parse_moment(now)) == left
