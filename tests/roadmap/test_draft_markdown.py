# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Drafts in Markdown: the same draft in and out, and every line that means nothing refused with its number."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.roadmap import draft_formats
from participation.roadmap.draft_blocks import MOST_BLOCKS
from participation.roadmap.draft_document import DraftDocument, DraftFaults
from participation.roadmap.draft_file import read_draft
from participation.roadmap.draft_markdown import read_markdown
from participation.roadmap.draft_markdown_dump import dump_markdown
from participation.roadmap.draft_yaml import LARGEST_FILE
from tests.support.drafts import SMALL, documents

DRAFT = read_draft(SMALL.encode(), "draft.yaml")
HEAD = """\
---
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
---
"""
GOOD = (
    HEAD
    + """
# Z1

- source: 1

#### de: Ziel

> Kurz

Eins

Zwei

#### en: Goal

> Short

One

Two

## Z1.1

- parent: Z1
- source: 1
- measurable: false

#### de: Teilziel

> Kurz

- note: Fehlt

Eins

#### en: Sub-goal

> Short

- note: Missing

One

### M1.1.1

- parent: Z1.1
- source: 1
- responsible_unit: CIO-Office
- supporting_units: Rat | Amt
- starts_on: 2021-03-01
- deadline: 2021-06-30

#### de: Schritt

> Kurz

Eins

#### en: Step

> Short

One
"""
)
BODY = HEAD.count("\n")  # lines before the body


def read(written: str | bytes) -> DraftDocument:
    """Read a draft in Markdown."""
    data = written if isinstance(written, bytes) else written.encode()
    return read_markdown(data, "draft.md")


def faults(written: str | bytes) -> list[str]:
    """Return what is said against a file."""
    with pytest.raises(DraftFaults) as refused:
        read(written)
    assert refused.value.faults
    return [str(fault) for fault in refused.value.faults]


@settings(max_examples=50, deadline=None)
@given(documents())
def test_written_and_read_again_it_is_the_same(draft: DraftDocument) -> None:
    written = dump_markdown(draft)
    again = read(written)
    assert again == draft
    assert dump_markdown(again) == written


def test_what_is_written_looks_as_people_write_it() -> None:
    assert read(GOOD) == DRAFT
    written = dump_markdown(DRAFT)
    assert written[written.index("\n\n# Z1") :] == GOOD[GOOD.index("\n\n# Z1") :]


@pytest.mark.parametrize("change", [lambda s: "\ufeff" + s, lambda s: s.replace("\n", "\r\n")])
def test_a_file_from_windows_is_read_too(change: object) -> None:
    assert callable(change)
    assert read(change(GOOD)) == DRAFT


WORDS = (
    "# Z1\n## no heading\n\\# with a stroke\n- source: 4\n-5 Grad\n- \n-\n> quoted\n"
    "<!-- missing -->\n<!-- stale -->\n---\n#### en: Title\n    four blanks \n1. one\n\\"
)


def test_lines_that_look_like_more_than_words_stay_words() -> None:
    lines = WORDS.replace("\n- \n", "\n- x\n").strip()
    said = {"de": lines[:190].strip()}
    item = replace(DRAFT.items[0], title=said, summary=said, text={"de": (lines, "-", "\\")})
    unit = "A|B\\\n  C\\|"
    measure = replace(DRAFT.items[2], supporting_units=(unit, "\\", "|"), responsible_unit=unit)
    draft = replace(DRAFT, items=(item, DRAFT.items[1], measure))
    written = dump_markdown(draft)
    assert "\n\\# Z1\n\\## no heading\n\\\\# with a stroke\n\\- source: 4\n-5 Grad\n" in written
    assert "- supporting_units: A\\|B\\\\\n    C\\\\\\| | \\\\ | \\|\n" in written
    assert read(written) == draft


def test_a_translation_may_miss_a_field_a_paragraph_or_everything() -> None:
    partly = GOOD.replace("#### en: Goal\n\n> Short\n\nOne", "#### en\n\n<!-- missing -->")
    item = read(partly).items[0]
    assert item.title == {"de": "Ziel"}
    assert item.summary == {"de": "Kurz"}
    assert item.text == {"de": ("Eins", "Zwei"), "en": (None, "Two")}
    assert read(GOOD.replace("#### en: Step\n\n> Short\n\nOne\n", "")).items[2].text == {
        "de": ("Eins",)
    }
    nothing = GOOD.replace(
        "#### en: Step\n\n> Short\n\nOne", "#### en:\n\n<!-- missing -->\n- note:"
    )
    assert read(nothing).items[2].title == {"de": "Schritt"}
    assert dump_markdown(read(nothing)).endswith("#### en\n\n<!-- missing -->\n")


def test_a_mark_before_it_says_that_something_is_stale() -> None:
    mark = "<!-- stale -->\n"
    written = GOOD
    for place in ("#### en: Sub-goal", "- note: Missing", "One\n\n### M"):
        written = written.replace(place, mark + place)
    draft = read(written)
    assert draft.items[1].stale == {"en": ("title", "note", "1")}
    assert [item.stale for item in (draft.items[0], draft.items[2])] == [{}, {}]
    assert dump_markdown(draft).count(mark) == 3
    assert read(dump_markdown(draft)) == draft


def test_words_may_go_on_in_further_lines() -> None:
    written = GOOD.replace("- note: Fehlt", "- note:\n  Fehlt\n  noch").replace(
        "#### de: Ziel", "#### de: Ziel\n  für alle"
    )
    draft = read(written.replace("> Kurz", ">Kurz\n> gesagt", 1).replace("Eins", "Eins\nmehr", 1))
    assert draft.items[0].title["de"] == "Ziel\nfür alle"
    assert draft.items[0].summary["de"] == "Kurz\ngesagt"
    assert draft.items[0].text["de"] == ("Eins\nmehr", "Zwei")
    assert (draft.items[1].note or {})["de"] == "Fehlt\nnoch"


# (what stands in the body, what is put in its place, the line in the body, the first fault told)
SINGLE = [
    ("# Z1\n", "Words\n\n# Z1\n", 2, "this stands before the first item"),
    ("# Z1\n", "<!-- a licence -->\n\n# Z1\n", 2, "a line must not begin like this: '<!-- a lic"),
    ("# Z1\n", "# Z2.2\n", 2, "key Z2.2 does not fit the level goal"),
    ("# Z1\n", "#Z1\n", 2, "a line must not begin like this: '#Z1'"),
    ("# Z1\n", "##### Z1\n", 2, "a line must not begin like this: '##### Z1'"),
    ("## Z1.1\n", "# Z1\n", 22, "key Z1 stands twice"),
    ("- source: 1\n", "", 2, "source is missing"),
    ("- source: 1\n", "- source: 1\n- source: 2\n", 5, "field source stands twice"),
    ("- source: 1\n", "- source: 1\nmore\n", 5, "a blank line must stand before a paragraph"),
    ("- source: 1\n", "- source: 1\n\nmore\n", 6, "a heading such as #### de: Title must stand"),
    ("- source: 1\n", "- source: 1\n- level: goal\n", 5, "level cannot stand here"),
    ("- source: 1\n", "- source: 1\n- Z9: x\n", 5, "a line must not begin like this: '- Z9: x'"),
    ("- source: 1\n", "- source: 1\n- deadline: 2021-06-30\n", 5, "a goal has no field deadline"),
    ("#### de: Ziel\n", "#### de\n", 6, "title in de is missing"),
    ("#### de: Ziel\n", "#### fr: But\n", 6, "title has no field 'fr'"),
    ("#### en: Goal\n", "#### de: Goal\n", 14, "the section for de stands twice"),
    ("#### en: Goal\n", "#### en: " + "x" * 201 + "\n", 14, "title in en has 201 characters"),
    ("> Kurz\n", "> Kurz\n\n> Lang\n", 10, "summary in de stands twice"),
    ("> Kurz\n", "> Kurz\n>\n> Lang\n", 8, "summary in de holds a blank line"),
    ("> Kurz\n", "", 15, "summary in de is missing"),
    ("> Kurz\n", "- source: 1\n", 8, "source cannot stand here"),
    ("> Kurz\n", "> Kurz\n- title: x\n", 9, "title cannot stand here"),
    ("> Kurz\n", "> Kurz\n- status: x\n", 9, "a goal has no field status"),
    ("Eins\n", "<!-- missing -->\n", 10, "paragraph 1 of the text in de is missing"),
    ("Eins\n", "a\x00b\n", 10, "paragraph 1 of the text in de holds characters"),
    ("Eins\n", "\u200b\n", 10, "paragraph 1 of the text in de is empty"),
    ("Eins\n", "<!-- stale -->\nEins\n", 10, "stale cannot name de"),
    ("\nTwo\n", "", 18, "text in en has 1 paragraphs, in de it has 2"),
    ("Two\n", "<!-- stale -->\n", 20, "a mark for stale must stand right before what is stale"),
    ("Two\n", "<!-- stale -->\n<!-- missing -->\n", 20, "a mark for stale must stand right"),
    ("- parent: Z1\n", "", 22, "Z1.1: parent is missing"),
    ("- parent: Z1\n", "- parent: Z1.1\n", 24, "Z1.1: there is no item Z1.1 above it"),
    ("- parent: Z1.1\n", "- parent: Z9\n", 46, "M1.1.1: there is no item Z9 above it"),
    ("- measurable: false\n", "- measurable: no\n", 26, "measurable must be true or false"),
    ("- note: Fehlt\n", "- note: a\n- note: b\n", 33, "note in de stands twice"),
    ("Rat | Amt", "Rat | ", 49, "an entry of supporting_units is empty"),
    ("2021-06-30", "30.06.2021", 51, "deadline must be a day such as 2021-06-30"),
]


@pytest.mark.parametrize(("old", "new", "line", "said"), SINGLE)
def test_each_fault_is_told_with_its_line(old: str, new: str, line: int, said: str) -> None:
    assert old in GOOD[len(HEAD) :]
    told = faults(HEAD + GOOD[len(HEAD) :].replace(old, new, 1))
    assert told[0].startswith(f"draft.md:{BODY + line}: {said}"), told


HEADS = [
    ("k: 5", "k: five", "5: k must be a whole number from 3 to 1000"),
    ("k: 5", "k: &a 5", "5: anchors, aliases and tags are not allowed"),
    ("k: 5", "k: [", "7: not YAML: did not find expected"),
    ("k: 5", "k: \x9b", "5: a character that cannot be stored stands here (U+009B)"),
    ("k: 5", "k: 5\nitems: []", "items stands twice"),
    ("k: 5", "k: 5\n---", "7: this stands before the first item"),
    ("---\n", "", "1: the file must begin with a head between two lines of three hyphens"),
    (HEAD, "---\n- a\n---\n", "2: the draft must be a mapping of names to values"),
    (HEAD, "---\n---\n", "the draft must be a mapping of names to values"),
]


@pytest.mark.parametrize(("old", "new", "said"), HEADS)
def test_the_head_is_read_as_yaml(old: str, new: str, said: str) -> None:
    assert any(said in told for told in faults(GOOD.replace(old, new, 1)))


def test_what_is_too_large_or_not_text_is_refused() -> None:
    assert faults(b"#" * (LARGEST_FILE + 1)) == ["draft.md:1: the file is larger than 5 MiB"]
    assert faults(GOOD.encode() + b"\xff")[0].endswith("the file is not UTF-8")
    assert faults(b"") == faults(b"\n \n") == ["draft.md:1: the file is empty"]
    assert faults(b"\x89PNG\r\n\x1a\n") == ["draft.md:1: the file is not UTF-8"]
    assert faults(HEAD) == ["draft.md:2: items is missing"]
    assert faults(GOOD[: GOOD.index("Two")])[0].endswith(
        "text in en has 1 paragraphs, in de it has 2"
    )


@pytest.mark.parametrize("piece", ["a\n\n", "a\n", "# Z1\n", "- note: x\n", "> a\n", "\\", "---\n"])
def test_the_largest_files_take_seconds(piece: str) -> None:
    begun = time.process_time()
    start = HEAD + "# Z1\n\n#### de: x\n\n"
    faults(start + piece * ((LARGEST_FILE - len(start)) // len(piece)))
    assert time.process_time() - begun < 20


def test_a_file_with_more_than_a_draft_needs_is_refused() -> None:
    (told,) = faults(HEAD + "# Z1\n\n#### de: x\n\n" + "a\n\n" * MOST_BLOCKS)
    assert told.endswith(f"at most {MOST_BLOCKS} paragraphs and entries are possible")


signs = st.text("#->|\\:<!- \n\t\u2028ZMen.109", max_size=12)
parts = st.sampled_from(["#### en: x", "<!-- stale -->\n", "<!-- missing -->", "---\n", "\n\n"])


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 40), signs | parts)
def test_no_damage_to_a_good_file_brings_it_down(start: int, length: int, instead: str) -> None:
    damaged = GOOD[:start] + instead + GOOD[start + length :]
    try:
        draft = read(damaged)
    except DraftFaults as refused:
        assert refused.faults
        assert all(1 <= int(f.place) <= damaged.count("\n") + 1 for f in refused.faults)
    else:
        assert read(dump_markdown(draft)) == draft


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda s: (HEAD + s).encode()))
def test_no_bytes_bring_it_down(data: bytes) -> None:
    with pytest.raises(DraftFaults):
        read(data)


@pytest.mark.parametrize("name", draft_formats.FORMATS)
def test_the_shipped_draft_is_the_same_in_every_format(name: str) -> None:
    file = resources.files("participation.roadmap") / "drafts" / "memorandum-2020-2025.yaml"
    draft = draft_formats.read(file.read_bytes(), "memorandum.YML")
    assert len(draft.items) == 70
    assert draft_formats.read(draft_formats.dump(draft, name), f"again.{name}") == draft
    assert name in draft_formats.MEDIA_TYPES


def test_a_files_ending_says_its_format() -> None:
    names = ("a.yaml", "b.YML", "c.x/d.xlsx", "e.md", "f.markdown", "g.txt", "md", ".md", "h.xls")
    found = [draft_formats.format_of(name) for name in names]
    assert found == ["yaml", "yaml", "xlsx", "md", "md", None, None, None, None]
    with pytest.raises(DraftFaults) as refused:
        draft_formats.read(GOOD.encode(), "draft.txt")
    assert [str(fault) for fault in refused.value.faults] == [
        "draft.txt:1: the file's name must end in one of .yaml, .yml, .xlsx, .md, .markdown"
    ]
    with pytest.raises(KeyError):
        draft_formats.dump(DRAFT, "pdf")


@pytest.mark.parametrize("guide", ["draft-file.md", "draft-file.de.md"])
def test_the_examples_of_the_guides_are_one_draft(guide: str) -> None:
    text = (Path(__file__).parents[2] / "docs" / guide).read_text()
    (yaml,) = re.findall("```yaml\n(.*?)```", text, re.DOTALL)
    (markdown,) = re.findall("```markdown\n(.*?)```", text, re.DOTALL)
    assert read(markdown) == read_draft(yaml.encode(), "draft.yaml")
