# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables of what people contribute."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.db import Base


class Contribution(Base):
    """What somebody said, pinned to the wording it was said about. Who said it is not in here.

    `version` is the number of the newest version of its words; a decision binds to one version.
    `waiting_since` is when that version came in: the queue's order.
    """

    __tablename__ = "contribution"
    __table_args__ = (
        UniqueConstraint("consultation_id", "external_id"),
        Index("ix_contribution_item", "item_id", "state", "published_at", "id"),
        Index("ix_contribution_newest", "consultation_id", "state", "published_at", "id"),
        Index("ix_contribution_queue", "consultation_id", "state", "waiting_since", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    item_version_id: Mapped[int | None] = mapped_column(ForeignKey("item_version.id"))
    passage_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("passage_version.id"), index=True
    )
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    concern: Mapped[str | None] = mapped_column(String(24))
    stance: Mapped[str | None] = mapped_column(String(10))
    group: Mapped[str] = mapped_column("group_code", String(20))
    verified: Mapped[bool] = mapped_column(default=False)
    organisation: Mapped[str | None] = mapped_column(String(200))
    display_name: Mapped[str | None] = mapped_column(String(120))
    channel: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    version: Mapped[int] = mapped_column(default=1)
    submitted_at: Mapped[datetime]
    waiting_since: Mapped[datetime]
    published_at: Mapped[datetime | None]
    agree: Mapped[int] = mapped_column(default=0)
    disagree: Mapped[int] = mapped_column(default=0)
    external_id: Mapped[str | None] = mapped_column(String(200))


class ContributionVersion(Base):
    """The words of a contribution, as they came. `html` is made at the first showing and kept.

    Of a counter-wording `text` is the wording that is proposed, and `grounds` says why.
    """

    __tablename__ = "contribution_version"
    __table_args__ = (UniqueConstraint("contribution_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    number: Mapped[int]
    language: Mapped[str] = mapped_column(String(12))
    title: Mapped[str | None] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str | None] = mapped_column(Text)
    grounds: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]


class Decision(Base):
    """What moderation decided about one version. Nobody reads here who it was: the audit trail knows."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("contribution_version_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_version_id: Mapped[int] = mapped_column(ForeignKey("contribution_version.id"))
    number: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(24))
    explanation: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime]


class Receipt(Base):
    """What a contributor holds: only a keyed hash of the code is here, and an address if they left one."""

    __tablename__ = "receipt"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str | None] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(12))


class Submission(Base):
    """A form's submission key: sending twice makes one contribution. `digest` tells other content apart."""

    __tablename__ = "submission"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), index=True)


class ItemStance(Base):
    """Where a voter stands on an item. One voter has one stance."""

    __tablename__ = "item_stance"

    voter: Mapped[str] = mapped_column(String(80), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True, index=True)
    stance: Mapped[str] = mapped_column(String(10))
    group: Mapped[str] = mapped_column("group_code", String(20))
    verified: Mapped[bool] = mapped_column(default=False)
    given_at: Mapped[datetime]


class ContributionVote(Base):
    """What a voter says to somebody else's contribution: agree, disagree or pass."""

    __tablename__ = "contribution_vote"

    voter: Mapped[str] = mapped_column(String(80), primary_key=True)
    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id"), primary_key=True, index=True
    )
    stance: Mapped[str] = mapped_column(String(10))
    group: Mapped[str] = mapped_column("group_code", String(20))
    given_at: Mapped[datetime]


class ChangeCause(Base):
    """A contribution that caused a change of the draft; `quote` is the stretch of its words that did, if not all."""

    __tablename__ = "change_cause"

    change_id: Mapped[int] = mapped_column(
        ForeignKey("change.id", ondelete="CASCADE"), primary_key=True
    )
    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id"), primary_key=True, index=True
    )
    quote: Mapped[str | None] = mapped_column(Text)


class Answer(Base):
    """What the city answers to a contribution, by language; everybody reads it once it is published."""

    __tablename__ = "answer"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    disposition: Mapped[str] = mapped_column(String(24))
    text: Mapped[dict[str, Any]]
    responsible_unit: Mapped[str | None] = mapped_column(String(200))
    edition: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]
    published_at: Mapped[datetime | None]


class Counter(Base):
    """A number that pages show, changed in the transaction that changes the fact.

    `item_id` is 0 for what belongs to no item. Dimensions: `state` counts every contribution; `channel`, `concern`,
    `language` and `passage` the published ones; `week` the published ones by the Monday they came in (Berlin);
    `stance` the stances.
    """

    __tablename__ = "counter"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    group: Mapped[str] = mapped_column("group_code", String(20), primary_key=True)
    verified: Mapped[bool] = mapped_column(primary_key=True)
    dimension: Mapped[str] = mapped_column(String(10), primary_key=True)
    value: Mapped[str] = mapped_column(String(24), primary_key=True)
    n: Mapped[int]
