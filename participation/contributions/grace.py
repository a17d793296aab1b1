# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The end of a consultation, and the while after it for whoever had begun to write. No framework here.

Moments are aware and compared in UTC, so the nights in which the clocks change are like every other.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from participation.roadmap import wall_clock

GRACE = timedelta(minutes=30)  # what was begun before the end may be sent for so long after it
NOTICE = timedelta(hours=1)  # from when on before the end forms say so
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PURPOSE = "form begun"


@dataclass(frozen=True)
class Ending:
    """What a form says about a near end: both times on Berlin's clocks (`24:00`), and whether the end is past."""

    at: str
    until: str
    over: bool


def may_send(now: datetime, ends_at: datetime, begun: datetime | None) -> bool:
    """Say whether a form may be sent at `now`; `begun` is when it was opened, None when nobody knows.

    `ends_at` is the first closed moment. A form that was opened before it may come until `ends_at + GRACE`, without
    that moment itself.
    """
    # In UTC: with one local zone on both sides Python compares and adds what the clocks show.
    now, ends_at = now.astimezone(UTC), ends_at.astimezone(UTC)
    if now < ends_at:
        return True
    return begun is not None and begun.astimezone(UTC) < ends_at and now < ends_at + GRACE


def ending(now: datetime, ends_at: datetime) -> Ending | None:
    """Return what to say about the end: None unless less than an hour is left, or the grace after it is running."""
    now, ends_at = now.astimezone(UTC), ends_at.astimezone(UTC)
    if not ends_at - NOTICE < now < ends_at + GRACE:
        return None
    until = wall_clock.shown(ends_at + GRACE)
    return Ending(wall_clock.shown(ends_at, ends=True).time, until.time, now >= ends_at)


def begun_token(secret: str, moment: datetime) -> str:
    """Return a text for a form's hidden field: when the form was opened, so that nobody can make it earlier."""
    written = str((moment - EPOCH) // timedelta(microseconds=1))
    return f"{written}.{_mark(secret, written)}"


def begun_at(secret: str, token: str) -> datetime | None:
    """Return when a form was opened; None for a token that is missing, forged, or made for something else."""
    written, _, mark = token.partition(".")
    if not hmac.compare_digest(mark.encode("utf-8", "replace"), _mark(secret, written).encode()):
        return None
    return EPOCH + timedelta(microseconds=int(written))


def _mark(secret: str, written: str) -> str:
    message = f"{PURPOSE}\x1f{written}".encode("utf-8", "replace")
    return hmac.digest(secret.encode(), message, "sha256").hex()
