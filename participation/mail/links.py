# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signed links in letters: for one purpose, for a while.

Whoever holds a link can read what is in it, so it carries numbers and states of rows, never an address or a name.
That it works once is the row's business: put what using it changes into the link, and compare.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

from participation import clock

LONGEST = 600  # characters; no link of ours comes near it

Part = int | str


class _Signer(TimestampSigner):
    """Tells the time as everything else here does."""

    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


def sign(secret: str, purpose: str, *parts: Part) -> str:
    """Return a token for a link, good for `purpose` only."""
    return str(_serializer(secret, purpose).dumps(list(parts)))


def read(secret: str, purpose: str, token: str, lifetime: timedelta) -> list[Part] | None:
    """Return what was signed; None for a token that is forged, older than `lifetime` or for another purpose."""
    if len(token) > LONGEST:
        return None
    try:
        parts = _serializer(secret, purpose).loads(token, max_age=int(lifetime.total_seconds()))
    except BadData:
        return None
    return parts if isinstance(parts, list) else None


def _serializer(secret: str, purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        secret,
        salt=f"participation.link.{purpose}",
        signer=_Signer,
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )
