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

from participation.i18n import N_
from participation.roadmap.draft_nodes import Reader

LARGEST_FILE = 5 * 1024 * 1024  # bytes, in every format
TOO_LARGE = N_("the file is larger than %(most)s MiB")
NOT_YAML = N_("not YAML: %(problem)s")
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
    written = decode(data, reader)
    return None if written is None else compose_text(written, reader)


def decode(data: bytes, reader: Reader) -> str | None:
    """Return a text file's text without a byte order mark, its lines known to the reader; None after a fault."""
    if len(data) > LARGEST_FILE:
        reader.refuse(0, TOO_LARGE, most=LARGEST_FILE // 1024**2)
        return None
    try:
        written = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Counted in the object: with a byte order mark, that is without it.
        before = error.object[: error.start].decode("utf-8", "replace")
        reader.start(before)
        reader.refuse(len(before), N_("the file is not UTF-8"))
        return None
    reader.start(written)
    return written


def compose_text(written: str, reader: Reader) -> Node | None:
    """Return the root node of YAML in a text that begins where the file does; None after noting why there is none."""
    for found in _UNPRINTABLE.finditer(written):
        reader.refuse(
            found.start(),
            N_("a character that cannot be stored stands here (%(code)s)"),
            code=f"U+{ord(found[0]):04X}",
        )
    return None if reader.faults else _compose(written, reader)


def _compose(written: str, reader: Reader) -> Node | None:
    root: Node | None = None
    try:
        if _plain(written, reader):
            root = yaml.compose(written, Loader=yaml.CSafeLoader)
            if root is None:
                reader.refuse(0, N_("the file is empty"))
    except yaml.MarkedYAMLError as error:
        _not_yaml(error, reader)
    except yaml.YAMLError as error:
        reader.refuse(0, NOT_YAML, problem=str(error))
    return root


def _not_yaml(error: yaml.MarkedYAMLError, reader: Reader) -> None:
    mark = error.problem_mark or error.context_mark
    index = mark.index if mark else 0
    if error.context and error.context_mark:
        reader.refuse(
            index,
            N_("not YAML: %(problem)s %(context)s that begins in line %(line)s"),
            problem=error.problem,
            context=error.context,
            line=reader.place(error.context_mark.index),
        )
    else:
        reader.refuse(index, NOT_YAML, problem=error.problem)


def _plain(written: str, reader: Reader) -> bool:
    """Say whether a file is as flat, short and plain as a draft is; note why it is not."""
    depth = 0
    for count, token in enumerate(yaml.scan(written, Loader=yaml.CSafeLoader)):
        at = token.start_mark.index
        if isinstance(token, AliasToken | AnchorToken | TagToken):
            reader.refuse(at, N_("anchors, aliases and tags are not allowed"))
            return False
        if isinstance(token, _OPENING):
            depth += 1
        elif isinstance(token, _CLOSING):
            depth -= 1
        if depth > DEEPEST:
            reader.refuse(
                at, N_("nested too deeply, at most %(most)s levels are possible"), most=DEEPEST
            )
            return False
        if count > MOST_TOKENS:
            reader.refuse(
                at,
                N_("too much: at most %(most)s words and signs are possible"),
                most=MOST_TOKENS,
            )
            return False
    return True
