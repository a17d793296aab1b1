# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading one item for its page: its place, facts and passages, each in the best language there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.roadmap import rules
from participation.roadmap.models import Item, ItemText, ItemVersion, PassageVersion
from participation.roadmap.tree import Stop, names, said_best


@dataclass(frozen=True)
class Fact:
    """One line of an item's facts: the code of its label, its value and its language, and a remark."""

    code: str
    value: str | date | None
    lang: str = rules.ORIGINAL
    note: str | None = None
    note_lang: str = rules.ORIGINAL


@dataclass(frozen=True)
class PassageView:
    """A passage as a page shows it. `id` is the passage's, `version_id` its wording's.

    `stale` says that the original has moved on; `change` is the id of what this version changed of it.
    """

    id: int
    version_id: int
    number: int
    text: str
    lang: str
    stale: bool = False
    contributions: int = 0
    change: int | None = None

    @property
    def anchor(self) -> str:
        """Return the id of its element."""
        return f"p{self.number}"


@dataclass(frozen=True)
class ItemPage:
    """An item whole. `id` is the item's, `version_id` its version's; `following` the next one of its parent."""

    id: int
    version_id: int
    key: str
    level: str
    title: str
    lang: str
    summary: str
    summary_lang: str
    parent: Stop | None
    path: tuple[Stop, ...]
    children: tuple[Stop, ...]
    following: Stop | None
    facts: tuple[Fact, ...]
    passages: tuple[PassageView, ...]
    source: str
    stale: bool = False


def item(session: Session, version_id: int, key: str, locale: str) -> ItemPage | None:
    """Return an item of a draft version, or None when the version has no such key."""
    found = session.execute(
        select(ItemVersion)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(ItemVersion.draft_version_id == version_id, Item.key == key)
    ).scalar()
    if found is None:
        return None
    wanted = rules.locales_for(locale)
    texts = {
        text.locale: text
        for text in session.scalars(
            select(ItemText).where(
                ItemText.item_version_id == found.id, ItemText.locale.in_(wanted)
            )
        )
    }
    stops = names(session, version_id, locale)
    path = _path(found, stops)
    lang, title = said_best(texts, "title", locale)
    summary_lang, summary = said_best(texts, "summary", locale)
    passages = _passages(session, texts, wanted)
    return ItemPage(
        id=found.item_id,
        version_id=found.id,
        key=key,
        level=found.level,
        title=title or key,
        lang=lang,
        summary=summary or "",
        summary_lang=summary_lang,
        parent=path[-1] if path else None,
        path=tuple(path),
        children=tuple(stop for stop, parent in stops.values() if parent == found.item_id),
        following=_following(found, stops),
        facts=tuple(_facts(found, texts, locale)),
        passages=tuple(passages),
        source=found.source,
        stale=_is_old(texts, lang) or any(passage.stale for passage in passages),
    )


def wording(session: Session, passage_version_id: int) -> tuple[str, str] | None:
    """Return (text, language) of one wording of a passage, in whatever version it stands, or None."""
    row = session.execute(
        select(PassageVersion.text, ItemText.locale)
        .join(ItemText, ItemText.id == PassageVersion.item_text_id)
        .where(PassageVersion.id == passage_version_id)
    ).first()
    return (row.text, row.locale) if row else None


def _passages(
    session: Session, texts: Mapping[str, ItemText], wanted: Sequence[str]
) -> list[PassageView]:
    """Return the passages in the original's order, each in the best language that has it."""
    by_text = {text.id: code for code, text in texts.items()}
    said: dict[int, dict[str, PassageVersion]] = {}
    for passage in session.scalars(
        select(PassageVersion)
        .where(PassageVersion.item_text_id.in_(by_text))
        .order_by(PassageVersion.number)
    ):
        said.setdefault(passage.passage_id, {})[by_text[passage.item_text_id]] = passage
    views = []
    for number, words in said.items():
        original = words.get(rules.ORIGINAL)
        lang = next(code for code in wanted if code in words)
        best = words[lang]
        stale = lang != rules.ORIGINAL and (
            original is None or rules.is_stale(original.text, best.translates)
        )
        views.append(PassageView(number, best.id, best.number, best.text, lang, stale))
    return sorted(views, key=lambda view: view.number)


def _is_old(texts: Mapping[str, ItemText], lang: str) -> bool:
    """Say whether title or summary were translated from an older original."""
    original, shown = texts.get(rules.ORIGINAL), texts[lang]
    if lang == rules.ORIGINAL or original is None:
        return False
    return any(
        getattr(shown, name) and rules.is_stale(getattr(original, name), shown.translates.get(name))
        for name in ("title", "summary")
    )


def _path(found: ItemVersion, stops: dict[int, tuple[Stop, int | None]]) -> list[Stop]:
    path: list[Stop] = []
    above = found.parent_id
    while above is not None and above in stops:
        stop, above = stops[above]
        path.insert(0, stop)
    return path


def _following(found: ItemVersion, stops: dict[int, tuple[Stop, int | None]]) -> Stop | None:
    siblings = [i for i, (_stop, parent) in stops.items() if parent == found.parent_id]
    place = siblings.index(found.item_id) + 1
    return stops[siblings[place]][0] if place < len(siblings) else None


def _facts(version: ItemVersion, texts: Mapping[str, ItemText], locale: str) -> list[Fact]:
    """Return what is known of an item; a sub-goal without a measurable target says so."""

    def said(code: str, name: str) -> Fact:
        lang, words = said_best(texts, name, locale)
        return Fact(code, words, lang)

    note_lang, note = said_best(texts, "note", locale)
    unmeasured = "not_yet" if version.measurable is False else None
    facts = [
        Fact("responsible_unit", version.responsible_unit),
        Fact("supporting_units", ", ".join(version.supporting_units) or None),
        Fact("starts_on", version.starts_on),
        Fact("deadline", version.deadline),
        said("indicator", "indicator"),
        said("baseline", "baseline"),
        said("target", "target_value"),
        said("unit", "unit"),
        Fact("target_date", version.target_date),
        said("budget_class", "budget_class"),
        said("status", "status"),
        Fact("measurable", unmeasured, note=note, note_lang=note_lang),
        Fact("source", version.source),
    ]
    return [fact for fact in facts if fact.value is not None]
