# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading a draft for pages: the tree, and the names of its items."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session

from participation.roadmap import rules
from participation.roadmap.models import DraftVersion, Item, ItemText, ItemVersion


@dataclass(frozen=True)
class Stop:
    """An item by name."""

    key: str
    title: str
    level: str
    lang: str = rules.ORIGINAL


@dataclass
class TreeItem:
    """An item in the tree. `contributions` and `changed` are filled by whoever counts and compares."""

    id: int
    key: str
    level: str
    title: str
    lang: str
    responsible_unit: str | None
    deadline: date | None
    summary: str = ""
    summary_lang: str = rules.ORIGINAL
    target: str | None = None
    target_lang: str = rules.ORIGINAL
    measurable: bool | None = None
    units: tuple[str, ...] = ()
    contributions: int = 0
    changed: bool = False
    children: list[TreeItem] = field(default_factory=list)

    @property
    def all_contributions(self) -> int:
        """Return the contributions to this item and everything below it."""
        return self.contributions + sum(child.all_contributions for child in self.children)


_items = (
    select(
        ItemVersion.id,
        ItemVersion.item_id,
        ItemVersion.parent_id,
        ItemVersion.level,
        ItemVersion.responsible_unit,
        ItemVersion.supporting_units,
        ItemVersion.deadline,
        ItemVersion.target_date,
        ItemVersion.measurable,
        Item.key,
    )
    .join(Item, Item.id == ItemVersion.item_id)
    .where(ItemVersion.draft_version_id == bindparam("version"))
    .order_by(ItemVersion.position)
)

_words = (
    select(
        ItemText.item_version_id,
        ItemText.locale,
        ItemText.title,
        ItemText.summary,
        ItemText.target_value,
        ItemText.indicator,
    )
    .join(ItemVersion, ItemVersion.id == ItemText.item_version_id)
    .where(
        ItemVersion.draft_version_id == bindparam("version"),
        ItemText.locale.in_(bindparam("locales", expanding=True)),
    )
)

_titles: Select[int, int | None, str, str, str, str] = (
    select(
        ItemVersion.item_id,
        ItemVersion.parent_id,
        ItemVersion.level,
        Item.key,
        ItemText.locale,
        ItemText.title,
    )
    .join(Item, Item.id == ItemVersion.item_id)
    .join(ItemText, ItemText.item_version_id == ItemVersion.id)
    .where(
        ItemVersion.draft_version_id == bindparam("version"),
        ItemText.locale.in_(bindparam("locales", expanding=True)),
    )
    .order_by(ItemVersion.position)
)


def tree(session: Session, version_id: int, locale: str) -> list[TreeItem]:
    """Return the goals of a draft version, everything else below them, in the draft's order; two queries."""
    texts: dict[int, dict[str, Row[int, str, str, str, str | None, str | None]]] = {}
    for words in session.execute(
        _words, {"version": version_id, "locales": rules.locales_for(locale)}
    ):
        texts.setdefault(words.item_version_id, {})[words.locale] = words
    nodes: dict[int, TreeItem] = {}
    roots: list[TreeItem] = []
    for row in session.execute(_items, {"version": version_id}):
        said = texts[row.id]
        lang, title = said_best(said, "title", locale)
        summary_lang, summary = said_best(said, "summary", locale)
        target_lang, target = said_best(said, "target_value", locale)
        if not target:
            target_lang, target = said_best(said, "indicator", locale)
        node = TreeItem(
            id=row.item_id,
            key=row.key,
            level=row.level,
            title=title or row.key,
            lang=lang,
            responsible_unit=row.responsible_unit,
            deadline=row.deadline or row.target_date,
            summary=summary or "",
            summary_lang=summary_lang,
            target=target,
            target_lang=target_lang,
            measurable=row.measurable,
            units=tuple(unit for unit in (row.responsible_unit, *row.supporting_units) if unit),
        )
        nodes[row.item_id] = node
        above = nodes.get(row.parent_id) if row.parent_id is not None else None
        (above.children if above else roots).append(node)
    return roots


def flat(goals: list[TreeItem]) -> list[TreeItem]:
    """Return a tree's items in reading order."""
    return [item for goal in goals for item in (goal, *flat(goal.children))]


def titles(session: Session, version_id: int, locale: str) -> dict[int, Stop]:
    """Return the names of a draft version's items by the items' ids, in the draft's order."""
    return {id_: stop for id_, (stop, _) in names(session, version_id, locale).items()}


def former(session: Session, item_ids: Collection[int], locale: str) -> dict[int, Stop]:
    """Return the names of items that are no longer in the draft, as the last published version had them."""
    if not item_ids:
        return {}
    rows = session.execute(
        select(ItemVersion.item_id, ItemVersion.level, Item.key, ItemText.locale, ItemText.title)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(ItemText, ItemText.item_version_id == ItemVersion.id)
        .join(DraftVersion, DraftVersion.id == ItemVersion.draft_version_id)
        .where(
            ItemVersion.item_id.in_(item_ids),
            DraftVersion.published_at.is_not(None),
            ItemText.locale.in_(rules.locales_for(locale)),
        )
        .order_by(DraftVersion.number, Item.key)
    ).all()
    texts: dict[int, dict[str, str]] = {}
    for row in rows:
        if row.title:
            texts.setdefault(row.item_id, {})[row.locale] = row.title
    found: dict[int, Stop] = {}
    for row in rows:
        lang, title = rules.in_best_locale(texts[row.item_id], locale)
        found[row.item_id] = Stop(row.key, title, row.level, lang)
    return found


def names(session: Session, version_id: int, locale: str) -> dict[int, tuple[Stop, int | None]]:
    """Return (name, parent's id) by the items' ids, in the draft's order."""
    rows = session.execute(
        _titles, {"version": version_id, "locales": rules.locales_for(locale)}
    ).all()
    texts: dict[int, dict[str, str]] = {}
    for row in rows:
        if row.title:
            texts.setdefault(row.item_id, {})[row.locale] = row.title
    found: dict[int, tuple[Stop, int | None]] = {}
    for row in rows:
        lang, title = rules.in_best_locale(
            texts.get(row.item_id, {rules.ORIGINAL: row.key}), locale
        )
        found[row.item_id] = (Stop(row.key, title, row.level, lang), row.parent_id)
    return found


def said_best(said: Mapping[str, object], name: str, locale: str) -> tuple[str, str | None]:
    """Return (language, words) of a word field, in the best language that says it; None where none does."""
    for code in rules.locales_for(locale):
        words: str | None = getattr(said.get(code), name, None)
        if words:
            return code, words
    return rules.ORIGINAL, None
