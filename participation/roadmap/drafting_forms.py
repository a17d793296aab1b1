# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an editor sends about an item: words, facts and paragraphs, checked, and acts on the paragraphs."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from participation import text
from participation.roadmap import matching
from participation.roadmap.draft_items import (
    LONGEST_NAME,
    LONGEST_PASSAGE,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    LONGEST_WORD,
)
from participation.roadmap.editable import EditableItem, EditablePassage
from participation.roadmap.rules import digest, ends_before_start
from participation.web.forms import Errors

MOST_PASSAGES = 200
MOST_UNITS = 50
LONGEST_MARKS = 200_000
LARGEST_ID = 2**31 - 1
LIMITS = {
    "title": LONGEST_TITLE,
    "summary": LONGEST_SUMMARY,
    "indicator": LONGEST_SUMMARY,
    "note": LONGEST_SUMMARY,
    "unit": LONGEST_WORD,
    "baseline": LONGEST_NAME,
    "target_value": LONGEST_NAME,
    "budget_class": LONGEST_WORD,
    "status": LONGEST_WORD,
    "source": LONGEST_NAME,
    "responsible_unit": LONGEST_NAME,
    "supporting_units": 4_000,
}
DAYS = ("starts_on", "deadline", "target_date")


class ItemForm:
    """What was sent: the item as the editor has it now, what they had seen, and what is wrong with it."""

    def __init__(
        self,
        now: EditableItem,
        data: MultiDict[str, str],
        parents: Sequence[str],
        own: Collection[int],
    ) -> None:
        self.now = now
        self.own = own  # the ids of all paragraphs that the item has ever had
        self.errors: Errors = []
        self.marks = read_marks(data.get("marks", ""))
        self.checked = frozenset(data.getlist("checked[]"))
        words = {name: self._line(data, f"word-{name}", LIMITS[name]) for name in now.words}
        plain = dict(now.plain)
        passages: list[EditablePassage]
        if now.original:
            plain = {name: self._plain(data, name, parents) for name in now.plain}
            passages = self._paragraphs(data)
        else:
            passages = [
                replace(p, text=self._line(data, f"passage-{p.id}", LONGEST_PASSAGE))
                for p in now.passages
            ]
        self.left = [] if now.original else self._left(data)
        self.item = replace(now, words=words, plain=plain, passages=tuple(passages))

    def check(self) -> None:
        """Note what is missing or does not fit together in the original."""
        item = self.item
        if not item.original:
            return
        for name in ("title", "summary"):
            if text.is_blank(item.words[name]):
                self._wrong(f"word-{name}", _("This is needed in German."))
        if text.is_blank(item.plain["source"]):
            self._wrong("plain-source", _("Name the source."))
        if not item.passages:
            self._wrong("passages", _("At least one paragraph is needed."))
        if len(item.passages) > MOST_PASSAGES:
            self._wrong(
                "passages", _("Up to %(most)s paragraphs are possible.", most=MOST_PASSAGES)
            )
        for place, passage in enumerate(item.passages, start=1):
            if text.is_blank(passage.text):
                self._wrong(f"passage-{place}", _("Write something, or remove the paragraph."))
        if item.plain.get("measurable") == "yes" and not item.words["indicator"]:
            self._wrong("word-indicator", _("Say what is measured, or that it cannot be yet."))
        if item.plain.get("measurable") == "no" and not item.words["note"]:
            self._wrong("word-note", _("Say what cannot be measured yet."))
        self._check_facts()

    def _check_facts(self) -> None:
        item = self.item
        days = {name: item.plain.get(name, "") for name in DAYS}
        units = item.plain.get("supporting_units", "").splitlines()
        if len(units) > MOST_UNITS or any(len(unit) > LONGEST_NAME for unit in units):
            self._wrong(
                "plain-supporting_units",
                _(
                    "Up to %(most)s units of %(length)s characters are possible.",
                    most=MOST_UNITS,
                    length=LONGEST_NAME,
                ),
            )
        if not self.errors and ends_before_start(_day(days["starts_on"]), _day(days["deadline"])):
            self._wrong("plain-deadline", _("The deadline lies before the start."))

    def split(self) -> None:
        """Make several paragraphs of one in which blank lines stand; the likest keeps the identity."""
        found: list[EditablePassage] = []
        for passage in self.item.passages:
            parts = text.paragraphs(passage.text)
            if len(parts) < 2:
                found.append(replace(passage, text=passage.text.strip()))
                continue
            old = [passage.original or parts[0]]
            for part, match in zip(
                parts, matching.settle([[0]] * len(parts), old, parts), strict=True
            ):
                keeps = match.keeps is not None
                origins = passage.origins if keeps else (passage.id,) if passage.id else ()
                found.append(EditablePassage(passage.id if keeps else 0, "", part, origins=origins))
        self.item = replace(self.item, passages=tuple(found))

    def act(self, act: str) -> bool:
        """Do an act such as "up:2" to the paragraphs; say whether it was one."""
        name, _colon, written = act.partition(":")
        passages = list(self.item.passages)
        place = (
            int(written) - 1 if written.isascii() and written.isdigit() and len(written) < 5 else -1
        )
        if not 0 <= place < max(len(passages), 1):
            return False
        if name == "add":
            passages.insert(place + 1, EditablePassage(0, "", ""))
        elif not passages:
            return False
        elif name == "up" and place:
            passages.insert(place - 1, passages.pop(place))
        elif name == "down" and place + 1 < len(passages):
            passages.insert(place + 1, passages.pop(place))
        elif name == "remove":
            del passages[place]
        elif name == "merge" and place:
            passages[place - 1 : place + 1] = [_joined(passages[place - 1], passages[place])]
        else:
            return False
        self.item = replace(self.item, passages=tuple(passages))
        return True

    def _paragraphs(self, data: MultiDict[str, str]) -> list[EditablePassage]:
        texts = data.getlist("passage-text[]")
        ids, origins = data.getlist("passage-id[]"), data.getlist("passage-origins[]")
        known = {p.id: p for p in self.now.passages}
        found: list[EditablePassage] = []
        used: set[int] = set()
        for place, written in enumerate(texts, start=1):
            number = int(ids[place - 1]) if place <= len(ids) and _is_id(ids[place - 1]) else 0
            if number in used or number not in self.own:
                number = 0
            used.add(number)
            given = origins[place - 1].split(",") if place <= len(origins) else []
            words = self._line({"x": written}, "x", LONGEST_PASSAGE, f"passage-{place}")
            original = known[number].original if number in known else ""
            kept = tuple(int(one) for one in given[:20] if _is_id(one) and int(one) in self.own)
            found.append(EditablePassage(number, original, words, origins=kept))
        return found

    def _left(self, data: MultiDict[str, str]) -> list[str]:
        """Return what was typed as a translation of paragraphs that are gone by now."""
        there = {f"passage-{p.id}" for p in self.now.passages}
        left = [
            (name, text.without_unstorable(text.normalise_newlines(words)).strip())
            for name, words in data.items()
            if name.startswith("passage-") and name not in there
        ]
        return [
            words
            for name, words in left
            if words and digest(words) != self.marks.get(name.replace("-", ":", 1))
        ]

    def _plain(self, data: MultiDict[str, str], name: str, parents: Sequence[str]) -> str:
        field = f"plain-{name}"
        if name == "measurable":
            written = data.get(field, "")
            return written if written in ("yes", "no") else ""
        if name == "parent":
            written = data.get(field, "")
            if written not in parents:
                self._wrong(field, _("Choose one of the items of the level above."))
                return self.now.plain[name]
            return written
        if name in DAYS:
            written = data.get(field, "").strip()
            if written and _day(written) is None:
                self._wrong(field, _("Enter a day such as 2030-06-30."))
                return self.now.plain[name]
            return written
        return self._line(data, field, LIMITS[name])

    def _line(self, data: Mapping[str, str], name: str, most: int, field: str | None = None) -> str:
        """Return a text as it can be stored; note what is wrong with it."""
        field = field or name
        words = text.normalise_newlines(data.get(name, "")).strip()
        if text.storable(words) is not None:
            words = text.without_unstorable(words).strip()
            self._wrong(
                field,
                _(
                    "The text holds characters that cannot be stored. We have taken them out; please check it."
                ),
            )
        if len(words) > most:
            self._wrong(
                field,
                _(
                    "The text has %(length)s characters. Up to %(limit)s are possible.",
                    length=len(words),
                    limit=most,
                ),
            )
        single = name.startswith(("word-", "plain-")) or not self.now.original
        if single and name != "plain-supporting_units" and len(text.paragraphs(words)) > 1:
            self._wrong(field, _("This is one paragraph. Take out the blank lines."))
        return words

    def _wrong(self, field: str, words: str) -> None:
        self.errors.append((field, str(words)))


def read_marks(written: str) -> dict[str, str]:
    """Return the marks that a form carried; nothing when they cannot be read."""
    if len(written) > LONGEST_MARKS:
        return {}
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: mark for name, mark in found.items() if isinstance(mark, str)}


def _joined(above: EditablePassage, below: EditablePassage) -> EditablePassage:
    """Return two paragraphs as one: the longer keeps its identity, the other becomes an origin."""
    kept, taken = (
        (above, below) if len(above.text) >= len(below.text) or not below.id else (below, above)
    )
    if not kept.id:
        kept, taken = taken, kept
    origins = {*above.origins, *below.origins, taken.id} - {0, kept.id}
    return replace(kept, text=f"{above.text} {below.text}".strip(), origins=tuple(sorted(origins)))


def _is_id(written: str) -> bool:
    return (
        written.isascii()
        and written.isdigit()
        and len(written) <= 10
        and int(written) <= LARGEST_ID
    )


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if len(written) == 10 else None
    except ValueError:
        return None
