# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""How far the translations of a version are: what is missing, and what is older than its original."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from participation.roadmap.rules import ORIGINAL
from participation.roadmap.snapshots import ItemState, Words, snapshot


@dataclass(frozen=True)
class Progress:
    """How many texts of an item are not translated into a language, and how many are stale."""

    missing: int
    stale: int


def translations(session: Session, version_id: int) -> dict[str, dict[str, Progress]]:
    """Return the progress by item key and language, only where something is left to do.

    A language nobody has begun with in the whole version is left out.
    """
    items = snapshot(session, version_id)
    begun = {
        code
        for item in items.values()
        for said in _texts(item)
        for code in said
        if code != ORIGINAL
    }
    found: dict[str, dict[str, Progress]] = {}
    for item in items.values():
        for code in sorted(begun):
            texts = _texts(item)
            missing = sum(code not in said for said in texts)
            stale = sum(code in said and said[code].stale for said in texts)
            if missing or stale:
                found.setdefault(item.key, {})[code] = Progress(missing, stale)
    return found


def _texts(item: ItemState) -> list[dict[str, Words]]:
    """Return everything that is said of an item, by language: fields that have words, and paragraphs."""
    fields = [said for said in item.words.values() if ORIGINAL in said]
    return [*fields, *(passage.words for passage in item.passages)]
