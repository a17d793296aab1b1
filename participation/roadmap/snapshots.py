# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A version of a draft as plain values, to be compared with another one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.roadmap.draft_document import WORD_FIELDS
from participation.roadmap.models import (
    Item,
    ItemText,
    ItemVersion,
    PassageOrigin,
    PassageVersion,
)
from participation.roadmap.rules import ORIGINAL, is_stale

Value = str | date | bool | None

FACTS = (
    "source",
    "responsible_unit",
    "supporting_units",
    "starts_on",
    "deadline",
    "measurable",
    "target_date",
)


@dataclass(frozen=True)
class Words:
    """A wording in one language; `stale` when its original has moved on."""

    text: str
    stale: bool = False


@dataclass
class PassageState:
    """A passage: its number, and its wording by language."""

    id: int
    number: int
    words: dict[str, Words] = field(default_factory=dict)
    origins: tuple[int, ...] = ()

    @property
    def original(self) -> str:
        """Return the wording in the original language."""
        return self.words[ORIGINAL].text


@dataclass
class ItemState:
    """An item: its place, its facts, its words by field and language, its passages in order."""

    id: int
    key: str
    level: str
    parent_id: int | None
    facts: dict[str, Value]
    words: dict[str, dict[str, Words]] = field(default_factory=dict)
    passages: list[PassageState] = field(default_factory=list)

    def original(self, name: str) -> str | None:
        """Return a word field in the original language, or None."""
        words = self.words.get(name, {}).get(ORIGINAL)
        return words.text if words else None


Snapshot = dict[int, ItemState]  # by the items' ids, in the draft's order


def snapshot(session: Session, version_id: int) -> Snapshot:
    """Return a version's items; four queries, however many there are."""
    items, by_version = _items(session, version_id)
    texts = _texts(session, version_id, by_version)
    _passages(session, version_id, texts)
    for found in items.values():
        found.passages.sort(key=lambda passage: passage.number)
    return items


def _items(session: Session, version_id: int) -> tuple[Snapshot, dict[int, ItemState]]:
    columns = ItemVersion.__table__.columns
    items: Snapshot = {}
    by_version: dict[int, ItemState] = {}
    for row in session.execute(
        select(*columns, Item.key)
        .join(Item, Item.id == columns.item_id)
        .where(columns.draft_version_id == version_id)
        .order_by(columns.position)
    ).mappings():
        facts: dict[str, Value] = {name: row[name] for name in FACTS}
        facts["supporting_units"] = ", ".join(row["supporting_units"]) or None
        state = ItemState(row["item_id"], row["key"], row["level"], row["parent_id"], facts)
        items[state.id] = by_version[row["id"]] = state
    return items, by_version


def _texts(
    session: Session, version_id: int, by_version: dict[int, ItemState]
) -> dict[int, tuple[ItemState, str]]:
    columns = ItemText.__table__.columns
    rows = session.execute(
        select(*columns)
        .join(ItemVersion, ItemVersion.id == columns.item_version_id)
        .where(ItemVersion.draft_version_id == version_id)
        .order_by(columns.locale != ORIGINAL)
    ).mappings()
    texts: dict[int, tuple[ItemState, str]] = {}
    for row in rows:
        state, locale = by_version[row["item_version_id"]], row["locale"]
        texts[row["id"]] = (state, locale)
        for name in WORD_FIELDS:
            if row[name]:
                stale = locale != ORIGINAL and is_stale(
                    state.original(name), row["translates"].get(name)
                )
                state.words.setdefault(name, {})[locale] = Words(row[name], stale)
    return texts


def _passages(session: Session, version_id: int, texts: dict[int, tuple[ItemState, str]]) -> None:
    columns = PassageVersion.__table__.columns
    rows = session.execute(
        select(*columns, ItemText.locale)
        .join(ItemText, ItemText.id == columns.item_text_id)
        .join(ItemVersion, ItemVersion.id == ItemText.item_version_id)
        .where(ItemVersion.draft_version_id == version_id)
        .order_by(ItemText.locale != ORIGINAL)
    ).mappings()
    origins: dict[int, list[int]] = {}
    for passage_id, origin_id in session.execute(
        select(PassageOrigin.passage_id, PassageOrigin.origin_id).where(
            PassageOrigin.draft_version_id == version_id
        )
    ):
        origins.setdefault(passage_id, []).append(origin_id)
    found: dict[int, PassageState] = {}
    for row in rows:
        item, locale = texts[row["item_text_id"]]
        passage = found.get(row["passage_id"])
        if passage is None:
            if locale != ORIGINAL:
                continue
            passage = PassageState(row["passage_id"], row["number"])
            passage.origins = tuple(sorted(origins.get(passage.id, ())))
            found[passage.id] = passage
            item.passages.append(passage)
        stale = locale != ORIGINAL and is_stale(passage.original, row["translates"])
        passage.words[locale] = Words(row["text"], stale)
