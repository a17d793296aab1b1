# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writing a draft as the Markdown that `draft_markdown` reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from participation.roadmap.draft_blocks import GRAMMAR, MISSING, STALE
from participation.roadmap.draft_document import DraftDocument, DraftItem
from participation.roadmap.draft_dump import dump_head, languages_of
from participation.roadmap.draft_markdown import FACTS, LEVELS, SECTION_FACTS
from participation.roadmap.rules import ORIGINAL, Level

DEPTHS = {level: depth for depth, level in LEVELS.items()}


def dump_markdown(document: DraftDocument) -> str:
    """Return a draft as Markdown; read again, it is the same draft."""
    languages = languages_of(document)
    parts = [f"---\n{dump_head(document)}---"]
    for item in document.items:
        parts.append(f"{'#' * DEPTHS[Level(item.level)]} {item.key}")
        if facts := [*_facts(item)]:
            parts.append("\n".join(facts))
        for language in languages:
            parts += _section(item, language)
    return "\n\n".join(parts) + "\n"


def _facts(item: DraftItem) -> Iterator[str]:
    for name in FACTS:
        value = getattr(item, name)
        if value is None or value == ():
            continue
        if isinstance(value, bool):
            value = "true" if value else "false"
        elif isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, tuple):
            value = " | ".join(unit.replace("\\", "\\\\").replace("|", "\\|") for unit in value)
        yield _entry(name, value)


def _section(item: DraftItem, language: str) -> Iterator[str]:
    """Yield what an item says in a language, and what is not translated; blank lines part the pieces."""
    stale = item.stale.get(language, ())
    heading = f"#### {language}"
    if language in item.title:
        heading += ": " + _indented(item.title[language])
    yield _marked(heading, "title" in stale)
    if language in item.summary:
        lines = (f"> {line}" for line in item.summary[language].split("\n"))
        yield _marked("\n".join(lines), "summary" in stale)
    said = {name: getattr(item, name) or {} for name in SECTION_FACTS}
    facts = [
        _marked(_entry(name, by_language[language]), name in stale)
        for name, by_language in said.items()
        if language in by_language
    ]
    if facts:
        yield "\n".join(facts)
    nothing = (None,) * len(item.text.get(ORIGINAL, ()))
    for number, passage in enumerate(item.text.get(language, nothing), start=1):
        yield MISSING if passage is None else _marked(_escaped(passage), str(number) in stale)


def _entry(name: str, value: str) -> str:
    return f"- {name}: {_indented(value)}"


def _indented(words: str) -> str:
    return words.replace("\n", "\n  ")


def _escaped(words: str) -> str:
    """Put a backslash before each line that would be something else than words."""
    return "\n".join(f"\\{line}" if GRAMMAR.match(line) else line for line in words.split("\n"))


def _marked(words: str, stale: bool) -> str:
    return f"{STALE}\n{words}" if stale else words
