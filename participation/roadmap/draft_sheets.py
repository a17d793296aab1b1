# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""From a workbook's bytes to the values in its sheets, each with its cell, read with openpyxl.

openpyxl is imported where it is needed: processes that only serve pages never load it.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from itertools import islice
from threading import Lock
from typing import Any, cast

from participation.i18n import N_
from participation.roadmap.draft_document import DraftFaults
from participation.roadmap.draft_nodes import Reader, short
from participation.roadmap.draft_package import DAMAGED, Package, PackageRefused, open_package
from participation.roadmap.draft_scan import SheetScan, strings
from participation.roadmap.draft_yaml import LARGEST_FILE, TOO_LARGE

WHOLE_FILE = "*"  # the place of what is wrong with the file and not with a cell

Value = str | date
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NUMBER_FORMAT = re.compile(r"0(?:\.(0{1,15}))?(%)?")
_quiet = Lock()  # filters of warnings belong to the whole process


@dataclass(frozen=True)
class Sheet:
    """A sheet's values by row and column, both counted from 1; what is empty is left out."""

    name: str
    number: int
    rows: dict[int, dict[int, Value]]

    def index(self, row: int, column: int) -> int:
        """Return the mark of a cell."""
        return self.number << 40 | row << 16 | column


class Places:
    """How the cells of a workbook are called."""

    def __init__(self) -> None:
        self.names = [WHOLE_FILE]

    def add(self, name: str) -> int:
        """Take in a sheet and return its number."""
        self.names.append(name)
        return len(self.names) - 1

    def __call__(self, index: int) -> str:
        number, row, column = index >> 40, index >> 16 & 0xFFFFFF, index & 0xFFFF
        return f"{self.names[number]}!{letters(column)}{row}" if number else WHOLE_FILE


def letters(column: int) -> str:
    """Return how a column, counted from 1, is called: A, B, … AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def read_sheets(data: bytes, wanted: tuple[str, ...], reader: Reader) -> dict[str, Sheet] | None:
    """Return the sheets of a workbook, which must have just those of these names; None after noting what is wrong."""
    places = Places()
    reader.start_at(places)
    if len(data) > LARGEST_FILE:
        reader.refuse(0, TOO_LARGE, most=LARGEST_FILE // 1024**2)
        return None
    try:
        with _quiet, warnings.catch_warnings(), open_package(data) as package:
            warnings.simplefilter("ignore")  # openpyxl tells of everything that it leaves out
            found = _Workbook(data, package, reader).sheets(wanted, places)
    except PackageRefused as refused:
        reader.refuse(0, refused.message, **refused.known)
    except DraftFaults:
        raise
    except Exception:  # the libraries raise whatever a damaged file makes them stumble over
        reader.refuse(0, DAMAGED)
    return None if reader.faults else found


class _Workbook:
    """A checked workbook as openpyxl takes it apart, step by step and only as far as values need it."""

    def __init__(self, data: bytes, package: Package, reader: Reader) -> None:
        from openpyxl.reader.excel import ExcelReader
        from openpyxl.styles.stylesheet import apply_stylesheet
        from openpyxl.xml.constants import SHARED_STRINGS

        self.package = package
        self.reader = reader
        self.excel = cast(Any, ExcelReader(BytesIO(data), read_only=True, keep_links=False))
        self.excel.archive = package
        self.excel.read_manifest()
        self.excel.read_workbook()
        apply_stylesheet(package, self.excel.wb)
        table = self.excel.package.find(SHARED_STRINGS)
        self.strings: list[str] = []
        if table is not None:
            with package.open(table.PartName[1:]) as stream:
                self.strings = strings(stream)

    def sheets(self, wanted: tuple[str, ...], places: Places) -> dict[str, Sheet]:
        """Return the wanted sheets, noting others, missing ones and what is wrong in their cells."""
        paths = {sheet.name: part.target for sheet, part in self.excel.parser.find_sheets()}
        found = {}
        for name in wanted:
            sheet = Sheet(name, places.add(name), {})
            if name not in paths:
                self.reader.refuse(0, N_("the sheet %(name)s is missing"), name=name)
            elif self._fill(sheet, paths[name]):
                found[name] = sheet
        for name in sorted(set(paths) - set(wanted)):
            unknown = Sheet(name, places.add(name), {})
            self.reader.refuse(unknown.index(1, 1), N_("the sheet %(name)s is unknown"), name=name)
        return found

    def _fill(self, sheet: Sheet, path: str) -> bool:
        """Read a sheet's values into it; say whether it could be read."""
        from openpyxl.worksheet._read_only import ReadOnlyWorksheet

        before = len(self.reader.faults)

        def refuse(row: int, column: int, message: str, **known: object) -> None:
            self.reader.refuse(sheet.index(row, column), message, **known)

        scan = SheetScan(refuse)
        with self.package.open(path) as stream:
            scan.read(stream)
        if len(self.reader.faults) > before or not scan.rows:
            return len(self.reader.faults) == before
        source = cast(Any, ReadOnlyWorksheet(self.excel.wb, sheet.name, path, self.strings))
        rows = source.iter_rows(max_row=scan.rows, max_col=scan.columns)
        for number, row in enumerate(islice(rows, scan.rows), start=1):
            values = {}
            for column, cell in enumerate(row, start=1):
                value = None if cell.value is None else _value(cell)
                if isinstance(value, _Unclear):
                    refuse(number, column, value.message, **value.known)
                elif value is not None:
                    values[column] = value
            if values:
                sheet.rows[number] = values
        return len(self.reader.faults) == before


class _Unclear:
    """A cell whose value cannot be told from what is stored in it."""

    def __init__(self, message: str, **known: object) -> None:
        self.message = message
        self.known = known


def _value(cell: Any) -> Value | _Unclear | None:
    """Return a cell's text as the cell shows it, or its day; None where nothing is seen."""
    value = cell.value
    if cell.data_type == "e":  # a number that is no day, in a format for days
        return _Unclear(N_("an error value stands here"))
    if isinstance(value, str):
        return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value).strip() or None
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _shown(value, str(cell.number_format))
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    return _Unclear(N_("a time of day stands here; only texts and days are possible"))


def _shown(value: float, number_format: str) -> str | _Unclear:
    """Return a number as a cell shows it, with a point before decimals."""
    if number_format in ("General", "@"):
        return str(value) if isinstance(value, int) else format(value, ".15g").upper()
    form = _NUMBER_FORMAT.fullmatch(number_format)
    if form is None:
        return _Unclear(
            N_("a number in the format %(format)s cannot be read; make the cell a text"),
            format=short(number_format),
        )
    exact = Decimal(repr(value)) * (100 if form[2] else 1)
    return f"{exact.quantize(Decimal(1).scaleb(-len(form[1] or '')), ROUND_HALF_UP)}{form[2] or ''}"
