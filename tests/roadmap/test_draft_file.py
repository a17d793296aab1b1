# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Draft files in YAML: read whole or refused whole, each fault with file and line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.config import Settings
from participation.roadmap.draft_document import DraftDocument, DraftFaults, Fault
from participation.roadmap.draft_dump import dump_draft
from participation.roadmap.draft_file import read_draft
from participation.roadmap.draft_formats import FORMATS, read
from participation.roadmap.draft_items import MOST_TEXTS
from participation.roadmap.draft_nodes import MOST_FAULTS
from participation.roadmap.draft_yaml import DEEPEST, LARGEST_FILE, MOST_TOKENS
from tests.support.commands import Command, commander
from tests.support.drafts import SMALL, documents
from tests.support.town import DOCUMENT

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
    ("languages: [de, en]", "languages: [de, xx]", "3: languages must be among ar, bg, de, de-"),
    ("languages: [de, en]", "languages: [de, ~]", "3: an entry of languages is missing"),
    ("lead: {de: Einleitung, en: Lead}", "lead: {en: Lead}", "9: lead in de is missing"),
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
    ("{de: Ziel, en: Goal}", "{de: Ziel, en: ''}", "15: title in en is empty"),
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
    ("      de: [Eins]\n", "      de: ~\n", "34: text in de is missing"),
    ("de: [Eins, Zwei]", "de: [Eins, ~]", "17: paragraph 2 of the text in de is missing"),
    ("en: [One, Two]", "en: [~]", "17: text in en has 1 paragraphs, in de it has 2"),
    ("en: [One, Two]", "en: [One, '~ ', Two]", "17: text in en has 3 paragraphs, in de it has 2"),
    (
        "    measurable: false",
        "    baseline: {en: Five}\n    measurable: false",
        "25: baseline in de",
    ),
    (
        "    measurable: false",
        "    baseline: [5]\n    measurable: false",
        "25: baseline must be a map",
    ),
    ("    measurable: false", "    baseline: ''\n    measurable: false", "25: baseline is empty"),
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
    ("[Rat, Amt]", "[Rat, ~]", "37: an entry of supporting_units is missing"),
    ("[Rat, Amt]", str(["R"] * 51), "37: supporting_units has 51 entries, at most 50 are possible"),
    ("[Rat, Amt]", "Rat", "37: supporting_units must be a list with at least one entry"),
    ("[Rat, Amt]", "[Rat, '']", "37: an entry of supporting_units is empty"),
    ("2021-06-30", "30.06.2021", "39: deadline must be a day such as 2021-06-30"),
    ("2021-06-30", "2021-06-31", "39: deadline must be a day such as 2021-06-30"),
    ("2021-06-30", "2021-W05-1", "39: deadline must be a day such as 2021-06-30"),
    ("2021-06-30", "[]", "39: deadline must be a day such as 2021-06-30"),
    ("deadline: 2021-06-30", "deadline: 2021-02-28", "39: deadline lies before starts_on"),
    *(
        ("    parent: Z1.1", f"    parent: Z1.1\n    stale: {stale}", f"30: {said}")
        for stale, said in (
            ("en", "stale must be a mapping of names to values"),
            ("{fr: [title]}", "stale has no field 'fr'"),
            ("{de: [title]}", "stale cannot name de: translations are made from it"),
            ("{en: []}", "stale must be a list with at least one entry"),
            ("{en: title}", "stale must be a list with at least one entry"),
            ("{en: [title, title]}", "stale names 'title' in en twice"),
            ("{en: [status]}", "stale names 'status', which is not there in en"),
            ("{en: [parent]}", "stale names 'parent', which is not there in en"),
            ("{en: [2]}", "stale names '2', which is not there in en"),
            ("{en: [01]}", "stale names '01', which is not there in en"),
            ("{en: [[title]]}", "an entry of stale must be a text"),
        )
    ),
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
        assert all(1 <= int(fault.place) <= damaged.count("\n") + 1 for fault in refused.faults)


lines = st.permutations(SMALL.splitlines(keepends=True))


@settings(max_examples=100, deadline=None)
@given(lines, st.integers(1, SMALL.count("\n")))
def test_no_order_of_its_lines_brings_it_down(shuffled: list[str], count: int) -> None:
    try:
        assert isinstance(read_draft("".join(shuffled[:count]).encode(), "any"), DraftDocument)
    except DraftFaults as refused:
        assert refused.faults


@settings(max_examples=60, deadline=None)
@given(documents())
def test_written_and_read_again_it_is_the_same(draft: DraftDocument) -> None:
    written = dump_draft(draft).encode()
    again = read_draft(written, "again")
    assert again == draft
    assert dump_draft(again).encode() == written


def test_the_town_of_the_tests_is_a_draft_too() -> None:
    assert read_draft(dump_draft(DOCUMENT).encode(), "town") == DOCUMENT


def test_a_translation_may_miss_a_field_a_paragraph_or_everything() -> None:
    written = SMALL.replace("{de: Ziel, en: Goal}", "{de: Ziel}").replace("[One, Two]", "[~, Two]")
    written = written.replace("      en: [One]", "      en: [~]").replace(", en: Lead}", "}")
    draft = read_draft(written.encode(), "draft.yaml")
    assert draft.lead == {"de": "Einleitung"}
    assert draft.items[0].title == {"de": "Ziel"}
    assert draft.items[0].text == {"de": ("Eins", "Zwei"), "en": (None, "Two")}
    assert draft.items[2].text == {"de": ("Eins",)}
    assert "- ~" in dump_draft(draft)
    assert read_draft(dump_draft(draft).encode(), "again") == draft


def test_a_text_that_is_written_once_holds_in_every_language() -> None:
    written = SMALL.replace("measurable: false", "measurable: false\n    baseline: 4.10")
    draft = read_draft(written.encode(), "draft.yaml")
    assert draft.items[1].baseline == {"de": "4.10", "en": "4.10"}
    assert 'baseline: "4.10"\n' in dump_draft(draft)
    partly = replace(draft.items[1], baseline={"de": "4.10"})
    written = dump_draft(replace(draft, items=(draft.items[0], partly)))
    assert 'baseline:\n      de: "4.10"\n' in written


def test_what_is_stale_is_put_in_the_order_of_the_item() -> None:
    stale = SMALL.replace("level: goal", "level: goal\n    stale: {en: [2, summary, 1, title]}")
    draft = read_draft(stale.encode(), "draft.yaml")
    assert draft.items[0].stale == {"en": ("title", "summary", "1", "2")}
    assert draft.items[1].stale == {}
    assert "stale" not in dump_draft(read_draft(SMALL.encode(), "draft.yaml"))


@pytest.mark.parametrize("end", ["\\r", "\\r\\n"])
def test_line_ends_inside_a_text_are_made_one_kind(end: str) -> None:
    written = SMALL.replace("{de: Ziel, en: Goal}", f'{{de: "Zi{end}el", en: Goal}}')
    assert read_draft(written.encode(), "draft.yaml").items[0].title["de"] == "Zi\nel"


def test_a_draft_with_more_texts_than_a_sheet_holds_is_refused() -> None:
    many = SMALL.replace("{de: [Eins, Zwei], en: [One, Two]}", f"{{de: {['x'] * MOST_TEXTS}}}")
    (told,) = faults(many)
    assert told.startswith(f"draft.yaml:12: the draft has {MOST_TEXTS + 9} fields and paragraphs")


def test_a_fault_is_a_sentence_of_the_catalogs_with_what_stands_in_it() -> None:
    with pytest.raises(DraftFaults) as refused:
        read_draft(SMALL.replace("{de: Ziel, en: Goal}", "{en: Goal}").encode(), "draft.yaml")
    assert refused.value.faults == [
        Fault(
            "draft.yaml",
            "15",
            "%(name)s in %(language)s is missing",
            {"name": "title", "language": "de"},
            (0, SMALL.index("{de: Ziel")),
        )
    ]


@pytest.fixture
def participation(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Command:
    """Run `participation` with arguments."""
    return commander(settings, monkeypatch, capfd)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_command_reads_and_writes_every_format(
    participation: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "draft.yml").write_text(SMALL)
    assert participation("draft", "import", tmp_path / "draft.yml", "--publish").err == []
    exported = participation("draft", "export", "a-town", "--format", "yaml").out
    assert read_draft(exported.encode(), "out") == read_draft(SMALL.encode(), "in")
    assert participation("draft", "export", "a-town", "--format", "md").out.startswith("---\n")
    for name in FORMATS:
        file = tmp_path / f"draft.{name}"
        done = participation("draft", "export", "a-town", "--format", name, "--output", file)
        assert (done.status, done.out) == (0, "")
        assert read(file.read_bytes(), file.name) == read_draft(SMALL.encode(), "in")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    refused = participation("draft", "export", "a-town", "--format", "xlsx")
    assert refused.status == 2
    assert "--output" in refused.err[0]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_command_tells_the_place_of_each_fault(participation: Command, tmp_path: Path) -> None:
    (tmp_path / "draft.md").write_text("no draft")
    (tmp_path / "draft.xlsx").write_text("no workbook")
    (tmp_path / "draft.txt").write_text(SMALL)
    (tmp_path / "large.yaml").write_bytes(b"#" * (LARGEST_FILE + 2))
    for name, said in (
        ("draft.md", ":1: the file must begin with a head"),
        ("draft.xlsx", ":*: the file is damaged or not a workbook"),
        ("draft.txt", ":1: the file's name must end in one of .yaml"),
        ("large.yaml", ":1: the file is larger than 5 MiB"),
        ("none.yaml", ": No such file or directory"),
    ):
        done = participation("draft", "import", tmp_path / name)
        assert done.status == 2
        assert done.err[0].startswith(f"participation: {tmp_path / name}{said}"), done.err
