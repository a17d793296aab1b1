# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Building the tree that `Reader` reads where no YAML is: in Markdown and in workbooks."""

from __future__ import annotations

from collections.abc import Iterable

from yaml import Mark
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from participation.roadmap.draft_nodes import NULL

Pair = tuple[Node, Node]


def scalar(value: str | None, index: int) -> ScalarNode:
    """Return a text, or for None what stands where there is none."""
    tag = NULL if value is None else "tag:yaml.org,2002:str"
    return ScalarNode(tag, value or "", *_marks(index))


def sequence(entries: Iterable[Node], index: int) -> SequenceNode:
    """Return a list."""
    return SequenceNode("tag:yaml.org,2002:seq", list(entries), *_marks(index))


def mapping(pairs: Iterable[Pair], index: int) -> MappingNode:
    """Return a mapping; a name may stand in it twice, which is told when it is read."""
    return MappingNode("tag:yaml.org,2002:map", list(pairs), *_marks(index))


def pair(name: str, value: Node) -> Pair:
    """Return a name and its value; the name stands where the value does."""
    return scalar(name, value.start_mark.index), value


def _marks(index: int) -> tuple[Mark, Mark]:
    mark = Mark("", index, 0, 0, None, 0)
    return mark, mark
