# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Links in letters: for one purpose, for a while, and not to be forged."""

from __future__ import annotations

from datetime import timedelta

from participation import clock
from participation.mail import links

SECRET = "only-for-tests-only-for-tests"
HOUR = timedelta(hours=1)


def test_a_link_gives_back_what_was_signed() -> None:
    token = links.sign(SECRET, "follow", 7, "item")
    assert links.read(SECRET, "follow", token, HOUR) == [7, "item"]


def test_a_link_is_good_for_its_purpose_only() -> None:
    token = links.sign(SECRET, "follow", 7)
    assert links.read(SECRET, "reset", token, HOUR) is None
    assert links.read("another-secret-another-secret", "follow", token, HOUR) is None


def test_a_link_ends_with_its_time() -> None:
    made = clock.now()
    clock.fix(made)
    token = links.sign(SECRET, "follow", 7)
    clock.fix(made + HOUR)
    assert links.read(SECRET, "follow", token, HOUR) == [7]
    clock.fix(made + HOUR + timedelta(seconds=1))
    assert links.read(SECRET, "follow", token, HOUR) is None


def test_whatever_was_changed_in_a_link_makes_it_worthless() -> None:
    token = links.sign(SECRET, "follow", 7)
    for place in range(0, len(token) - 1, 3):
        other = "A" if token[place] != "A" else "B"
        changed = token[:place] + other + token[place + 1 :]
        assert links.read(SECRET, "follow", changed, HOUR) is None, place
    for nonsense in ("", ".", "..", "a" * 10_000, "é.ü.ß", token + "\x00"):
        assert links.read(SECRET, "follow", nonsense, HOUR) is None
