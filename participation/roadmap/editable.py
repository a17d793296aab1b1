# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""An item of the version in preparation as its editor sees it: fields of text, and paragraphs with their identity."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.roadmap.draft_document import WORD_FIELDS
from participation.roadmap.models import (
    DraftVersion,
    Item,
    ItemText,
    ItemVersion,
    Passage,
    PassageOrigin,
    PassageVersion,
)
from participation.roadmap.rules import ORIGINAL, Level, is_stale

PLAIN_FIELDS = {
    Level.GOAL: ("source",),
    Level.SUBGOAL: ("source", "parent", "measurable", "target_date"),
    Level.MEASURE: (
        "source",
        "parent",
        "responsible_unit",
        "supporting_units",
        "starts_on",
        "deadline",
    ),
}
WORDS_OF = {
    Level.GOAL: ("title", "summary"),
    Level.SUBGOAL: (
        "title",
        "summary",
        "indicator",
        "unit",
        "baseline",
        "target_value",
        "note",
    ),
    Level.MEASURE: ("title", "summary", "budget_class", "status"),
}


@dataclass(frozen=True)
class EditablePassage:
    """A paragraph: the original, the wording in the language that is edited, and where else it comes from.

    `id` is 0 for one that is not stored yet.
    """

    id: int
    original: str
    text: str
    stale: bool = False
    origins: tuple[int, ...] = ()


@dataclass(frozen=True)
class EditableItem:
    """An item in one language. `words` and `plain` hold texts by field, "" for nothing; `originals` the German words.

    `stale` names the word fields whose original has moved on since they were translated.
    """

    key: str
    level: Level
    locale: str
    words: dict[str, str]
    originals: dict[str, str]
    plain: dict[str, str]
    passages: tuple[EditablePassage, ...]
    stale: frozenset[str] = field(default_factory=frozenset)

    @property
    def original(self) -> bool:
        """Whether the authoritative language is edited."""
        return self.locale == ORIGINAL

    def fields(self) -> dict[str, str]:
        """Return everything that can be edited, by name, as `merging.merge` wants it.

        Paragraphs are "passage:" with their id; of the original their order is a field of its own.
        """
        found = {f"word:{name}": text for name, text in self.words.items()}
        found.update((f"passage:{p.id}", p.text) for p in self.passages if p.id)
        if self.original:
            found.update((f"plain:{name}", text) for name, text in self.plain.items())
            found["order"] = " ".join(str(p.id) for p in self.passages)
        return found


def load(session: Session, version: DraftVersion, key: str, locale: str) -> EditableItem | None:
    """Return an item of a version for editing in a language, or None when there is no such item."""
    row = session.execute(
        select(ItemVersion)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(ItemVersion.draft_version_id == version.id, Item.key == key)
    ).scalar()
    if row is None:
        return None
    texts = {
        text.locale: text
        for text in session.scalars(
            select(ItemText).where(
                ItemText.item_version_id == row.id, ItemText.locale.in_((ORIGINAL, locale))
            )
        )
    }
    parent = session.scalar(select(Item.key).where(Item.id == row.parent_id))
    original, own = texts[ORIGINAL], texts.get(locale)
    level = Level(row.level)
    names = [name for name in WORD_FIELDS if name in WORDS_OF[level]]
    return EditableItem(
        key=key,
        level=level,
        locale=locale,
        words={name: getattr(own, name, None) or "" for name in names},
        originals={name: getattr(original, name) or "" for name in names},
        plain={name: _written(_plain(row, name, parent)) for name in PLAIN_FIELDS[level]},
        passages=tuple(_passages(session, version, original, own)),
        stale=frozenset(
            name
            for name in names
            if own is not None
            and locale != ORIGINAL
            and getattr(own, name)
            and is_stale(getattr(original, name), own.translates.get(name))
        ),
    )


def passage_ids(session: Session, version: DraftVersion, key: str) -> frozenset[int]:
    """Return the ids of all paragraphs that an item has ever had, in whatever version."""
    return frozenset(
        session.scalars(
            select(Passage.id)
            .join(Item, Item.id == Passage.item_id)
            .where(Item.consultation_id == version.consultation_id, Item.key == key)
        )
    )


def _plain(row: ItemVersion, name: str, parent: str | None) -> object:
    if name == "parent":
        return parent
    if name == "supporting_units":
        return "\n".join(row.supporting_units)
    return getattr(row, name)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if value is not None else ""


def _passages(
    session: Session, version: DraftVersion, original: ItemText, own: ItemText | None
) -> list[EditablePassage]:
    origins: dict[int, list[int]] = {}
    for row in session.execute(
        select(PassageOrigin.passage_id, PassageOrigin.origin_id).where(
            PassageOrigin.draft_version_id == version.id
        )
    ):
        origins.setdefault(row.passage_id, []).append(row.origin_id)
    said = (
        {
            passage.passage_id: passage
            for passage in session.scalars(
                select(PassageVersion).where(PassageVersion.item_text_id == own.id)
            )
        }
        if own is not None
        else {}
    )
    found = []
    for passage in session.scalars(
        select(PassageVersion)
        .where(PassageVersion.item_text_id == original.id)
        .order_by(PassageVersion.number)
    ):
        words = said.get(passage.passage_id)
        stale = (
            own is not None
            and own.id != original.id
            and words is not None
            and is_stale(passage.text, words.translates)
        )
        found.append(
            EditablePassage(
                passage.passage_id,
                passage.text,
                words.text if words is not None else "",
                stale,
                tuple(sorted(origins.get(passage.passage_id, ()))),
            )
        )
    return found
