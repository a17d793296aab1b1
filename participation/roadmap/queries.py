# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading consultations for pages: heads, cards, stamps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from participation import clock
from participation.roadmap import rules
from participation.roadmap.models import Consultation, ConsultationText, DraftVersion


@dataclass(frozen=True)
class Head:
    """What every page of a consultation says at its top. `version_id` is the published draft's."""

    id: int
    slug: str
    title: str
    lead: str
    purpose: str
    lang: str
    phase: rules.Phase
    starts_at: datetime
    ends_at: datetime
    days_left: int
    elapsed_share: int
    version_id: int
    version_number: int
    published_at: datetime
    responsible_unit: str
    legal_basis: str
    languages: tuple[str, ...]
    k: int
    revision: int
    groups: tuple[str, ...]
    moderation_policy: str
    evaluation_until: date | None
    answers_until: date | None
    answered_at: datetime | None

    @property
    def open(self) -> bool:
        """Whether contributions are taken now."""
        return self.phase == rules.Phase.OPEN

    @property
    def over(self) -> bool:
        """Whether contributions were taken, and are no more."""
        return self.phase in rules.OVER


_newest = (
    select(
        DraftVersion.consultation_id,
        func.max(DraftVersion.number).label("number"),
    )
    .where(DraftVersion.published_at.is_not(None))
    .group_by(DraftVersion.consultation_id)
    .subquery()
)

_heads = (
    select(Consultation, DraftVersion, ConsultationText)
    .join(_newest, _newest.c.consultation_id == Consultation.id)
    .join(
        DraftVersion,
        (DraftVersion.consultation_id == Consultation.id)
        & (DraftVersion.number == _newest.c.number),
    )
    .join(ConsultationText, ConsultationText.consultation_id == Consultation.id)
    .where(Consultation.announced_at.is_not(None))
)


def heads(session: Session, locale: str) -> list[Head]:
    """Return every consultation that has been announced, the newest first."""
    found = session.execute(_heads.order_by(Consultation.starts_at.desc(), Consultation.id)).all()
    return _in_language(found, locale)


def head(session: Session, slug: str, locale: str) -> Head | None:
    """Return one consultation, or None when there is none that has been announced."""
    found = session.execute(_heads.where(Consultation.slug == slug)).all()
    made = _in_language(found, locale)
    return made[0] if made else None


def stamp(session: Session, slug: str | None = None) -> str:
    """Return what a public page's text depends on: content revision, day and phase of its consultations."""
    statement = (
        select(Consultation).where(Consultation.announced_at.is_not(None)).order_by(Consultation.id)
    )
    if slug is not None:
        statement = statement.where(Consultation.slug == slug)
    now = clock.now()
    parts = [
        f"{row.slug}:{row.revision}:{rules.phase(row, now)}"
        f":{rules.elapsed(row.starts_at, row.ends_at, now)}"
        for row in session.scalars(statement)
        if row.starts_at is not None and row.ends_at is not None
    ]
    return f"{clock.berlin_date(now)} {' '.join(parts)}"


def consultation(session: Session, slug: str) -> Consultation | None:
    """Return a consultation, published or not."""
    return session.scalars(select(Consultation).where(Consultation.slug == slug)).first()


def title(session: Session, consultation_id: int, locale: str) -> tuple[str, str]:
    """Return (language, title) of a consultation, announced or not."""
    texts = {
        row.locale: row.title
        for row in session.execute(
            select(ConsultationText.locale, ConsultationText.title).where(
                ConsultationText.consultation_id == consultation_id, ConsultationText.title != ""
            )
        )
    }
    return rules.in_best_locale(texts, locale) if texts else (rules.ORIGINAL, "")


def slugs(session: Session) -> list[str]:
    """Return the slugs of all consultations, the oldest first."""
    return list(session.scalars(select(Consultation.slug).order_by(Consultation.id)))


def _in_language(
    rows: Sequence[Row[Consultation, DraftVersion, ConsultationText]], locale: str
) -> list[Head]:
    together: dict[int, tuple[Consultation, DraftVersion, dict[str, ConsultationText]]] = {}
    for consultation_, version, text in rows:
        entry = together.setdefault(consultation_.id, (consultation_, version, {}))
        if text.title or text.locale == rules.ORIGINAL:
            entry[2][text.locale] = text
    return [_head(*entry, locale) for entry in together.values()]


def _head(
    found: Consultation,
    version: DraftVersion,
    texts: dict[str, ConsultationText],
    locale: str,
) -> Head:
    lang, words = rules.in_best_locale(texts, locale)
    now = clock.now()
    if version.published_at is None or found.starts_at is None or found.ends_at is None:
        raise ValueError(f"consultation {found.id} was announced without its window or its draft")
    return Head(
        id=found.id,
        slug=found.slug,
        title=words.title,
        lead=words.lead,
        purpose=words.purpose,
        lang=lang,
        phase=rules.phase(found, now),
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        days_left=clock.days_left(found.ends_at, now),
        elapsed_share=rules.elapsed(found.starts_at, found.ends_at, now),
        version_id=version.id,
        version_number=version.number,
        published_at=version.published_at,
        responsible_unit=found.responsible_unit,
        legal_basis=words.legal_basis,
        languages=tuple(found.languages),
        k=found.k,
        revision=found.revision,
        groups=tuple(found.groups),
        moderation_policy=found.moderation_policy,
        evaluation_until=found.evaluation_until,
        answers_until=found.answers_until,
        answered_at=found.answered_at,
    )
