# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Drafts as workbooks: the same draft in and out, and every file that is none refused with its cell."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import tracemalloc
import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from participation.roadmap.draft_document import DraftDocument, DraftFaults
from participation.roadmap.draft_file import read_draft
from participation.roadmap.draft_package import MOST_PARTS
from participation.roadmap.draft_scan import MOST_COLUMNS, MOST_ROWS
from participation.roadmap.draft_workbook import read_workbook
from participation.roadmap.draft_workbook_dump import dump_workbook
from participation.roadmap.draft_yaml import LARGEST_FILE
from tests.support.drafts import SMALL, documents

DRAFT = read_draft(SMALL.encode(), "draft.yaml")
GOOD = dump_workbook(DRAFT)
ITEMS, STYLES = "xl/worksheets/sheet2.xml", "xl/styles.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORDS = "Zeile eins\n'Zeile zwei_x0041__x000D_x005F_, <r>, &amp; \U0001f600" + "ä" * 9_000
HARD = replace(
    DRAFT,
    lead={"de": "_x000D_ = \\"},
    items=(
        replace(DRAFT.items[0], summary={"de": "مرحبا"}, text={"de": (WORDS,)}),
        *DRAFT.items[1:],
    ),
)
DAMAGED = "draft.xlsx:*: the file is damaged or not a workbook"
Change = Callable[[bytes], bytes]


def read(data: bytes) -> DraftDocument:
    """Read a workbook."""
    return read_workbook(data, "draft.xlsx")


def faults(data: bytes) -> list[str]:
    """Return what is said against a workbook."""
    with pytest.raises(DraftFaults) as refused:
        read(data)
    assert refused.value.faults
    return [str(fault) for fault in refused.value.faults]


def saved(change: Callable[[Workbook], object]) -> bytes:
    """Return the good workbook as another program saves it after a change."""
    book = load_workbook(BytesIO(GOOD))
    change(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def with_cells(cells: dict[str, object]) -> bytes:
    """Return the good workbook with other values in its cells ("Items!B2")."""

    def put(book: Workbook) -> None:
        for place, value in cells.items():
            sheet, cell = place.split("!")
            book[sheet][cell].value = value

    return saved(put)


def with_parts(parts: dict[str, bytes | Change], data: bytes = GOOD) -> bytes:
    """Return a workbook with other or further parts."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in dict.fromkeys([*source.namelist(), *parts]):
            part = parts.get(name, bytes)
            before = source.read(name) if name in source.namelist() else b""
            target.writestr(name, part if isinstance(part, bytes) else part(before))
    return out.getvalue()


def sheet(data: bytes, before: bytes = b"") -> bytes:
    """Return a sheet's XML."""
    return b'<worksheet xmlns="%s">%s<sheetData>%s</sheetData></worksheet>' % (
        MAIN.encode(),
        before,
        data,
    )


def instead(old: bytes, new: bytes) -> Change:
    """Return a change that puts one thing for another, which must be there."""

    def change(part: bytes) -> bytes:
        assert old in part
        return part.replace(old, new)

    return change


DECLARED = instead(
    b"</Types>",
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
    b'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
)


@settings(max_examples=50, deadline=None)
@given(documents())
def test_written_and_read_again_it_is_the_same(draft: DraftDocument) -> None:
    assert read(dump_workbook(draft)) == draft


def test_another_program_saves_it_and_it_is_still_the_same() -> None:
    out = BytesIO()
    load_workbook(BytesIO(dump_workbook(HARD))).save(out)
    assert read(out.getvalue()) == HARD


def test_texts_may_stand_in_a_table_of_their_own() -> None:
    """As Excel saves them: each once, in runs where words are bold, with readings for East Asian ones."""
    found: list[bytes] = []

    def share(part: bytes) -> bytes:
        def number(cell: re.Match[bytes]) -> bytes:
            found.append(cell[1])
            return b't="s"><v>%d</v>' % (len(found) - 1)

        return re.sub(rb't="inlineStr"><is><t[^>]*>([^<]*)</t></is>', number, part)

    sheets = {f"xl/worksheets/sheet{n}.xml": share for n in (1, 2, 3)}
    data = with_parts({**sheets, "[Content_Types].xml": DECLARED}, dump_workbook(HARD))
    texts = b"".join(
        b"<si><r><t>%s%s</t></r><r><rPr/><t>%s</t></r><rPh><t>x</t></rPh></si>" % t.partition(b" ")
        for t in found
    )
    table = b'<sst xmlns="%s">%s</sst>' % (MAIN.encode(), texts)
    assert read(with_parts({"xl/sharedStrings.xml": table}, data)) == HARD


def test_a_person_finds_their_way_in_it() -> None:
    book = load_workbook(BytesIO(GOOD))
    assert book.sheetnames == ["Draft", "Items", "Texts"]
    texts = book["Texts"]
    assert [cell.value for cell in texts[1]] == ["key", "field", "de", "en", "stale"]
    assert [cell.value for cell in texts[4]] == ["Z1", "1", "Eins", "One", None]
    assert texts.freeze_panes == "C2"
    assert texts["A1"].font.bold
    assert texts["C4"].alignment.wrap_text
    filled = (cell for row in texts.iter_rows() for cell in row if cell.value)
    assert {cell.number_format for cell in filled} == {"@"}
    assert book["Items"]["J4"].value == datetime.fromisoformat("2021-06-30")
    assert book["Items"]["H4"].value == "Rat\nAmt"


def test_no_text_becomes_a_number_a_formula_or_a_link() -> None:
    for words in ("=1+1", "5", "http://a.example", "'quoted", "<r><t>x</t></r>", "TRUE"):
        data = dump_workbook(replace(DRAFT, lead={"de": words}))
        cell = load_workbook(BytesIO(data))["Draft"]["B8"]
        assert (cell.data_type, cell.hyperlink) == ("s", None)
        assert read(data).lead == {"de": words}


SHOWN = [
    (5, "General", "5"),
    (5.0, "General", "5"),
    (4.25, "@", "4.25"),
    (0.1 + 0.2, "General", "0.3"),
    (1e20, "General", "1E+20"),
    (2.5, "0", "3"),
    (4.1, "0.00", "4.10"),
    (-0.125, "0.0%", "-12.5%"),
    (True, "General", "TRUE"),
    (" 5 ", "General", "5"),
]


@pytest.mark.parametrize(("value", "number_format", "words"), SHOWN)
def test_a_number_is_read_as_its_cell_shows_it(
    value: object, number_format: str, words: str
) -> None:
    def put(book: Workbook) -> None:
        book["Texts"]["C2"].value = value
        book["Texts"]["C2"].number_format = number_format

    assert read(saved(put)).items[0].title["de"] == words


def test_a_number_in_a_format_of_its_own_is_refused() -> None:
    def put(book: Workbook) -> None:
        book["Texts"]["C2"].value = 1000
        book["Texts"]["C2"].number_format = "#,##0"

    (told,) = faults(saved(put))
    assert told.startswith("draft.xlsx:Texts!C2: a number in the format '#,##0' cannot be read")


def test_days_may_be_cells_for_days_or_words() -> None:
    days = {"Items!I4": date(1950, 1, 2), "Items!J4": "2021-06-30", "Items!E3": False}
    item = read(with_cells(days)).items[2]
    assert (item.starts_on, item.deadline) == (date(1950, 1, 2), date(2021, 6, 30))
    before = replace(DRAFT.items[2], starts_on=date(1500, 1, 1), deadline=date(9999, 12, 31))
    draft = replace(DRAFT, items=(*DRAFT.items[:2], before))
    assert read(dump_workbook(draft)) == draft


def test_rows_may_stand_in_any_order_and_columns_too() -> None:
    def shuffle(book: Workbook) -> None:
        for name in ("Texts", "Items"):
            head, *rows = [[cell.value for cell in row] for row in book[name].iter_rows()]
            rows = rows if name == "Items" else rows[::-1]
            book.remove(book[name])
            copy = book.create_sheet(name)
            for row in [head, *rows]:
                copy.append(row[::-1])
                copy.append([None])

    assert read(saved(shuffle)) == DRAFT


def test_what_is_empty_at_the_end_is_passed_over() -> None:
    end = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    data = with_parts({ITEMS: instead(b"</sheetData>", end)})
    assert read(data) == DRAFT
    assert read(with_cells({"Texts!A99": "Z1", "Texts!B99": "note", "Texts!C99": " "})) == DRAFT


def test_a_translation_may_miss_a_field_a_paragraph_or_everything() -> None:
    draft = read(
        with_cells({"Draft!C8": None, "Texts!D2": None, "Texts!D5": None, "Texts!D12": None})
    )
    assert draft.lead == {"de": "Einleitung"}
    assert draft.items[0].title == {"de": "Ziel"}
    assert draft.items[0].text == {"de": ("Eins", "Zwei"), "en": ("One", None)}
    assert draft.items[2].text == {"de": ("Eins",)}


def test_what_is_stale_stands_beside_it() -> None:
    draft = read(with_cells({"Texts!E5": "en", "Texts!E2": " en, "}))
    assert draft.items[0].stale == {"en": ("title", "2")}


# (the cell, what is put into it, the only fault then told)
CELLS: list[tuple[str, object, str]] = [
    ("Draft!B2", 7, "Draft!B2: format must be 1"),
    ("Draft!B3", "A Town", "Draft!B3: slug must be small letters"),
    ("Draft!B3", None, "Draft!A1: slug is missing"),
    ("Draft!C3", "b-town", "Draft!C3: slug has one value, in column B"),
    ("Draft!B4", "de, xx", "Draft!B4: languages must be among"),
    ("Draft!B4", "en", "Draft!B4: languages must hold de"),
    ("Draft!B4", "de", "Draft!C7: title has no field 'en'"),
    ("Draft!A8", "title", "Draft!A8: field title stands twice"),
    ("Draft!A8", "items", "Draft!A8: the draft has no field 'items'"),
    ("Draft!B8", None, "Draft!A8: lead in de is missing"),
    ("Draft!A1", "name", "Draft!A1: column 'name' is unknown"),
    ("Draft!C1", "de", "Draft!C1: column de stands twice"),
    ("Draft!C1", None, "Draft!C7: row 1 has no name for this column"),
    ("Items!A1", None, "Items!A1: column key is missing"),
    ("Items!A3", None, "Items!A3: key is missing"),
    ("Items!A3", "Z1", "Items!A3: key 'Z1' stands twice"),
    ("Items!B2", "vision", "Items!B2: level must be one of goal, measure, subgoal: 'vision'"),
    ("Items!C4", "Z9.9", "Items!C4: M1.1.1: there is no item Z9.9 above it"),
    ("Items!C3", "Z1.1", "Items!C3: Z1.1: there is no item Z1.1 above it"),
    ("Items!C3", None, "Items!A3: Z1.1: parent is missing"),
    ("Items!D2", date(2026, 6, 4), "Items!D2: a day stands here; make the cell a text"),
    ("Items!D2", None, "Items!A2: source is missing"),
    ("Items!E3", "perhaps", "Items!E3: measurable must be true or false"),
    ("Items!H4", "x" * 201, "Items!H4: an entry of supporting_units has 201 characters"),
    ("Items!J4", "30.06.2021", "Items!J4: deadline must be a day such as 2021-06-30"),
    ("Items!J4", 10**10, "Items!J4: an error value stands here"),
    ("Items!J4", datetime.fromisoformat("2021-06-30 12:30"), "Items!J4: a time of day stands"),
    ("Items!J4", "=TODAY()", "Items!J4: formulas are not possible"),
    ("Items!K1", "colour", "Items!K1: column 'colour' is unknown"),
    ("Texts!A2", "Z7", "Texts!A2: there is no item 'Z7' in the sheet Items"),
    ("Texts!A2", None, "Texts!A2: there is no item '' in the sheet Items"),
    ("Texts!B2", "key", "Texts!B2: 'key' is neither a field nor the number of a paragraph"),
    ("Texts!B2", "01", "Texts!B2: '01' is neither a field nor the number of a paragraph"),
    ("Texts!B2", "status", "Items!A2: title is missing"),
    ("Texts!B3", "title", "Texts!B3: title of Z1 stands twice"),
    ("Texts!B5", 3, "Texts!B5: paragraph 2 of Z1 is missing"),
    ("Texts!C2", None, "Texts!B2: title in de is missing"),
    ("Texts!C5", None, "Texts!C5: paragraph 2 of the text in de is missing"),
    ("Texts!C5", "a\n\nb", "Texts!C5: paragraph 2 of the text in de holds a blank line"),
    ("Texts!C5", "a_x0007_b", "Texts!C5: paragraph 2 of the text in de holds characters"),
    ("Texts!C5", "#REF!", "Texts!C5: an error value stands here"),
    ("Texts!D2", "x" * 201, "Texts!D2: title in en has 201 characters, at most 200"),
    ("Texts!E2", "fr", "Texts!E2: stale has no field 'fr'"),
    ("Texts!E2", "de", "Texts!E2: stale cannot name de"),
    ("Texts!E2", "en, en", "Texts!E2: stale names 'title' in en twice"),
]


@pytest.mark.parametrize(("cell", "value", "said"), CELLS)
def test_each_fault_is_told_with_its_cell(cell: str, value: object, said: str) -> None:
    told = faults(with_cells({cell: value}))
    assert told[0].startswith(f"draft.xlsx:{said}"), told


def test_all_faults_are_told_at_once_in_the_order_of_sheets() -> None:
    wrong = {
        "Texts!D12": "x" * 10_001,
        "Draft!B5": "none",
        "Items!J4": "soon",
        "Texts!D2": "x" * 201,
    }
    places = [told.split(":")[1] for told in faults(with_cells(wrong))]
    assert places == ["Draft!B5", "Items!J4", "Texts!D2", "Texts!D12"]


def test_merged_cells_are_told_with_their_range() -> None:
    data = saved(lambda book: book["Texts"].merge_cells("C4:D5"))
    assert faults(data) == ["draft.xlsx:Texts!C4: merged cells are not possible: C4:D5"]


def test_a_sheet_too_many_and_a_sheet_too_few_are_told() -> None:
    def rename(book: Workbook) -> None:
        book["Texts"].title = "Notes"

    assert faults(saved(rename)) == [
        "draft.xlsx:*: the sheet Texts is missing",
        "draft.xlsx:Notes!A1: the sheet Notes is unknown",
    ]


def test_a_wide_sheet_is_refused() -> None:
    said = f"draft.xlsx:Texts!BI2: more than {MOST_COLUMNS} columns are not possible"
    assert faults(with_cells({"Texts!BI2": "x"})) == [said]


@pytest.mark.parametrize("dimension", [b"", b'<dimension ref="A1:B2"/>'])
def test_a_hundred_thousand_rows_are_refused_before_they_are_loaded(dimension: bytes) -> None:
    rows = b'<row><c t="inlineStr"><is><t>words</t></is></c><c><v>1</v></c></row>' * 100_000
    data = with_parts({ITEMS: sheet(rows, dimension)})
    read(GOOD)  # what is imported first is not counted
    tracemalloc.start()
    told = faults(data)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert told == [
        f"draft.xlsx:Items!A{MOST_ROWS + 1}: more than {MOST_ROWS} rows are not possible"
    ]
    assert peak < 20 * 1024**2


def test_a_dimension_that_says_too_much_is_not_believed() -> None:
    lie = b'<dimension ref="A1:XFD1048576"/>'
    assert read(with_parts({ITEMS: instead(b'<dimension ref="A1:J4"/>', lie)})) == DRAFT
    row = b'<row r="1048576"><c t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    data = with_parts({ITEMS: instead(b"</sheetData>", row)})
    assert faults(data) == [
        f"draft.xlsx:Items!A1048576: more than {MOST_ROWS} rows are not possible"
    ]


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
WITH_TABLE: dict[str, bytes | Change] = {"[Content_Types].xml": DECLARED}
SST = "xl/sharedStrings.xml"
# (what is done to the package, what is said of it)
PACKAGES: list[tuple[dict[str, bytes | Change], str]] = [
    (
        {"xl/bomb.bin": lambda _part: b"\0" * 200_000_000},
        "unpacked, the workbook is larger than 60 MB",
    ),
    ({"xl/media/a.svg": ENTITIES.encode()}, "the workbook declares a document type"),
    ({STYLES: ENTITIES.encode("utf-16")}, "the workbook declares a document type"),
    ({ITEMS: ENTITIES.encode()}, "the workbook declares a document type"),
    ({ITEMS: b"<worksheet>"}, "the file is damaged or not a workbook"),
    ({ITEMS: b""}, "the file is damaged or not a workbook"),
    ({ITEMS: sheet(b'<row r="x"/>')}, "the file is damaged or not a workbook"),
    ({ITEMS: sheet(b'<row r="2"/><row r="1"/>')}, "the file is damaged or not a workbook"),
    ({ITEMS: sheet(b'<row><c r="B1"/><c r="A1"/></row>')}, "the file is damaged or not a workbook"),
    ({ITEMS: sheet(b'<row><c r="A7"/></row>')}, "the file is damaged or not a workbook"),
    ({ITEMS: sheet(b'<row><c t="s"><v>9</v></c></row>')}, "the file is damaged or not a workbook"),
    ({ITEMS: sheet(b"<row><c><v>x</v></c></row>")}, "the file is damaged or not a workbook"),
    ({ITEMS: sheet(b'<row a="%s"/>' % (b"x" * 9**6))}, "the file is damaged or not a workbook"),
    ({ITEMS: sheet(b"<row>%s</row>" % (b"<c/>" * 900_000))}, "too much: a sheet has more than"),
    ({ITEMS: sheet(b"<row><c>%s</c></row>" % (b"<x/>" * 10**6))}, "too much: the workbook has"),
    ({ITEMS: sheet(b"", b"<col/>" * 900_000)}, "too much: the workbook has more than"),
    ({STYLES: b"<styleSheet>%s</styleSheet>" % (b"<xf/>" * 10**6)}, "too much: the workbook has"),
    ({STYLES: sheet(b"<row/>" * 10**6)}, "the file is damaged or not a workbook"),
    ({STYLES: b"no XML"}, "the file is damaged or not a workbook"),
    ({**WITH_TABLE, SST: b"<sst>%s</sst>" % (b"<si/>" * 10**6)}, "too much: the workbook has"),
    ({**WITH_TABLE, SST: b"<sst>"}, "the file is damaged or not a workbook"),
    ({f"{n}.xml": b"<x/>" for n in range(MOST_PARTS)}, "the workbook has 211 parts, at most 200"),
]


@pytest.mark.parametrize(("parts", "said"), PACKAGES, ids=range(len(PACKAGES)))
def test_a_package_that_is_too_much_or_damaged_is_refused(
    parts: dict[str, bytes | Change], said: str
) -> None:
    data = with_parts(parts)
    assert len(data) < LARGEST_FILE
    begun = time.process_time()
    told = faults(data)
    assert told[0].startswith(f"draft.xlsx:*: {said}"), told
    assert time.process_time() - begun < 15


def test_sizes_that_a_package_declares_are_not_believed() -> None:
    """The directory at the file's end says that two hundred million bytes are one hundred."""
    data = with_parts({ITEMS: b"\0" * 200_000_000})
    sizes = (200_000_000).to_bytes(4, "little")
    assert data.count(sizes) == 2
    assert faults(data.replace(sizes, (100).to_bytes(4, "little"))) == [DAMAGED]


def test_what_is_no_workbook_is_refused() -> None:
    image = b"\x89PNG\r\n\x1a\n" + bytes(100)
    for data in (b"", b"PK", b"PK\x05\x06" + bytes(18), image, GOOD[:-30], GOOD[:500], b"a: b"):
        assert faults(data) == [DAMAGED]
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    encrypted = "draft.xlsx:*: the workbook is encrypted or in the old format .xls"
    assert faults(old) == [encrypted]
    locked = bytearray(GOOD)
    locked[GOOD.index(b"PK\x01\x02") + 8] |= 1
    assert faults(bytes(locked)) == [encrypted]
    assert faults(bytes(LARGEST_FILE + 1)) == ["draft.xlsx:*: the file is larger than 5 MiB"]


def test_a_part_that_stands_twice_is_refused() -> None:
    out = BytesIO(GOOD)
    with warnings.catch_warnings(), ZipFile(out, "a") as package:
        warnings.simplefilter("ignore")
        package.writestr(ITEMS, sheet(b""))
    assert faults(out.getvalue()) == [DAMAGED]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(1, 255)), min_size=1, max_size=8)
)
def test_no_flipped_bytes_bring_it_down(flips: list[tuple[int, int]]) -> None:
    damaged = bytearray(GOOD)
    for place, bits in flips:
        damaged[place] ^= bits
    _try(bytes(damaged))


with ZipFile(BytesIO(GOOD)) as _package:
    PARTS = {name: _package.read(name) for name in _package.namelist()}


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_damage_to_a_part_brings_it_down(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(PARTS)))
    start = data.draw(st.integers(0, len(PARTS[name])))
    length = data.draw(st.integers(0, 40))
    instead_of = data.draw(st.binary(max_size=6) | st.sampled_from([b"</c>", b"<f/>", b'"', b"9"]))
    part = PARTS[name]
    _try(with_parts({name: part[:start] + instead_of + part[start + length :]}))


def _try(data: bytes) -> None:
    try:
        assert isinstance(read(data), DraftDocument)
    except DraftFaults as refused:
        assert refused.faults
        assert all(fault.place == "*" or "!" in fault.place for fault in refused.faults)


def test_processes_that_only_serve_pages_load_no_library_for_workbooks() -> None:
    code = "import sys, participation.roadmap.draft_formats; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"openpyxl", "xlsxwriter"}.isdisjoint(done.stdout.split())
