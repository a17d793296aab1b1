# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Codes of second factors. No framework here.

Time-based codes are those of RFC 6238 with its usual numbers: six digits, half a minute, SHA-1, which is what every
authenticator app reads.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
import segno
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

STEP = 30  # seconds
WINDOW = 1  # steps a clock may be wrong
RECOVERY_CODES = 10
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks like something else
RECOVERY_LENGTH = 12  # characters: 59 bits
PENDING = timedelta(minutes=10)  # from the password to the second factor
SHOWN = timedelta(minutes=10)  # how long new recovery codes can be read


def new_secret() -> str:
    """Return a secret for an authenticator app."""
    return pyotp.random_base32()


def sealed(key: str, account_id: int, secret: str) -> str:
    """Return a secret as it is stored: encrypted, and good for one account only."""
    nonce = secrets.token_bytes(12)
    box = AESGCM(_derived(key)).encrypt(nonce, secret.encode(), str(account_id).encode())
    return base64.urlsafe_b64encode(nonce + box).decode()


def opened(key: str, account_id: int, stored: str) -> str | None:
    """Return the secret behind what is stored; None when it was sealed for another account or with another key."""
    raw = base64.urlsafe_b64decode(stored)
    try:
        return AESGCM(_derived(key)).decrypt(raw[:12], raw[12:], str(account_id).encode()).decode()
    except InvalidTag:
        return None


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return for which step a code is right, the present one or one beside it; None for a wrong one."""
    plain = code.replace(" ", "")
    if len(plain) != 6 or not (plain.isascii() and plain.isdigit()):
        return None
    present = int(now.timestamp()) // STEP
    totp = pyotp.TOTP(secret)
    right = [
        step
        for step in range(present - WINDOW, present + WINDOW + 1)
        if hmac.compare_digest(totp.at(step * STEP), plain)
    ]
    return right[0] if right else None


def address_of(secret: str, email: str, site: str) -> str:
    """Return what the drawn code says to an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=site)


@dataclass(frozen=True)
class Drawing:
    """A code for a camera: a square of `size` modules, the dark ones as the path of an SVG."""

    size: int
    path: str


def drawn(words: str) -> Drawing:
    """Draw words as a QR code, with the quiet zone that readers want."""
    rows = [bytes(row) for row in segno.make(words, error="m").matrix_iter(border=4)]
    runs = (
        f"M{x} {y}h{len(run)}v1h-{len(run)}z"
        for y, row in enumerate(rows)
        for x, run in _dark_runs(row)
    )
    return Drawing(len(rows), "".join(runs))


def _dark_runs(row: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (place, run) of the dark modules of a row that stand side by side."""
    for found in re.finditer(b"\x01+", row):
        yield found.start(), found[0]


def recovery_codes(key: str, nonce: str) -> Iterator[str]:
    """Yield the codes of a set, in order."""
    for number in range(RECOVERY_CODES):
        digest = hmac.digest(_derived(key), f"recovery/{nonce}/{number}".encode(), "sha256")
        value = int.from_bytes(digest, "big")
        letters = []
        for _place in range(RECOVERY_LENGTH):
            value, letter = divmod(value, len(ALPHABET))
            letters.append(ALPHABET[letter])
        yield "".join(letters)


def recovery_number(key: str, nonce: str, code: str) -> int | None:
    """Return which code of a set this is; None for another. Blanks, hyphens and small letters do not matter."""
    plain = "".join(c for c in code.upper() if c in ALPHABET)
    if len(plain) != RECOVERY_LENGTH:
        return None
    found = None
    for number, right in enumerate(recovery_codes(key, nonce)):
        if hmac.compare_digest(right, plain):
            found = number
    return found


def grouped(code: str) -> str:
    """Return a code in groups of four, as people read it."""
    return " ".join(code[n : n + 4] for n in range(0, len(code), 4))


def _derived(key: str) -> bytes:
    return HKDF(SHA256(), 32, None, b"participation.second-factor").derive(key.encode())
