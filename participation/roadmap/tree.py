# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading a draft for pages: the tree, and one item with its place, facts and passages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.roadmap import rules
from participation.roadmap.models import Item, ItemText, ItemVersion, PassageVersion


@dataclass(frozen=True)
class Stop:
    """An item by name."""

    key: str
    title: str
    level: str
    lang: str = rules.ORIGINAL


@dataclass
class TreeItem:
    """An item in the tree. `contributions` is filled by whoever counts them."""

    id: int
    key: str
    level: str
    title: str
    lang: str
    responsible_unit: str | None
    deadline: date | None
    summary: str = ""
    contributions: int = 0
    children: list[TreeItem] = field(default_factory=list)

    @property
    def all_contributions(self) -> int:
        """Return the contributions to this item and everything below it."""
        return self.contributions + sum(child.all_contributions for child in self.children)


@dataclass(frozen=True)
class Fact:
    """One line of an item's facts: the code of its label, its value, and a remark."""

    code: str
    value: str | date | None
    note: str | None = None


@dataclass(frozen=True)
class PassageView:
    """A passage as a page shows it. `id` is the passage's, `version_id` its wording's."""

    id: int
    version_id: int
    number: int
    text: str
    lang: str
    contributions: int = 0

    @property
    def anchor(self) -> str:
        """Return the id of its element."""
        return f"p{self.number}"


@dataclass(frozen=True)
class ItemPage:
    """An item whole. `id` is the item's, `version_id` its version's."""

    id: int
    version_id: int
    key: str
    level: str
    title: str
    summary: str
    lang: str
    parent: Stop | None
    path: tuple[Stop, ...]
    children: tuple[Stop, ...]
    facts: tuple[Fact, ...]
    passages: tuple[PassageView, ...]
    source: str


def tree(session: Session, version_id: int, locale: str) -> list[TreeItem]:
    """Return the goals of a draft version, everything else below them, in the draft's order; two queries."""
    rows = session.execute(
        select(ItemVersion, Item.key)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(ItemVersion.draft_version_id == version_id)
        .order_by(ItemVersion.position)
    ).all()
    texts = _texts(session, version_id)
    nodes: dict[int, TreeItem] = {}
    roots: list[TreeItem] = []
    for version, key in rows:
        lang, words = rules.in_best_locale(texts[version.id], locale)
        node = TreeItem(
            id=version.item_id,
            key=key,
            level=version.level,
            title=words.title,
            lang=lang,
            responsible_unit=version.responsible_unit,
            deadline=version.deadline or version.target_date,
            summary=words.summary,
        )
        nodes[version.item_id] = node
        above = nodes.get(version.parent_id) if version.parent_id is not None else None
        (above.children if above else roots).append(node)
    return roots


def flat(goals: list[TreeItem]) -> list[TreeItem]:
    """Return a tree's items in reading order."""
    return [item for goal in goals for item in (goal, *flat(goal.children))]


def item(session: Session, version_id: int, key: str, locale: str) -> ItemPage | None:
    """Return an item of a draft version, or None when the version has no such key."""
    found = session.execute(
        select(ItemVersion)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(ItemVersion.draft_version_id == version_id, Item.key == key)
    ).scalar()
    if found is None:
        return None
    texts = {
        text.locale: text
        for text in session.scalars(select(ItemText).where(ItemText.item_version_id == found.id))
    }
    lang, words = rules.in_best_locale(texts, locale)
    names = _names(session, version_id, locale)
    path = _path(found, names)
    children = [
        stop for id_, (stop, parent) in names.items() if parent == found.item_id and id_ != parent
    ]
    passages = session.scalars(
        select(PassageVersion)
        .where(PassageVersion.item_text_id == words.id)
        .order_by(PassageVersion.number)
    )
    return ItemPage(
        id=found.item_id,
        version_id=found.id,
        key=key,
        level=found.level,
        title=words.title,
        summary=words.summary,
        lang=lang,
        parent=path[-1] if path else None,
        path=tuple(path),
        children=tuple(children),
        facts=tuple(_facts(found, words)),
        passages=tuple(PassageView(p.passage_id, p.id, p.number, p.text, lang) for p in passages),
        source=found.source,
    )


def titles(session: Session, version_id: int, locale: str) -> dict[int, Stop]:
    """Return the names of a draft version's items by the items' ids, in the draft's order."""
    return {id_: stop for id_, (stop, _) in _names(session, version_id, locale).items()}


def _texts(session: Session, version_id: int) -> dict[int, dict[str, ItemText]]:
    found: dict[int, dict[str, ItemText]] = {}
    for text in session.scalars(
        select(ItemText)
        .join(ItemVersion, ItemVersion.id == ItemText.item_version_id)
        .where(ItemVersion.draft_version_id == version_id)
    ):
        found.setdefault(text.item_version_id, {})[text.locale] = text
    return found


def _names(session: Session, version_id: int, locale: str) -> dict[int, tuple[Stop, int | None]]:
    """Return (name, parent's id) by the items' ids."""
    rows = session.execute(
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
        .where(ItemVersion.draft_version_id == version_id)
        .order_by(ItemVersion.position)
    ).all()
    texts: dict[int, dict[str, str]] = {}
    for row in rows:
        texts.setdefault(row.item_id, {})[row.locale] = row.title
    names: dict[int, tuple[Stop, int | None]] = {}
    for row in rows:
        lang, title = rules.in_best_locale(texts[row.item_id], locale)
        names[row.item_id] = (Stop(row.key, title, row.level, lang), row.parent_id)
    return names


def _path(found: ItemVersion, names: dict[int, tuple[Stop, int | None]]) -> list[Stop]:
    path: list[Stop] = []
    above = found.parent_id
    while above is not None and above in names:
        stop, above = names[above]
        path.insert(0, stop)
    return path


def _facts(version: ItemVersion, words: ItemText) -> list[Fact]:
    """Return what is known of an item; a sub-goal without a measurable target says so."""
    facts = [
        Fact("responsible_unit", version.responsible_unit),
        Fact("supporting_units", ", ".join(version.supporting_units) or None),
        Fact("starts_on", version.starts_on),
        Fact("deadline", version.deadline),
        Fact("indicator", words.indicator),
        Fact("baseline", version.baseline),
        Fact("target", version.target_value),
        Fact("unit", words.unit),
        Fact("target_date", version.target_date),
        Fact("budget_class", version.budget_class),
        Fact("status", version.status),
        Fact("measurable", "not_yet" if version.measurable is False else None, words.note),
        Fact("source", version.source),
    ]
    return [fact for fact in facts if fact.value is not None]
