# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The only source of "now", and what the city's wall clocks make of a moment.

Moments are aware datetimes in UTC; pages and deadlines speak of Europe/Berlin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")

_ISO = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,6})?)?(?:[Zz]|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
# ISO 8601's end of a day, which datetime.fromisoformat() does not know.
_DAY_END = re.compile(r"(?<=[Tt ])24:00(?::00(?:[.,]0{1,6})?)?(?![:.,\d])", re.ASCII)
_WALL_TIME = re.compile(r"\d{1,2}:\d{2}", re.ASCII)
EARLIEST_YEAR, LATEST_YEAR = 1900, 2999  # beyond them the calendar's ends make arithmetic overflow
_SMALLEST = timedelta(microseconds=1)

_held: list[datetime] = []  # empty while the clock runs; one moment while it is held


class MomentError(ValueError):
    """A text that names no single moment.

    `code` is `malformed` (not ISO 8601, or no such day or time), `nonexistent` (Berlin's clocks skip that hour in
    spring) or `ambiguous` (they show that hour twice in autumn: the offset must be written).
    """

    def __init__(self, code: str, written: str) -> None:
        super().__init__(f"{code}: {written[:40]!r}")
        self.code = code


def now() -> datetime:
    """Return the present moment, aware, in UTC; the held one where `fix` has set one."""
    return _held[0] if _held else datetime.now(UTC)


def fix(moment: datetime | None) -> None:
    """Hold the clock of this process at `moment` (demo mode and tests only); `None` lets it run again.

    Raises `ValueError` for a moment without a zone.
    """
    _held[:] = [] if moment is None else [_aware(moment).astimezone(UTC)]


@contextmanager
def held(moment: datetime) -> Iterator[None]:
    """Hold the clock of this process at `moment` for a block: the demo tells what has been before."""
    before = list(_held)
    fix(moment)
    try:
        yield
    finally:
        _held[:] = before


def to_berlin(moment: datetime) -> datetime:
    """Return `moment` (aware) as Berlin's wall clocks show it. Raises `ValueError` for one without a zone."""
    return _aware(moment).astimezone(BERLIN)


def berlin_date(moment: datetime) -> date:
    """Return the calendar day in Berlin that `moment` (aware) falls on."""
    return to_berlin(moment).date()


def days_left(ends_at: datetime, now: datetime) -> int:
    """Return how many calendar days in Berlin follow today until the last open day; never negative.

    `ends_at` is the first moment that is closed, so an end at midnight has the day before as its last open day.
    0 says "today is the last day", and is also the answer once it is over. Counting days on the calendar, not
    spans of 24 hours, keeps the figure right in the weeks when the clocks change.
    """
    return max(0, (berlin_date(ends_at - _SMALLEST) - berlin_date(now)).days)


def parse_moment(written: str) -> datetime:
    """Return the moment, aware, in UTC, that an ISO 8601 text names; without a zone Berlin's clocks are meant.

    Taken: `2026-05-07T09:30`, seconds and fractions (up to six places) if wanted, a blank for the `T`, and `Z`,
    `+02:00` or `+0200` as zone; a day alone means its first moment in Berlin, `T24:00` its end. Years 1900 to 2999.
    Raises `MomentError` (a `ValueError`) with its code for everything else.
    """
    text = written.strip()
    match = _ISO.fullmatch(text)
    if match is None or not EARLIEST_YEAR <= int(text[:4]) <= LATEST_YEAR:
        raise MomentError("malformed", written)
    text, day_ends = _DAY_END.subn("00:00", text)
    try:
        moment = datetime.fromisoformat(text.replace(",", ".").upper())
    except ValueError as error:  # no such day, hour or offset
        raise MomentError("malformed", written) from error
    moment += timedelta(days=day_ends)
    return moment.astimezone(UTC) if moment.tzinfo is not None else _shown(moment, written, None)


def wall_moment(day: date, written: str, fold: int | None) -> datetime:
    """Return the moment, aware, in UTC, at which Berlin's clocks show a time (`9:30`, `24:00` for the day's end).

    Where they show it twice, `fold` says which is meant: 0 the first time (summer time), 1 the second (winter time);
    anywhere else it says nothing. Raises `MomentError`: `malformed`, `nonexistent`, or `ambiguous` without a `fold`.
    """
    text = written.strip()
    if not _WALL_TIME.fullmatch(text) or not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise MomentError("malformed", written)
    hours, minutes = map(int, text.split(":"))
    if hours > 24 or minutes > 59 or (hours == 24 and minutes):
        raise MomentError("malformed", written)
    # Days on the calendar: the wall clocks' day may have 23 or 25 hours.
    midnight = datetime.combine(day, time())
    return _shown(midnight + timedelta(hours=hours, minutes=minutes), written, fold)


def _shown(wall: datetime, written: str, fold: int | None) -> datetime:
    """Return when Berlin's clocks show `wall` (without a zone). Raises `MomentError` as `wall_moment` does."""
    early, late = (wall.replace(tzinfo=BERLIN, fold=turn) for turn in (0, 1))
    found = early.astimezone(UTC)
    if found.astimezone(BERLIN).replace(tzinfo=None) != wall:
        raise MomentError("nonexistent", written)
    if early.utcoffset() == late.utcoffset():
        return found
    if fold is None:
        raise MomentError("ambiguous", written)
    return late.astimezone(UTC) if fold else found


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("a moment without a zone names no point in time")
    return moment
