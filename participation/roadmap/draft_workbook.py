# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Draft files as workbooks: the sheets Draft, Items and Texts, brought into the tree that every format is read from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from yaml.nodes import Node

from participation import text
from participation.i18n import LANGUAGES, N_
from participation.roadmap.draft_document import WORD_FIELDS, DraftDocument
from participation.roadmap.draft_file import HEAD_FIELDS, HEAD_WORDS, read_tree
from participation.roadmap.draft_nodes import Reader, short
from participation.roadmap.draft_sentences import FIELD
from participation.roadmap.draft_sheets import letters, read_sheets
from participation.roadmap.draft_table import Table
from participation.roadmap.draft_tree import Pair, mapping, pair, scalar, sequence
from participation.roadmap.rules import ORIGINAL

SHEETS = ("Draft", "Items", "Texts")
ITEM_COLUMNS = (
    "key",
    "level",
    "parent",
    "source",
    "measurable",
    "target_date",
    "responsible_unit",
    "supporting_units",
    "starts_on",
    "deadline",
)
DAY_COLUMNS = frozenset(("target_date", "starts_on", "deadline"))
_PASSAGE = re.compile(r"[1-9]\d{0,4}", re.ASCII)


def read_workbook(data: bytes, name: str) -> DraftDocument:
    """Read a draft file in XLSX (`name` stands in the messages). Raises `DraftFaults` and nothing else."""
    reader = Reader(name)
    return read_tree(_tree(data, reader), reader)


def _tree(data: bytes, reader: Reader) -> Node | None:
    sheets = read_sheets(data, SHEETS, reader)
    if sheets is None:
        return None
    codes = set(LANGUAGES)
    head = Table(sheets["Draft"], reader, {"field", *codes}, ("field", ORIGINAL))
    items = Table(sheets["Items"], reader, {*ITEM_COLUMNS}, ("key",))
    texts = Table(
        sheets["Texts"], reader, {"key", "field", "stale", *codes}, ("key", "field", ORIGINAL)
    )
    if reader.faults:  # without its columns nothing in a sheet means anything
        return None
    found = _items(items)
    _add_texts(texts, found)
    pairs = _head(head)
    nodes = [item.node() for item in found.values()]
    if reader.faults:
        return None
    pairs.append(pair("items", sequence(nodes, items.sheet.index(1, 1))))
    return mapping(pairs, head.sheet.index(1, 1))


def _head(table: Table) -> list[Pair]:
    """Return what the sheet Draft says; a field that is not a text by language stands in the first of its columns."""
    pairs: list[Pair] = []
    first, *others = table.languages
    for row in table.rows:
        name = table.text(row, "field") or ""
        index = table.index(row, "field")
        value: Node
        if name in HEAD_WORDS:
            value = mapping(_pairs(table.by_language(row)), index)
        elif name not in HEAD_FIELDS - {"items"}:
            value = scalar(None, index)
            table.refuse(row, "field", N_("the draft has no field %(field)s"), field=short(name))
        else:
            value = table.node(row, first)
            if name == "languages" and value.value:
                codes = [
                    scalar(code.strip(), table.index(row, first)) for code in value.value.split(",")
                ]
                value = sequence(codes, table.index(row, first))
            for other in others:
                if table.text(row, other):
                    table.refuse(
                        row,
                        other,
                        N_("%(name)s has one value, in column %(column)s"),
                        name=name,
                        column=letters(table.columns[first]),
                    )
        pairs.append((scalar(name, index), value))
    return pairs


@dataclass
class _Item:
    """An item as far as it is read: its facts, and its rows in the sheet Texts by field or number."""

    index: int
    pairs: list[Pair]
    fields: dict[str, int] = field(default_factory=dict)
    stale: dict[str, list[Node]] = field(default_factory=dict)

    def node(self) -> Node:
        """Return the item as the tree has it."""
        return mapping(self.pairs, self.index)


def _items(table: Table) -> dict[str, _Item]:
    found: dict[str, _Item] = {}
    for row in table.rows:
        pairs: list[Pair] = []
        for name in table.columns:
            value = _fact(table, row, name)
            pairs.append((scalar(name, table.index(row, name)), value))
        key = table.text(row, "key") or ""
        if not key:
            table.refuse(row, "key", FIELD.missing, name="key")
        elif key in found:
            table.refuse(row, "key", N_("key %(key)s stands twice"), key=short(key))
        else:
            found[key] = _Item(table.sheet.index(row, 1), pairs)
    return found


def _fact(table: Table, row: int, name: str) -> Node:
    index = table.index(row, name)
    if name in DAY_COLUMNS:
        return scalar(table.day(row, name), index)
    written = table.text(row, name)
    if name == "measurable" and written:
        return scalar(written.lower(), index)
    if name == "supporting_units" and written:
        return sequence([scalar(unit, index) for unit in units(written)], index)
    return scalar(written, index)


def units(written: str) -> list[str]:
    """Return the names in a cell, one a line; a backslash at a line's end goes on with the name in the next line."""
    found: list[str] = []
    goes_on = False
    for line in text.normalise_newlines(written).split("\n"):
        name = line.rstrip("\\")
        strokes = len(line) - len(name)
        name += "\\" * (strokes // 2)
        if goes_on:
            found[-1] += f"\n{name}"
        elif line.strip():
            found.append(name)
        goes_on = strokes % 2 == 1
    return found


def _add_texts(table: Table, items: dict[str, _Item]) -> None:
    """Give each item what the sheet Texts says of it, whose rows may stand in any order."""
    for row in table.rows:
        words, stale = table.by_language(row), table.text(row, "stale")
        if not words and not stale:  # prepared, not filled in
            continue
        key, name = table.text(row, "key") or "", table.text(row, "field") or ""
        item = items.get(key)
        if item is None:
            table.refuse(
                row, "key", N_("there is no item %(key)s in the sheet Items"), key=short(key)
            )
        elif name not in WORD_FIELDS and not _PASSAGE.fullmatch(name):
            table.refuse(
                row,
                "field",
                N_("%(name)s is neither a field nor the number of a paragraph"),
                name=short(name),
            )
        elif name in item.fields:
            table.refuse(row, "field", N_("%(name)s of %(key)s stands twice"), name=name, key=key)
        else:
            item.fields[name] = row
            for code in (stale or "").split(","):
                if code.strip():
                    node = scalar(name, table.index(row, "stale"))
                    item.stale.setdefault(code.strip(), []).append(node)
    for key, item in items.items():
        _say(table, key, item)


def _say(table: Table, key: str, item: _Item) -> None:
    """Add an item's fields, passages and stale translations to what it says."""
    for name in WORD_FIELDS:
        if name in item.fields:
            row = item.fields[name]
            words = mapping(_pairs(table.by_language(row)), table.index(row, "field"))
            item.pairs.append(pair(name, words))
    numbers = sorted(int(name) for name in item.fields if name not in WORD_FIELDS)
    rows = [item.fields[str(number)] for number in numbers]
    for wanted, number in enumerate(numbers, start=1):
        if number != wanted:
            table.refuse(
                item.fields[str(number)],
                "field",
                N_("paragraph %(number)s of %(key)s is missing"),
                number=wanted,
                key=key,
            )
            break
    if rows:
        index = table.index(rows[0], "field")
        found: dict[str, Node] = {}
        for code in table.languages:
            passages = [table.node(row, code) for row in rows]
            if any(passage.value for passage in passages):
                found[code] = sequence(passages, table.index(rows[0], code))
        item.pairs.append(pair("text", mapping(_pairs(found), index)))
    if item.stale:
        marks = {c: sequence(each, each[0].start_mark.index) for c, each in item.stale.items()}
        first = next(iter(marks.values())).start_mark.index
        item.pairs.append(pair("stale", mapping([pair(c, m) for c, m in marks.items()], first)))


def _pairs(found: dict[str, Node]) -> list[Pair]:
    return [pair(code, node) for code, node in found.items()]
