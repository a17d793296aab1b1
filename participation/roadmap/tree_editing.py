# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The tree of the version in preparation: items come, go, and change places with their neighbours."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from participation.audit import service as audit
from participation.roadmap import versions
from participation.roadmap.models import (
    DraftVersion,
    Item,
    ItemText,
    ItemVersion,
    Passage,
    PassageOrigin,
    PassageVersion,
)
from participation.roadmap.outcomes import NoSuchItem
from participation.roadmap.rules import ORIGINAL, PARENT_LEVEL, Level, key_fault


class TreeRefused(Exception):
    """The tree cannot be changed so; `code` says why.

    `key_taken`, `key_malformed`, `no_parent` (there is none of the level above), `has_children` (they go first),
    `at_the_end` (there is no neighbour on that side).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class NewItem:
    """An item about to be added: its key and parent, and its German words."""

    key: str
    level: Level
    parent: str | None
    source: str
    title: str
    summary: str
    text: str


def free_key(session: Session, consultation_id: int, level: Level, parent: str | None) -> str:
    """Return the next key that no version of the draft has ever used: "Z4", "Z1.3", "M1.2.4"."""
    stem = "Z" if level == Level.GOAL else f"{(parent or 'Z1').replace('Z', _LETTER[level])}."
    used = session.scalars(
        select(Item.key).where(
            Item.consultation_id == consultation_id, Item.key.startswith(stem, autoescape=True)
        )
    )
    ends = [int(key[len(stem) :]) for key in used if key[len(stem) :].isdigit()]
    return f"{stem}{max(ends, default=0) + 1}"


_LETTER = {Level.SUBGOAL: "Z", Level.MEASURE: "M"}


def add(session: Session, version: DraftVersion, new: NewItem, actor: str) -> None:
    """Add an item after the last one of its parent. Raises `TreeRefused`, `versions.Frozen`."""
    versions.claim(session, version.id)
    if key_fault(new.key, new.level):
        raise TreeRefused("key_malformed")
    rows = _rows(session, version)
    if any(key == new.key for _row, key in rows):
        raise TreeRefused("key_taken")
    wanted = PARENT_LEVEL.get(new.level)
    parent = next((row for row, key in rows if key == new.parent), None)
    if wanted is not None and (parent is None or parent.level != wanted):
        raise TreeRefused("no_parent")
    item = session.scalars(
        select(Item).where(Item.consultation_id == version.consultation_id, Item.key == new.key)
    ).first()
    if item is None:
        item = Item(consultation_id=version.consultation_id, key=new.key)
        session.add(item)
        session.flush()
    parent_id = parent.item_id if parent is not None else None
    position = _end_of(rows, parent_id)
    _make_room(session, version, position)
    row = ItemVersion(
        draft_version_id=version.id,
        item_id=item.id,
        parent_id=parent_id,
        level=new.level,
        position=position,
        source=new.source,
        supporting_units=[],
        measurable=None,
        edition=1,
    )
    passage = Passage(item_id=item.id)
    session.add_all((row, passage))
    session.flush()
    text = ItemText(
        item_version_id=row.id,
        locale=ORIGINAL,
        title=new.title,
        summary=new.summary,
        translates={},
    )
    session.add(text)
    session.flush()
    session.add(
        PassageVersion(
            passage_id=passage.id, item_text_id=text.id, number=1, text=new.text, translates=None
        )
    )
    session.flush()
    _record(session, version, "draft.item-added", new.key, actor)


def remove(session: Session, version: DraftVersion, key: str, actor: str) -> None:
    """Take an item out of the version. Raises `NoSuchItem`, `TreeRefused`, `versions.Frozen`."""
    versions.claim(session, version.id)
    rows = _rows(session, version)
    row = _find(rows, key)
    if any(other.parent_id == row.item_id for other, _key in rows):
        raise TreeRefused("has_children")
    texts = select(ItemText.id).where(ItemText.item_version_id == row.id)
    passages = select(Passage.id).where(Passage.item_id == row.item_id)
    session.execute(delete(PassageVersion).where(PassageVersion.item_text_id.in_(texts)))
    session.execute(delete(ItemText).where(ItemText.item_version_id == row.id))
    session.execute(
        delete(PassageOrigin).where(
            PassageOrigin.draft_version_id == version.id, PassageOrigin.passage_id.in_(passages)
        )
    )
    session.execute(delete(ItemVersion).where(ItemVersion.id == row.id))
    _record(session, version, "draft.item-removed", key, actor)


def move(session: Session, version: DraftVersion, key: str, up: bool, actor: str) -> None:
    """Let an item and all below it change places with the neighbour before (`up`) or after it.

    Raises `NoSuchItem`, `TreeRefused`, `versions.Frozen`.
    """
    versions.claim(session, version.id)
    rows = _rows(session, version)
    row = _find(rows, key)
    family = [other for other, _key in rows if other.parent_id == row.parent_id]
    place = family.index(row)
    neighbour = place - 1 if up else place + 1
    if not 0 <= neighbour < len(family):
        raise TreeRefused("at_the_end")
    first, second = sorted((place, neighbour))
    order = [other for other, _key in rows]
    blocks = [_block(order, family[i]) for i in (first, second)]
    start = order.index(blocks[0][0])
    moved = [*blocks[1], *blocks[0]]
    order[start : start + len(moved)] = moved
    for position, other in enumerate(order):
        other.position = position
    session.flush()
    _record(session, version, "draft.item-moved", key, actor)


def put_under(session: Session, version: DraftVersion, row: ItemVersion, key: str) -> None:
    """Let an item and all below it stand last under another parent; nothing moves where it is its parent already.

    The version has to be claimed. Raises `NoSuchItem` for a parent that is not there.
    """
    rows = _rows(session, version)
    parent = _find(rows, key)
    if row.parent_id == parent.item_id:
        return
    order = [other for other, _key in rows]
    block = _block(order, row)
    rest = [other for other in order if other not in block]
    place = rest.index(_block(rest, parent)[-1]) + 1
    row.parent_id = parent.item_id
    for position, other in enumerate([*rest[:place], *block, *rest[place:]]):
        other.position = position
    session.flush()


def _rows(session: Session, version: DraftVersion) -> list[tuple[ItemVersion, str]]:
    rows = session.execute(
        select(ItemVersion, Item.key)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(ItemVersion.draft_version_id == version.id)
        .order_by(ItemVersion.position)
    )
    return [(row[0], row[1]) for row in rows]


def _find(rows: list[tuple[ItemVersion, str]], key: str) -> ItemVersion:
    found = next((row for row, other in rows if other == key), None)
    if found is None:
        raise NoSuchItem(key)
    return found


def _block(order: list[ItemVersion], top: ItemVersion) -> list[ItemVersion]:
    """Return an item and everything below it, in the draft's order."""
    inside = {top.item_id}
    block = []
    for row in order:
        if row is top or row.parent_id in inside:
            inside.add(row.item_id)
            block.append(row)
    return block


def _end_of(rows: list[tuple[ItemVersion, str]], parent_id: int | None) -> int:
    """Return the position after everything below a parent; the draft's end for a goal."""
    order = [row for row, _key in rows]
    parent = next((row for row in order if row.item_id == parent_id), None)
    if parent is None:
        return len(order)
    return order.index(_block(order, parent)[-1]) + 1


def _make_room(session: Session, version: DraftVersion, position: int) -> None:
    rows = session.scalars(
        select(ItemVersion)
        .where(ItemVersion.draft_version_id == version.id)
        .order_by(ItemVersion.position)
    ).all()
    for place, row in enumerate(rows):
        row.position = place if place < position else place + 1
    session.flush()


def _record(session: Session, version: DraftVersion, act: str, key: str, actor: str) -> None:
    audit.record(session, audit.Act(act, actor, f"item/{version.id}/{key}"))
