# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every difference between two versions of a draft. The original language decides; translations follow it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from participation.roadmap.draft_document import WORD_FIELDS
from participation.roadmap.ordering import in_order, longest_staying, moved_items
from participation.roadmap.rules import ORIGINAL
from participation.roadmap.snapshots import (
    FACTS,
    ItemState,
    PassageState,
    Snapshot,
    Value,
    Words,
)

ITEM, PASSAGE, PLACE, TRANSLATION = "item", "passage", "place", "translation"


class Kind(StrEnum):
    """What happened to something between two versions."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"


@dataclass(frozen=True)
class Difference:
    """One difference. (`item_id`, `field`, `passage_id`) tells it from all others of a version.

    `number` is the passage's in the newer version, or in the older one where it is gone. `before` and `after` hold
    the values in the language asked for; `lang` is that of both, the original where one of them is not translated.
    For a moved item they are the keys of the items it stood and stands after, "" for none.
    """

    item_id: int
    key: str
    level: str
    title: Words
    title_lang: str
    field: str
    kind: Kind
    passage_id: int = 0
    number: int | None = None
    before: Value = None
    after: Value = None
    lang: str = ORIGINAL

    @property
    def place(self) -> tuple[int, str, int]:
        """Return what tells it from all others of its version."""
        return self.item_id, self.field, self.passage_id

    @property
    def language(self) -> str | None:
        """Return the language whose translation was revised, if that is the difference."""
        name, _, code = self.field.partition(":")
        return code if name == TRANSLATION else None


def compare(older: Snapshot, newer: Snapshot, locale: str = ORIGINAL) -> list[Difference]:
    """Return what differs, in the newer version's order; what is gone stands where it stood."""
    found: list[Difference] = []
    moved = moved_items(older, newer)
    for item_id in in_order(list(older), list(newer)):
        was, is_ = older.get(item_id), newer.get(item_id)
        if was is None and is_ is not None:
            found.append(_whole(is_, Kind.ADDED, locale))
        elif is_ is None and was is not None:
            found.append(_whole(was, Kind.REMOVED, locale))
        elif was is not None and is_ is not None:
            found += _item(was, is_, moved.get(item_id), locale)
    return found


def _item(
    was: ItemState, is_: ItemState, moved: tuple[str, str] | None, locale: str
) -> Iterator[Difference]:
    about = _About(is_, locale)
    if moved is not None:
        yield about.difference(PLACE, Kind.MOVED, before=moved[0], after=moved[1])
    for name in WORD_FIELDS[:2]:
        yield from _words(about, was, is_, name, locale)
    yield from _passages(about, was, is_, locale)
    for name in FACTS:
        if was.facts[name] != is_.facts[name]:
            yield about.difference(
                name, Kind.CHANGED, before=was.facts[name], after=is_.facts[name]
            )
    for name in WORD_FIELDS[2:]:
        yield from _words(about, was, is_, name, locale)
    yield from _translations(about, was, is_)


class _About:
    """What every difference of an item says about it."""

    def __init__(self, item: ItemState, locale: str) -> None:
        title = item.words.get("title", {})
        self.item = item
        self.lang = locale if locale in title and not title[locale].stale else ORIGINAL
        self.title = title.get(self.lang, Words(item.key))

    def difference(self, name: str, kind: Kind, **more: Any) -> Difference:
        """Return a difference of this item."""
        item = self.item
        return Difference(
            item.id,
            item.key,
            item.level,
            self.title,
            self.lang,
            name,
            kind,
            **more,
        )


def _whole(item: ItemState, kind: Kind, locale: str) -> Difference:
    about = _About(item, locale)
    langs = [about.lang] if all(about.lang in p.words for p in item.passages) else []
    lang = next(iter(langs), ORIGINAL)
    parts = [item.words.get("summary", {}).get(lang)] + [p.words.get(lang) for p in item.passages]
    text = "\n\n".join(part.text for part in parts if part is not None)
    side = {"after": text} if kind == Kind.ADDED else {"before": text}
    return about.difference(ITEM, kind, lang=lang, **side)


def _words(
    about: _About, was: ItemState, is_: ItemState, name: str, locale: str
) -> Iterator[Difference]:
    if was.original(name) == is_.original(name):
        return
    before, after, lang = _both(was.words.get(name, {}), is_.words.get(name, {}), locale)
    yield about.difference(name, Kind.CHANGED, before=before, after=after, lang=lang)


def _both(
    was: dict[str, Words], is_: dict[str, Words], locale: str
) -> tuple[str | None, str | None, str]:
    """Return both wordings in the language asked for; in the original where one is missing or older."""

    def said(words: dict[str, Words], lang: str) -> str | None:
        return words[lang].text if lang in words else None

    def whole(words: dict[str, Words]) -> bool:
        return not words or (locale in words and not words[locale].stale)

    lang = locale if whole(was) and whole(is_) else ORIGINAL
    return said(was, lang), said(is_, lang), lang


def _passages(about: _About, was: ItemState, is_: ItemState, locale: str) -> Iterator[Difference]:
    old = {passage.id: passage for passage in was.passages}
    new = {passage.id: passage for passage in is_.passages}
    taken = {origin for passage in is_.passages for origin in passage.origins}
    staying = longest_staying([i for i in old if i in new], [i for i in new if i in old])
    for number in in_order(list(old), list(new)):
        before, after = old.get(number), new.get(number)
        if after is None and before is not None:
            if number not in taken:  # what took it in tells of it
                words, _none, lang = _both(before.words, {}, locale)
                yield about.difference(
                    PASSAGE,
                    Kind.REMOVED,
                    passage_id=number,
                    number=before.number,
                    before=words,
                    lang=lang,
                )
        elif after is not None:
            yield from _passage(about, before, after, old, locale, number in staying)


def _passage(
    about: _About,
    before: PassageState | None,
    after: PassageState,
    old: dict[int, PassageState],
    locale: str,
    staying: bool,
) -> Iterator[Difference]:
    origins = [old[origin] for origin in after.origins if origin in old]
    if before is None and not origins:
        kind = Kind.ADDED
    elif before is None:
        kind = Kind.SPLIT
    elif origins:
        kind = Kind.MERGED
    elif before.original != after.original:
        kind = Kind.CHANGED
    elif not staying:
        kind = Kind.MOVED
    else:
        return
    sources = sorted(
        ([before] if before is not None else []) + origins, key=lambda passage: passage.number
    )
    joined: dict[str, Words] = {}
    if sources:
        for code in set.intersection(*(set(source.words) for source in sources)):
            joined[code] = Words(
                " ".join(source.words[code].text for source in sources),
                any(source.words[code].stale for source in sources),
            )
    said, says, lang = _both(joined, after.words, locale)
    yield about.difference(
        PASSAGE, kind, passage_id=after.id, number=after.number, before=said, after=says, lang=lang
    )


def _translations(about: _About, was: ItemState, is_: ItemState) -> Iterator[Difference]:
    """Yield one difference for each language whose words changed although the original did not."""
    changed: dict[str, list[tuple[str, str]]] = {}
    old = {passage.id: passage for passage in was.passages}
    pairs = [(was.words.get(name, {}), is_.words.get(name, {})) for name in WORD_FIELDS]
    pairs += [(old[p.id].words, p.words) for p in is_.passages if p.id in old]
    for before, after in pairs:
        if before.get(ORIGINAL, Words("")).text != after.get(ORIGINAL, Words("")).text:
            continue
        for code in sorted((before.keys() | after.keys()) - {ORIGINAL}):
            said, says = (side[code].text if code in side else "" for side in (before, after))
            if said != says:
                changed.setdefault(code, []).append((said, says))
    for code, texts in changed.items():
        before_text, after_text = (
            "\n\n".join(filter(None, side)) for side in zip(*texts, strict=True)
        )
        yield about.difference(
            f"{TRANSLATION}:{code}",
            Kind.CHANGED,
            before=before_text or None,
            after=after_text or None,
            lang=code,
        )
