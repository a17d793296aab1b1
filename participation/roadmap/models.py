# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables of consultations and their drafts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from participation.db import Base


class Consultation(Base):
    """One participation procedure with a window in time. `revision` moves whenever something public changes.

    The plan says until when the city wants to have weighed and answered what came in. The four acts are moments: each
    is None until somebody has done it. `edition` counts changes of the settings, so that two editors see each other.
    """

    __tablename__ = "consultation"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    responsible_unit: Mapped[str] = mapped_column(String(200))
    languages: Mapped[list[str]]
    groups: Mapped[list[str]]
    moderation_policy: Mapped[str] = mapped_column(String(10))
    k: Mapped[int]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    evaluation_until: Mapped[date | None]
    answers_until: Mapped[date | None]
    announced_at: Mapped[datetime | None]
    evaluation_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    edition: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class ConsultationText(Base):
    """What a consultation says about itself, in one language."""

    __tablename__ = "consultation_text"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    locale: Mapped[str] = mapped_column(String(12), primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    lead: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[str] = mapped_column(Text)


class DraftVersion(Base):
    """Version n of a consultation's draft: frozen once published. `document` names what it was made from.

    A consultation has one version in preparation at most; `edition` counts its changes.
    """

    __tablename__ = "draft_version"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        Index(
            "ix_draft_version_open",
            "consultation_id",
            unique=True,
            sqlite_where=text("published_at IS NULL"),
            postgresql_where=text("published_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    number: Mapped[int]
    document: Mapped[dict[str, str]] = mapped_column(JSON)
    edition: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]


class Item(Base):
    """A goal, sub-goal or measure, whose key lasts over versions."""

    __tablename__ = "item"
    __table_args__ = (UniqueConstraint("consultation_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    key: Mapped[str] = mapped_column(String(20))


class ItemVersion(Base):
    """An item as one draft version has it: its place in the tree and its facts. `edition` counts its changes."""

    __tablename__ = "item_version"
    __table_args__ = (UniqueConstraint("draft_version_id", "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_version_id: Mapped[int] = mapped_column(ForeignKey("draft_version.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    level: Mapped[str] = mapped_column(String(10))
    position: Mapped[int]
    source: Mapped[str] = mapped_column(String(200))
    responsible_unit: Mapped[str | None] = mapped_column(String(200))
    supporting_units: Mapped[list[str]]
    starts_on: Mapped[date | None]
    deadline: Mapped[date | None]
    measurable: Mapped[bool | None]
    target_date: Mapped[date | None]
    edition: Mapped[int] = mapped_column(default=1)


class ItemText(Base):
    """An item's words in one language; an empty title or summary is not translated yet.

    `translates` holds, by field, the digest of the original that was translated: it is stale when that has moved on.
    """

    __tablename__ = "item_text"
    __table_args__ = (UniqueConstraint("item_version_id", "locale"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"))
    locale: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str] = mapped_column(Text)
    indicator: Mapped[str | None] = mapped_column(Text)
    unit: Mapped[str | None] = mapped_column(String(80))
    baseline: Mapped[str | None] = mapped_column(String(200))
    target_value: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(Text)
    budget_class: Mapped[str | None] = mapped_column(String(80))
    status: Mapped[str | None] = mapped_column(String(80))
    translates: Mapped[dict[str, Any]]


class Passage(Base):
    """One paragraph of an item, with an identity that lasts over versions and languages."""

    __tablename__ = "passage"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)


class PassageVersion(Base):
    """A passage's wording in one text, numbered as in the original; `translates` as in `ItemText`."""

    __tablename__ = "passage_version"
    __table_args__ = (UniqueConstraint("item_text_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    passage_id: Mapped[int] = mapped_column(ForeignKey("passage.id"), index=True)
    item_text_id: Mapped[int] = mapped_column(ForeignKey("item_text.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    translates: Mapped[str | None] = mapped_column(String(16))


class PassageOrigin(Base):
    """Where else a passage of a version comes from: it was split off from `origin_id`, or took it in."""

    __tablename__ = "passage_origin"

    draft_version_id: Mapped[int] = mapped_column(ForeignKey("draft_version.id"), primary_key=True)
    passage_id: Mapped[int] = mapped_column(ForeignKey("passage.id"), primary_key=True)
    origin_id: Mapped[int] = mapped_column(ForeignKey("passage.id"), primary_key=True, index=True)


class Change(Base):
    """A difference between a version and the one before it, and why it is there.

    `field` is a fact's or a text's name, "passage", "item" (new or gone), "place" or "translation:" with a language;
    `passage_id` is 0 unless it is about a passage. `explanation` is by language. What caused it stands beside the
    contributions; a change without a reason has such causes. `edition` counts what was said about it.
    """

    __tablename__ = "change"
    __table_args__ = (UniqueConstraint("draft_version_id", "item_id", "field", "passage_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_version_id: Mapped[int] = mapped_column(ForeignKey("draft_version.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    field: Mapped[str] = mapped_column(String(40))
    passage_id: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(String(10))
    position: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(String(24))
    explanation: Mapped[dict[str, Any]]
    edition: Mapped[int] = mapped_column(default=1)
