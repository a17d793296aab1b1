# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Differences in whole words: complete, readable aloud, and never endless."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.roadmap import diff
from participation.roadmap.diff import Kind

WORDS = st.lists(
    st.sampled_from(["der ", "Rat ", "will", ". ", "Bürger*innen ", "\n", "31.12.2021"])
)


def told(before: str, after: str) -> list[tuple[str, str]]:
    """Return the pieces as pairs."""
    return [(str(piece.kind), piece.text) for piece in diff.words(before, after)]


@given(st.text(), st.text())
def test_both_wordings_can_be_put_together_again(before: str, after: str) -> None:
    pieces = diff.words(before, after)
    assert "".join(p.text for p in diff.one_side(pieces, Kind.INSERTED)) == before
    assert "".join(p.text for p in diff.one_side(pieces, Kind.DELETED)) == after


@given(WORDS, WORDS)
def test_likely_wordings_can_be_too(first: list[str], second: list[str]) -> None:
    before, after = "".join(first), "".join(second)
    pieces = diff.words(before, after)
    assert "".join(p.text for p in pieces if p.kind != Kind.INSERTED) == before
    assert "".join(p.text for p in pieces if p.kind != Kind.DELETED) == after
    kinds = [p.kind for p in pieces]
    assert all(one != other for one, other in pairwise(kinds))


@given(st.text())
def test_what_is_equal_has_no_difference(text: str) -> None:
    assert told(text, text) == ([("equal", text)] if text else [])


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        (
            "Der Zugang muss auch analog gewährleistet sein.",
            "Der Zugang ist auch vor Ort, am Telefon und auf Papier gewährleistet.",
            [
                ("equal", "Der Zugang "),
                ("deleted", "muss auch analog gewährleistet sein"),
                ("inserted", "ist auch vor Ort, am Telefon und auf Papier gewährleistet"),
                ("equal", "."),
            ],
        ),
        ("bis 31.12.2021", "bis 31.12.2022", [
            ("equal", "bis "), ("deleted", "31.12.2021"), ("inserted", "31.12.2022"),
        ]),
        ("für Bürger", "für Bürger*innen", [
            ("equal", "für "), ("deleted", "Bürger"), ("inserted", "Bürger*innen"),
        ]),
        ("Eins.", "Eins. Zwei.", [("equal", "Eins."), ("inserted", " Zwei.")]),
    ],
)  # fmt: skip
def test_a_listener_hears_whole_words_and_few_changes(
    before: str, after: str, pieces: list[tuple[str, str]]
) -> None:
    assert told(before, after) == pieces


def test_two_texts_that_share_nothing_are_replaced_whole_without_long_thought() -> None:
    before, after = "eins zwei " * 1_000, "drei vier " * 1_000
    assert [kind for kind, _text in told(before, after)][:2] == ["deleted", "inserted"]
