# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Draft files: read whole or refused whole, each fault with file and line."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation import text
from participation.roadmap.draft_document import DraftDocument, DraftFaults, DraftItem
from participation.roadmap.draft_dump import dump_draft
from participation.roadmap.draft_file import read_draft
from participation.roadmap.draft_nodes import MOST_FAULTS
from participation.roadmap.draft_yaml import DEEPEST, LARGEST_FILE, MOST_TOKENS
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
  - key: M1.1.1
    level: measure
    parent: Z1.1
    source: "1"
    title: {de: Schritt, en: Step}
    summary: {de: Kurz, en: Short}
    text:
      de: [Eins]
      en: [One]
    responsible_unit: CIO-Office
    supporting_units: [Rat, Amt]
    starts_on: 2021-03-01
    deadline: 2021-06-30
"""
PARTS = ("{de: Ziel, en: Goal}", "[de, en]", "Z1.1", "deadline: 2021-06-30")


def faults(written: str | bytes) -> list[str]:
    """Return what is said against a file."""
    data = written if isinstance(written, bytes) else written.encode()
    with pytest.raises(DraftFaults) as refused:
        read_draft(data, "draft.yaml")
    return [str(fault) for fault in refused.value.faults]


def test_a_whole_file_is_read() -> None:
    draft = read_draft(SMALL.encode(), "draft.yaml")
    assert [item.key for item in draft.items] == ["Z1", "Z1.1", "M1.1.1"]
    assert draft.items[0].text["en"] == ("One", "Two")
    assert draft.items[1].measurable is False
    assert draft.items[2].supporting_units == ("Rat", "Amt")
    assert draft.items[2].deadline == date(2021, 6, 30)


@pytest.mark.parametrize("change", [lambda s: "\ufeff" + s, lambda s: s.replace("\n", "\r\n")])
def test_a_file_from_windows_is_read_too(change: object) -> None:
    assert callable(change)
    assert read_draft(change(SMALL).encode(), "a") == read_draft(SMALL.encode(), "b")


# (what stands in the file, what is put in its place, the only fault then told)
SINGLE = [
    ("format: 1", "format: 7", "1: format must be 1"),
    ("format: 1\n", "", "1: format is missing"),
    ("slug: a-town", "slug: A Town", "2: slug must be small letters, digits and single hyphens"),
    ("slug: a-town", "slug: [a]", "2: slug must be a text"),
    ("slug: a-town", "slug: a-town\nslug: b-town", "3: field slug stands twice"),
    ("slug: a-town", "slug:\nslug: b-town", "3: field slug stands twice"),
    (
        "languages: [de, en]",
        "languages: [en]",
        "3: languages must hold de, the authoritative one",
    ),
    ("languages: [de, en]", "languages: [de, en, de]", "3: language de stands twice"),
    ("languages: [de, en]", "languages: de", "3: languages must be a list with at least one entry"),
    ("languages: [de, en]\n", "", "1: languages is missing"),
    ("k: 5", "k: 2", "4: k must be a whole number from 3 to 1000"),
    ("k: 5", "k: five", "4: k must be a whole number from 3 to 1000"),
    ("lead: {de: Einleitung, en: Lead}\n", "", "1: lead is missing"),
    ("lead: {de: Einleitung, en: Lead}", "lead: Text", "9: lead must be a mapping"),
    ("de: Einleitung", "de: " + "x" * 1001, "9: lead in de has 1001 characters, at most 1000"),
    ("key: M1.1.1", "key: Schritt 1", "27: key Schritt 1 does not fit the level measure"),
    ("key: M1.1.1", "key: M01.1.1", "27: key M01.1.1 does not fit the level measure"),
    ("key: M1.1.1", "key: Z1.1.1", "27: key Z1.1.1 does not fit the level measure"),
    ("level: goal", "level: vision", "13: level must be one of goal, measure, subgoal: 'vision'"),
    ("level: goal", "level: goal\n    deadline: 2021-06-30", "14: a goal has no field deadline"),
    ("    level: goal", "    level: goal\n    colour: red", "14: an item has no field 'colour'"),
    ("{de: Ziel, en: Goal}", "{en: Goal}", "15: title in de is missing"),
    ("{de: Ziel, en: Goal}", "{de: '', en: Goal}", "15: title in de is empty"),
    ("{de: Ziel, en: Goal}", "{de: ~, en: Goal}", "15: title in de is missing"),
    ("{de: Ziel, en: Goal}", "{de: Ziel}", "15: title in en is missing"),
    ("{de: Ziel, en: Goal}", "{de: Ziel, en: Goal, fr: But}", "15: title has no field 'fr'"),
    ("{de: Ziel, en: Goal}", "{de: [Ziel], en: Goal}", "15: title in de must be a text"),
    ("{de: Ziel, en: Goal}", '{de: "\\u200b", en: Goal}', "15: title in de is empty"),
    ("{de: Ziel, en: Goal}", '{de: "a\\0b", en: Goal}', "15: title in de holds char"),
    ("{de: Ziel, en: Goal}", '{de: "a\\eb", en: Goal}', "15: title in de holds char"),
    ("{de: Ziel, en: Goal}", '{de: "a\\uFFFEb", en: Goal}', "15: title in de holds char"),
    ("{de: Ziel, en: Goal}", '{de: "a\\uD800b", en: Goal}', "15: not YAML: found invalid Unicode"),
    ("{de: Ziel, en: Goal}", '{de: "a\\n\\nb", en: Goal}', "15: title in de holds a blank line"),
    ("[One, Two]", "[One]", "17: text in en has 1 paragraphs, in de it has 2"),
    ("      en: [One]", "      en: [One, Two]", "35: text in en has 2 paragraphs, in de it has 1"),
    ("      de: [Eins]\n", "", "34: text in de is missing"),
    ("      en: [One]", "      en: One", "35: text in en must be a list with at least one entry"),
    ("      en: [One]", "      en: ['']", "35: paragraph 1 of the text in en is empty"),
    ("key: Z1.1", "key: Z1.1\n    key: Z1.2", "19: field key stands twice"),
    ("key: M1.1.1", "key: M1.1", "27: key M1.1 does not fit the level measure"),
    ("parent: Z1.1", "parent: Z9.9", "29: M1.1.1: there is no item Z9.9 above it"),
    ("parent: Z1.1", "parent: Z1", "29: M1.1.1: the parent of a measure must be a subgoal"),
    ("parent: Z1\n", "parent: Z1.1\n", "20: Z1.1: there is no item Z1.1 above it"),
    ("    parent: Z1\n", "", "18: Z1.1: parent is missing"),
    ("measurable: false", "measurable: perhaps", "25: measurable must be true or false"),
    ("measurable: false", "measurable: true", "25: indicator is missing"),
    ("    measurable: false\n", "", "18: measurable is missing"),
    ("    note: {de: Fehlt, en: Missing}\n", "", "25: note is missing"),
    ("[Rat, Amt]", "Rat", "37: supporting_units must be a list with at least one entry"),
    ("[Rat, Amt]", "[Rat, '']", "37: a supporting unit is empty"),
    ("2021-06-30", "30.06.2021", "39: deadline must be a day such as 2021-06-30"),
    ("2021-06-30", "2021-06-31", "39: deadline must be a day such as 2021-06-30"),
    ("2021-06-30", "2021-W05-1", "39: deadline must be a day such as 2021-06-30"),
    ("2021-06-30", "[]", "39: deadline must be a day such as 2021-06-30"),
    ("deadline: 2021-06-30", "deadline: 2021-02-28", "39: deadline lies before starts_on"),
    ("deadline: 2021-06-30", "status: " + "x" * 81, "39: status has 81 characters, at most 80"),
    ("{de: Ziel, en: Goal}", "&a {de: Ziel, en: Goal}", "15: anchors, aliases and tags are not"),
    ("{de: Ziel, en: Goal}", "*a", "15: anchors, aliases and tags are not allowed"),
    ("{de: Ziel, en: Goal}", "!!python/name:os.system", "15: anchors, aliases and tags are not"),
    ("{de: Ziel, en: Goal}", "{<<: {de: a}, de: b, en: c}", "15: title has no field '<<'"),
    ("{de: Ziel, en: Goal}", "{[a]: b, de: c, en: d}", "15: title has no field None"),
    ("{de: Ziel, en: Goal}", "{de: Ziel", "16: not YAML: did not find expected ',' or '}' while"),
    ("    level: goal", "\tlevel: goal", "13: not YAML: found a tab character"),
    ("de: Ziel,", "de: Zi\0el,", "15: a character that cannot be stored stands here (U+0000)"),
    ("de: Ziel,", "de: Zi\x9bel,", "15: a character that cannot be stored stands here (U+009B)"),
    ("  - key: Z1\n", "  - Z0\n  - key: Z1\n", "12: an item must be a mapping"),
    ("items:\n", "items: []\nitem:\n", "12: the draft has no field 'item'"),
    ("format: 1\n", "format: 1\n---\n", "2: not YAML: but found another document"),
]


@pytest.mark.parametrize(("old", "new", "said"), SINGLE)
def test_each_fault_is_told_with_its_line(old: str, new: str, said: str) -> None:
    assert old in SMALL
    told = faults(SMALL.replace(old, new, 1))
    assert len(told) == 1, told
    assert told[0].startswith(f"draft.yaml:{said}"), told


def test_a_key_that_stands_twice_is_told_where_it_stands_again() -> None:
    twice = SMALL + SMALL[SMALL.index("  - key: M1.1.1") :]
    assert faults(twice) == ["draft.yaml:40: key M1.1.1 stands twice"]


def test_a_wrong_level_is_told_once_and_not_at_its_children_again() -> None:
    assert len(faults(SMALL.replace("level: goal", "level: vision"))) == 1


def test_all_faults_are_told_at_once_in_the_order_of_lines() -> None:
    broken = SMALL.replace("level: goal", "level: vision").replace("k: 5", "k: none")
    broken = broken.replace("deadline: 2021-06-30", "deadline: soon")
    assert [line.split(":")[1] for line in faults(broken)] == ["4", "13", "39"]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    broken = SMALL.replace("Einleitung", "Ein\u2028lei\u2029tung").replace(
        "level: goal", "level: x"
    )
    assert faults(broken)[0].startswith("draft.yaml:13: level must be one of")


def test_a_file_full_of_faults_names_no_more_than_anybody_reads() -> None:
    told = faults(SMALL + "  - Z\n" * 20_000)
    assert len(told) == MOST_FAULTS + 1
    assert told[-1].endswith("and more: further faults are not listed")


def test_what_is_too_large_or_not_text_is_refused() -> None:
    assert faults(b"#" * (LARGEST_FILE + 1)) == ["draft.yaml:1: the file is larger than 5 MiB"]
    assert faults(b"a: b\nc: \xff") == ["draft.yaml:2: the file is not UTF-8"]
    assert faults(SMALL.encode("utf-16")) == ["draft.yaml:1: the file is not UTF-8"]
    assert faults(b"a: \xed\xa0\x80") == ["draft.yaml:1: the file is not UTF-8"]
    assert faults(b"") == faults(b"# nothing") == ["draft.yaml:1: the file is empty"]
    assert faults(b"- a") == ["draft.yaml:1: the draft must be a mapping of names to values"]


def test_what_would_grow_or_go_on_for_ever_is_refused() -> None:
    assert "nested too deeply" in faults(b"[" * 5_000)[0]
    assert "nested too deeply" in faults("- " * 5_000)[0]
    assert "nested too deeply" in faults("? " * 5_000)[0]
    assert faults("[" * DEEPEST + "]" * DEEPEST)[0].startswith("draft.yaml:1: the draft must be")
    assert "too much" in faults("[" + "a," * (MOST_TOKENS // 2) + "]")[0]
    laughs = "a: &a [lol]\n" + "".join(f"{c}: &{c} [*a, *a]\n" for c in "bcdefgh")
    assert faults(laughs) == ["draft.yaml:1: anchors, aliases and tags are not allowed"]


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300), st.text(max_size=300).map(lambda s: s.encode("utf-8", "ignore"))
    )
)
def test_no_bytes_bring_it_down(data: bytes) -> None:
    with pytest.raises(DraftFaults):
        read_draft(data, "any")


signs = st.text("{}[]:,-?&*!|>'\"%@`#~ \t\n\\\0\x85\u2028ZM.109", max_size=10)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(SMALL) - 1), st.integers(0, 40), st.one_of(signs, st.sampled_from(PARTS)))
def test_no_damage_to_a_good_file_brings_it_down(start: int, length: int, instead: str) -> None:
    damaged = SMALL[:start] + instead + SMALL[start + length :]
    try:
        assert isinstance(read_draft(damaged.encode("utf-8", "replace"), "any"), DraftDocument)
    except DraftFaults as refused:
        assert refused.faults
        assert all(1 <= fault.line <= damaged.count("\n") + 1 for fault in refused.faults)


lines = st.permutations(SMALL.splitlines(keepends=True))


@settings(max_examples=100, deadline=None)
@given(lines, st.integers(1, SMALL.count("\n")))
def test_no_order_of_its_lines_brings_it_down(shuffled: list[str], count: int) -> None:
    try:
        assert isinstance(read_draft("".join(shuffled[:count]).encode(), "any"), DraftDocument)
    except DraftFaults as refused:
        assert refused.faults


words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cn"))
    | st.sampled_from(" \t\n:#-'\"\\|>%\x85\u2028\U0001f600"),
    max_size=90,
).map(lambda s: "w" + " ".join(text.paragraphs(text.without_unstorable(s))) + "w")
numbers = st.sampled_from(
    ["1", "2021-06-30", "null", "~", "true", "- a", "a: b", "4.10", "0x1", "="]
)
texts = st.fixed_dictionaries({"de": words | numbers, "en": words | numbers})


@st.composite
def documents(draw: st.DrawFn) -> DraftDocument:
    """Draw a small draft with every field used now and then."""
    count = draw(st.integers(1, 2))
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
    passages = draw(st.integers(1, 2))
    subgoal, measure = level == "subgoal", level == "measure"
    measurable = draw(st.booleans()) if subgoal else None
    days = st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1))
    short = st.none() | numbers
    return DraftItem(
        key=key,
        level=level,
        parent=parent,
        source=draw(words),
        title=draw(texts),
        summary=draw(texts),
        text={code: tuple(draw(words) for _ in range(passages)) for code in ("de", "en")},
        indicator=draw(texts) if measurable else None,
        unit={"de": "Prozent", "en": "per cent"} if measurable else None,
        baseline=draw(short) if subgoal else None,
        target_value=draw(short) if subgoal else None,
        target_date=draw(days) if subgoal else None,
        measurable=measurable,
        note=draw(texts) if measurable is False else None,
        responsible_unit=draw(st.none() | words) if measure else None,
        supporting_units=tuple(draw(st.lists(words, max_size=2))) if measure else (),
        starts_on=date(1989, 11, 9) if measure else None,
        deadline=draw(days) if measure else None,
        budget_class=draw(short) if measure else None,
        status=draw(short) if measure else None,
    )


@settings(max_examples=80, deadline=None)
@given(documents())
def test_written_and_read_again_it_is_the_same(draft: DraftDocument) -> None:
    assert read_draft(dump_draft(draft).encode(), "again") == draft


def test_the_town_of_the_tests_is_a_draft_too() -> None:
    assert read_draft(dump_draft(DOCUMENT).encode(), "town") == DOCUMENT
