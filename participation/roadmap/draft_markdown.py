# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Draft files in Markdown: a head in YAML, a heading for each item, and below it a section for each language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice

from yaml.nodes import MappingNode, Node

from participation import text
from participation.i18n import N_
from participation.roadmap.draft_blocks import Block, Kind, blocks
from participation.roadmap.draft_document import WORD_FIELDS, DraftDocument
from participation.roadmap.draft_file import read_tree
from participation.roadmap.draft_nodes import Reader
from participation.roadmap.draft_tree import Pair, mapping, pair, scalar, sequence
from participation.roadmap.draft_yaml import compose_text, decode
from participation.roadmap.rules import Level

LEVELS = {1: Level.GOAL, 2: Level.SUBGOAL, 3: Level.MEASURE}
FACTS = (
    "parent",
    "source",
    "measurable",
    "target_date",
    "responsible_unit",
    "supporting_units",
    "starts_on",
    "deadline",
)
SECTION_FACTS = tuple(name for name in WORD_FIELDS if name not in ("title", "summary"))
_RULE = re.compile(r"^---[^\S\n]*$", re.MULTILINE)
_UNIT_SIGN = re.compile(r"\\([\\|])|\|")


def read_markdown(data: bytes, name: str) -> DraftDocument:
    """Read a draft file in Markdown (`name` stands in the messages). Raises `DraftFaults` and nothing else."""
    reader = Reader(name)
    return read_tree(_tree(data, reader), reader)


def _tree(data: bytes, reader: Reader) -> Node | None:
    decoded = decode(data, reader)
    if decoded is None:
        return None
    written = text.normalise_newlines(decoded)
    if not written.strip():
        reader.refuse(0, N_("the file is empty"))
        return None
    rules = [*islice(_RULE.finditer(written), 2)]
    if len(rules) < 2 or rules[0].start():
        reader.refuse(0, N_("the file must begin with a head between two lines of three hyphens"))
        return None
    root = compose_text(written[: rules[1].start()], reader)
    items = _Items(reader)
    for block in blocks(written, rules[1].end(), reader):
        items.add(block)
    nodes = items.close()
    if reader.faults:
        return None
    if isinstance(root, MappingNode) and nodes:
        root.value.append(pair("items", sequence(nodes, nodes[0].start_mark.index)))
    return root


@dataclass
class _Item:
    """An item as far as it is read: what is said of it, and what it says by language."""

    index: int
    pairs: list[Pair]
    words: dict[str, dict[str, Node]] = field(default_factory=dict)
    passages: dict[str, list[Node]] = field(default_factory=dict)
    stale: dict[str, list[Node]] = field(default_factory=dict)

    def node(self) -> MappingNode:
        """Return the item as the tree has it."""
        texts = [
            pair(name, self._by_language(by_language)) for name, by_language in self.words.items()
        ]
        for name, lists in (("text", self.passages), ("stale", self.stale)):
            found: dict[str, Node] = {
                c: sequence(each, each[0].start_mark.index) for c, each in lists.items() if each
            }
            if found:
                texts.append(pair(name, self._by_language(found)))
        return mapping([*self.pairs, *texts], self.index)

    def _by_language(self, found: dict[str, Node]) -> MappingNode:
        index = next(iter(found.values())).start_mark.index
        return mapping([pair(code, node) for code, node in found.items()], index)


class _Items:
    """Puts blocks together to items."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.items: list[_Item] = []
        self.language = ""  # of the section; "" before the first one of an item
        self.stale: int | None = None  # where a mark stands that waits for what it marks

    def add(self, block: Block) -> None:
        """Take in the next block."""
        if block.kind is Kind.ITEM:
            self._not_stale()
            self._item(block)
        elif not self.items:
            self.reader.refuse(block.index, N_("this stands before the first item"))
        elif block.kind is Kind.SECTION:
            self._section(block)
        elif block.kind is Kind.STALE:
            self._not_stale()
            self.stale = block.index
        elif block.kind is Kind.FACT and not self.language:
            self._not_stale()
            self._fact(block)
        elif not self.language:
            self.reader.refuse(
                block.index, N_("a heading such as #### de: Title must stand before the words")
            )
        else:
            self._words(block)

    def close(self) -> list[MappingNode]:
        """Return the items."""
        self._not_stale()
        return [item.node() for item in self.items]

    def _item(self, block: Block) -> None:
        level = scalar(LEVELS[block.depth], block.index)
        self.items.append(
            _Item(block.index, [pair("key", scalar(block.name, block.index)), pair("level", level)])
        )
        self.language = ""

    def _section(self, block: Block) -> None:
        item = self.items[-1]
        self.language = block.name
        if block.name in item.passages:
            self.reader.refuse(
                block.index,
                N_("the section for %(language)s stands twice"),
                language=block.name,
            )
        item.passages.setdefault(block.name, [])
        item.words.setdefault("title", {})[block.name] = scalar(block.words or None, block.index)
        if block.words:
            self._mark("title", block)
        self._not_stale()

    def _fact(self, block: Block) -> None:
        if block.name not in FACTS:
            self._misplaced(block)
            return
        value: Node = scalar(block.words or None, block.index)
        if block.name == "supporting_units" and block.words:
            units = [scalar(unit, block.index) for unit in _units(block.words)]
            value = sequence(units, block.index)
        self.items[-1].pairs.append(pair(block.name, value))

    def _words(self, block: Block) -> None:
        item = self.items[-1]
        node = scalar(None if block.kind is Kind.MISSING else block.words, block.index)
        if block.kind in (Kind.PARAGRAPH, Kind.MISSING):
            passages = item.passages[self.language]
            passages.append(node)
            if block.kind is Kind.PARAGRAPH:
                self._mark(str(len(passages)), block)
        elif block.kind is Kind.FACT and block.name not in SECTION_FACTS:
            self._misplaced(block)
        elif block.words:
            self._field("summary" if block.kind is Kind.SUMMARY else block.name, block, node)
        self._not_stale()

    def _field(self, name: str, block: Block, node: Node) -> None:
        found = self.items[-1].words.setdefault(name, {})
        if self.language in found:
            self.reader.refuse(
                block.index,
                N_("%(name)s in %(language)s stands twice"),
                name=name,
                language=self.language,
            )
        found[self.language] = node
        self._mark(name, block)

    def _misplaced(self, block: Block) -> None:
        self.reader.refuse(block.index, N_("%(name)s cannot stand here"), name=block.name)

    def _mark(self, name: str, block: Block) -> None:
        """Note that something is stale when a mark stands before it."""
        if self.stale is not None:
            self.items[-1].stale.setdefault(self.language, []).append(scalar(name, self.stale))
            self.stale = None

    def _not_stale(self) -> None:
        """Refuse a mark that still waits where nothing follows that it could mark."""
        if self.stale is not None:
            self.reader.refuse(
                self.stale, N_("a mark for stale must stand right before what is stale")
            )
            self.stale = None


def _units(written: str) -> list[str]:
    """Return what single strokes part; a backslash makes a stroke or a backslash part of a name."""
    units, start = [""], 0
    for sign in _UNIT_SIGN.finditer(written):
        units[-1] += written[start : sign.start()] + (sign[1] or "")
        if sign[0] == "|":
            units.append("")
        start = sign.end()
    units[-1] += written[start:]
    return units
