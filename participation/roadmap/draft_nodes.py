# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading values out of a tree of YAML nodes, each fault with its place; every format is brought into such a tree.

A node's mark says where it stands: its `index` is a character of a text file or a cell of a workbook, and the reader
knows how to call it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Set
from datetime import date

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from participation import text
from participation.i18n import N_
from participation.roadmap.draft_document import DraftFaults, Fault, Texts
from participation.roadmap.draft_sentences import ENTRY, FIELD, IN_LANGUAGE, PARAGRAPH, Sentences

MOST_FAULTS = 1_000  # told at once; a file with more of them is not a draft
NULL = "tag:yaml.org,2002:null"
_LINE_END = re.compile(r"\r\n|\r|\n")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Reader:
    """Gathers faults while values are read; a value that cannot be read is given as empty."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self._place: Callable[[int], str] = lambda _index: "1"

    def start(self, written: str) -> None:
        """Take in where the lines begin: PyYAML's own count takes U+2028 and its like for line ends."""
        starts = [0, *(found.end() for found in _LINE_END.finditer(written))]
        self._place = lambda index: str(bisect_right(starts, index))

    def start_at(self, place: Callable[[int], str]) -> None:
        """Take in how the places of a file without lines are called."""
        self._place = place

    def place(self, index: int) -> str:
        """Return how the place of a mark is called: a line, counted from 1, or a cell."""
        return self._place(index)

    def refuse(self, index: int, message: str, /, **known: object) -> None:
        """Note that something is wrong at a place. Raises `DraftFaults` when there is no end of it."""
        place = self.place(index)
        if len(self.faults) == MOST_FAULTS:
            more = N_("and more: further faults are not listed")
            self.faults.append(Fault(self.file, place, more, {}, (1, index)))
            raise DraftFaults(self.faults)
        self.faults.append(Fault(self.file, place, message, known, (0, index)))

    def fault(self, node: Node, message: str, /, **known: object) -> None:
        """Note that something is wrong at a node."""
        self.refuse(node.start_mark.index, message, **known)

    def fields(
        self,
        node: Node,
        known: Set[str],
        name: str,
        shape: str = N_("%(name)s must be a mapping of names to values"),
        unknown: str = N_("%(name)s has no field %(field)s"),
    ) -> dict[str, Node]:
        """Return a mapping's values by name; unknown and repeated names are faults, empty values are left out."""
        if not isinstance(node, MappingNode):
            self.fault(node, shape, name=name)
            return {}
        found: dict[str, Node] = {}
        seen: set[str] = set()
        for name_node, value in node.value:
            field = name_node.value if isinstance(name_node, ScalarNode) else None
            if field is None or field not in known:
                self.fault(name_node, unknown, name=name, field=short(field))
            elif field in seen:
                self.fault(name_node, N_("field %(name)s stands twice"), name=field)
            else:
                seen.add(field)
                if value.tag != NULL:
                    found[field] = value
        return found

    def words(
        self,
        node: Node | None,
        name: str,
        most: int,
        at: Node,
        say: Sentences = FIELD,
        **more: object,
    ) -> str:
        """Return a text of at most `most` characters, its line ends as LF and no white space around it.

        `at` is where a missing one is reported; `say` and `more` are how it is spoken of.
        """
        known = {"name": name, **more}
        if node is None or node.tag == NULL:
            self.fault(node or at, say.missing, **known)
            return ""
        if not isinstance(node, ScalarNode):
            self.fault(node, say.shape, **known)
            return ""
        value = text.normalise_newlines(str(node.value)).strip()
        if not value or text.is_blank(value):
            self.fault(node, say.empty, **known)
        elif reason := text.storable(value):
            self.fault(node, say.unstorable, **known, reason=reason)
        elif len(value) > most:
            self.fault(node, say.long, **known, count=len(value), most=most)
        elif len(text.paragraphs(value)) > 1:
            self.fault(node, say.blank_line, **known)
        else:
            return value
        return ""

    def optional(self, node: Node | None, name: str, most: int) -> str | None:
        """Return a text, or None where there is none."""
        return None if node is None else self.words(node, name, most, node) or None

    def texts(
        self, node: Node | None, name: str, most: int, languages: tuple[str, ...], at: Node
    ) -> Texts:
        """Return a text by language: in the first one always, in the others where it is translated."""
        if node is None:
            self.fault(at, FIELD.missing, name=name)
            return {}
        found = self.fields(node, frozenset(languages), name)
        if not isinstance(node, MappingNode):
            return {}
        return {
            code: self.words(found.get(code), name, most, node, IN_LANGUAGE, language=code)
            for code in languages
            if code in found or code == languages[0]
        }

    def spread(
        self, node: Node | None, name: str, most: int, languages: tuple[str, ...], at: Node
    ) -> Texts:
        """Return a text by language where one that is written once holds in every language."""
        if not isinstance(node, ScalarNode):
            return self.texts(node, name, most, languages, at)
        value = self.words(node, name, most, at)
        return dict.fromkeys(languages, value)

    def passages(
        self, node: Node | None, most: int, languages: tuple[str, ...], at: Node
    ) -> dict[str, tuple[str | None, ...]]:
        """Return the passages by language: at least one in the first language, and the same number in each.

        None stands where one is not translated; a language without any is left out.
        """
        if node is None:
            self.fault(at, FIELD.missing, name="text")
            return {}
        found = self.fields(node, frozenset(languages), "text")
        read: dict[str, tuple[str | None, ...]] = {}
        wanted = 0
        for code in languages if isinstance(node, MappingNode) else ():
            if code not in found:
                if code == languages[0]:
                    self.fault(node, IN_LANGUAGE.missing, name="text", language=code)
                continue
            passages = tuple(self._passages(found[code], most, code, code == languages[0]))
            wanted = wanted or len(passages)
            if passages and len(passages) != wanted:
                self.fault(
                    found[code],
                    N_(
                        "text in %(language)s has %(count)s paragraphs, in %(original)s it has %(wanted)s"
                    ),
                    language=code,
                    count=len(passages),
                    original=languages[0],
                    wanted=wanted,
                )
            if any(passage is not None for passage in passages):
                read[code] = passages
        return read

    def _passages(
        self, node: Node, most: int, language: str, original: bool
    ) -> Iterator[str | None]:
        entries = self.entries(node, "text", IN_LANGUAGE.no_list, language=language)
        for number, entry in enumerate(entries, start=1):
            if entry.tag == NULL and not original:
                yield None
            else:
                yield self.words(
                    entry, "text", most, entry, PARAGRAPH, number=number, language=language
                )

    def entries(
        self, node: Node, name: str, message: str = FIELD.no_list, **more: object
    ) -> Iterator[Node]:
        """Yield a list's entries; an empty list is a fault."""
        if not isinstance(node, SequenceNode) or not node.value:
            self.fault(node, message, name=name, **more)
            return
        yield from node.value

    def units(self, node: Node | None, name: str, most: int, longest: int) -> tuple[str, ...]:
        """Return a list of up to `most` names of up to `longest` characters."""
        if node is None:
            return ()
        found = list(self.entries(node, name))
        if len(found) > most:
            self.fault(
                node,
                N_("%(name)s has %(count)s entries, at most %(most)s are possible"),
                name=name,
                count=len(found),
                most=most,
            )
            return ()
        return tuple(self.words(entry, name, longest, entry, ENTRY) for entry in found)

    def day(self, node: Node | None, name: str) -> date | None:
        """Return a day written as 2021-06-30."""
        if node is None:
            return None
        written = node.value.strip() if isinstance(node, ScalarNode) else ""
        try:
            if _DAY.fullmatch(written):
                return date.fromisoformat(written)
        except ValueError:  # the 31st of February
            pass
        self.fault(node, N_("%(name)s must be a day such as 2021-06-30"), name=name)
        return None

    def code(self, node: Node | None, name: str, known: Set[str], at: Node) -> str:
        """Return one of the known codes."""
        value = self.words(node, name, 80, at)
        if value and value not in known:
            self.fault(
                node or at,
                N_("%(name)s must be one of %(codes)s: %(value)s"),
                name=name,
                codes=", ".join(sorted(known)),
                value=short(value),
            )
            return ""
        return value

    def truth(self, node: Node | None, name: str) -> bool | None:
        """Return true or false, or None where nothing is said."""
        if node is None:
            return None
        written: object = node.value if isinstance(node, ScalarNode) else None
        if written not in ("true", "false"):
            self.fault(node, N_("%(name)s must be true or false"), name=name)
            return None
        return written == "true"

    def number(self, node: Node | None, name: str, least: int, most: int, at: Node) -> int:
        """Return a whole number from `least` to `most`."""
        written = self.words(node, name, 10, at)
        if written.isascii() and written.isdigit() and least <= int(written) <= most:
            return int(written)
        if written:
            self.fault(
                node or at,
                N_("%(name)s must be a whole number from %(least)s to %(most)s"),
                name=name,
                least=least,
                most=most,
            )
        return least


def short(value: object) -> str:
    """Return something foreign as a message shows it: quoted, at most 60 characters."""
    return repr(value[:60] if isinstance(value, str) else value)[:60]
