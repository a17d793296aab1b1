# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the holder of a receipt may still do with their contribution. No framework here."""

from __future__ import annotations

import calendar
from datetime import datetime

from participation.contributions.rules import Group, Kind, Outcome, State

COMPLAINT_MONTHS = 6  # Art. 20(1) of Regulation (EU) 2022/2065 asks for at least that many
SPEAKS_AS_BODY = frozenset(
    {
        Group.BUSINESS,
        Group.ASSOCIATION,
        Group.INSTITUTION,
        Group.WORKS_COUNCIL,
        Group.BOARD,
        Group.CIIO,
    }
)


def may_state(verified_group: str | None) -> bool:
    """Say whether somebody may make an official statement: only for a body that they are verified for."""
    return verified_group in SPEAKS_AS_BODY


def may_edit(state: str) -> bool:
    """Say whether the words may still be changed: as long as nobody but moderation can read them."""
    return state in (State.SUBMITTED, State.ASKED)


def may_withdraw(state: str) -> bool:
    """Say whether a contribution may be taken back: always, once."""
    return state != State.WITHDRAWN


def complaint_until(decided_at: datetime) -> datetime:
    """Return the moment up to which a decision may be contested: six calendar months after it."""
    months = decided_at.month - 1 + COMPLAINT_MONTHS
    year, month = decided_at.year + months // 12, months % 12 + 1
    day = min(decided_at.day, calendar.monthrange(year, month)[1])
    return decided_at.replace(year=year, month=month, day=day)


def may_complain(
    state: str, outcome: str | None, decided_at: datetime | None, contested: bool, now: datetime
) -> bool:
    """Say whether the newest decision may be contested now: it restricts, is young enough, and was not contested."""
    if decided_at is None or outcome == Outcome.PUBLISH or contested or state == State.WITHDRAWN:
        return False
    return now < complaint_until(decided_at)


def may_be_voted_on(kind: str, state: str) -> bool:
    """Say whether others may agree or disagree: with what is published and is not said by a body."""
    return state == State.PUBLISHED and kind != Kind.STATEMENT
