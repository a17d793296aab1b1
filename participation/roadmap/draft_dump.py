# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writing a draft as the YAML that `draft_file` reads."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

import yaml

from participation.roadmap.draft_document import DraftDocument, DraftItem

WIDTH = 100


def dump_draft(document: DraftDocument) -> str:
    """Return a draft as YAML; read again, it is the same draft."""
    head: dict[str, Any] = {"format": 1}
    for field in fields(document):
        value = getattr(document, field.name)
        if field.name == "items":
            head["items"] = [_item(item) for item in value]
        else:
            head[field.name] = list(value) if isinstance(value, tuple) else value
    return yaml.dump(
        head, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH, line_break="\n"
    )


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
    """Quotes every text, so that no word turns into a number or a date; no anchors for what is equal."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"')


def _day(dumper: yaml.SafeDumper, value: date) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", value.isoformat())


_Dumper.add_representer(str, _text)
_Dumper.add_representer(date, _day)
