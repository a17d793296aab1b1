# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Draft files: read whole or refused whole, each fault with file and line."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.roadmap.draft_document import DraftDocument, DraftFaults, DraftItem
from participation.roadmap.draft_dump import dump_draft
from participation.roadmap.draft_file import LARGEST_FILE, read_draft
from tests.support.town import DOCUMENT

SMALL = """\
format: 1
slug: a-town
languages: [de, en]
k: 5
responsible_unit: CIO-Office
legal_basis: {de: Beschluss, en: Decision}
document: {de: Drucksache, en: Paper}
title: {de: Titel, en: Title}
lead: {de: Einleitung, en: Lead}
purpose: {de: Zweck, en: Purpose}
items:
  - key: Z1
    level: goal
    source: "1"
    title: {de: Ziel, en: Goal}
    summary: {de: Kurz, en: Short}
    text: {de: [Eins, Zwei], en: [One, Two]}
  - key: Z1.1
    level: subgoal
    parent: Z1
    source: "1"
    title: {de: Teilziel, en: Sub-goal}
    summary: {de: Kurz, en: Short}
    text: {de: [Eins], en: [One]}
    measurable: false
    note: {de: Fehlt, en: Missing}
"""


def faults(written: str | bytes) -> list[str]:
    """Return what is said against a file."""
    data = written if isinstance(written, bytes) else written.encode()
    with pytest.raises(DraftFaults) as refused:
        read_draft(data, "draft.yaml")
    return [str(fault) for fault in refused.value.faults]


def test_a_whole_file_is_read() -> None:
    draft = read_draft(SMALL.encode(), "draft.yaml")
    assert [item.key for item in draft.items] == ["Z1", "Z1.1"]
    assert draft.items[0].text["en"] == ("One", "Two")
    assert draft.items[1].measurable is False


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("level: goal", "level: vision", "draft.yaml:13: level must be one of"),
        ("level: goal", "level: measure", "draft.yaml:12: key Z1 does not fit the level measure"),
        (
            "title: {de: Ziel, en: Goal}",
            "title: {en: Goal}",
            "draft.yaml:15: title in de is missing",
        ),
        (
            "title: {de: Ziel, en: Goal}",
            "title: {de: '', en: Goal}",
            "draft.yaml:15: title in de is",
        ),
        ("key: Z1.1", "key: Z1", "draft.yaml:18: key Z1 stands twice"),
        ("parent: Z1", "parent: Z9", "draft.yaml:18: Z1.1: there is no item Z9 above it"),
        ("    parent: Z1\n", "", "draft.yaml:18: Z1.1: parent is missing"),
        (
            "en: [One, Two]",
            "en: [One]",
            "draft.yaml:17: text in en has 1 paragraphs, in de it has 2",
        ),
        (
            'source: "1"',
            'source: "1"\n    colour: red',
            "draft.yaml:15: an item has no field 'colour'",
        ),
        ("level: goal", "level: goal\n    deadline: 2021-06-30", "a goal has no field deadline"),
        ("slug: a-town", "slug: A Town", "draft.yaml:2: slug must be small letters"),
        ("slug: a-town", "slug: a-town\nslug: b-town", "draft.yaml:3: field slug stands twice"),
        ("k: 5", "k: 2", "draft.yaml:4: k must be a whole number from 3"),
        ("format: 1", "format: 7", "draft.yaml:1: format must be 1"),
        ("languages: [de, en]", "languages: [en]", "draft.yaml:3: languages must hold de"),
        (
            "measurable: false",
            "measurable: perhaps",
            "draft.yaml:25: measurable must be true or false",
        ),
        ("    note: {de: Fehlt, en: Missing}\n", "", "draft.yaml:18: note is missing"),
        (
            "{de: Ziel, en: Goal}",
            "&a {de: Ziel, en: Goal}",
            "draft.yaml:15: anchors, aliases and tags",
        ),
        (
            "{de: Ziel, en: Goal}",
            "!!python/name:os.system",
            "draft.yaml:15: anchors, aliases and tags",
        ),
        ("{de: Ziel, en: Goal}", "{de: Ziel", "not YAML"),
        (
            "{de: Ziel, en: Goal}",
            '{de: "a\\0b", en: Goal}',
            "characters that cannot be stored (nul)",
        ),
        ("Einleitung", "x" * 1001, "draft.yaml:9: lead in de has 1001 characters, at most 1000"),
    ],
)
def test_each_fault_is_told_with_its_line(old: str, new: str, said: str) -> None:
    told = faults(SMALL.replace(old, new, 1))
    assert any(said in line for line in told), told


def test_all_faults_are_told_at_once() -> None:
    broken = SMALL.replace("level: goal", "level: vision").replace("k: 5", "k: none")
    assert len(faults(broken)) >= 2


def test_what_is_too_large_or_not_text_is_refused() -> None:
    assert faults(b"#" * (LARGEST_FILE + 1)) == ["draft.yaml:1: larger than 5 MiB"]
    assert faults(b"a: b\nc: \xff") == ["draft.yaml:2: not UTF-8"]
    assert faults(b"") == ["draft.yaml:1: empty"]
    assert "nested too deeply" in faults(b"[" * 5_000)[0]


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300), st.text(max_size=300).map(lambda s: s.encode("utf-8", "ignore"))
    )
)
def test_no_bytes_bring_it_down(data: bytes) -> None:
    with pytest.raises(DraftFaults):
        read_draft(data, "any")


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(SMALL) - 1), st.integers(0, 40), st.text(max_size=10))
def test_no_damage_to_a_good_file_brings_it_down(start: int, length: int, instead: str) -> None:
    damaged = SMALL[:start] + instead + SMALL[start + length :]
    try:
        assert isinstance(read_draft(damaged.encode("utf-8", "replace"), "any"), DraftDocument)
    except DraftFaults as refused:
        assert refused.faults


words = st.text(
    st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=40
).map(lambda s: "w" + s.strip() + "w")
texts = st.fixed_dictionaries({"de": words, "en": words})


@st.composite
def documents(draw: st.DrawFn) -> DraftDocument:
    """Draw a small draft with every field used now and then."""
    count = draw(st.integers(1, 3))
    items = []
    for number in range(1, count + 1):
        items.append(_item(draw, f"Z{number}", "goal", None))
        items.append(_item(draw, f"Z{number}.1", "subgoal", f"Z{number}"))
        items.append(_item(draw, f"M{number}.1.1", "measure", f"Z{number}.1"))
    head = {name: draw(texts) for name in ("legal_basis", "document", "title", "lead", "purpose")}
    return DraftDocument(
        slug="a-1",
        languages=("de", "en"),
        k=draw(st.integers(3, 99)),
        responsible_unit=draw(words),
        items=tuple(items),
        **head,
    )


def _item(draw: st.DrawFn, key: str, level: str, parent: str | None) -> DraftItem:
    passages = draw(st.integers(1, 3))
    subgoal, measure = level == "subgoal", level == "measure"
    days = st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1))
    return DraftItem(
        key=key,
        level=level,
        parent=parent,
        source=draw(words),
        title=draw(texts),
        summary=draw(texts),
        text={code: tuple(draw(words) for _ in range(passages)) for code in ("de", "en")},
        indicator=draw(st.none() | texts) if subgoal else None,
        target_value=draw(st.none() | words) if subgoal else None,
        target_date=draw(days) if subgoal else None,
        measurable=draw(st.booleans()) if subgoal else None,
        note=draw(texts) if subgoal else None,
        responsible_unit=draw(st.none() | words) if measure else None,
        supporting_units=tuple(draw(st.lists(words, max_size=2))) if measure else (),
        deadline=draw(days) if measure else None,
    )


@settings(max_examples=50, deadline=None)
@given(documents())
def test_written_and_read_again_it_is_the_same(draft: DraftDocument) -> None:
    assert read_draft(dump_draft(draft).encode(), "again") == draft


def test_the_town_of_the_tests_is_a_draft_too() -> None:
    assert read_draft(dump_draft(DOCUMENT).encode(), "town") == DOCUMENT
