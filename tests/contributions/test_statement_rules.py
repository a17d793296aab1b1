# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The key of a room opens what was sealed with it, there, and nothing else does."""

from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from participation.contributions import statement_rules as rules
from participation.contributions.statement_rules import Words

WORDS = Words("town", "M1.1.1", "Zur Arbeitszeit", "Wir lehnen das ab.", "de")
KEY = rules.read_key(rules.new_key()) or ""
OTHER = rules.read_key(rules.new_key()) or ""


def test_a_key_can_be_typed_as_it_was_written_down() -> None:
    shown = rules.new_key()
    assert len(shown.replace("-", "")) == rules.KEY_LENGTH
    assert rules.read_key(shown) == rules.read_key(f" {shown.lower().replace('-', ' ')} ")


@given(st.integers(0, rules.KEY_LENGTH - 1), st.sampled_from(rules.ALPHABET))
def test_one_wrong_character_is_found(at: int, other: str) -> None:
    typed = KEY[:at] + other + KEY[at + 1 :]
    assert rules.read_key(typed) == (KEY if typed == KEY else None)


@given(st.integers(0, rules.KEY_LENGTH - 2))
def test_two_swapped_characters_are_found(at: int) -> None:
    typed = KEY[:at] + KEY[at + 1] + KEY[at] + KEY[at + 2 :]
    assert rules.read_key(typed) == (KEY if typed == KEY else None)


def test_what_is_stored_tells_the_right_key_from_others() -> None:
    stored = rules.proof(KEY, "salt")
    assert rules.opens(KEY, "salt", stored)
    assert not rules.opens(OTHER, "salt", stored)
    assert not rules.opens(KEY, "another salt", stored)


@given(st.text(max_size=300), st.text(max_size=60))
def test_a_sealed_draft_comes_back_as_it_was(text: str, title: str) -> None:
    text, title = (part.encode("utf-8", "replace").decode() for part in (text, title))
    words = Words("town", "", title, text, "tr")
    assert rules.unsealed(KEY, "salt", "1/2", rules.sealed(KEY, "salt", "1/2", words)) == words
    assert rules.unpacked(rules.packed(words)) == words


def test_a_sealed_draft_opens_with_its_key_at_its_place_only() -> None:
    stored = rules.sealed(KEY, "salt", "1/2", WORDS)
    assert rules.unsealed(OTHER, "salt", "1/2", stored) is None
    assert rules.unsealed(KEY, "other", "1/2", stored) is None
    assert rules.unsealed(KEY, "salt", "1/3", stored) is None
    raw = bytearray(base64.urlsafe_b64decode(stored))
    raw[-1] ^= 1
    assert rules.unsealed(KEY, "salt", "1/2", base64.urlsafe_b64encode(raw).decode()) is None
    assert rules.unsealed(KEY, "salt", "1/2", "nonsense") is None


def test_a_sealed_draft_does_not_tell_how_much_is_written() -> None:
    short, longer = (Words("town", "", "", "Nein. " * times, "de") for times in (1, 300))
    assert len(rules.sealed(KEY, "s", "1/2", short)) == len(rules.sealed(KEY, "s", "1/2", longer))


def test_a_ticket_is_worth_nothing_to_another_bearer_or_site() -> None:
    held = rules.ticket("secret of the site", KEY, "1/7/handle")
    assert KEY not in held
    assert rules.key_of("secret of the site", held, "1/7/handle") == KEY
    assert rules.key_of("secret of the site", held, "1/8/handle") is None
    assert rules.key_of("another secret", held, "1/7/handle") is None
    assert rules.key_of("secret of the site", "", "1/7/handle") is None
    assert rules.key_of("secret of the site", "ä", "1/7/handle") is None
