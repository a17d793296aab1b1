# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Passwords: hashed with argon2id, few at once, and as slow for a stranger as for a friend."""

from __future__ import annotations

import threading
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

NONE = "!"  # in the place of a hash: no password fits
AT_ONCE = 2  # hashes take 64 MiB each: more at once would let sign-ins exhaust the memory

_hasher = PasswordHasher()
_turns = threading.BoundedSemaphore(AT_ONCE)


def hashed(password: str) -> str:
    """Return the argon2id hash of a password."""
    with _turns:
        return _hasher.hash(password)


def matches(stored: str, password: str) -> bool:
    """Say whether a password is the stored one."""
    with _turns:
        try:
            return _hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


@lru_cache(maxsize=1)
def nobody() -> str:
    """Return the hash that is compared with where there is no account, so that it takes as long to say no."""
    return _hasher.hash("nobody has this password")
