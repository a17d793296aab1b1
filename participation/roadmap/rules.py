# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The rules of consultations. No framework here: plain values in, codes out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

Text = TypeVar("Text")

ORIGINAL = "de"  # the authoritative language, and what stands where a translation is missing


class Phase(StrEnum):
    """Where a consultation is in time."""

    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"


class Level(StrEnum):
    """How high an item stands in the tree."""

    GOAL = "goal"
    SUBGOAL = "subgoal"
    MEASURE = "measure"


def phase(starts_at: datetime, ends_at: datetime, now: datetime) -> Phase:
    """Return the phase: open from its start up to, and without, its end."""
    if now < starts_at:
        return Phase.ANNOUNCED
    return Phase.OPEN if now < ends_at else Phase.CLOSED


def elapsed(starts_at: datetime, ends_at: datetime, now: datetime) -> int:
    """Return how much of the window is over, in whole per cent from 0 to 100."""
    length = (ends_at - starts_at).total_seconds()
    gone = (now - starts_at).total_seconds()
    return max(0, min(100, int(100 * gone / length))) if length > 0 else 100


def best_locale(wanted: str, there: Sequence[str]) -> str:
    """Return the language to show: the wanted one, Leichte Sprache's plain sister, the original, or any."""
    for locale in (wanted, wanted.partition("-")[0], ORIGINAL):
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
