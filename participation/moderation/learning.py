# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Learning from a consultation's own decisions which waiting texts are like rejected ones. Never while a page is made.

It is off until there are enough decisions of both kinds. What is learned from is text and outcome alone: who wrote and
who decided are not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from participation import clock
from participation.contributions.models import Contribution, ContributionVersion, Decision
from participation.contributions.rules import Outcome, State
from participation.db import beside
from participation.jobs import service as jobs
from participation.methods import triage
from participation.moderation.models import LearnedModel, Likeness
from participation.roadmap.models import Consultation

JOB = "moderation.learn"
EVERY = timedelta(days=1)  # what is learned anew
BLOCK = 1_000  # texts that are scored at once

OUTCOMES = (str(Outcome.PUBLISH), str(Outcome.REJECT))


@dataclass(frozen=True)
class Score:
    """How much a waiting text is like rejected ones (0 … 1)."""

    version_id: int
    external_id: str | None
    reference: str
    share: float


def train(session: Session, consultation_id: int) -> triage.Model:
    """Learn from the decisions of a consultation, keep the model, and score what waits.

    Raises `triage.TooFew`. Reads and reckons beside everybody's work; the lock is held for writing only.
    """
    with beside(session) as reader:
        texts, rejected = _decisions(reader, consultation_id)
    model = triage.fit(texts, rejected)
    session.execute(delete(LearnedModel).where(LearnedModel.consultation_id == consultation_id))
    session.add(
        LearnedModel(
            consultation_id=consultation_id,
            numbers=triage.save(model),
            threshold=model.threshold,
            precision=model.precision,
            published=model.published,
            rejected=model.rejected,
            learned_at=clock.now(),
        )
    )
    session.flush()
    return model


def learn(session: Session, payload: Mapping[str, Any]) -> None:
    """Do the job: learn anew when the model is a day old, and score what has come since."""
    number = int(payload["consultation"])
    kept = learned(session, number)
    if kept is None or kept.learned_at <= clock.now() - EVERY:
        try:
            model = train(session, number)
        except triage.TooFew:
            return
        stale = True
    else:
        model, stale = triage.load(kept.numbers), False
    keep_scores(session, number, model, stale)


def want(session: Session) -> None:
    """Ask for the job for every consultation that has enough decisions."""
    for number in session.scalars(select(Consultation.id).order_by(Consultation.id)).all():
        if learned(session, number) is not None or _enough(session, number):
            jobs.want(session, JOB, {"consultation": number})


def learned(session: Session, consultation_id: int) -> LearnedModel | None:
    """Return what has been learned, None before there was enough."""
    return session.get(LearnedModel, consultation_id)


def keep_scores(session: Session, consultation_id: int, model: triage.Model, stale: bool) -> int:
    """Score what waits and has no score (with `stale`: all of it), forget what waits no more; return how many."""
    mine = (
        select(ContributionVersion.id)
        .join(Contribution, Contribution.id == ContributionVersion.contribution_id)
        .where(Contribution.consultation_id == consultation_id)
    )
    if not stale:
        mine = mine.where(
            (Contribution.state != State.SUBMITTED)
            | (ContributionVersion.number != Contribution.version)
        )
    with beside(session) as reader:
        found = list(scores(reader, consultation_id, model, unscored=not stale))
    session.execute(delete(Likeness).where(Likeness.contribution_version_id.in_(mine)))
    known = set(session.scalars(select(Likeness.contribution_version_id)))
    session.add_all(
        Likeness(contribution_version_id=one.version_id, share=one.share)
        for one in found
        if one.version_id not in known
    )
    session.flush()
    return len(found)


def scores(
    session: Session, consultation_id: int, model: triage.Model, unscored: bool = False
) -> Iterator[Score]:
    """Yield the score of each text that waits, in the order they came."""
    last = 0
    statement = (
        select(
            Contribution.id,
            Contribution.external_id,
            Contribution.reference,
            ContributionVersion.id.label("version_id"),
            ContributionVersion.title,
            ContributionVersion.text,
        )
        .join(
            ContributionVersion,
            (ContributionVersion.contribution_id == Contribution.id)
            & (ContributionVersion.number == Contribution.version),
        )
        .where(
            Contribution.consultation_id == consultation_id, Contribution.state == State.SUBMITTED
        )
        .order_by(Contribution.id)
        .limit(BLOCK)
    )
    if unscored:
        statement = statement.outerjoin(
            Likeness, Likeness.contribution_version_id == ContributionVersion.id
        ).where(Likeness.contribution_version_id.is_(None))
    while block := session.execute(statement.where(Contribution.id > last)).all():
        last = block[-1].id
        shares = model.scores([_words(row.title, row.text) for row in block])
        for row, share in zip(block, shares, strict=True):
            yield Score(row.version_id, row.external_id, row.reference, share)


def _decisions(session: Session, consultation_id: int) -> tuple[list[str], list[bool]]:
    """Return the texts that were decided about, the newest decisions first, and whether each was rejected."""
    rows = session.execute(
        select(ContributionVersion.title, ContributionVersion.text, Decision.outcome)
        .join(ContributionVersion, ContributionVersion.id == Decision.contribution_version_id)
        .join(Contribution, Contribution.id == ContributionVersion.contribution_id)
        .where(
            Contribution.consultation_id == consultation_id,
            Contribution.state != State.WITHDRAWN,
            Decision.outcome.in_(OUTCOMES),
        )
        .order_by(Decision.id.desc())
        .limit(triage.MOST)
    ).all()
    texts = [_words(row.title, row.text) for row in rows]
    return texts, [row.outcome == Outcome.REJECT for row in rows]


def _enough(session: Session, consultation_id: int) -> bool:
    rows = session.execute(
        select(Decision.outcome, func.count())
        .join(ContributionVersion, ContributionVersion.id == Decision.contribution_version_id)
        .join(Contribution, Contribution.id == ContributionVersion.contribution_id)
        .where(Contribution.consultation_id == consultation_id)
        .group_by(Decision.outcome)
    )
    counts = {row[0]: row[1] for row in rows}
    return min(counts.get(outcome, 0) for outcome in OUTCOMES) >= triage.LEAST


def _words(title: str | None, text: str) -> str:
    return f"{title}\n{text}" if title else text
