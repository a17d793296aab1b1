# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The lines of a draft in Markdown as blocks: headings, facts, summaries, paragraphs and marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from io import StringIO

from participation.i18n import N_
from participation.roadmap.draft_nodes import Reader, short

MOST_BLOCKS = 120_000  # ten thousand fields and paragraphs, each in every language
STALE, MISSING = "<!-- stale -->", "<!-- missing -->"
# What a paragraph's line may only begin with behind a backslash.
GRAMMAR = re.compile(r"[\\#>]|-(?= |$)|<!--")
_ITEM = re.compile(r"(#{1,3}) +(.*)")
_SECTION = re.compile(r"#### +([^\s:]+)(?: *:(.*)| *)")
_FACT = re.compile(r"- +([a-z_]+):(.*)")
_MARK = re.compile(r"<!-- *(stale|missing) *-->\s*")


class Kind(Enum):
    """What a block is."""

    ITEM = auto()  # `name` is the key, `depth` the number of signs
    SECTION = auto()  # `name` is the language, the lines are the title
    FACT = auto()  # `name` is the field
    SUMMARY = auto()
    PARAGRAPH = auto()
    MISSING = auto()
    STALE = auto()


@dataclass
class Block:
    """Some lines that belong together; `index` is where they begin."""

    kind: Kind
    index: int
    lines: list[str]
    name: str = ""
    depth: int = 0

    @property
    def words(self) -> str:
        """Return the lines as one text, without white space around it."""
        return "\n".join(self.lines).strip()


def blocks(written: str, start: int, reader: Reader) -> list[Block]:
    """Return the blocks of a text from `start` on; its lines end with LF."""
    found: list[Block] = []
    current: Block | None = None  # what the next line may go on with
    index = start
    for ended in StringIO(written[start:]):  # a list of all lines could be larger than the file
        line = ended.removesuffix("\n")
        if not line.strip():
            current = None
        elif not _goes_on(current, line):
            current = _block(line, index, current, reader)
            if current is not None:
                found.append(current)
            if len(found) > MOST_BLOCKS:
                reader.refuse(
                    index,
                    N_("too much: at most %(most)s paragraphs and entries are possible"),
                    most=MOST_BLOCKS,
                )
                return []
        index += len(ended)
    return found


def _goes_on(current: Block | None, line: str) -> bool:
    """Say whether a line belongs to the block above it, and if so add it."""
    if current is None:
        return False
    if current.kind in (Kind.SECTION, Kind.FACT) and line.startswith("  "):
        current.lines.append(line[2:])
    elif current.kind is Kind.SUMMARY and line.startswith(">"):
        current.lines.append(_quoted(line))
    elif current.kind is Kind.PARAGRAPH and (line.startswith("\\") or not GRAMMAR.match(line)):
        current.lines.append(line.removeprefix("\\"))
    else:
        return False
    return True


def _block(line: str, index: int, above: Block | None, reader: Reader) -> Block | None:
    if line.startswith("#"):
        if found := _SECTION.fullmatch(line):
            return Block(Kind.SECTION, index, [found[2] or ""], found[1])
        if found := _ITEM.fullmatch(line):
            return Block(Kind.ITEM, index, [], found[2].strip(), len(found[1]))
    elif line.startswith(">"):
        return Block(Kind.SUMMARY, index, [_quoted(line)])
    elif line.startswith("<!--"):
        if found := _MARK.fullmatch(line):
            return Block(Kind.STALE if found[1] == "stale" else Kind.MISSING, index, [])
    elif found := _FACT.fullmatch(line):
        return Block(Kind.FACT, index, [_after_blank(found[2])], found[1])
    elif line.startswith("\\") or not GRAMMAR.match(line):
        if above is None or above.kind in (Kind.STALE, Kind.MISSING):
            return Block(Kind.PARAGRAPH, index, [line.removeprefix("\\")])
        reader.refuse(
            index,
            N_(
                "a blank line must stand before a paragraph, or two blanks where the line goes on with an entry"
            ),
        )
        return None
    reader.refuse(
        index,
        N_(
            "a line must not begin like this: %(line)s (a backslash in front makes it part of a paragraph)"
        ),
        line=short(line),
    )
    return None


def _quoted(line: str) -> str:
    return _after_blank(line[1:])


def _after_blank(words: str) -> str:
    return words.removeprefix(" ")
