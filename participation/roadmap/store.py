# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Putting a document's items into a version: rows, and the identity of each paragraph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, delete, insert, select
from sqlalchemy.orm import Session

from participation.db import Base, reserve_ids
from participation.roadmap import matching
from participation.roadmap.draft_document import WORD_FIELDS, DraftItem
from participation.roadmap.models import (
    Item,
    ItemText,
    ItemVersion,
    Passage,
    PassageOrigin,
    PassageVersion,
)
from participation.roadmap.rules import ORIGINAL, digest

Row = dict[str, object]
NOT_TRANSLATED = ""  # what a title or summary that is not there yet is stored as


@dataclass
class Known:
    """What an item's texts were before: passages (id, wording) in the original's order, words by language."""

    passages: list[tuple[int, str]] = field(default_factory=list)
    words: dict[str, dict[str, str | None]] = field(default_factory=dict)
    translations: dict[str, dict[int, str]] = field(default_factory=dict)  # by language and passage


def known(session: Session, version_id: int) -> dict[str, Known]:
    """Return what the items of a version say now, by key."""
    found: dict[str, Known] = {}
    texts: dict[int, tuple[Known, str]] = {}
    for text, key in session.execute(
        select(ItemText, Item.key)
        .join(ItemVersion, ItemVersion.id == ItemText.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(ItemVersion.draft_version_id == version_id)
    ):
        item = found.setdefault(key, Known())
        item.words[text.locale] = {name: getattr(text, name) or None for name in WORD_FIELDS}
        texts[text.id] = (item, text.locale)
    for passage in session.scalars(
        select(PassageVersion)
        .where(PassageVersion.item_text_id.in_(_texts_of(version_id)))
        .order_by(PassageVersion.number)
    ):
        item, locale = texts[passage.item_text_id]
        if locale == ORIGINAL:
            item.passages.append((passage.passage_id, passage.text))
        else:
            item.translations.setdefault(locale, {})[passage.passage_id] = passage.text
    return found


def clear(session: Session, version_id: int) -> None:
    """Take every item out of a version that was never published."""
    session.execute(
        delete(PassageVersion).where(PassageVersion.item_text_id.in_(_texts_of(version_id)))
    )
    session.execute(
        delete(ItemText).where(
            ItemText.item_version_id.in_(
                select(ItemVersion.id).where(ItemVersion.draft_version_id == version_id)
            )
        )
    )
    session.execute(delete(ItemVersion).where(ItemVersion.draft_version_id == version_id))
    session.execute(delete(PassageOrigin).where(PassageOrigin.draft_version_id == version_id))


def put(
    session: Session,
    consultation_id: int,
    version_id: int,
    items: Sequence[DraftItem],
    before: Mapping[str, Known],
) -> None:
    """Write a document's items into a version that holds none.

    Paragraphs keep the identity of those before them that they are most like. A translation that stayed as it was
    while its original moved on goes on naming the old original: it is stale.
    """
    ids = _item_ids(session, consultation_id, [item.key for item in items])
    version_ids = reserve_ids(session, ItemVersion.__table__, len(items))
    rows: dict[type[Base], list[Row]] = {
        table: [] for table in (ItemVersion, Passage, ItemText, PassageVersion, PassageOrigin)
    }
    text_ids = iter(
        reserve_ids(session, ItemText.__table__, sum(len(_languages(item)) for item in items))
    )
    passage_ids = iter(
        reserve_ids(session, Passage.__table__, sum(len(item.text[ORIGINAL]) for item in items))
    )
    for position, (item, item_version_id) in enumerate(zip(items, version_ids, strict=True)):
        rows[ItemVersion].append(_item_row(item, ids, version_id, item_version_id, position))
        old = before.get(item.key, Known())
        numbers: list[int] = []
        for match in _matches(item, old):
            number = old.passages[match.keeps][0] if match.keeps is not None else None
            if number is None:
                number = next(passage_ids)
                rows[Passage].append({"id": number, "item_id": ids[item.key]})
            numbers.append(number)
            rows[PassageOrigin] += [
                {"draft_version_id": version_id, "passage_id": number, "origin_id": origin}
                for origin in dict.fromkeys(old.passages[i][0] for i in match.origins)
            ]
        for code in _languages(item):
            text_id = next(text_ids)
            rows[ItemText].append(_text_row(item, code, old, text_id, item_version_id))
            rows[PassageVersion] += _passage_rows(item, code, old, text_id, numbers)
    for table, made in rows.items():
        if made:
            session.execute(insert(table), made)


def _texts_of(version_id: int) -> Select[int]:
    return (
        select(ItemText.id)
        .join(ItemVersion, ItemVersion.id == ItemText.item_version_id)
        .where(ItemVersion.draft_version_id == version_id)
    )


def _languages(item: DraftItem) -> list[str]:
    """Return the languages in which anything is said of an item, the original first."""
    said = [getattr(item, name) or {} for name in WORD_FIELDS]
    codes = {code for words in (*said, item.text) for code in words} - {ORIGINAL}
    return [ORIGINAL, *sorted(codes)]


def _matches(item: DraftItem, old: Known) -> list[matching.Match]:
    return matching.match(
        [text for _id, text in old.passages], [text or "" for text in item.text[ORIGINAL]]
    )


def _item_row(
    item: DraftItem, ids: Mapping[str, int], version_id: int, own: int, position: int
) -> Row:
    return {
        "id": own,
        "draft_version_id": version_id,
        "item_id": ids[item.key],
        "parent_id": ids[item.parent] if item.parent else None,
        "level": item.level,
        "position": position,
        "source": item.source,
        "responsible_unit": item.responsible_unit,
        "supporting_units": list(item.supporting_units),
        "starts_on": item.starts_on,
        "deadline": item.deadline,
        "measurable": item.measurable,
        "target_date": item.target_date,
        "edition": 1,
    }


def _text_row(item: DraftItem, code: str, old: Known, own: int, item_version_id: int) -> Row:
    stale = item.stale.get(code, ())
    translates: dict[str, str] = {}
    words: dict[str, str | None] = {}
    for name in WORD_FIELDS:
        by_language = getattr(item, name) or {}
        words[name] = by_language.get(code)
        if code != ORIGINAL and words[name]:
            original = by_language.get(ORIGINAL) or ""
            was, said = (old.words.get(c, {}).get(name) for c in (ORIGINAL, code))
            left = said == words[name] and was is not None and was != original
            translates[name] = _mark(original, was if left else None, name in stale)
    return {
        **words,
        "id": own,
        "item_version_id": item_version_id,
        "locale": code,
        "title": words["title"] or NOT_TRANSLATED,
        "summary": words["summary"] or NOT_TRANSLATED,
        "translates": translates,
    }


def _passage_rows(
    item: DraftItem, code: str, old: Known, text_id: int, numbers: Sequence[int]
) -> list[Row]:
    stale = item.stale.get(code, ())
    originals = dict(old.passages)
    rows: list[Row] = []
    for place, words in enumerate(item.text.get(code, ())):
        if words is None:
            continue
        translates = None
        if code != ORIGINAL:
            original, passage_id = item.text[ORIGINAL][place] or "", numbers[place]
            was = originals.get(passage_id)
            said = old.translations.get(code, {}).get(passage_id)
            left = said == words and was is not None and was != original
            translates = _mark(original, was if left else None, str(place + 1) in stale)
        rows.append(
            {
                "passage_id": numbers[place],
                "item_text_id": text_id,
                "number": place + 1,
                "text": words,
                "translates": translates,
            }
        )
    return rows


def _mark(original: str, older: str | None, stale: bool) -> str:
    """Return what a translation remembers of its original; nothing when only its being stale is known."""
    if older is not None:
        return digest(older)
    return "" if stale else digest(original)


def _item_ids(session: Session, consultation_id: int, keys: Sequence[str]) -> dict[str, int]:
    """Return the ids of items by key; those that are new are made."""
    there = {
        row.key: row.id
        for row in session.execute(
            select(Item.key, Item.id).where(Item.consultation_id == consultation_id)
        )
    }
    fresh = [Item(consultation_id=consultation_id, key=key) for key in keys if key not in there]
    session.add_all(fresh)
    session.flush()
    return {**there, **{item.key: item.id for item in fresh}}
