# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Group codes: whoever holds one speaks for a group, and nobody learns who that is. No framework here.

A code has 15 random characters of an alphabet of 31 (74 bits) and one that checks them. What is stored are keyed hashes:
one under which the code is known, and one for each use. They are different for every use and every thing, so that
nobody without the code can tell which code was used, or what else was said with it. See decision 18.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from participation.contributions.rules import ALPHABET, ORGANS, Group, check_character

CODE_LENGTH = 16  # characters, the last one a check; a receipt code has 12
PART = 4  # characters that are written together
MOST_CODES = 10_000  # made at once
MOST_USES = 20  # contributions with one code


def new_code() -> str:
    """Return a fresh code."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH - 1))
    return body + check_character(body)


def written(code: str) -> str:
    """Return a code in groups that can be read out."""
    return "-".join(code[at : at + PART] for at in range(0, len(code), PART))


def read_code(typed: str) -> str | None:
    """Return the code that somebody typed, however they grouped it; None when it cannot be one."""
    code = "".join(c for c in typed.upper() if c.isalnum())
    if len(code) != CODE_LENGTH or any(c not in ALPHABET for c in code):
        return None
    return code if check_character(code[:-1]) == code[-1] else None


def code_hash(secret: str, consultation_id: int, code: str) -> str:
    """Return the hash under which a code is known in one consultation."""
    return _keyed(secret, f"group code {consultation_id}", code)


def use_hash(secret: str, consultation_id: int, code: str, number: int) -> str:
    """Return the mark that the use with this number leaves; it tells neither the code nor another use."""
    return _keyed(secret, f"use {number} of a code {consultation_id}", code)


def group_fault(group: str, invited: frozenset[str]) -> str | None:
    """Return why there can be no codes for a group: "unknown", "organ" or "not_invited"; None when there can."""
    if group not in set(Group):
        return "unknown"
    if group in ORGANS:
        return "organ"
    return None if group in invited else "not_invited"


def count_fault(count: int) -> str | None:
    """Return "count" unless so many codes can be made at once."""
    return None if 1 <= count <= MOST_CODES else "count"


def _keyed(secret: str, purpose: str, code: str) -> str:
    return hmac.new(secret.encode(), f"{purpose}\x1f{code}".encode(), sha256).hexdigest()
