# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The counters that stand on a contribution itself, proved against votes, replies and answers, and written anew."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ScalarSelect, and_, func, select, update
from sqlalchemy.orm import Session, aliased

from participation.contributions.models import Answer, Contribution, ContributionVote
from participation.contributions.rules import State, Vote

NAMES = ("agree", "disagree", "agree_verified", "disagree_verified", "replies", "answered")


def check(session: Session) -> list[str]:
    """Return one line for each number on a contribution that differs from the facts."""
    return [
        f"{reference}/{name}: {kept}, should be {counted}"
        for _id, reference, pairs in _differing(session)
        for name, kept, counted in pairs
        if kept != counted
    ]


def rebuild(session: Session) -> int:
    """Write the numbers of every contribution that differs anew; return how many contributions did."""
    wrong = list(_differing(session))
    for number, _reference, pairs in wrong:
        session.execute(
            update(Contribution)
            .where(Contribution.id == number)
            .values({name: bool(n) if name == "answered" else n for name, _kept, n in pairs})
            .execution_options(synchronize_session=False)
        )
    return len(wrong)


Pairs = list[tuple[str, int, int]]


def _differing(session: Session) -> Iterator[tuple[int, str, Pairs]]:
    facts = {
        "agree": _votes(Vote.AGREE, verified=False),
        "disagree": _votes(Vote.DISAGREE, verified=False),
        "agree_verified": _votes(Vote.AGREE, verified=True),
        "disagree_verified": _votes(Vote.DISAGREE, verified=True),
        "replies": _replies(),
        "answered": _answers(),
    }
    rows = session.execute(
        select(Contribution.id, Contribution.reference, *(getattr(Contribution, n) for n in NAMES))
        .add_columns(*(facts[name].label(f"counted_{name}") for name in NAMES))
        .order_by(Contribution.id)
        .execution_options(yield_per=2_000)
    )
    for row in rows:
        kept, counted = row[2 : 2 + len(NAMES)], row[2 + len(NAMES) :]
        pairs = [(n, int(k), int(c)) for n, k, c in zip(NAMES, kept, counted, strict=True)]
        if any(k != c for _name, k, c in pairs):
            yield row[0], row[1], pairs


def _votes(stance: Vote, verified: bool) -> ScalarSelect[int]:
    mine = [
        ContributionVote.contribution_id == Contribution.id,
        ContributionVote.stance == stance,
        *((ContributionVote.verified.is_(True),) if verified else ()),
    ]
    return select(func.count()).select_from(ContributionVote).where(*mine).scalar_subquery()


def _replies() -> ScalarSelect[int]:
    reply = aliased(Contribution)
    mine = and_(reply.parent_id == Contribution.id, reply.state == State.PUBLISHED)
    return select(func.count()).select_from(reply).where(mine).scalar_subquery()


def _answers() -> ScalarSelect[int]:
    out = and_(Answer.contribution_id == Contribution.id, Answer.published_at.is_not(None))
    return select(func.count()).select_from(Answer).where(out).scalar_subquery()
