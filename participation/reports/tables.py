# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rows to CSV, XLSX, JSON and JSON Lines, in blocks: a million rows need no more memory than a few thousand.

Citizens' words leave as they came. The one exception is CSV: a text that a spreadsheet would run as a formula gets an
apostrophe in front (OWASP, "CSV Injection"). XLSX needs none, since each text is a string cell there. Half a
character (a lone surrogate), which no encoding can carry, becomes U+FFFD; JSON can and does escape it.

`rows` have one cell for each of `columns`, else `ValueError` is raised. Dates and moments are written as ISO 8601.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from io import StringIO
from itertools import islice
from math import isfinite
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

Cell = str | int | float | date | datetime | None
Writer = Callable[[Iterable[Sequence[Cell]], Sequence[str], BinaryIO, str], None]

BLOCK = 2_000  # rows formatted at once
BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # tells Excel that a CSV file is UTF-8
FORMULA_SIGNS = frozenset("=+-@＝＋－＠")
FORMULA_STARTS = FORMULA_SIGNS | {"\t", "\r"}
LONGEST_XLSX_TEXT = 32_767  # UTF-16 units in one cell
MOST_XLSX_ROWS = 1_048_576  # of one sheet, the head included
LARGEST_XLSX_INTEGER = 2**53  # beyond it a spreadsheet rounds

MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "jsonl": "application/jsonl",
}

# What XLSX cannot hold as it is: characters that XML forbids or changes, and whatever looks like an escape of one.
_XLSX_ESCAPED = re.compile(
    r"_(?=x[0-9A-Fa-f]{4}[_\x00-\x08\x0b-\x1f\ufffe\uffff])|[\x00-\x08\x0b-\x1f\ufffe\uffff]"
)
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def csv_chunks(
    rows: Iterable[Sequence[Cell]], columns: Sequence[str], locale: str
) -> Iterator[bytes]:
    """Yield a CSV file in blocks: UTF-8 with byte order mark, RFC 4180 quoting, lines ended by CR LF.

    For German locales `;` parts the cells and numbers have a decimal comma (what Excel in Germany opens by double
    click), else `,` and a point. A formula-like text is prefixed with `'`; numbers are numbers and never are.
    """
    german = locale.partition("-")[0].lower() == "de"
    yield BYTE_ORDER_MARK
    for block in _blocks(rows, columns, head=True):
        buffer = StringIO()
        writer = csv.writer(buffer, delimiter=";" if german else ",", lineterminator="\r\n")
        writer.writerows(
            [
                cell if type(cell) is str and cell[:1].isalnum() else _csv_cell(cell, german)
                for cell in row
            ]
            for row in block
        )
        yield _encoded(buffer.getvalue())


def json_chunks(rows: Iterable[Sequence[Cell]], columns: Sequence[str]) -> Iterator[bytes]:
    """Yield a JSON array of one object a row, in blocks, UTF-8."""
    before = "[\n"
    for block in _blocks(rows, columns):
        yield _json_encoded(before + ",\n".join(_objects(block, columns)))
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


def jsonl_chunks(rows: Iterable[Sequence[Cell]], columns: Sequence[str]) -> Iterator[bytes]:
    """Yield JSON Lines, one object a row, in blocks, UTF-8."""
    for block in _blocks(rows, columns):
        yield _json_encoded("".join(f"{line}\n" for line in _objects(block, columns)))


def write_csv(
    rows: Iterable[Sequence[Cell]], columns: Sequence[str], out: BinaryIO, locale: str
) -> None:
    """Write `rows` to `out` as `csv_chunks` describes it."""
    out.writelines(csv_chunks(rows, columns, locale))


def write_json(
    rows: Iterable[Sequence[Cell]], columns: Sequence[str], out: BinaryIO, _locale: str = ""
) -> None:
    """Write `rows` to `out` as one JSON array; the same in every locale."""
    out.writelines(json_chunks(rows, columns))


def write_jsonl(
    rows: Iterable[Sequence[Cell]], columns: Sequence[str], out: BinaryIO, _locale: str = ""
) -> None:
    """Write `rows` to `out` as JSON Lines; the same in every locale."""
    out.writelines(jsonl_chunks(rows, columns))


def write_xlsx(
    rows: Iterable[Sequence[Cell]], columns: Sequence[str], out: BinaryIO, _locale: str = ""
) -> None:
    """Write `rows` to `out` as a workbook; each spreadsheet shows numbers in its own user's way.

    Every text is a string cell with its words unchanged: what looks like XLSX's own escapes (`_x000D_`) is escaped,
    so that a spreadsheet shows it as typed. A text longer than one cell takes (32,767 UTF-16 units) goes on in the
    sheet "continued", which names row, column and part; rows beyond one sheet's number go on in "data 2".
    """
    with TemporaryDirectory() as folder, closing(_Book(out, columns, folder)) as book:
        for block in _blocks(rows, columns):
            for row in block:
                book.add(row)
        book.finish()


WRITERS: Mapping[str, Writer] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "json": write_json,
    "jsonl": write_jsonl,
}


class _Book:
    """A workbook that grows row by row, each row leaving the memory when the next one comes."""

    def __init__(self, out: BinaryIO, columns: Sequence[str], folder: str) -> None:
        # Imported here because only this export needs it.
        from xlsxwriter import Workbook

        options = {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.book = Workbook(out, options)
        self.book.use_zip64()
        self.bold = self.book.add_format({"bold": True})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.columns = columns
        self.sheet = self._sheet("data", columns)
        self.sheets, self.row = 1, 0
        self.rest: Any = None  # the sheet of long texts, once there is one
        self.rests = 0

    def _sheet(self, name: str, head: Sequence[str]) -> Any:
        sheet = self.book.add_worksheet(name)
        # xlsxwriter's own way loses characters where two escapes would overlap ("_x0041_x0042_").
        sheet._escape_control_characters = _xlsx_escaped
        sheet.freeze_panes(1, 0)
        for number, title in enumerate(head):
            sheet.write_string(0, number, title, self.bold)
        return sheet

    def add(self, row: Sequence[Cell]) -> None:
        self.row += 1
        if self.row == MOST_XLSX_ROWS:
            self.sheets, self.row = self.sheets + 1, 1
            self.sheet = self._sheet(f"data {self.sheets}", self.columns)
        for number, cell in enumerate(row):
            self._write(number, cell)

    def _write(self, number: int, cell: Cell) -> None:
        if isinstance(cell, bool):
            self.sheet.write_boolean(self.row, number, cell)
        elif isinstance(cell, int) and abs(cell) <= LARGEST_XLSX_INTEGER:
            self.sheet.write_number(self.row, number, cell)
        elif isinstance(cell, float):
            if isfinite(cell):
                self.sheet.write_number(self.row, number, cell)
        elif isinstance(cell, date) and not isinstance(cell, datetime):
            self.sheet.write_datetime(self.row, number, cell, self.day)
        elif cell is not None:
            first, *others = _parts(_SURROGATE.sub("\ufffd", _as_text(cell)))
            self.sheet.write_string(self.row, number, first)
            for part, words in enumerate(others, 2):
                self._continue(number, part, words)

    def _continue(self, number: int, part: int, words: str) -> None:
        if self.rest is None:
            self.rest = self._sheet("continued", ["sheet", "row", "column", "part", "text"])
        self.rests += 1
        place = self.sheet.get_name(), str(self.row + 1), self.columns[number], str(part), words
        for at, text in enumerate(place):
            self.rest.write_string(self.rests, at, text)

    def finish(self) -> None:
        self.book.close()

    def close(self) -> None:
        """Let go of the temporary files, also where a row could not be read."""
        for sheet in self.book.worksheets():
            sheet.row_data_fh.close()


def _parts(text: str) -> list[str]:
    step = LONGEST_XLSX_TEXT
    if len(text) > step // 2 and max(text) > "\uffff":
        step //= 2  # such characters take two units each
    return [text[at : at + step] for at in range(0, len(text), step)] or [""]


def _xlsx_escaped(text: str | int) -> str | int:
    """Escape as ECMA-376 part 1, 22.9.2.19 (ST_Xstring) has it; truth values come along and pass.

    xlsxwriter would take a text in "<r>…</r>" for markup of its own and write it raw.
    """
    if not isinstance(text, str):
        return text
    escaped = _XLSX_ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return f"_x003C_{escaped[1:]}" if escaped.startswith("<r>") else escaped


def _as_text(cell: str | int | date) -> str:
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _csv_cell(cell: Cell, german: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if _runs_as_formula(cell) else cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        written = repr(cell) if isfinite(cell) else ""
        return written.replace(".", ",") if german else written
    return _as_text(cell)


def _runs_as_formula(text: str) -> bool:
    """Whether a spreadsheet might run `text`: also behind white space and characters that nobody sees."""
    if text[:1] in FORMULA_STARTS:
        return True
    for character in text:
        if character in FORMULA_SIGNS:
            return True
        if not character.isspace() and unicodedata.category(character) not in ("Cc", "Cf"):
            return False
    return False


def _blocks(
    rows: Iterable[Sequence[Cell]], columns: Sequence[str], *, head: bool = False
) -> Iterator[list[Sequence[Cell]]]:
    """Yield the rows, with the head before them if wanted, in lists of up to `BLOCK`; each checked for its width."""
    if head:
        yield [columns]
    width, source = len(columns), iter(rows)
    while block := list(islice(source, BLOCK)):
        if any(len(row) != width for row in block):
            raise ValueError(f"a row has not {width} cells")
        yield block


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text).encode()


def _objects(block: list[Sequence[Cell]], columns: Sequence[str]) -> Iterator[str]:
    for row in block:
        try:
            yield _json.encode(dict(zip(columns, row, strict=True)))
        except ValueError:  # JSON knows neither infinity nor "not a number"
            finite = (
                None if isinstance(cell, float) and not isfinite(cell) else cell for cell in row
            )
            yield _json.encode(dict(zip(columns, finite, strict=True)))


def _json_encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text).encode()


_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=_as_text)
