# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading values out of YAML nodes, each fault with its line."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Set
from datetime import date

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from participation import text
from participation.roadmap.draft_document import DraftFaults, Fault

MOST_FAULTS = 1_000  # told at once; a file with more of them is not a draft
NULL = "tag:yaml.org,2002:null"
_LINE_END = re.compile(r"\r\n|\r|\n")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Reader:
    """Gathers faults while values are read; a value that cannot be read is given as empty."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self._starts = [0]

    def start(self, written: str) -> None:
        """Take in where the lines begin: PyYAML's own count takes U+2028 and its like for line ends."""
        self._starts = [0, *(found.end() for found in _LINE_END.finditer(written))]

    def line(self, index: int) -> int:
        """Return the line, counted from 1, of the character at `index`."""
        return bisect_right(self._starts, index)

    def refuse(self, index: int, message: str) -> None:
        """Note that something is wrong at a character. Raises `DraftFaults` when there is no end of it."""
        line = self.line(index)
        if len(self.faults) == MOST_FAULTS:
            self.faults.append(Fault(self.file, line, "and more: further faults are not listed"))
            raise DraftFaults(self.faults)
        self.faults.append(Fault(self.file, line, message))

    def fault(self, node: Node, message: str) -> None:
        """Note that something is wrong at a node."""
        self.refuse(node.start_mark.index, message)

    def fields(self, node: Node, known: Set[str], what: str) -> dict[str, Node]:
        """Return a mapping's values by name; unknown and repeated names are faults, empty values are left out."""
        if not isinstance(node, MappingNode):
            self.fault(node, f"{what} must be a mapping of names to values")
            return {}
        found: dict[str, Node] = {}
        seen: set[str] = set()
        for name_node, value in node.value:
            name = name_node.value if isinstance(name_node, ScalarNode) else None
            if name is None or name not in known:
                self.fault(name_node, f"{what} has no field {_short(name)}")
            elif name in seen:
                self.fault(name_node, f"field {name} stands twice")
            else:
                seen.add(name)
                if value.tag != NULL:
                    found[name] = value
        return found

    def words(self, node: Node | None, name: str, most: int, at: Node) -> str:
        """Return a text of at most `most` characters; `at` is where a missing one is reported."""
        if node is None:
            self.fault(at, f"{name} is missing")
            return ""
        if not isinstance(node, ScalarNode):
            self.fault(node, f"{name} must be a text")
            return ""
        value = str(node.value).strip()
        if not value or text.is_blank(value):
            self.fault(node, f"{name} is empty")
        elif reason := text.storable(value):
            self.fault(node, f"{name} holds characters that cannot be stored ({reason})")
        elif len(value) > most:
            self.fault(node, f"{name} has {len(value)} characters, at most {most} are possible")
        elif len(text.paragraphs(value)) > 1:
            self.fault(node, f"{name} holds a blank line; it must be one paragraph")
        else:
            return value
        return ""

    def optional(self, node: Node | None, name: str, most: int) -> str | None:
        """Return a text, or None where there is none."""
        return None if node is None else self.words(node, name, most, node) or None

    def texts(
        self, node: Node | None, name: str, most: int, languages: tuple[str, ...], at: Node
    ) -> dict[str, str]:
        """Return a text in every language of the draft."""
        if node is None:
            self.fault(at, f"{name} is missing")
            return {}
        found = self.fields(node, frozenset(languages), name)
        if not isinstance(node, MappingNode):
            return {}
        return {
            code: self.words(found.get(code), f"{name} in {code}", most, node) for code in languages
        }

    def passages(
        self, node: Node | None, most: int, languages: tuple[str, ...], at: Node
    ) -> dict[str, tuple[str, ...]]:
        """Return the passages by language: at least one, and the same number in every language."""
        if node is None:
            self.fault(at, "text is missing")
            return {}
        found = self.fields(node, frozenset(languages), "text")
        read: dict[str, tuple[str, ...]] = {}
        for code in languages if isinstance(node, MappingNode) else ():
            if code not in found:
                self.fault(node, f"text in {code} is missing")
                continue
            read[code] = tuple(
                self.words(entry, f"paragraph {n} of the text in {code}", most, entry)
                for n, entry in enumerate(self.entries(found[code], f"text in {code}"), start=1)
            )
            original = len(read.get(languages[0], ())) or len(read[code])
            if read[code] and len(read[code]) != original:
                self.fault(
                    found[code],
                    f"text in {code} has {len(read[code])} paragraphs, "
                    f"in {languages[0]} it has {original}",
                )
        return read

    def entries(self, node: Node, name: str) -> Iterator[Node]:
        """Yield a list's entries; an empty list is a fault."""
        if not isinstance(node, SequenceNode) or not node.value:
            self.fault(node, f"{name} must be a list with at least one entry")
            return
        yield from node.value

    def day(self, node: Node | None, name: str) -> date | None:
        """Return a day written as 2021-06-30."""
        if node is None:
            return None
        written = node.value if isinstance(node, ScalarNode) else ""
        try:
            if _DAY.fullmatch(written):
                return date.fromisoformat(written)
        except ValueError:  # the 31st of February
            pass
        self.fault(node, f"{name} must be a day such as 2021-06-30")
        return None

    def code(self, node: Node | None, name: str, known: Set[str], at: Node) -> str:
        """Return one of the known codes."""
        value = self.words(node, name, 80, at)
        if value and value not in known:
            self.fault(
                node or at, f"{name} must be one of {', '.join(sorted(known))}: {_short(value)}"
            )
            return ""
        return value

    def truth(self, node: Node | None, name: str) -> bool | None:
        """Return true or false, or None where nothing is said."""
        if node is None:
            return None
        written: object = node.value if isinstance(node, ScalarNode) else None
        if written not in ("true", "false"):
            self.fault(node, f"{name} must be true or false")
            return None
        return written == "true"

    def number(self, node: Node | None, name: str, least: int, most: int, at: Node) -> int:
        """Return a whole number from `least` to `most`."""
        written = self.words(node, name, 10, at)
        if written.isascii() and written.isdigit() and least <= int(written) <= most:
            return int(written)
        if written:
            self.fault(node or at, f"{name} must be a whole number from {least} to {most}")
        return least


def _short(value: object) -> str:
    return repr(value)[:60]
