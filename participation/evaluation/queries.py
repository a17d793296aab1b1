# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the evaluation reads: contributions without an answer, and those that may have caused a change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy
from sqlalchemy import Select, case, select, tuple_
from sqlalchemy.orm import Session

from participation.contributions.models import (
    Answer,
    ChangeCause,
    Contribution,
    ContributionVersion,
)
from participation.contributions.queries import read_cursor, write_cursor
from participation.contributions.rules import Kind, State
from participation.i18n import language
from participation.roadmap.models import PassageVersion
from participation.text import excerpt

PAGE = 50
MOST_CANDIDATES = 200
EXCERPT = 220  # characters


Row_ = sqlalchemy.Row[Contribution, ContributionVersion, int, int, str, datetime | None]


@dataclass(frozen=True)
class Row:
    """A published contribution in a list of the evaluation; `disposition` is None while it is not answered."""

    id: int
    reference: str
    title: str | None
    excerpt: str
    lang: str
    dir: str
    item_id: int | None
    passage_number: int | None
    passage_id: int | None
    kind: str
    group: str
    verified: bool
    organisation: str | None
    agree: int
    disagree: int
    published_at: datetime | None
    disposition: str | None
    answered: bool


@dataclass(frozen=True)
class Page:
    """A page of a list, and where the next one begins."""

    rows: list[Row]
    next_cursor: str | None


_rows = (
    select(
        Contribution,
        ContributionVersion,
        PassageVersion.number.label("passage_number"),
        PassageVersion.passage_id,
        Answer.disposition,
        Answer.published_at.label("answered_at"),
    )
    .join(
        ContributionVersion,
        (ContributionVersion.contribution_id == Contribution.id)
        & (ContributionVersion.number == Contribution.version),
    )
    .outerjoin(PassageVersion, PassageVersion.id == Contribution.passage_version_id)
    .outerjoin(Answer, Answer.contribution_id == Contribution.id)
    .where(Contribution.state == State.PUBLISHED)
)


def listing(
    session: Session,
    consultation_id: int,
    item_id: int | None,
    answered: bool,
    cursor: str | None,
    size: int = PAGE,
) -> Page:
    """Return published contributions with or without an answer, the oldest first, a page at a time."""
    statement = _rows.where(
        Contribution.consultation_id == consultation_id,
        Answer.contribution_id.is_not(None) if answered else Answer.contribution_id.is_(None),
    )
    if item_id is not None:
        statement = statement.where(Contribution.item_id == item_id)
    after = read_cursor(cursor)
    place = tuple_(Contribution.published_at, Contribution.id)
    if after is not None:
        statement = statement.where(place > after)
    found = session.execute(
        statement.order_by(Contribution.published_at, Contribution.id).limit(size + 1)
    ).all()
    rows = [_row(entry) for entry in found[:size]]
    last = rows[-1] if len(found) > size else None
    onward = write_cursor(last.published_at, last.id) if last and last.published_at else None
    return Page(rows, onward)


def candidates(
    session: Session,
    consultation_id: int,
    item_id: int,
    passage_id: int,
    references: list[str],
) -> list[Row]:
    """Return contributions that may have caused a change of an item: named ones, then those on its passage,
    other wordings first, then by agreement."""
    statement: Select[Contribution, ContributionVersion, int, int, str, datetime | None] = (
        _rows.where(
            Contribution.consultation_id == consultation_id,
            (Contribution.item_id == item_id) | Contribution.reference.in_(references),
        ).order_by(
            case((Contribution.reference.in_(references), 0), else_=1),
            case((PassageVersion.passage_id == passage_id, 0), else_=1),
            case((Contribution.kind == Kind.COUNTER_WORDING, 0), else_=1),
            case((Contribution.kind == Kind.STATEMENT, 0), else_=1),
            (Contribution.agree - Contribution.disagree).desc(),
            Contribution.id,
        )
    )
    return [_row(entry) for entry in session.execute(statement.limit(MOST_CANDIDATES))]


def words(session: Session, contribution_ids: list[int]) -> dict[int, str]:
    """Return the newest words of contributions by their ids, grounds included."""
    rows = session.execute(
        select(Contribution.id, ContributionVersion.text, ContributionVersion.grounds)
        .join(
            ContributionVersion,
            (ContributionVersion.contribution_id == Contribution.id)
            & (ContributionVersion.number == Contribution.version),
        )
        .where(Contribution.id.in_(contribution_ids))
    )
    return {row.id: f"{row.text}\n\n{row.grounds or ''}" for row in rows}


def linked(session: Session, contribution_id: int) -> list[int]:
    """Return the ids of the changes, published or not, that a contribution caused."""
    return list(
        session.scalars(
            select(ChangeCause.change_id)
            .where(ChangeCause.contribution_id == contribution_id)
            .order_by(ChangeCause.change_id)
        )
    )


def _row(entry: Row_) -> Row:
    found, said = entry[0], entry[1]
    return Row(
        id=found.id,
        reference=found.reference,
        title=said.title,
        excerpt=excerpt(said.text, EXCERPT),
        lang=said.language,
        dir=language(said.language).dir,
        item_id=found.item_id,
        passage_number=entry.passage_number,
        passage_id=entry.passage_id,
        kind=found.kind,
        group=found.group,
        verified=found.verified,
        organisation=found.organisation,
        agree=found.agree,
        disagree=found.disagree,
        published_at=found.published_at,
        disposition=entry.disposition,
        answered=entry.answered_at is not None,
    )
