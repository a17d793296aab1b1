# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading the queue: one page of it, its counts, and what is next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from participation import clock
from participation.contributions.models import (
    Complaint,
    Contribution,
    ContributionVersion,
    Counter,
    Decision,
)
from participation.contributions.queries import read_cursor, write_cursor
from participation.contributions.rules import State
from participation.i18n import language
from participation.moderation import rules
from participation.text import excerpt

PAGE = 25
MOST_COMPLAINTS = 200
EXCERPT = 160  # characters


@dataclass(frozen=True)
class Filters:
    """What the queue is narrowed to. `item` is an item's id; `age` (of `rules.Age`) is for what waits."""

    item: int | None = None
    group: str | None = None
    language: str | None = None
    channel: str | None = None
    age: str | None = None


@dataclass(frozen=True)
class QueueRow:
    """A contribution in the queue."""

    id: int
    version_id: int
    version: int
    reference: str
    title: str | None
    text: str
    excerpt: str
    lang: str
    dir: str
    item_id: int | None
    kind: str
    group: str
    verified: bool
    organisation: str | None
    channel: str
    language: str
    state: str
    submitted_at: datetime
    waiting: timedelta
    overdue: bool
    due_today: bool


@dataclass(frozen=True)
class QueuePage:
    """A page of the queue, and where the next one begins."""

    rows: list[QueueRow]
    next_cursor: str | None


def queue(
    session: Session,
    consultation_id: int,
    view: str,
    filters: Filters,
    cursor: str | None,
    size: int = PAGE,
) -> QueuePage:
    """Return a page of the queue: waiting ones oldest first, decided ones newest first."""
    waiting = view == rules.QueueView.OPEN
    statement = select(Contribution, ContributionVersion).join(
        ContributionVersion,
        (ContributionVersion.contribution_id == Contribution.id)
        & (ContributionVersion.number == Contribution.version),
    )
    statement = statement.where(
        Contribution.consultation_id == consultation_id,
        Contribution.state == rules.STATES[rules.QueueView(view)],
    )
    if filters.item is not None:
        statement = statement.where(Contribution.item_id == filters.item)
    if filters.group:
        statement = statement.where(Contribution.group == filters.group)
    if filters.language:
        statement = statement.where(ContributionVersion.language == filters.language)
    if filters.channel:
        statement = statement.where(Contribution.channel == filters.channel)
    now = clock.now()
    if filters.age and waiting:
        since = now - rules.WAITED[rules.Age(filters.age)]
        statement = statement.where(Contribution.waiting_since <= since)
    place = tuple_(Contribution.waiting_since, Contribution.id)
    after = read_cursor(cursor)
    if after is not None:
        statement = statement.where(place > after if waiting else place < after)
    order = (Contribution.waiting_since, Contribution.id)
    statement = statement.order_by(*(order if waiting else (c.desc() for c in order)))
    found = session.execute(statement.limit(size + 1)).all()
    rows = [_row(entry[0], entry[1], now) for entry in found[:size]]
    more = len(found) > size
    return QueuePage(rows, write_cursor(rows[-1].submitted_at, rows[-1].id) if more else None)


def counts(session: Session, consultation_id: int) -> dict[str, int]:
    """Return how many contributions stand in each view, from the counter rows."""
    rows = session.execute(
        select(Counter.value, func.sum(Counter.n))
        .where(Counter.consultation_id == consultation_id, Counter.dimension == "state")
        .group_by(Counter.value)
    )
    known = {row[0]: int(row[1]) for row in rows}
    return {view: known.get(rules.STATES[view], 0) for view in rules.QueueView}


def next_reference(session: Session, consultation_id: int, but: str | None = None) -> str | None:
    """Return the reference that has waited longest, leaving one out."""
    statement = select(Contribution.reference).where(
        Contribution.consultation_id == consultation_id, Contribution.state == State.SUBMITTED
    )
    if but is not None:
        statement = statement.where(Contribution.reference != but)
    return session.scalar(statement.order_by(Contribution.waiting_since, Contribution.id).limit(1))


@dataclass(frozen=True)
class ComplaintRow:
    """A decision that its author contests; `dir` is the direction of the author's words."""

    reference: str
    text: str
    lang: str
    dir: str
    complained_at: datetime
    outcome: str
    reason: str | None
    explanation: str | None


def complaints(session: Session, consultation_id: int) -> list[ComplaintRow]:
    """Return the complaints of a consultation, the oldest first."""
    rows = session.execute(
        select(Contribution.reference, Complaint, Decision)
        .join(Complaint, Complaint.contribution_id == Contribution.id)
        .join(Decision, Decision.id == Complaint.decision_id)
        .where(Contribution.consultation_id == consultation_id)
        .order_by(Complaint.complained_at, Complaint.decision_id)
        .limit(MOST_COMPLAINTS)
    )
    return [
        ComplaintRow(
            reference,
            complaint.text,
            complaint.language,
            language(complaint.language).dir,
            complaint.complained_at,
            decision.outcome,
            decision.reason,
            decision.explanation,
        )
        for reference, complaint, decision in rows
    ]


def _row(found: Contribution, words: ContributionVersion, now: datetime) -> QueueRow:
    waiting = now - found.waiting_since
    open_ = found.state == State.SUBMITTED
    return QueueRow(
        id=found.id,
        version_id=words.id,
        version=words.number,
        reference=found.reference,
        title=words.title,
        text=words.text,
        excerpt=excerpt(words.text, EXCERPT),
        lang=words.language,
        dir=language(words.language).dir,
        item_id=found.item_id,
        kind=found.kind,
        group=found.group,
        verified=found.verified,
        organisation=found.organisation,
        channel=found.channel,
        language=words.language,
        state=found.state,
        submitted_at=found.waiting_since,
        waiting=waiting,
        overdue=open_ and rules.is_overdue(waiting),
        due_today=open_ and rules.is_due(waiting),
    )
