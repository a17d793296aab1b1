# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Passkeys (W3C Web Authentication, level 3): challenges, and for which site they are. No framework here.

A challenge says itself when it was made and what for, under a keyed hash: nobody who only looks at the sign-in page
needs a session. That it works once is for the database.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import ipaddress
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

LIFE = timedelta(minutes=5)  # of a challenge
MOST = 10  # passkeys of one account
LONGEST_NAME = 80
LONGEST_ANSWER = 20_000  # characters of what a browser sends
NONCE, MOMENT, MARK = 16, 8, 32  # bytes of a challenge

ENTER = "enter"


def second(account_id: int) -> str:
    """Return the purpose of a challenge for somebody who has given their password."""
    return f"second/{account_id}"


def register(account_id: int) -> str:
    """Return the purpose of a challenge for a new passkey of somebody."""
    return f"register/{account_id}"


@dataclass(frozen=True)
class Site:
    """For whom passkeys are: the host name they are bound to, and the origin that pages come from."""

    host: str
    origin: str

    @property
    def offered(self) -> bool:
        """Whether browsers make passkeys for it: for names, not for numbers."""
        try:
            ipaddress.ip_address(self.host)
        except ValueError:
            return bool(self.host)
        return False


def site_of(base_url: str) -> Site:
    """Return the site behind its address."""
    parts = urlsplit(base_url)
    return Site(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")


def challenge(secret: str, purpose: str, now: datetime) -> bytes:
    """Return a fresh challenge."""
    body = secrets.token_bytes(NONCE) + int(now.timestamp()).to_bytes(MOMENT, "big")
    return body + _mark(secret, purpose, body)


def challenge_holds(secret: str, purpose: str, given: bytes, now: datetime) -> bool:
    """Say whether a challenge is ours, for this purpose, and young enough."""
    if len(given) != NONCE + MOMENT + MARK:
        return False
    body, mark = given[: NONCE + MOMENT], given[NONCE + MOMENT :]
    if not hmac.compare_digest(mark, _mark(secret, purpose, body)):
        return False
    age = int(now.timestamp()) - int.from_bytes(body[NONCE:], "big")
    return 0 <= age < LIFE.total_seconds()


def user_handle(secret: str, account_id: int) -> bytes:
    """Return what a passkey calls its account: nothing that tells who it is."""
    return hmac.digest(secret.encode(), f"passkey handle {account_id}".encode(), "sha256")


def handle_of(credential_id: bytes) -> str:
    """Return the key under which a passkey is found."""
    return sha256(credential_id).hexdigest()


def read_answer(written: str) -> dict[str, Any] | None:
    """Return what a browser has sent as JSON, None for anything that is no such answer."""
    if not written or len(written) > LONGEST_ANSWER:
        return None
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("response"), dict):
        return None
    texts = (found.get("id"), found.get("rawId"), found["response"].get("clientDataJSON"))
    return found if all(isinstance(text, str) and text.isascii() for text in texts) else None


def challenge_of(answer: dict[str, Any]) -> bytes | None:
    """Return the challenge that a browser says it has answered."""
    data = unpadded(answer["response"]["clientDataJSON"])
    if data is None:
        return None
    try:
        said = json.loads(data).get("challenge")
    except (ValueError, RecursionError, AttributeError):
        return None
    return unpadded(said) if isinstance(said, str) else None


def unpadded(written: str) -> bytes | None:
    """Return the bytes of base64url without padding, None for anything else."""
    try:
        return base64.b64decode(written + "=" * (-len(written) % 4), b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None


def _mark(secret: str, purpose: str, body: bytes) -> bytes:
    return hmac.digest(secret.encode(), f"passkey {purpose}\x1f".encode() + body, "sha256")
