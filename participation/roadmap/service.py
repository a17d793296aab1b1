# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Bringing drafts in, publishing them, and telling caches that something public has changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from participation import clock
from participation.audit import service as audit
from participation.roadmap import seals
from participation.roadmap.draft_document import DraftDocument, DraftItem
from participation.roadmap.models import (
    Consultation,
    ConsultationText,
    DraftVersion,
    Item,
    ItemText,
    ItemVersion,
    Passage,
    PassageVersion,
)
from participation.roadmap.rules import ORIGINAL

USUAL_WINDOW = timedelta(days=28)


def touch(session: Session, consultation_id: int) -> None:
    """Move a consultation's content revision: pages that were kept for guests are made anew."""
    session.execute(
        update(Consultation)
        .where(Consultation.id == consultation_id)
        .values(revision=Consultation.revision + 1)
        .execution_options(synchronize_session=False)
    )


def import_draft(
    session: Session,
    document: DraftDocument,
    actor: str,
    slug: str | None = None,
    publish: bool = False,
    window: tuple[datetime, datetime] | None = None,
) -> int:
    """Take a draft in as the next version of its consultation (made if there is none); return its number.

    `window` is (start, end) for a new consultation; without one it starts now and lasts four weeks.
    """
    consultation = _consultation(session, document, slug or document.slug, window)
    newest = session.scalar(
        select(func.max(DraftVersion.number)).where(DraftVersion.consultation_id == consultation.id)
    )
    now = clock.now()
    version = DraftVersion(
        consultation_id=consultation.id,
        number=(newest or 0) + 1,
        document=dict(document.document),
        created_at=now,
        published_at=now if publish else None,
    )
    session.add(version)
    session.flush()
    _add_items(session, consultation, version, document)
    session.flush()
    touch(session, consultation.id)
    act = "draft.published" if publish else "draft.imported"
    subject = seals.subject(consultation.slug, version.number)
    audit.record(
        session, audit.Act(act, actor, subject, None, seals.of(session, consultation, version))
    )
    return version.number


def move_window(
    session: Session, consultation: Consultation, starts_at: datetime, ends_at: datetime, actor: str
) -> None:
    """Give a consultation another window in time."""
    session.execute(
        update(Consultation)
        .where(Consultation.id == consultation.id)
        .values(starts_at=starts_at, ends_at=ends_at, revision=Consultation.revision + 1)
        .execution_options(synchronize_session=False)
    )
    session.refresh(consultation)
    detail = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
    subject = f"consultation/{consultation.slug}"
    audit.record(session, audit.Act("consultation.moved", actor, subject, detail))


def _consultation(
    session: Session,
    document: DraftDocument,
    slug: str,
    window: tuple[datetime, datetime] | None,
) -> Consultation:
    found = session.scalars(select(Consultation).where(Consultation.slug == slug)).first()
    if found is not None:
        return found
    now = clock.now()
    starts_at, ends_at = window or (now, now + USUAL_WINDOW)
    made = Consultation(
        slug=slug,
        responsible_unit=document.responsible_unit,
        languages=list(document.languages),
        k=document.k,
        starts_at=starts_at,
        ends_at=ends_at,
        revision=1,
        created_at=now,
    )
    session.add(made)
    session.flush()
    session.add_all(
        ConsultationText(
            consultation_id=made.id,
            locale=code,
            title=document.title[code],
            lead=document.lead[code],
            purpose=document.purpose[code],
            legal_basis=document.legal_basis[code],
        )
        for code in document.languages
    )
    return made


def _add_items(
    session: Session, consultation: Consultation, version: DraftVersion, document: DraftDocument
) -> None:
    ids = _items(session, consultation, [item.key for item in document.items])
    versions = []
    for position, item in enumerate(document.items):
        versions.append(
            ItemVersion(
                draft_version_id=version.id,
                item_id=ids[item.key],
                parent_id=ids[item.parent] if item.parent else None,
                level=item.level,
                position=position,
                source=item.source,
                responsible_unit=item.responsible_unit,
                supporting_units=list(item.supporting_units),
                starts_on=item.starts_on,
                deadline=item.deadline,
                budget_class=item.budget_class,
                status=item.status,
                measurable=item.measurable,
                baseline=item.baseline,
                target_value=item.target_value,
                target_date=item.target_date,
            )
        )
    session.add_all(versions)
    session.flush()
    for item, item_version in zip(document.items, versions, strict=True):
        _add_words(session, item, item_version, document.languages)


def _add_words(
    session: Session, item: DraftItem, version: ItemVersion, languages: Sequence[str]
) -> None:
    passages = [Passage(item_id=version.item_id) for _ in item.text[ORIGINAL]]
    texts = [
        ItemText(
            item_version_id=version.id,
            locale=code,
            title=item.title[code],
            summary=item.summary[code],
            indicator=item.indicator[code] if item.indicator else None,
            unit=item.unit[code] if item.unit else None,
            note=item.note[code] if item.note else None,
        )
        for code in languages
    ]
    session.add_all([*passages, *texts])
    session.flush()
    session.add_all(
        PassageVersion(passage_id=passage.id, item_text_id=text.id, number=number, text=words)
        for text in texts
        for number, (passage, words) in enumerate(
            zip(passages, item.text[text.locale], strict=True), start=1
        )
    )


def _items(session: Session, consultation: Consultation, keys: Sequence[str]) -> dict[str, int]:
    """Return the ids of items by key; those that are new are made."""
    there = {
        row.key: row.id
        for row in session.execute(
            select(Item.key, Item.id).where(Item.consultation_id == consultation.id)
        )
    }
    fresh = [Item(consultation_id=consultation.id, key=key) for key in keys if key not in there]
    session.add_all(fresh)
    session.flush()
    return {**there, **{item.key: item.id for item in fresh}}
