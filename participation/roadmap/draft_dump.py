# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writing a draft as the YAML that `draft_file` reads, laid out for people who go on writing in it."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date
from typing import Any

import yaml

from participation.roadmap.draft_document import DraftDocument, DraftItem

WIDTH = 110  # columns
SHORT = 60  # characters that stay on one line with their field's name
_SIMPLE = re.compile(r"[^\W\d_][\w.-]*")  # cannot be taken for a number, a day or a sign of YAML
_UNFOLDABLE = re.compile("[\t\n\r\x85\u2028\u2029]")  # would come back changed
_ITEM = re.compile(r"\n(?=  - key: )")


def dump_draft(document: DraftDocument) -> str:
    """Return a draft as YAML; read again, it is the same draft."""
    head: dict[str, Any] = {"format": 1}
    for field in fields(document):
        value = getattr(document, field.name)
        if field.name == "items":
            head["items"] = [_item(item) for item in value]
        else:
            head[field.name] = list(value) if isinstance(value, tuple) else value
    written: str = yaml.dump(
        head, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH, line_break="\n"
    )
    return _ITEM.sub("\n\n", written)


def _item(item: DraftItem) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for field in fields(item):
        value = getattr(item, field.name)
        if value is None or value == ():
            continue
        if field.name == "text":
            value = {code: list(passages) for code, passages in value.items()}
        elif isinstance(value, tuple):
            value = list(value)
        written[field.name] = value
    return written


class _Dumper(yaml.SafeDumper):
    """Indents lists under their name and repeats what is equal instead of pointing to it."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    """Write names as they are, long texts folded, everything else in quotes, so that no word turns into a number."""
    style = '"'
    if _SIMPLE.fullmatch(value):
        style = ""
    elif len(value) > SHORT and not _UNFOLDABLE.search(value):
        style = ">"
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _day(dumper: yaml.SafeDumper, value: date) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", value.isoformat())


_Dumper.add_representer(str, _text)
_Dumper.add_representer(date, _day)
