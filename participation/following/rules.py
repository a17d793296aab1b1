# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""When letters go out, and how long their links are good. No framework here."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from participation import clock


class Kind(StrEnum):
    """What can be followed: one's own contribution by its receipt, or what everybody can read."""

    RECEIPT = "receipt"
    CONTRIBUTION = "contribution"
    ITEM = "item"
    CONSULTATION = "consultation"


IN_DIGEST = (Kind.CONTRIBUTION, Kind.ITEM, Kind.CONSULTATION)

PAUSE = timedelta(minutes=15)  # between two letters to an address that has not answered
LONGEST_PAUSE = timedelta(days=7)
CONFIRM_LIFE = timedelta(days=7)  # an address that nobody confirms is deleted after that
MANAGE_LIFE = timedelta(days=30)
STOP_LIFE = timedelta(days=3 * 365)  # a letter in an old folder must still be able to end letters
DIGEST_AT = time(7)  # in Berlin


def ask_at(asked_at: datetime | None, asks: int, now: datetime) -> datetime | None:
    """Return when to ask an address whether it wants letters; None when a question is planned already.

    At once the first time; then the pause grows fourfold with every question that nobody answered, so that nobody can
    fill a stranger's letter box.
    """
    if asked_at is None:
        return now
    if asked_at > now:
        return None
    pause = min(PAUSE * int(4 ** min(max(asks - 1, 0), 8)), LONGEST_PAUSE)
    return max(now, asked_at + pause)


def last_digest(now: datetime) -> datetime:
    """Return the newest moment at which Berlin's clocks showed the hour of the digest."""
    today = clock.to_berlin(now)
    moment = datetime.combine(today.date(), DIGEST_AT, clock.BERLIN)
    if moment > today:
        moment = datetime.combine(today.date() - timedelta(days=1), DIGEST_AT, clock.BERLIN)
    return moment.astimezone(UTC)


def masked(email: str) -> str:
    """Return an address so that its owner knows it again and nobody else learns it."""
    local, _at, host = email.partition("@")
    return f"{local[:1]}…@{host}"
