# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading a version of a draft back as a document, for export and for the audit trail's seal."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.roadmap.draft_document import WORD_FIELDS, DraftDocument, DraftItem
from participation.roadmap.models import (
    Consultation,
    ConsultationText,
    DraftVersion,
    Item,
    ItemText,
    ItemVersion,
    PassageVersion,
)
from participation.roadmap.rules import ORIGINAL, is_stale


def find_version(
    session: Session, consultation: Consultation, number: int | None
) -> DraftVersion | None:
    """Return a version of a consultation's draft by number; the newest one for None."""
    statement = select(DraftVersion).where(DraftVersion.consultation_id == consultation.id)
    if number is not None:
        statement = statement.where(DraftVersion.number == number)
    return session.scalars(statement.order_by(DraftVersion.number.desc()).limit(1)).first()


def document(session: Session, consultation: Consultation, version: DraftVersion) -> DraftDocument:
    """Return a version of a draft as a document."""
    texts = session.scalars(
        select(ConsultationText)
        .where(ConsultationText.consultation_id == consultation.id)
        .order_by(ConsultationText.locale != ORIGINAL, ConsultationText.locale)
    ).all()
    return DraftDocument(
        slug=consultation.slug,
        languages=tuple(consultation.languages),
        k=consultation.k,
        responsible_unit=consultation.responsible_unit,
        legal_basis={t.locale: t.legal_basis for t in texts if t.legal_basis},
        document=dict(version.document),
        title={t.locale: t.title for t in texts if t.title},
        lead={t.locale: t.lead for t in texts if t.lead},
        purpose={t.locale: t.purpose for t in texts if t.purpose},
        items=_items(session, version),
    )


def _items(session: Session, version: DraftVersion) -> tuple[DraftItem, ...]:
    rows = session.execute(
        select(ItemVersion, Item.key)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(ItemVersion.draft_version_id == version.id)
        .order_by(ItemVersion.position)
    ).all()
    keys = {row[0].item_id: row[1] for row in rows}
    texts = _texts(session, version.id)
    passages = _passages(session, version.id)
    return tuple(_item(row[0], row[1], keys, texts[row[0].id], passages) for row in rows)


def _item(
    found: ItemVersion,
    key: str,
    keys: dict[int, str],
    texts: dict[str, ItemText],
    passages: dict[int, dict[int, PassageVersion]],
) -> DraftItem:
    original = passages.get(texts[ORIGINAL].id, {})
    words = {name: _by_language(texts, name) for name in WORD_FIELDS}
    spoken = {
        code: tuple(_wording(passages.get(text.id, {}).get(number)) for number in sorted(original))
        for code, text in texts.items()
        if code == ORIGINAL or passages.get(text.id)
    }
    stale = {
        code: places
        for code, text in texts.items()
        if code != ORIGINAL
        and (places := _stale(text, texts[ORIGINAL], passages.get(text.id, {}), original))
    }
    return DraftItem(
        key=key,
        level=found.level,
        parent=keys[found.parent_id] if found.parent_id is not None else None,
        source=found.source,
        title=words["title"] or {},
        summary=words["summary"] or {},
        text=spoken,
        indicator=words["indicator"],
        unit=words["unit"],
        baseline=words["baseline"],
        target_value=words["target_value"],
        target_date=found.target_date,
        measurable=found.measurable,
        note=words["note"],
        responsible_unit=found.responsible_unit,
        supporting_units=tuple(found.supporting_units),
        starts_on=found.starts_on,
        deadline=found.deadline,
        budget_class=words["budget_class"],
        status=words["status"],
        stale=stale,
    )


def _by_language(texts: dict[str, ItemText], name: str) -> dict[str, str] | None:
    return {
        code: getattr(text, name) for code, text in texts.items() if getattr(text, name)
    } or None


def _wording(passage: PassageVersion | None) -> str | None:
    return passage.text if passage is not None else None


def _stale(
    text: ItemText,
    original: ItemText,
    passages: dict[int, PassageVersion],
    originals: dict[int, PassageVersion],
) -> tuple[str, ...]:
    """Return what of a translation is older than the original: names of fields, numbers of passages."""
    fields = [
        name
        for name in WORD_FIELDS
        if getattr(text, name) and is_stale(getattr(original, name), text.translates.get(name))
    ]
    numbers = [
        str(place)
        for place, number in enumerate(sorted(originals), start=1)
        if number in passages and is_stale(originals[number].text, passages[number].translates)
    ]
    return (*fields, *numbers)


def _texts(session: Session, version_id: int) -> dict[int, dict[str, ItemText]]:
    found: dict[int, dict[str, ItemText]] = {}
    for text in session.scalars(
        select(ItemText)
        .join(ItemVersion, ItemVersion.id == ItemText.item_version_id)
        .where(ItemVersion.draft_version_id == version_id)
        .order_by(ItemText.id)
    ):
        found.setdefault(text.item_version_id, {})[text.locale] = text
    return found


def _passages(session: Session, version_id: int) -> dict[int, dict[int, PassageVersion]]:
    """Return the passages by text and number."""
    found: dict[int, dict[int, PassageVersion]] = {}
    for row in session.scalars(
        select(PassageVersion)
        .join(ItemText, ItemText.id == PassageVersion.item_text_id)
        .join(ItemVersion, ItemVersion.id == ItemText.item_version_id)
        .where(ItemVersion.draft_version_id == version_id)
    ):
        found.setdefault(row.item_text_id, {})[row.number] = row
    return found
