# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The hash chain: what is hashed, and in which form.

Each entry commits to its content with a random salt, and its hash covers the entry before it. Erasing salt and
content later leaves the commitment, so the chain still holds although nobody can read or guess what was erased.
Method: hash chains after Haber and Stornetta, "How to time-stamp a digital document", J. Cryptology 3 (1991).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

START = "0" * 64


def canonical(value: object) -> bytes:
    """Return JSON that is the same for equal values: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(value: object) -> str:
    """Return the SHA-256 of a value's canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def commitment(salt: str, content: Mapping[str, object]) -> str:
    """Return the salted commitment to an entry's content, in hexadecimal."""
    return hashlib.sha256(salt.encode() + canonical(content)).hexdigest()


def chained(previous: str, number: int, at: datetime, committed: str) -> str:
    """Return the hash of entry `number`: it covers the hash before it, its place, its moment and its commitment."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(f"{previous}|{number}|{moment}|{committed}".encode()).hexdigest()
