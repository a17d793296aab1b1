# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two editors of one item: what only one of them changed holds, what both changed is decided by a person."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from participation.roadmap.merging import marks, merge

BASE = {"title": "Titel", "summary": "Kurz", "passage:1": "Absatz"}
FIELDS = st.fixed_dictionaries({name: st.sampled_from(["a", "b", ""]) for name in BASE})


def test_changes_in_different_fields_are_joined() -> None:
    mine, theirs = {**BASE, "title": "Mein Titel"}, {**BASE, "summary": "Ihr Kurz"}
    merged = merge(marks(BASE), mine, theirs)
    assert merged.fields == {**BASE, "title": "Mein Titel", "summary": "Ihr Kurz"}
    assert merged.taken == ("summary",)
    assert merged.conflicts == {}


def test_the_same_field_changed_twice_is_for_a_person() -> None:
    merged = merge(marks(BASE), {**BASE, "title": "A"}, {**BASE, "title": "B"})
    assert merged.conflicts == {"title": "B"}
    assert merge(marks(BASE), {**BASE, "title": "A"}, {**BASE, "title": "A"}).conflicts == {}


def test_what_somebody_added_meanwhile_stays() -> None:
    merged = merge(marks(BASE), BASE, {**BASE, "passage:2": "Neu"})
    assert merged.fields["passage:2"] == "Neu"


def test_taking_out_what_somebody_else_is_writing_in_is_for_a_person() -> None:
    merged = merge(marks(BASE), {**BASE, "passage:1": ""}, {**BASE, "passage:1": "Länger"})
    assert merged.conflicts == {"passage:1": "Länger"}


@given(FIELDS, FIELDS, FIELDS)
def test_nothing_is_overwritten_unseen(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> None:
    merged = merge(marks(base), mine, theirs)
    for name, value in merged.fields.items():
        if theirs[name] != base[name] and name not in merged.conflicts:
            assert value == theirs[name], "what they changed holds unless both did"
        if mine[name] != base[name]:
            assert value == mine[name], "what I typed is never thrown away"
