# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writing a draft as the workbook that `draft_workbook` reads, laid out for people who translate and go on writing.

Every text is a string cell in the format for texts, so that no spreadsheet turns words into numbers, days or formulas,
now or when somebody types. xlsxwriter is imported where it is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date
from io import BytesIO
from tempfile import TemporaryDirectory
from typing import Any

from participation.i18n import LANGUAGES
from participation.roadmap.draft_document import WORD_FIELDS, DraftDocument, DraftItem
from participation.roadmap.draft_dump import languages_of
from participation.roadmap.draft_file import FORMAT, HEAD_VALUES, HEAD_WORDS
from participation.roadmap.draft_workbook import DAY_COLUMNS, ITEM_COLUMNS
from participation.roadmap.rules import ORIGINAL

FIRST_DAY = date(1900, 3, 1)  # before it spreadsheets count days in different ways
WIDTHS = {"key": 10, "field": 18, "stale": 12, "responsible_unit": 30, "supporting_units": 30}
WIDTH, TEXT_WIDTH = 14, 60  # columns of characters
EVERYWHERE = "A1:XFD1048576"

Cell = str | date | None
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def dump_workbook(document: DraftDocument) -> bytes:
    """Return a draft as an XLSX file; read again, it is the same draft."""
    out = BytesIO()
    languages = languages_of(document)
    with TemporaryDirectory() as folder, closing(_Book(out, folder)) as book:
        book.sheet("Draft", ("field", *languages), 1, _head(document, languages))
        book.sheet("Items", ITEM_COLUMNS, 1, map(_facts, document.items))
        texts = (row for item in document.items for row in _texts(item, languages))
        book.sheet("Texts", ("key", "field", *languages, "stale"), 2, texts)
        book.finish()
    return out.getvalue()


def _head(document: DraftDocument, languages: tuple[str, ...]) -> Iterator[list[Cell]]:
    values = {
        "format": FORMAT,
        "slug": document.slug,
        "languages": ", ".join(document.languages),
        "k": str(document.k),
        "responsible_unit": document.responsible_unit,
    }
    for name in HEAD_VALUES:
        yield [name, values[name]]
    for name in HEAD_WORDS:
        yield [name, *map(getattr(document, name).get, languages)]


def _facts(item: DraftItem) -> list[Cell]:
    facts = {name: getattr(item, name) for name in ITEM_COLUMNS}
    facts["supporting_units"] = "\n".join(map(_unit, item.supporting_units)) or None
    if item.measurable is not None:
        facts["measurable"] = "true" if item.measurable else "false"
    return list(facts.values())


def _unit(name: str) -> str:
    """Return a name as its cell has it: a backslash at a line's end says that the name goes on."""
    lines = name.split("\n")
    ends = [line + "\\" * (len(line) - len(line.rstrip("\\"))) for line in lines]
    return "\\\n".join(ends)


def _texts(item: DraftItem, languages: tuple[str, ...]) -> Iterator[list[Cell]]:
    """Yield a row for each field and paragraph, its translations side by side."""
    for name in WORD_FIELDS:
        words = getattr(item, name)
        if words is not None:
            yield [item.key, name, *map(words.get, languages), _stale(item, name, languages)]
    count = len(item.text[ORIGINAL])
    nothing = (None,) * count
    for at in range(count):
        words = [item.text.get(code, nothing)[at] for code in languages]
        yield [item.key, str(at + 1), *words, _stale(item, str(at + 1), languages)]


def _stale(item: DraftItem, name: str, languages: tuple[str, ...]) -> str | None:
    return ", ".join(code for code in languages if name in item.stale.get(code, ())) or None


class _Book:
    """A workbook that is written sheet by sheet and row by row."""

    def __init__(self, out: BytesIO, folder: str) -> None:
        from xlsxwriter import Workbook

        options = {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }
        self.book: Any = Workbook(out, options)
        self.bold = self.book.add_format({"bold": True, "num_format": "@"})
        words = {"num_format": "@", "text_wrap": True, "valign": "top"}
        self.words = self.book.add_format(words)
        self.right_to_left = self.book.add_format({**words, "reading_order": 2})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})

    def sheet(
        self, name: str, head: Sequence[str], frozen: int, rows: Iterable[list[Cell]]
    ) -> None:
        """Write a sheet; its first row and `frozen` columns stay in sight."""
        sheet = self.book.add_worksheet(name)
        sheet._escape_control_characters = escaped
        sheet.freeze_panes(1, frozen)
        sheet.ignore_errors({"number_stored_as_text": EVERYWHERE})
        formats = [self._format(column) for column in head]
        for number, column in enumerate(head):
            width = TEXT_WIDTH if column in LANGUAGES else WIDTHS.get(column, WIDTH)
            sheet.set_column(number, number, width, formats[number])
            sheet.write_string(0, number, column, self.bold)
        for at, row in enumerate(rows, start=1):
            for number, cell in enumerate(row):
                if isinstance(cell, date) and cell >= FIRST_DAY:
                    sheet.write_datetime(at, number, cell, formats[number])
                elif cell is not None:
                    words = cell.isoformat() if isinstance(cell, date) else cell
                    sheet.write_string(at, number, words, formats[number])

    def _format(self, column: str) -> Any:
        if column in DAY_COLUMNS:
            return self.day
        return (
            self.right_to_left
            if column in LANGUAGES and LANGUAGES[column].dir == "rtl"
            else self.words
        )

    def finish(self) -> None:
        """Write the file."""
        self.book.close()

    def close(self) -> None:
        """Let go of the temporary files."""
        for sheet in self.book.worksheets():
            sheet.row_data_fh.close()


def escaped(words: str) -> str:
    """Return words so that a spreadsheet shows them as they are: what looks like an escape of XLSX is escaped.

    xlsxwriter's own way loses characters where two escapes would overlap ("_x0041_x0042_"), and it takes "<r>…</r>"
    for markup of its own.
    """
    words = _ESCAPE.sub("_x005F_", words)
    return f"_x003C_{words[1:]}" if words.startswith("<r>") else words
