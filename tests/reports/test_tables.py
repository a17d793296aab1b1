# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What goes into a file comes out of it, character by character, and no spreadsheet runs any of it."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.reports import tables

LOCALES = st.sampled_from(["de", "de-simple", "en", "ar"])
AWKWARD = st.sampled_from(
    ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "\r\n", " ", "\u00a0", "\u200b", "\ufeff", "'", '"', '""', ";", ",",
     "_x000D_", "_x005F_", "_x0041", "_", "&amp;", "<b>", "]]>", "\0", "\x0b", "\x1f", "\x7f", "\x85", "\u2028", "\ufffe", "👩‍👩‍👧", "مرحبا",
     "1", "1,5", "http://a.de", "TRUE", "#REF!", "{=1}"]
)  # fmt: skip
TEXTS = st.lists(AWKWARD | st.text(max_size=3), max_size=8).map("".join)
CELLS = TEXTS | st.integers(-(2**60), 2**60) | st.booleans() | st.none()
TABLES = st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=6)


def _file(
    kind: str, rows: Sequence[Sequence[tables.Cell]], columns: Sequence[str], locale: str = "de"
) -> bytes:
    out = BytesIO()
    tables.WRITERS[kind](rows, columns, out, locale)
    return out.getvalue()


def _read_csv(content: bytes, locale: str) -> list[list[str]]:
    delimiter = ";" if locale.startswith("de") else ","
    return list(
        csv.reader(
            StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter, strict=True
        )
    )


def _read_xlsx(content: bytes) -> Iterator[tuple[Any, ...]]:
    for sheet in openpyxl.load_workbook(BytesIO(content), read_only=False).worksheets[:1]:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
            yield tuple(_unescaped(cell.value) for cell in row)


def _unescaped(value: object) -> object:
    """Read a string cell as spreadsheets do (ECMA-376, ST_Xstring); openpyxl leaves its escapes in place."""
    if not isinstance(value, str):
        return value
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), value)


def _in_csv(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    written = str(cell)
    if not isinstance(cell, str):
        return written
    return (
        f"'{written}"
        if re.match(
            r"[\t\r]|[\s\0-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff\xad]*[=+\-@＝＋－＠]", written
        )
        else written
    )


def _in_xlsx(cell: tables.Cell) -> object:
    exact = isinstance(cell, int) and abs(cell) <= 2**53
    return cell if exact or cell is None else str(cell)


@settings(max_examples=300, deadline=None)
@given(TABLES, LOCALES)
def test_csv_gives_back_every_character(rows: list[list[tables.Cell]], locale: str) -> None:
    content = _file("csv", rows, ["a", "=b"], locale)
    assert content.startswith(b"\xef\xbb\xbf")
    assert _read_csv(content, locale) == [
        ["a", "'=b"],
        *([_in_csv(cell) for cell in row] for row in rows),
    ]


@settings(max_examples=100, deadline=None)
@given(TABLES)
def test_xlsx_gives_back_every_character(rows: list[list[tables.Cell]]) -> None:
    expected = [tuple(_in_xlsx(cell) for cell in row) for row in rows]
    found = list(_read_xlsx(_file("xlsx", rows, ["=a", "b"])))
    assert found[0] == ("=a", "b")
    found += [(None, None)] * (len(rows) + 1 - len(found))
    assert found[1:] == expected


@settings(max_examples=200, deadline=None)
@given(TABLES)
def test_json_gives_back_every_character(rows: list[list[tables.Cell]]) -> None:
    expected = [dict(zip("ab", row, strict=True)) for row in rows]
    assert json.loads(_file("json", rows, ["a", "b"])) == expected
    lines = _file("jsonl", rows, ["a", "b"]).decode().split("\n")
    assert lines.pop() == ""
    assert [json.loads(line) for line in lines] == expected


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+49 231", "-5", "@a", "\t=1", "\tx", "\rx", "＝1", "＋1", "－1", "＠a", " =1", "\u00a0=1", "\n\n-x", "\u200b=1", "\ufeff@x"],
)  # fmt: skip
def test_csv_runs_no_formula(text: str) -> None:
    assert _read_csv(_file("csv", [[text]], ["a"]), "de")[1] == ["'" + text]


@pytest.mark.parametrize(
    "text", ["a=1", "'=1", '"=1"', " a", "\na", "5-3", "#1", "", "Ü=1", "(=1)", "%1", "<b>", "{=1}"]
)
def test_csv_leaves_other_words_alone(text: str) -> None:
    assert _read_csv(_file("csv", [[text, "x"]], ["a", "b"]), "de")[1] == [text, "x"]


def test_csv_has_numbers_as_the_locale_writes_them() -> None:
    row: list[tables.Cell] = [
        -5,
        1.5,
        -0.25,
        float("nan"),
        date(2026, 5, 7),
        datetime(2026, 5, 7, 9, tzinfo=UTC),
        True,
        None,
    ]
    columns = [f"c{number}" for number in range(len(row))]
    german = _file("csv", [row], columns, "de").decode("utf-8-sig").split("\r\n")
    assert german[1] == "-5;1,5;-0,25;;2026-05-07;2026-05-07T09:00:00+00:00;true;"
    english = _file("csv", [row], columns, "en").decode("utf-8-sig").split("\r\n")
    assert english[1] == "-5,1.5,-0.25,,2026-05-07,2026-05-07T09:00:00+00:00,true,"


def test_json_has_no_infinity_and_dates_as_text() -> None:
    rows: list[list[tables.Cell]] = [
        [float("inf"), date(2026, 5, 7)],
        [1.5, datetime(2026, 5, 7, tzinfo=UTC)],
    ]
    assert json.loads(_file("json", rows, ["a", "b"])) == [
        {"a": None, "b": "2026-05-07"},
        {"a": 1.5, "b": "2026-05-07T00:00:00+00:00"},
    ]


def test_xlsx_has_dates_and_numbers_as_such() -> None:
    rows: list[list[tables.Cell]] = [
        [date(2026, 5, 7), 5, 1.5, float("nan"), "5", datetime(2026, 5, 7, tzinfo=UTC)]
    ]
    found = list(_read_xlsx(_file("xlsx", rows, list("abcdef"))))[1]
    assert found == (
        datetime.fromisoformat("2026-05-07"),
        5,
        1.5,
        None,
        "5",
        "2026-05-07T00:00:00+00:00",
    )


def test_half_a_character_breaks_no_file() -> None:
    rows: list[list[tables.Cell]] = [["a\ud800b"]]
    assert _read_csv(_file("csv", rows, ["a"]), "de")[1] == ["a\ufffdb"]
    assert list(_read_xlsx(_file("xlsx", rows, ["a"])))[1] == ("a\ufffdb",)
    assert json.loads(_file("json", rows, ["a"])) == [{"a": "a\ud800b"}]
    assert json.loads(_file("jsonl", rows, ["a"])) == {"a": "a\ud800b"}


@pytest.mark.parametrize(
    "text", ["x" * 32_767, "x" * 32_768, "ab" * 50_000, "👍" * 16_384, "👍" * 40_001]
)
def test_a_text_longer_than_a_cell_goes_on_in_its_own_sheet(text: str) -> None:
    book = openpyxl.load_workbook(
        BytesIO(_file("xlsx", [["k", text], ["l", "short"]], ["key", "words"]))
    )
    pieces = [book["data"]["B2"].value]
    if "continued" in book.sheetnames:
        rows = list(book["continued"].iter_rows(values_only=True))
        assert rows[0] == ("sheet", "row", "column", "part", "text")
        assert [row[:4] for row in rows[1:]] == [
            ("data", "2", "words", str(part)) for part in range(2, len(rows) + 1)
        ]
        pieces += [row[4] for row in rows[1:]]
    assert "".join(str(piece) for piece in pieces) == text
    assert all(
        len(str(piece).encode("utf-16-le")) // 2 <= tables.LONGEST_XLSX_TEXT for piece in pieces
    )
    assert book["data"]["B3"].value == "short"


def test_rows_beyond_one_sheet_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_XLSX_ROWS", 3)
    book = openpyxl.load_workbook(BytesIO(_file("xlsx", [[n] for n in range(5)], ["n"])))
    assert {name: [row[0] for row in book[name].values] for name in book.sheetnames} == {
        "data": ["n", 0, 1],
        "data 2": ["n", 2, 3],
        "data 3": ["n", 4],
    }


@pytest.mark.parametrize(
    "text",
    [
        "_x0041_x0042_",
        "<r>& <b</r>",
        "<r><t>fett</t></r>",
        "<r>",
        "_x0041\r",
        "\rx0041_",
        "_x005F_x0041_",
        "_x00",
        "\r\n",
    ],
)
def test_what_looks_like_an_escape_stays_as_typed(text: str) -> None:
    assert list(_read_xlsx(_file("xlsx", [[text]], ["a"])))[1] == (text,)


def test_xlsx_holds_no_formula_and_no_link() -> None:
    content = _file("xlsx", [["=HYPERLINK(1)", "http://a.de", "12", "{=1}"]], list("abcd"))
    with ZipFile(BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert sheet.count('t="inlineStr"') == 8


@pytest.mark.parametrize("kind", sorted(tables.WRITERS))
def test_an_empty_table_has_its_head_only(kind: str) -> None:
    content = _file(kind, [], ["a", "b"])
    if kind == "csv":
        assert content == b"\xef\xbb\xbfa;b\r\n"
    elif kind == "xlsx":
        assert list(_read_xlsx(content)) == [("a", "b")]
    else:
        assert content == {"json": b"[]\n", "jsonl": b""}[kind]


@pytest.mark.parametrize("kind", sorted(tables.WRITERS))
def test_a_row_of_another_width_is_refused(kind: str) -> None:
    with pytest.raises(ValueError, match="cells"):
        _file(kind, [["a"]], ["a", "b"])


def test_every_format_names_its_media_type() -> None:
    assert set(tables.MEDIA_TYPES) == set(tables.WRITERS)


def test_blocks_join_without_a_seam() -> None:
    rows: list[list[tables.Cell]] = [[number] for number in range(2 * tables.BLOCK + 1)]
    assert [row["n"] for row in json.loads(_file("json", rows, ["n"]))] == [row[0] for row in rows]
    assert len(_read_csv(_file("csv", rows, ["n"]), "de")) == len(rows) + 1
    assert len(list(tables.csv_chunks(rows, ["n"], "de"))) == 5


def test_many_rows_leave_in_blocks_and_never_as_one() -> None:
    row: tuple[tables.Cell, ...] = (
        "M1.2.3",
        "Mehr Radwege; bitte.\n" * 10,
        12,
        None,
        True,
        "- gut",
    )
    rows = (row for _ in range(20_000))
    chunks = [len(chunk) for chunk in tables.csv_chunks(rows, list("abcdef"), "de")]
    assert sum(chunks) > 4_000_000
    assert max(chunks) < 1_000_000
