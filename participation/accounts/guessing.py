# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Passwords that others have had before, or that a machine guesses soon.

The lists and the way of guessing are those of D. L. Wheeler, "zxcvbn: Low-Budget Password Strength Estimation", USENIX
Security 2016, in its Python edition: 30,000 passwords from breaches, names and words, also turned round, with digits for
letters, joined and repeated, and runs on a keyboard. It knows what a plain list does not: "Passwort2024!".
"""

from __future__ import annotations

from collections.abc import Iterable

STRONG = 3  # of 0 … 4: more than 10 ** 8 guesses, "safely unguessable" from a stolen, slowly hashed table
READ = 72  # characters that are looked at: the time grows with the square


def easily_guessed(password: str, about: Iterable[str]) -> bool:
    """Say whether a password is too easy; `about` is what an attacker knows: the address, the name, the site."""
    from zxcvbn import zxcvbn  # its lists are read with it, and few requests need them

    known = [part for words in about for part in (words, *words.replace("@", " ").split()) if part]
    return int(zxcvbn(password[:READ], user_inputs=known, max_length=READ)["score"]) < STRONG
