# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Going once through a sheet's XML before a library reads it: how large it is, and what a draft cannot hold.

A sheet may declare any size, and openpyxl believes it; read row by row it also knows nothing of merged cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import IO

from participation.i18n import N_
from participation.roadmap.draft_package import (
    MOST_ELEMENTS,
    TOO_MUCH,
    PackageRefused,
    local,
    parse,
    parser_without_entities,
)

MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_CELLS = 200_000  # empty ones included
MOST_STRINGS = 200_000  # of the table of texts
MOST_PIECES = 700_000  # elements of a sheet's data, and of the table of texts

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})", re.ASCII)
Refuse = Callable[..., None]  # (row, column, message, **known)


class SheetScan:
    """What a sheet holds: after `read`, how far its last value stands to the bottom and to the right."""

    def __init__(self, refuse: Refuse) -> None:
        self.rows = 0
        self.columns = 0
        self._refuse = refuse
        self._others = 0  # elements that are no data
        self._pieces = 0  # and those that are
        self._row_tags = 0
        self._cells = 0
        self._row = 0
        self._column = 0
        self._in_data = False
        self._in_value = False

    def read(self, stream: IO[bytes]) -> None:
        """Go through a sheet, telling what is wrong. Raises `PackageRefused` where it is damaged or far too large."""
        parser = parser_without_entities()
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parse(stream, parser)
        except _Enough:
            return

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        self._others += not self._in_data
        self._pieces += self._in_data
        if self._others > MOST_ELEMENTS:
            raise PackageRefused(TOO_MUCH, most=MOST_ELEMENTS)
        if self._pieces > MOST_PIECES:
            raise PackageRefused(TOO_MUCH, most=MOST_PIECES)
        if tag == "mergeCell":
            self._merged(attributes.get("ref", ""))
        elif tag == "sheetData":
            self._in_data = True
        elif not self._in_data:
            return
        elif tag == "row":
            self._begin_row(attributes)
        elif tag == "c":
            self._begin_cell(attributes)
        elif tag == "f":
            self._refuse(self._row, self._column, N_("formulas are not possible"))
        elif tag in ("v", "t"):
            self._in_value = True

    def _end(self, name: str) -> None:
        tag = local(name)
        if tag in ("v", "t"):
            self._in_value = False
        elif tag == "sheetData":
            self._in_data = False

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._row_tags += 1
        number = self._row + 1
        if "r" in attributes:
            number = _number(attributes["r"])
        if number <= self._row:
            raise PackageRefused
        self._row, self._column = number, 0
        if self._row_tags > MOST_ROWS:
            self._too_many_rows()

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._cells += 1
        if self._cells > MOST_CELLS:
            raise PackageRefused(
                N_("too much: a sheet has more than %(most)s cells"), most=MOST_CELLS
            )
        column = self._column + 1
        if "r" in attributes:
            row, column = coordinates(attributes["r"])
            if row != self._row:
                raise PackageRefused
        if column <= self._column:
            raise PackageRefused
        self._column = column
        if attributes.get("t") == "e":
            self._refuse(self._row, column, N_("an error value stands here"))

    def _text(self, words: str) -> None:
        if not self._in_value or not words.strip():
            return
        if self._row > MOST_ROWS:
            self._too_many_rows()
        if self._column > MOST_COLUMNS:
            self._refuse(
                self._row,
                self._column,
                N_("more than %(most)s columns are not possible"),
                most=MOST_COLUMNS,
            )
            raise _Enough
        self.rows, self.columns = self._row, max(self.columns, self._column)

    def _merged(self, reference: str) -> None:
        row, column = coordinates(reference.partition(":")[0])
        self._refuse(
            row, column, N_("merged cells are not possible: %(range)s"), range=reference[:60]
        )

    def _too_many_rows(self) -> None:
        self._refuse(self._row, 1, N_("more than %(most)s rows are not possible"), most=MOST_ROWS)
        raise _Enough


class _Enough(Exception):
    """A sheet need not be read further; what is wrong has been told."""


def strings(stream: IO[bytes]) -> list[str]:
    """Return a workbook's table of texts as written, escapes included. Raises `PackageRefused`.

    openpyxl's own way takes "x005F_" out of every text.
    """
    found: list[str] = []
    pieces: list[str] = []
    open_tags: list[str] = []
    elements = 0

    def begin(name: str, _attributes: dict[str, str]) -> None:
        nonlocal elements
        elements += 1
        if elements > MOST_PIECES or len(found) > MOST_STRINGS:
            raise PackageRefused(TOO_MUCH, most=MOST_PIECES)
        open_tags.append(local(name))

    def end(_name: str) -> None:
        if open_tags.pop() == "si":
            found.append("".join(pieces))
            pieces.clear()

    def text(words: str) -> None:
        if open_tags[-1] == "t" and "rPh" not in open_tags[-3:]:  # how East Asian words are read
            pieces.append(words)

    parser = parser_without_entities()
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parse(stream, parser)
    return found


def coordinates(reference: str) -> tuple[int, int]:
    """Return row and column, counted from 1, of a cell such as B7. Raises `PackageRefused`."""
    found = _CELL.fullmatch(reference)
    if found is None:
        raise PackageRefused
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def _number(written: str) -> int:
    if not (written.isascii() and written.isdigit() and len(written) <= 7):
        raise PackageRefused
    return int(written)
