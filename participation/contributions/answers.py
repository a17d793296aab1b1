# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the city answers to a contribution, and why: kept back while it is weighed, then read by everybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from participation import clock
from participation.audit import service as audit
from participation.contributions import news, search
from participation.contributions.models import Answer, Contribution
from participation.roadmap.rules import in_best_locale

KIND = "answer"  # how the audit trail names them


@dataclass(frozen=True)
class AnswerView:
    """What the city answers. `published_at` is None while only the evaluation sees it."""

    disposition: str
    text: Mapping[str, str]
    responsible_unit: str | None
    edition: int
    saved_at: datetime
    published_at: datetime | None

    def words(self, locale: str) -> tuple[str, str]:
        """Return (language, text) in the best language there is."""
        return in_best_locale(self.text, locale)


class AnsweredMeanwhile(Exception):
    """Somebody else has saved an answer since this one was read."""


def answers(
    session: Session, contribution_ids: Sequence[int], public: bool = True
) -> dict[int, AnswerView]:
    """Return the answers to contributions by their ids; only those that are out, unless `public` is False."""
    statement = select(Answer).where(Answer.contribution_id.in_(contribution_ids))
    if public:
        statement = statement.where(Answer.published_at.is_not(None))
    return {row.contribution_id: _answer(row) for row in session.scalars(statement)}


def save_answer(
    session: Session,
    contribution: tuple[int, str],
    disposition: str,
    text: Mapping[str, str],
    responsible_unit: str | None,
    seen: int,
    publish: bool,
    actor: str,
) -> None:
    """Keep the answer to a contribution (id, reference); `seen` is the edition that was read, 0 for none.

    Raises `AnsweredMeanwhile` when there is a newer one. An answer that is out stays out.
    """
    contribution_id, reference = contribution
    now = clock.now()
    said = {code: words for code, words in text.items() if words}
    found = session.get(Answer, contribution_id)
    if found is None and not seen:
        found = Answer(
            contribution_id=contribution_id,
            disposition=disposition,
            text=said,
            responsible_unit=responsible_unit,
            edition=1,
            saved_at=now,
            published_at=now if publish else None,
        )
        session.add(found)
        session.flush()
    else:
        won = session.execute(
            update(Answer)
            .where(Answer.contribution_id == contribution_id, Answer.edition == seen)
            .values(
                disposition=disposition,
                text=said,
                responsible_unit=responsible_unit,
                edition=seen + 1,
                saved_at=now,
                published_at=func.coalesce(Answer.published_at, now)
                if publish
                else Answer.published_at,
            )
            .returning(Answer.contribution_id)
            .execution_options(synchronize_session=False)
        ).scalar()
        if won is None:
            raise AnsweredMeanwhile(reference)
    found = session.get_one(Answer, contribution_id, populate_existing=True)
    again = found.published_at is not None and found.published_at != now
    _record_answer(session, found, reference, actor, again)


def publish_answers(session: Session, consultation_id: int, actor: str) -> int:
    """Publish every answer of a consultation that is still kept back; return how many there were."""
    rows = session.execute(
        select(Answer, Contribution.reference)
        .join(Contribution, Contribution.id == Answer.contribution_id)
        .where(Contribution.consultation_id == consultation_id, Answer.published_at.is_(None))
        .order_by(Answer.contribution_id)
    ).all()
    now = clock.now()
    for answer, reference in rows:
        answer.published_at, answer.edition = now, answer.edition + 1
        session.flush()
        _record_answer(session, answer, reference, actor, again=False)
    return len(rows)


def read(session: Session) -> Iterator[tuple[str, object]]:
    """Yield (subject, sealed form) of every answer."""
    rows = session.execute(
        select(Answer, Contribution.reference)
        .join(Contribution, Contribution.id == Answer.contribution_id)
        .order_by(Answer.contribution_id)
    ).all()
    for answer, reference in rows:
        yield f"{KIND}/{reference}", _answer_fact(answer)


def _record_answer(
    session: Session, answer: Answer, reference: str, actor: str, again: bool
) -> None:
    if answer.published_at:
        session.execute(
            update(Contribution)
            .where(Contribution.id == answer.contribution_id)
            .values(answered=True)
            .execution_options(synchronize_session=False)
        )
        search.keep(session, answer.contribution_id)
        news.answered(session, answer.contribution_id, again)
    act = "answer.published" if answer.published_at else "answer.saved"
    subject = f"{KIND}/{reference}"
    audit.record(session, audit.Act(act, actor, subject, None, _answer_fact(answer)))


def _answer_fact(answer: Answer) -> list[Any]:
    published = answer.published_at.isoformat() if answer.published_at else None
    return [answer.disposition, answer.text, answer.responsible_unit, published]


def _answer(row: Answer) -> AnswerView:
    return AnswerView(
        row.disposition,
        row.text,
        row.responsible_unit,
        row.edition,
        row.saved_at,
        row.published_at,
    )
