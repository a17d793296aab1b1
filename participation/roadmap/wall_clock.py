# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Moments as forms and pages write them: a day, a time on Berlin's clocks, and which of two where they go back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from participation import clock

DAY_END = "24:00"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"(\d{1,2})[:.]?(\d{2})", re.ASCII)


@dataclass(frozen=True)
class Wall:
    """What Berlin's clocks show. `fold` is 0 or 1 where they show it twice (summer time first), else None."""

    day: date
    time: str
    fold: int | None


def shown(moment: datetime, ends: bool = False) -> Wall:
    """Return how a moment is written, to the minute; an end at midnight is 24:00 of the day before."""
    local = clock.to_berlin(moment)
    if ends and local.time() == time():
        return Wall(local.date() - timedelta(days=1), DAY_END, None)
    written = f"{local:%H:%M}"
    return Wall(local.date(), written, local.fold if is_twice(local.date(), written) else None)


def is_twice(day: date | None, written: str) -> bool:
    """Say whether Berlin's clocks show this time twice on a day."""
    if day is None:
        return False
    try:
        clock.wall_moment(day, written, None)
    except clock.MomentError as error:
        return error.code == "ambiguous"
    return False


def plain_time(written: str) -> str:
    """Return `18:30` for `1830` and `18.30`, which keypads without a colon give; anything else as it is."""
    match = _TIME.fullmatch(written.strip())
    return f"{match[1]}:{match[2]}" if match else written


def read_day(written: str) -> date:
    """Return the day that `2026-10-25` names. Raises `clock.MomentError`, code `malformed`."""
    text = written.strip()
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or not clock.EARLIEST_YEAR <= day.year <= clock.LATEST_YEAR:
        raise clock.MomentError("malformed", written)
    return day
