# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Consultations as those who run them read them: every setting, every text, what is missing, what is frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation import clock
from participation.i18n import LANGUAGES
from participation.roadmap import rules
from participation.roadmap.models import (
    Consultation,
    ConsultationText,
    DraftVersion,
    ItemText,
    ItemVersion,
)

# In which step what keeps a consultation from being announced is put right.
STEP_OF = {
    "no_title": "texts",
    "no_unit": "texts",
    "no_groups": "people",
    "no_start": "time",
    "no_end": "time",
    "end_before_start": "time",
    "end_past": "time",
    "no_steps": "time",
    "answers_before_evaluation": "time",
    "evaluation_before_end": "time",
    "no_draft": "draft",
}


@dataclass(frozen=True)
class Words:
    """What a consultation says about itself in one language; an empty text is not translated."""

    title: str = ""
    lead: str = ""
    purpose: str = ""
    legal_basis: str = ""


@dataclass(frozen=True)
class Texts:
    """The first step: languages in the site's order, texts by language, who is responsible."""

    step: ClassVar[str] = "texts"

    languages: tuple[str, ...]
    responsible_unit: str
    texts: Mapping[str, Words]


@dataclass(frozen=True)
class Dates:
    """The second step: the window, and until when the city wants to have weighed and answered."""

    step: ClassVar[str] = "time"

    starts_at: datetime | None
    ends_at: datetime | None
    evaluation_until: date | None
    answers_until: date | None


@dataclass(frozen=True)
class People:
    """The third step: who is invited, when moderation reads, and from which number on counts are shown."""

    step: ClassVar[str] = "people"

    groups: tuple[str, ...]
    moderation_policy: str
    k: int


@dataclass
class Setup:
    """The settings of all steps, the acts, and how far the draft is.

    `version` is the newest published one, `writing` the one in preparation, `written` the draft's languages.
    """

    id: int
    slug: str
    languages: tuple[str, ...]
    responsible_unit: str
    texts: Mapping[str, Words]
    starts_at: datetime | None
    ends_at: datetime | None
    evaluation_until: date | None
    answers_until: date | None
    groups: tuple[str, ...]
    moderation_policy: str
    k: int
    announced_at: datetime | None
    evaluation_at: datetime | None
    answered_at: datetime | None
    archived_at: datetime | None
    edition: int
    version: int | None
    writing: int | None
    written: tuple[str, ...]

    @property
    def phase(self) -> rules.Phase:
        """Where it is now."""
        return rules.phase(self, clock.now())

    @property
    def frozen(self) -> frozenset[str]:
        """The settings that cannot be changed any more."""
        return rules.frozen_settings(self, clock.now())

    @property
    def kept_languages(self) -> frozenset[str]:
        """The languages that cannot be taken away."""
        return rules.kept_languages(self, self.languages, self.written)

    def faults(self) -> list[str]:
        """Return what keeps it from being announced now."""
        titles = {code: words.title for code, words in self.texts.items()}
        draft = self.version is not None
        missing = rules.announce_faults(self, self.responsible_unit, self.groups, titles, draft)
        return missing + rules.end_faults(self, clock.now())

    @property
    def missing_steps(self) -> frozenset[str]:
        """The steps in which something is missing or wrong until it is announced."""
        announced = self.announced_at is not None
        return frozenset() if announced else frozenset(STEP_OF[code] for code in self.faults())

    def name(self, locale: str) -> tuple[str, str]:
        """Return (language, title) for a page; without any title (no language, slug)."""
        titles = {code: words.title for code, words in self.texts.items() if words.title}
        return rules.in_best_locale(titles, locale) if titles else ("zxx", self.slug)


def listing(session: Session) -> list[Setup]:
    """Return every consultation, the newest first."""
    rows = session.scalars(
        select(Consultation).order_by(Consultation.created_at.desc(), Consultation.id.desc())
    ).all()
    return _setups(session, rows)


def find(session: Session, slug: str) -> Setup | None:
    """Return a consultation as the database has it now, announced or not."""
    rows = session.scalars(
        select(Consultation)
        .where(Consultation.slug == slug)
        .execution_options(populate_existing=True)
    ).all()
    return next(iter(_setups(session, rows)), None)


def _setups(session: Session, rows: Sequence[Consultation]) -> list[Setup]:
    ids = [row.id for row in rows]
    texts = _texts(session, ids)
    published, writing = (_numbers(session, ids, done) for done in (True, False))
    written = _written(session, ids)
    return [
        Setup(
            id=row.id,
            slug=row.slug,
            languages=in_order(row.languages),
            responsible_unit=row.responsible_unit,
            texts={code: texts.get((row.id, code), Words()) for code in in_order(row.languages)},
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            evaluation_until=row.evaluation_until,
            answers_until=row.answers_until,
            groups=tuple(code for code in rules.PARTIES if code in row.groups),
            moderation_policy=row.moderation_policy,
            k=row.k,
            announced_at=row.announced_at,
            evaluation_at=row.evaluation_at,
            answered_at=row.answered_at,
            archived_at=row.archived_at,
            edition=row.edition,
            version=published.get(row.id),
            writing=writing.get(row.id),
            written=written.get(row.id, ()),
        )
        for row in rows
    ]


def in_order(languages: Sequence[str]) -> tuple[str, ...]:
    """Return languages in the site's order, the original first, each once."""
    return tuple(code for code in LANGUAGES if code in languages)


def _texts(session: Session, ids: Sequence[int]) -> dict[tuple[int, str], Words]:
    columns = ConsultationText.__table__.columns
    rows = session.execute(select(*columns).where(columns.consultation_id.in_(ids)))
    return {
        (row.consultation_id, row.locale): Words(row.title, row.lead, row.purpose, row.legal_basis)
        for row in rows
    }


def _numbers(session: Session, ids: Sequence[int], published: bool) -> dict[int, int]:
    """Return the newest version by consultation: of those that are published, or in preparation."""
    done = DraftVersion.published_at.is_not(None)
    rows = session.execute(
        select(DraftVersion.consultation_id, func.max(DraftVersion.number))
        .where(DraftVersion.consultation_id.in_(ids), done if published else ~done)
        .group_by(DraftVersion.consultation_id)
    )
    return {row[0]: row[1] for row in rows}


def _written(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return the languages of the drafts' items by consultation."""
    rows = session.execute(
        select(DraftVersion.consultation_id, ItemText.locale)
        .join(ItemVersion, ItemVersion.draft_version_id == DraftVersion.id)
        .join(ItemText, ItemText.item_version_id == ItemVersion.id)
        .where(DraftVersion.consultation_id.in_(ids))
        .distinct()
    )
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        found[row.consultation_id] = (*found.get(row.consultation_id, ()), row.locale)
    return found
