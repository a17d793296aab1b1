# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The demo's second version: what it changes, which voices caused that, and what the city answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from importlib import resources
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.contributions import answers
from participation.contributions.import_file import Row
from participation.contributions.models import Contribution
from participation.contributions.rules import State
from participation.evaluation import service as evaluation
from participation.evaluation.service import Why
from participation.roadmap import service, trace, versions
from participation.roadmap.comparing import ITEM, PASSAGE, Difference, Kind
from participation.roadmap.draft_document import WORD_FIELDS, DraftDocument, DraftItem
from participation.roadmap.models import Consultation
from participation.roadmap.places import places

FILE = "demo_revision.yaml"
ACTOR = "demo"

Change = Mapping[str, Any]
Texts = dict[str, tuple[str | None, ...]]


class Revision:
    """The file with voices, changes and replies, applied to a draft."""

    def __init__(self) -> None:
        file = resources.files("participation.cli") / FILE
        self._read: Mapping[str, Any] = yaml.safe_load(file.read_text("utf-8"))

    @property
    def count(self) -> int:
        """Return how many voices there are."""
        return len(self._read["voices"])

    def voices(self, start: datetime, end: datetime) -> Iterator[Row]:
        """Yield the voices as rows for the import, spread evenly over the time before the version."""
        voices = self._read["voices"]
        step = (end - start) / (len(voices) + 1)
        for number, voice in enumerate(voices, start=1):
            row = {name: value for name, value in voice.items() if name != "id"}
            row["external_id"] = voice["id"]
            row["received_at"] = (start + step * number).isoformat(timespec="seconds")
            row["state"] = str(State.PUBLISHED)
            yield number, row

    def publish(self, session: Session, about: Consultation, first: DraftDocument) -> int:
        """Write the second version, say why it differs, answer, publish; return how many changes it has."""
        numbers = _passage_ids(session, about)
        service.import_draft(session, self._revised(first), ACTOR, slug=about.slug)
        version = versions.in_preparation(session, about.id)
        if version is None:
            raise LookupError("no version is in preparation")
        known = _references(session, about)
        found = trace.differences(session, version)
        for change in self._read["changes"]:
            because = {known[id_]: None for id_ in change.get("because", ())}
            why = Why(because, change.get("reason"), change["why"])
            for difference in found:
                if _explains(change, difference, numbers):
                    evaluation.say_why(session, about, version, difference.place, why, 0, ACTOR)
        for reply in self._read["replies"]:
            self._answer(session, known, reply)
        return len(evaluation.publish(session, about, version, ACTOR))

    def _answer(self, session: Session, known: Mapping[str, str], reply: Change) -> None:
        reference = known[reply["to"]]
        id_ = session.scalars(
            select(Contribution.id).where(Contribution.reference == reference)
        ).one()
        answers.save_answer(
            session,
            (id_, reference),
            reply["disposition"],
            reply["text"],
            reply.get("responsible_unit"),
            seen=0,
            publish=False,
            actor=ACTOR,
        )

    def _revised(self, first: DraftDocument) -> DraftDocument:
        items = list(first.items)
        for change in self._read["changes"]:
            if "new_item" in change:
                fresh = _new_item(change["new_item"])
                last = max(n for n, item in enumerate(items) if item.parent == fresh.parent)
                items.insert(last + 1, fresh)
        by_item: dict[str, list[Change]] = {}
        for change in self._read["changes"]:
            by_item.setdefault(change.get("item", ""), []).append(change)
        return replace(
            first, items=tuple(_changed(item, by_item.get(item.key, [])) for item in items)
        )


def _changed(item: DraftItem, changes: list[Change]) -> DraftItem:
    """Return an item with its changes; those of paragraphs name them by their number before any of them."""
    rows: list[list[dict[str, str | None]]] = [
        [{code: texts[n] for code, texts in item.text.items()}] for n in range(len(item.text["de"]))
    ]
    ahead: list[dict[str, str | None]] = []
    for change in changes:
        if "field" in change:
            item = replace(item, **{change["field"]: _value(change)})
        elif "passage" in change:
            rows[change["passage"] - 1] = [_words(change)]
        elif "remove_passage" in change:
            rows[change["remove_passage"] - 1] = []
        elif "split_passage" in change:
            parts = zip(change["de"], change["en"], strict=True)
            rows[change["split_passage"] - 1] = [{"de": de, "en": en} for de, en in parts]
        elif "merge_passages" in change:
            first, *others = change["merge_passages"]
            rows[first - 1] = [_words(change)]
            for other in others:
                rows[other - 1] = []
        elif change["new_passage_after"]:
            rows[change["new_passage_after"] - 1].append(_words(change))
        else:
            ahead.append(_words(change))
    passages = ahead + [passage for row in rows for passage in row]
    text: Texts = {code: tuple(passage[code] for passage in passages) for code in item.text}
    return replace(item, text=text)


def _words(change: Change) -> dict[str, str | None]:
    return {"de": change["de"].strip(), "en": change["en"].strip()}


def _value(change: Change) -> Any:
    """Return a field's new value: words by language, or a plain fact."""
    if "value" in change:
        value = change["value"]
        return tuple(value) if isinstance(value, list) else value
    return {code: str(change[code]).strip() for code in ("de", "en")}


def _new_item(given: Change) -> DraftItem:
    plain: dict[str, Any] = {
        name: value
        for name, value in given.items()
        if name in ("responsible_unit", "deadline", "starts_on") and isinstance(value, str | date)
    }
    words: dict[str, Any] = {
        name: {code: text.strip() for code, text in given[name].items()}
        for name in WORD_FIELDS
        if name in given
    }
    return DraftItem(
        key=given["key"],
        level="measure",
        parent=given["parent"],
        source=given["source"],
        text={code: tuple(t.strip() for t in texts) for code, texts in given["text"].items()},
        supporting_units=tuple(given.get("supporting_units", ())),
        **words,
        **plain,
    )


def _explains(
    change: Change, difference: Difference, numbers: Mapping[tuple[str, int], int]
) -> bool:
    """Say whether a change of the file is this difference of the version."""
    if "new_item" in change:
        return difference.field == ITEM and difference.key == change["new_item"]["key"]
    if change["item"] != difference.key:
        return False
    if "field" in change:
        return bool(difference.field == change["field"])
    if difference.field != PASSAGE:
        return False
    if "new_passage_after" in change:
        return difference.kind == Kind.ADDED
    if "split_passage" in change and difference.kind == Kind.SPLIT:
        return True
    places_ = change.get("merge_passages") or [
        change.get(name)
        for name in ("passage", "remove_passage", "split_passage")
        if name in change
    ]
    return difference.passage_id in [numbers[change["item"], place] for place in places_]


def _passage_ids(session: Session, about: Consultation) -> dict[tuple[str, int], int]:
    """Return the passages' ids by item and number, as the published version has them."""
    return {
        (key, number): passage.id
        for key, place in places(session, about.id).items()
        for number, passage in place.passages.items()
    }


def _references(session: Session, about: Consultation) -> dict[str, str]:
    rows = session.execute(
        select(Contribution.external_id, Contribution.reference).where(
            Contribution.consultation_id == about.id, Contribution.external_id.like("trace-%")
        )
    )
    return {row.external_id: row.reference for row in rows}
