# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What happened to things that somebody follows, between two moments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from participation.contributions.models import Answer, ChangeCause, Contribution
from participation.contributions.rules import State
from participation.following import queries
from participation.following.models import Follower
from participation.following.queries import Subject
from participation.following.rules import Kind
from participation.roadmap.models import Change, Consultation, DraftVersion

SHOWN = 10  # contributions by line; of more, the number is told

# What is close to a person comes first; what was told there is not told again in a wider circle.
ORDER = (Kind.RECEIPT, Kind.CONTRIBUTION, Kind.ITEM, Kind.CONSULTATION)


@dataclass(frozen=True)
class Said:
    """A contribution that is new: nothing of its words, for a letter cannot be taken back."""

    id: int
    reference: str
    kind: str
    group: str


@dataclass(frozen=True)
class News:
    """What is new about one thing: contributions (the first of `count`), answers, versions of the draft by number."""

    subject: Subject
    said: tuple[Said, ...]
    count: int
    answered: tuple[Said, ...]
    answer_count: int
    versions: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.count or self.answer_count or self.versions)


def news(session: Session, who: Follower, since: datetime, until: datetime) -> list[News]:
    """Return what is new in a window (its end is not in it) about everything that a follower follows."""
    found = queries.follows(session, who.id, confirmed=True)
    subjects = [
        subject
        for one in sorted(found, key=lambda one: (ORDER.index(Kind(one.kind)), one.id))
        if (subject := queries.subject(session, one.kind, one.target_id, who.locale)) is not None
    ]
    told: set[int] = set()
    told_answers: set[int] = set()
    fresh = []
    for subject in subjects:
        one = _news(session, subject, since, until, told, told_answers)
        if one:
            fresh.append(one)
            told |= {said.id for said in one.said}
            told_answers |= {said.id for said in one.answered}
    return _each_version_once(fresh)


def _news(
    session: Session,
    subject: Subject,
    since: datetime,
    until: datetime,
    told: set[int],
    told_answers: set[int],
) -> News:
    said: tuple[list[Said], int] = ([], 0)
    answered: tuple[list[Said], int] = ([], 0)
    about = _about(subject)
    if about is not None:
        published = (Contribution.published_at >= since, Contribution.published_at < until)
        said = _some(session, (about, *published, Contribution.id.not_in(told)))
    if subject.kind != Kind.RECEIPT:  # the author got a letter of their own about the answer
        one = Contribution.id == subject.target_id
        where = one if subject.kind == Kind.CONTRIBUTION else about
        out = (Answer.published_at >= since, Answer.published_at < until)
        if where is not None:
            answered = _some(session, (where, *out, Contribution.id.not_in(told_answers)))
    return News(
        subject,
        tuple(said[0]),
        said[1],
        tuple(answered[0]),
        answered[1],
        tuple(_versions(session, subject, since, until)),
    )


def _about(subject: Subject) -> ColumnElement[bool] | None:
    """Return which contributions are news about something; None where none are."""
    if subject.kind == Kind.CONTRIBUTION:
        return Contribution.parent_id == subject.target_id
    if subject.kind == Kind.ITEM:
        return Contribution.item_id == subject.target_id
    if subject.kind == Kind.CONSULTATION:
        return Contribution.consultation_id == subject.target_id
    return None


def _some(session: Session, where: Sequence[ColumnElement[bool]]) -> tuple[list[Said], int]:
    found = (
        select(Contribution)
        .outerjoin(Answer, Answer.contribution_id == Contribution.id)
        .where(Contribution.state == State.PUBLISHED, *where)
    )
    count = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    newest = found.order_by(Contribution.published_at.desc(), Contribution.id.desc()).limit(SHOWN)
    rows = session.scalars(newest) if count else ()
    return [Said(row.id, row.reference, row.kind, row.group) for row in rows], count


def _versions(
    session: Session, subject: Subject, since: datetime, until: datetime
) -> Sequence[int]:
    """Return the numbers of the versions that came out in a window and are news about something."""
    out = (
        select(DraftVersion.number)
        .join(Consultation, Consultation.id == DraftVersion.consultation_id)
        .where(
            Consultation.slug == subject.slug,
            DraftVersion.published_at >= since,
            DraftVersion.published_at < until,
            DraftVersion.number > 1,
        )
        .order_by(DraftVersion.number)
    )
    if subject.kind == Kind.CONSULTATION:
        return session.scalars(out).all()
    changed = out.join(Change, Change.draft_version_id == DraftVersion.id).distinct()
    if subject.kind == Kind.ITEM:
        return session.scalars(changed.where(Change.item_id == subject.target_id)).all()
    caused = changed.join(ChangeCause, ChangeCause.change_id == Change.id)
    return session.scalars(caused.where(ChangeCause.contribution_id == subject.target_id)).all()


def _each_version_once(found: list[News]) -> list[News]:
    """Take a version out of a consultation's news where a nearer one tells of it."""
    near = {
        (one.subject.slug, n)
        for one in found
        if one.subject.kind != Kind.CONSULTATION
        for n in one.versions
    }
    kept = [
        replace(one, versions=tuple(n for n in one.versions if (one.subject.slug, n) not in near))
        if one.subject.kind == Kind.CONSULTATION
        else one
        for one in found
    ]
    return [one for one in kept if one]
