# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables of what people contribute."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.db import Base


class Contribution(Base):
    """What somebody said, pinned to the wording it was said about. Who said it is not in here.

    `version` is the number of the newest version of its words; a decision binds to one version.
    `waiting_since` is when that version came in: the queue's order. `agree` and `disagree` count every vote, the two
    beside them those of verified voters; `replies` counts the published ones, `answered` says whether the city's
    answer is out. All five are counters: `counters check` proves them.
    """

    __tablename__ = "contribution"
    __table_args__ = (
        UniqueConstraint("consultation_id", "external_id"),
        Index("ix_contribution_item", "item_id", "state", "published_at", "id"),
        Index("ix_contribution_newest", "consultation_id", "state", "published_at", "id"),
        Index("ix_contribution_queue", "consultation_id", "state", "waiting_since", "id"),
        Index("ix_contribution_item_supported", "item_id", "state", "agree", "id"),
        Index("ix_contribution_item_discussed", "item_id", "state", "replies", "id"),
        Index("ix_contribution_supported", "consultation_id", "state", "agree", "id"),
        Index("ix_contribution_discussed", "consultation_id", "state", "replies", "id"),
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
    agree_verified: Mapped[int] = mapped_column(default=0)
    disagree_verified: Mapped[int] = mapped_column(default=0)
    replies: Mapped[int] = mapped_column(default=0)
    answered: Mapped[bool] = mapped_column(default=False)
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
    """What a contributor holds: only a keyed hash of the code is here. `locale` is the language they wrote from.

    `stance_voter` is the pseudonym under which the stance that came with the contribution is counted.
    """

    __tablename__ = "receipt"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    stance_voter: Mapped[str | None] = mapped_column(String(80))
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
    verified: Mapped[bool] = mapped_column(default=False)
    given_at: Mapped[datetime]


class Complaint(Base):
    """An author contests a decision, once, in their own words."""

    __tablename__ = "complaint"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(12))
    complained_at: Mapped[datetime]


class OwnContribution(Base):
    """A contribution that somebody has put into their account, because they wanted to."""

    __tablename__ = "own_contribution"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id"), primary_key=True, index=True
    )


class SavedDraft(Base):
    """A form that somebody has begun and keeps in their account, to go on elsewhere. `form` is its address."""

    __tablename__ = "saved_draft"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    form: Mapped[str] = mapped_column(String(300), primary_key=True)
    answers: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


class SearchEntry(Base):
    """The words by which a published contribution is found, in one form for all ways of writing them.

    Ids grow with the moment of publication. SQLite keeps a full-text table beside it, PostgreSQL an index over it.
    """

    __tablename__ = "search_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), unique=True
    )
    words: Mapped[str] = mapped_column(Text)


class Fingerprint(Base):
    """How many different runs of four words a contribution has; its text as told apart from others'."""

    __tablename__ = "fingerprint"

    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True
    )
    size: Mapped[int]


class Shingle(Base):
    """A run of four words, as a hash, and a contribution in which it stands."""

    __tablename__ = "shingle"

    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True, index=True
    )


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
