# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""From a draft file's bytes to YAML nodes, with everything refused that plain data does not need.

Only PyYAML's node graph is used, never its constructors, so no value turns into an object. Anchors and aliases are
refused before anything is built: a small file cannot grow into a large tree.
"""

from __future__ import annotations

import re

import yaml
from yaml.nodes import Node
from yaml.tokens import AliasToken, AnchorToken, TagToken

from participation.roadmap.draft_nodes import Reader

LARGEST_FILE = 5 * 1024 * 1024  # bytes
MOST_TOKENS = 500_000
DEEPEST = 12  # mappings and lists in one another

# What YAML 1.1 calls printable (section 5.1), and the line ends of section 5.4.
_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OPENING = (
    yaml.BlockMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.FlowSequenceStartToken,
)
_CLOSING = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)


def compose(data: bytes, reader: Reader) -> Node | None:
    """Return a file's root node; None after noting why there is none."""
    if len(data) > LARGEST_FILE:
        reader.refuse(0, f"the file is larger than {LARGEST_FILE // 1024**2} MiB")
        return None
    try:
        written = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reader.start(data[: error.start].decode("utf-8", "replace"))
        reader.refuse(error.start, "the file is not UTF-8")
        return None
    reader.start(written)
    for found in _UNPRINTABLE.finditer(written):
        reader.refuse(
            found.start(), f"a character that cannot be stored stands here (U+{ord(found[0]):04X})"
        )
    return None if reader.faults else _compose(written, reader)


def _compose(written: str, reader: Reader) -> Node | None:
    root: Node | None = None
    try:
        if _plain(written, reader):
            root = yaml.compose(written, Loader=yaml.CSafeLoader)
            if root is None:
                reader.refuse(0, "the file is empty")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        begun = ""
        if error.context and error.context_mark:
            begun = f" {error.context} that begins in line {reader.line(error.context_mark.index)}"
        reader.refuse(mark.index if mark else 0, f"not YAML: {error.problem}{begun}")
    except yaml.YAMLError as error:
        reader.refuse(0, f"not YAML: {error}")
    return root


def _plain(written: str, reader: Reader) -> bool:
    """Say whether a file is as flat, short and plain as a draft is; note why it is not."""
    depth = 0
    for count, token in enumerate(yaml.scan(written, Loader=yaml.CSafeLoader)):
        at = token.start_mark.index
        if isinstance(token, AliasToken | AnchorToken | TagToken):
            reader.refuse(at, "anchors, aliases and tags are not allowed")
            return False
        if isinstance(token, _OPENING):
            depth += 1
        elif isinstance(token, _CLOSING):
            depth -= 1
        if depth > DEEPEST:
            reader.refuse(at, f"nested too deeply, at most {DEEPEST} levels are possible")
            return False
        if count > MOST_TOKENS:
            reader.refuse(at, f"too much: at most {MOST_TOKENS} words and signs are possible")
            return False
    return True
