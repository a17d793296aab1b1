# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading contributions for pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from participation.contributions.models import (
    Contribution,
    ContributionVersion,
    Decision,
    Receipt,
)
from participation.contributions.rules import CLAUSES, Kind, Reason, State
from participation.contributions.wording import html_of, pieces
from participation.i18n import language
from participation.roadmap.diff import Piece
from participation.roadmap.models import (
    Consultation,
    DraftVersion,
    Item,
    ItemText,
    ItemVersion,
    PassageVersion,
)
from participation.text import render

PAGE = 20
MOST_STATEMENTS = 50
MOST_REPLIES = 200
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class ContributionView:
    """A contribution as pages show it: clean `html`, `lang` and `dir` of its own words, the wording it was pinned to."""

    id: int
    reference: str
    kind: str
    concern: str | None
    stance: str | None
    group: str
    verified: bool
    organisation: str | None
    display_name: str | None
    channel: str
    state: str
    lang: str
    dir: str
    title: str | None
    text: str
    html: str
    grounds: str | None
    item_id: int | None
    draft_version_id: int | None
    passage_id: int | None
    passage_version_id: int | None
    passage_number: int | None
    pinned_text: str | None
    pinned_lang: str | None
    version_number: int | None
    words_version: int
    version_id: int
    submitted_at: datetime
    published_at: datetime | None
    agree: int
    disagree: int
    agree_verified: int
    disagree_verified: int
    parent_id: int | None
    replies: int
    answered: bool

    @property
    def statement(self) -> bool:
        """Whether it is an official statement."""
        return self.kind == Kind.STATEMENT

    @cached_property
    def pieces(self) -> list[Piece] | None:
        """Return what a counter-wording changes in the wording it was written on; None for everything else."""
        if self.kind != Kind.COUNTER_WORDING or self.pinned_text is None:
            return None
        return pieces(self.pinned_text, self.text)

    @cached_property
    def grounds_html(self) -> str | None:
        """Return the clean HTML of a counter-wording's grounds."""
        return render(self.grounds) if self.grounds else None


@dataclass(frozen=True)
class Page:
    """A page of contributions, and where the next one begins."""

    contributions: list[ContributionView]
    next_cursor: str | None


@dataclass(frozen=True)
class DecisionView:
    """A decision as its author and moderators read it."""

    outcome: str
    reason_code: str | None
    clause: int | None
    explanation: str | None
    decided_at: datetime


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to."""

    concern: str | None = None
    group: str | None = None
    kind: str | None = None
    answered: bool | None = None


_views = (
    select(
        Contribution,
        ContributionVersion,
        PassageVersion.number.label("passage_number"),
        DraftVersion.number.label("draft_number"),
        DraftVersion.id.label("draft_version_id"),
        PassageVersion.passage_id,
        PassageVersion.text.label("pinned_text"),
        ItemText.locale.label("pinned_lang"),
    )
    .join(
        ContributionVersion,
        (ContributionVersion.contribution_id == Contribution.id)
        & (ContributionVersion.number == Contribution.version),
    )
    .outerjoin(PassageVersion, PassageVersion.id == Contribution.passage_version_id)
    .outerjoin(ItemText, ItemText.id == PassageVersion.item_text_id)
    .outerjoin(ItemVersion, ItemVersion.id == Contribution.item_version_id)
    .outerjoin(DraftVersion, DraftVersion.id == ItemVersion.draft_version_id)
)


def view(
    row: Row[Contribution, ContributionVersion, int, int, int, int, str, str],
) -> ContributionView:
    """Return a row of `views()` as pages want it."""
    found: Contribution = row[0]
    words: ContributionVersion = row[1]
    return ContributionView(
        id=found.id,
        reference=found.reference,
        kind=found.kind,
        concern=found.concern,
        stance=found.stance,
        group=found.group,
        verified=found.verified,
        organisation=found.organisation,
        display_name=found.display_name,
        channel=found.channel,
        state=found.state,
        lang=words.language,
        dir=language(words.language).dir,
        title=words.title,
        text=words.text,
        html=words.html if words.html is not None else html_of(found.kind, words.text),
        grounds=words.grounds,
        item_id=found.item_id,
        draft_version_id=row.draft_version_id,
        passage_id=row.passage_id,
        passage_version_id=found.passage_version_id,
        passage_number=row.passage_number,
        pinned_text=row.pinned_text,
        pinned_lang=row.pinned_lang,
        version_number=row.draft_number,
        words_version=words.number,
        version_id=words.id,
        submitted_at=found.submitted_at,
        published_at=found.published_at,
        agree=found.agree,
        disagree=found.disagree,
        agree_verified=found.agree_verified,
        disagree_verified=found.disagree_verified,
        parent_id=found.parent_id,
        replies=found.replies,
        answered=found.answered,
    )


def views() -> Select[Contribution, ContributionVersion, int, int, int, int, str, str]:
    """Return the statement whose rows `view` understands, to be narrowed by whoever asks."""
    return _views


def replies(session: Session, contribution_id: int) -> list[ContributionView]:
    """Return the published replies to a contribution, the oldest first."""
    rows = session.execute(
        _views.where(
            Contribution.parent_id == contribution_id, Contribution.state == State.PUBLISHED
        )
        .order_by(Contribution.published_at, Contribution.id)
        .limit(MOST_REPLIES)
    )
    return [view(row) for row in rows]


def statements(session: Session, item_id: int) -> list[ContributionView]:
    """Return an item's published official statements, the newest first."""
    rows = session.execute(
        _views.where(
            Contribution.item_id == item_id,
            Contribution.state == State.PUBLISHED,
            Contribution.kind == Kind.STATEMENT,
        )
        .order_by(Contribution.published_at.desc(), Contribution.id.desc())
        .limit(MOST_STATEMENTS)
    )
    return [view(row) for row in rows]


def by_reference(session: Session, reference: str) -> ContributionView | None:
    """Return a contribution in whatever state, or None."""
    row = session.execute(_views.where(Contribution.reference == reference)).first()
    return view(row) if row else None


def by_id(session: Session, contribution_id: int) -> ContributionView | None:
    """Return a contribution in whatever state, or None."""
    row = session.execute(_views.where(Contribution.id == contribution_id)).first()
    return view(row) if row else None


def by_code_hash(session: Session, code_hash: str) -> ContributionView | None:
    """Return the contribution that a receipt code belongs to, or None."""
    row = session.execute(
        _views.join(Receipt, Receipt.contribution_id == Contribution.id).where(
            Receipt.code_hash == code_hash
        )
    ).first()
    return view(row) if row else None


def decisions(session: Session, contribution_id: int) -> list[DecisionView]:
    """Return what was decided about a contribution, in order."""
    rows = session.scalars(
        select(Decision)
        .join(ContributionVersion, ContributionVersion.id == Decision.contribution_version_id)
        .where(ContributionVersion.contribution_id == contribution_id)
        .order_by(Decision.id)
    )
    return [
        DecisionView(
            row.outcome,
            row.reason,
            CLAUSES[Reason(row.reason)] if row.reason else None,
            row.explanation,
            row.decided_at,
        )
        for row in rows
    ]


def place(session: Session, contribution_id: int) -> tuple[str, str | None]:
    """Return (slug of the consultation, key of the item or None) of a contribution."""
    row = session.execute(
        select(Consultation.slug, Item.key)
        .select_from(Contribution)
        .join(Consultation, Consultation.id == Contribution.consultation_id)
        .outerjoin(Item, Item.id == Contribution.item_id)
        .where(Contribution.id == contribution_id)
    ).one()
    return row.slug, row.key


def write_cursor(moment: datetime, number: int) -> str:
    """Return a place in a list as text for an address."""
    return f"{(moment - EPOCH) // timedelta(microseconds=1)}-{number}"


def read_cursor(written: str | None) -> tuple[datetime, int] | None:
    """Return the place that a cursor names, or None when it is none."""
    first, _, second = (written or "").partition("-")
    if not (first.isascii() and first.isdigit() and second.isascii() and second.isdigit()):
        return None
    if len(first) > 17 or len(second) > 18:
        return None
    try:
        return EPOCH + timedelta(microseconds=int(first)), int(second)
    except OverflowError:
        return None
