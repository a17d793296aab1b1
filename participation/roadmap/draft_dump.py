# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writing a draft as the YAML that `draft_file` reads, laid out for people who go on writing in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

import yaml

from participation.roadmap.draft_document import WORD_FIELDS, DraftDocument, DraftItem, Texts
from participation.roadmap.draft_file import HEAD_WORDS
from participation.roadmap.draft_items import SPREAD_FIELDS

WIDTH = 110  # columns
SHORT = 60  # characters that stay on one line with their field's name
_SIMPLE = re.compile(r"[^\W\d_][\w.-]*")  # cannot be taken for a number, a day or a sign of YAML
_UNFOLDABLE = re.compile("[\t\n\r\x85\u2028\u2029]")  # would come back changed
_ITEM = re.compile(r"\n(?=  - key: )")


def dump_draft(document: DraftDocument) -> str:
    """Return a draft as YAML; read again, it is the same draft."""
    languages = languages_of(document)
    items = [_item(item, languages, document.languages) for item in document.items]
    return _ITEM.sub("\n\n", _yaml({**_head(document, languages), "items": items}))


def dump_head(document: DraftDocument) -> str:
    """Return what a draft says beside its items, as YAML."""
    return _yaml(_head(document, languages_of(document)))


def languages_of(document: DraftDocument) -> tuple[str, ...]:
    """Return a draft's languages, then any others in which it still has texts: they are written, never dropped."""
    found = {code for name in HEAD_WORDS for code in getattr(document, name)}
    for item in document.items:
        found.update(item.text, item.stale)
        found.update(code for name in WORD_FIELDS for code in getattr(item, name) or ())
    return (*document.languages, *sorted(found - {*document.languages}))


def _yaml(value: dict[str, Any]) -> str:
    written: str = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH, line_break="\n"
    )
    return written


def _head(document: DraftDocument, languages: tuple[str, ...]) -> dict[str, Any]:
    head: dict[str, Any] = {"format": 1}
    for field in fields(document):
        value = getattr(document, field.name)
        if field.name in HEAD_WORDS:
            head[field.name] = _by_language(value, languages)
        elif field.name != "items":
            head[field.name] = list(value) if isinstance(value, tuple) else value
    return head


def _item(
    item: DraftItem, languages: tuple[str, ...], everywhere: tuple[str, ...]
) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for field in fields(item):
        value = getattr(item, field.name)
        if value is None or value == () or value == {}:
            continue
        if field.name in SPREAD_FIELDS and _same(value, everywhere):
            value = value[everywhere[0]]
        elif isinstance(value, dict):
            value = _by_language(value, languages)
        elif isinstance(value, tuple):
            value = list(value)
        written[field.name] = value
    return written


def _same(texts: Texts, languages: tuple[str, ...]) -> bool:
    return set(texts) == set(languages) and len(set(texts.values())) == 1


def _by_language(value: Mapping[str, Any], languages: tuple[str, ...]) -> dict[str, Any]:
    return {
        code: list(value[code]) if isinstance(value[code], tuple) else value[code]
        for code in languages
        if code in value
    }


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


def _nothing(dumper: yaml.SafeDumper, _value: None) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:null", "~")


_Dumper.add_representer(date, _day)
_Dumper.add_representer(type(None), _nothing)
