# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A sheet of a draft's workbook as a table: a row of names, and below it a record in each row."""

from __future__ import annotations

from datetime import date

from yaml.nodes import Node

from participation.i18n import LANGUAGES, N_
from participation.roadmap.draft_nodes import Reader, short
from participation.roadmap.draft_sheets import Sheet
from participation.roadmap.draft_tree import scalar


class Table:
    """A sheet whose first row names its columns; `languages` are those columns that hold one, from left to right."""

    def __init__(
        self,
        sheet: Sheet,
        reader: Reader,
        known: set[str],
        needed: tuple[str, ...],
    ) -> None:
        self.sheet = sheet
        self.reader = reader
        self.columns: dict[str, int] = {}
        head = sheet.rows.get(1, {})
        for column, value in head.items():
            name = str(value)
            if name not in known:
                self._refuse(1, column, N_("column %(name)s is unknown"), name=short(name))
            elif name in self.columns:
                self._refuse(1, column, N_("column %(name)s stands twice"), name=name)
            else:
                self.columns[name] = column
        for name in needed:
            if name not in self.columns:
                self._refuse(1, 1, N_("column %(name)s is missing"), name=name)
        self.rows = [row for row in sheet.rows if row > 1]
        nameless = set(head)
        for row in self.rows:
            for column in sheet.rows[row].keys() - nameless:
                nameless.add(column)  # once is enough
                self._refuse(row, column, N_("row 1 has no name for this column"))
        self.languages = [name for name in self.columns if name in LANGUAGES]

    def index(self, row: int, name: str) -> int:
        """Return the mark of a field's cell."""
        return self.sheet.index(row, self.columns.get(name, 1))

    def text(self, row: int, name: str) -> str | None:
        """Return a cell's text, None where it is empty or, which is told, a day."""
        value = self._value(row, name)
        if isinstance(value, date):
            self._refuse(row, self.columns[name], N_("a day stands here; make the cell a text"))
            return None
        return value

    def day(self, row: int, name: str) -> str | None:
        """Return a cell's day as 2021-06-30, or what else is written there."""
        value = self._value(row, name)
        return value.isoformat() if isinstance(value, date) else value

    def node(self, row: int, name: str) -> Node:
        """Return a cell's text as the tree has it."""
        return scalar(self.text(row, name), self.index(row, name))

    def by_language(self, row: int) -> dict[str, Node]:
        """Return the texts of a row by language, without the empty ones."""
        found = {code: self.node(row, code) for code in self.languages}
        return {code: node for code, node in found.items() if node.value}

    def refuse(self, row: int, name: str, message: str, /, **known: object) -> None:
        """Note that something is wrong with a field's cell."""
        self.reader.refuse(self.index(row, name), message, **known)

    def _value(self, row: int, name: str) -> str | date | None:
        return self.sheet.rows[row].get(self.columns.get(name, 0))

    def _refuse(self, row: int, column: int, message: str, /, **known: object) -> None:
        self.reader.refuse(self.sheet.index(row, column), message, **known)
