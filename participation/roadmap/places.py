# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where a contribution can be pinned: the ids behind item keys and paragraph numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.roadmap.models import DraftVersion, Item, ItemText, ItemVersion, PassageVersion
from participation.roadmap.rules import ORIGINAL


@dataclass(frozen=True)
class PassagePlace:
    """A passage and its wording."""

    id: int
    version_id: int


@dataclass(frozen=True)
class Place:
    """An item, its version, and its passages by number."""

    item_id: int
    item_version_id: int
    passages: dict[int, PassagePlace] = field(default_factory=dict)


def places(session: Session, consultation_id: int) -> dict[str, Place]:
    """Return the places of a consultation's newest published draft by item key; passages in the original."""
    newest = (
        select(func.max(DraftVersion.number))
        .where(
            DraftVersion.consultation_id == consultation_id, DraftVersion.published_at.is_not(None)
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Item.key,
            ItemVersion.item_id,
            ItemVersion.id.label("item_version_id"),
            PassageVersion.number,
            PassageVersion.passage_id,
            PassageVersion.id.label("passage_version_id"),
        )
        .select_from(ItemVersion)
        .join(DraftVersion, DraftVersion.id == ItemVersion.draft_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .outerjoin(
            ItemText, (ItemText.item_version_id == ItemVersion.id) & (ItemText.locale == ORIGINAL)
        )
        .outerjoin(PassageVersion, PassageVersion.item_text_id == ItemText.id)
        .where(DraftVersion.consultation_id == consultation_id, DraftVersion.number == newest)
        .order_by(ItemVersion.position, PassageVersion.number)
    )
    found: dict[str, Place] = {}
    for row in rows:
        place = found.setdefault(row.key, Place(row.item_id, row.item_version_id))
        if row.number is not None:
            place.passages[row.number] = PassagePlace(row.passage_id, row.passage_version_id)
    return found
