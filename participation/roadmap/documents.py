# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading a version of a draft back as a document, for export and for the audit trail's seal."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.roadmap.draft_document import DraftDocument, DraftItem
from participation.roadmap.models import (
    Consultation,
    ConsultationText,
    DraftVersion,
    Item,
    ItemText,
    ItemVersion,
    PassageVersion,
)
from participation.roadmap.rules import ORIGINAL


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
        legal_basis={t.locale: t.legal_basis for t in texts},
        document=dict(version.document),
        title={t.locale: t.title for t in texts},
        lead={t.locale: t.lead for t in texts},
        purpose={t.locale: t.purpose for t in texts},
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
    passages: dict[int, list[str]],
) -> DraftItem:
    def by_language(read: Callable[[ItemText], str | None]) -> dict[str, str] | None:
        values = {code: read(text) for code, text in texts.items()}
        told = {code: value for code, value in values.items() if value is not None}
        return told or None

    return DraftItem(
        key=key,
        level=found.level,
        parent=keys[found.parent_id] if found.parent_id is not None else None,
        source=found.source,
        title={code: text.title for code, text in texts.items()},
        summary={code: text.summary for code, text in texts.items()},
        text={code: tuple(passages[text.id]) for code, text in texts.items()},
        indicator=by_language(lambda text: text.indicator),
        unit=by_language(lambda text: text.unit),
        baseline=found.baseline,
        target_value=found.target_value,
        target_date=found.target_date,
        measurable=found.measurable,
        note=by_language(lambda text: text.note),
        responsible_unit=found.responsible_unit,
        supporting_units=tuple(found.supporting_units),
        starts_on=found.starts_on,
        deadline=found.deadline,
        budget_class=found.budget_class,
        status=found.status,
    )


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


def _passages(session: Session, version_id: int) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in session.execute(
        select(PassageVersion.item_text_id, PassageVersion.text)
        .join(ItemText, ItemText.id == PassageVersion.item_text_id)
        .join(ItemVersion, ItemVersion.id == ItemText.item_version_id)
        .where(ItemVersion.draft_version_id == version_id)
        .order_by(PassageVersion.item_text_id, PassageVersion.number)
    ):
        found.setdefault(row.item_text_id, []).append(row.text)
    return found
