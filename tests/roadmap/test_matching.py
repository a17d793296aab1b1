# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which paragraph became which: continued, new, split, merged."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from participation.roadmap.matching import Match, match, settle

ONE = "Die Stadt stellt eine zentrale App für alle Menschen bereit."
TWO = "Formulare werden vereinfacht, bevor sie digital angeboten werden."
THREE = "Jede Leistung bleibt vor Ort und am Telefon erreichbar."


def test_what_only_moved_or_changed_a_little_stays_itself() -> None:
    changed = TWO.replace("vereinfacht", "kürzer und einfacher")
    assert match([ONE, TWO, THREE], [THREE, changed, ONE]) == [Match(2), Match(1), Match(0)]


def test_what_shares_nothing_is_new() -> None:
    assert match([ONE], [ONE, "Ganz etwas anderes steht hier."]) == [Match(0), Match()]
    assert match([], [ONE]) == [Match()]
    assert match([ONE], []) == []


def test_a_split_paragraph_is_found() -> None:
    found = match([f"{ONE} {TWO}", THREE], [ONE, TWO, THREE])
    assert {found[0].keeps, found[1].keeps} == {0, None}
    assert found[0].origins + found[1].origins == (0,)
    assert found[2] == Match(1)


def test_merged_paragraphs_are_found() -> None:
    (joined, other) = match([ONE, TWO, THREE], [f"{ONE} {TWO}", THREE])
    assert {joined.keeps, *joined.origins} == {0, 1}
    assert other == Match(2)


def test_equal_paragraphs_keep_their_order() -> None:
    assert match([ONE, ONE, TWO], [ONE, TWO, ONE]) == [Match(0), Match(2), Match(1)]


TEXTS = st.lists(st.text("abc ", max_size=30), max_size=8)


@given(TEXTS, TEXTS)
def test_no_identity_is_given_twice(old: list[str], new: list[str]) -> None:
    found = match(old, new)
    kept = [one.keeps for one in found if one.keeps is not None]
    assert len(found) == len(new)
    assert len(kept) == len(set(kept))
    assert all(0 <= i < len(old) for one in found for i in (*one.origins, *kept))


@given(TEXTS)
def test_what_did_not_change_matches_itself(texts: list[str]) -> None:
    assert [one.keeps for one in match(texts, texts)] == list(range(len(texts)))


def test_long_texts_are_matched_among_neighbours() -> None:
    old = [f"Absatz {n} mit Worten, die sich {n} mal wiederholen." for n in range(400)]
    new = [text.replace("Worten", "Wörtern") for text in old]
    assert [one.keeps for one in match(old, new)] == list(range(400))


def test_what_the_editor_says_decides() -> None:
    found = settle([[0], [0], [1, 2], []], [ONE, TWO, THREE], [TWO, ONE, f"{TWO} {THREE}", ONE])
    assert found[1] == Match(0)
    assert found[0] == Match(None, (0,))
    assert {found[2].keeps, *found[2].origins} == {1, 2}
    assert found[3] == Match()
