# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The wording that a contribution is written on, which it stays with whatever becomes of the draft."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.contributions import latest, rules
from participation.i18n import language
from participation.roadmap import items
from participation.roadmap.items import ItemPage, PassageView
from participation.roadmap.models import DraftVersion, ItemText, ItemVersion, PassageVersion
from participation.roadmap.queries import Head


@dataclass(frozen=True)
class Pinned:
    """A published wording of a passage, and where it stands."""

    item_id: int
    item_version_id: int
    passage_id: int
    passage_version_id: int
    number: int
    text: str
    lang: str
    draft_version_id: int
    draft_number: int

    @property
    def dir(self) -> str:
        """Return the direction of its text."""
        return language(self.lang).dir


@dataclass(frozen=True)
class About:
    """What somebody writes about: an item, or the wording of one of its passages that they have seen.

    `moved` says what a newer version did to it since: "dropped" (the item), "gone" (the passage), "changed"; None for
    nothing. `present` is the passage as it stands now.
    """

    item: ItemPage
    seen: Pinned | None = None
    moved: str | None = None
    present: PassageView | None = None


def pinned(session: Session, passage_version_id: int) -> Pinned | None:
    """Return a wording of a passage in whatever published version it stands, or None when there is none."""
    row = session.execute(
        select(
            ItemVersion.item_id,
            ItemVersion.id,
            PassageVersion.passage_id,
            PassageVersion.id,
            PassageVersion.number,
            PassageVersion.text,
            ItemText.locale,
            DraftVersion.id,
            DraftVersion.number,
        )
        .select_from(PassageVersion)
        .join(ItemText, ItemText.id == PassageVersion.item_text_id)
        .join(ItemVersion, ItemVersion.id == ItemText.item_version_id)
        .join(DraftVersion, DraftVersion.id == ItemVersion.draft_version_id)
        .where(PassageVersion.id == passage_version_id, DraftVersion.published_at.is_not(None))
    ).first()
    return Pinned(*row) if row else None


def wordings(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Return wordings of passages by id."""
    found = select(PassageVersion.id, PassageVersion.text).where(PassageVersion.id.in_(ids))
    return {row.id: row.text for row in session.execute(found)}


def about(
    session: Session,
    head: Head,
    key: str,
    locale: str,
    passage: str | None,
    wording: str | None,
    begun: bool,
) -> About | None:
    """Return what a form is about, or None when there is no such place.

    `passage` is the number and `wording` the id that the form sent, None for none; without a wording the newest is
    meant. An item that was dropped is still there for whoever has `begun` to write about it.
    """
    item = items.item(session, head.version_id, key, locale)
    dropped = item is None
    if item is None and (begun or wording):
        last = latest.version_with(session, head.id, key)
        item = items.item(session, last.id, key, locale) if last is not None else None
    if item is None:
        return None
    if passage is None and wording is None:
        return About(item, moved="dropped" if dropped else None)
    seen = _seen(session, item, passage, wording)
    if seen is None or seen.draft_version_id == head.version_id:
        return About(item, seen) if seen is not None else None
    newest = items.item(session, head.version_id, key, seen.lang)
    passages = newest.passages if newest is not None else ()
    present = next((p for p in passages if p.id == seen.passage_id), None)
    if present is None:
        return About(item, seen, "gone")
    return About(item, seen, "changed" if present.text != seen.text else None, present)


def _seen(
    session: Session, item: ItemPage, passage: str | None, wording: str | None
) -> Pinned | None:
    """Return the wording that was seen, if it is this item's and the numbers fit."""
    if wording is None:
        found = next((p for p in item.passages if str(p.number) == passage), None)
        return pinned(session, found.version_id) if found is not None else None
    number = rules.read_id(wording)
    seen = pinned(session, number) if number is not None else None
    if seen is None or seen.item_id != item.id or passage not in (None, str(seen.number)):
        return None
    return seen
