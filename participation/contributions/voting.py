# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Stances on items and votes on contributions: one for each voter, changeable, counted in the same transaction.

A voter is a pseudonym that is different for every item and every contribution: nobody who has the whole database can
tell what else the same person agreed to.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Insert, Select, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from participation import clock
from participation.contributions import counters, rights
from participation.contributions.models import Contribution, ContributionVote, ItemStance
from participation.contributions.rules import Vote
from participation.roadmap import service as roadmap


class NotVotable(Exception):
    """Nobody may agree or disagree with this contribution."""


@dataclass(frozen=True)
class Voter:
    """Who votes on one thing: their pseudonym for it, the group they speak for, whether that is verified.

    `former` is a pseudonym that the same browser voted under before its owner signed in.
    """

    pseudonym: str
    group: str
    verified: bool
    former: str | None = None


Given = tuple[str, str, bool]  # stance, group, verified


def stance_of(session: Session, pseudonym: str, item_id: int) -> str | None:
    """Return where a voter stands on an item."""
    found = session.get(ItemStance, (pseudonym, item_id))
    return found.stance if found is not None else None


def vote_of(session: Session, pseudonym: str, contribution_id: int) -> str | None:
    """Return what a voter says to a contribution."""
    found = session.get(ContributionVote, (pseudonym, contribution_id))
    return found.stance if found is not None else None


def take_stance(
    session: Session, consultation_id: int, item_id: int, voter: Voter, stance: str | None
) -> None:
    """Note where a voter stands on an item instead of what they said before; None takes it back."""
    row = {"item_id": item_id}
    if voter.former is not None:
        before = _swap(session, ItemStance, voter.former, row, None)
        _count_stance(session, consultation_id, item_id, before, -1)
    now: Given | None = None if stance is None else (stance, voter.group, voter.verified)
    before = _swap(session, ItemStance, voter.pseudonym, row, now)
    if before == now:
        return
    _count_stance(session, consultation_id, item_id, before, -1)
    _count_stance(session, consultation_id, item_id, now, 1)
    roadmap.touch(session, consultation_id)


def vote(session: Session, contribution_id: int, voter: Voter, stance: str | None) -> None:
    """Note what a voter says to a contribution instead of what they said before; None takes it back.

    Raises `NotVotable` when the contribution is not, or no longer, one that can be voted on.
    """
    about = session.execute(
        select(Contribution.consultation_id, Contribution.kind, Contribution.state).where(
            Contribution.id == contribution_id
        )
    ).one()
    if not rights.may_be_voted_on(about.kind, about.state):
        raise NotVotable(contribution_id)
    row = {"contribution_id": contribution_id}
    if voter.former is not None:
        before = _swap(session, ContributionVote, voter.former, row, None)
        _count_vote(session, contribution_id, before, -1)
    now: Given | None = None if stance is None else (stance, voter.group, voter.verified)
    before = _swap(session, ContributionVote, voter.pseudonym, row, now)
    if before == now:
        return
    _count_vote(session, contribution_id, before, -1)
    _count_vote(session, contribution_id, now, 1)
    roadmap.touch(session, about.consultation_id)


def _swap(
    session: Session,
    table: type[ItemStance] | type[ContributionVote],
    voter: str,
    target: dict[str, int],
    new: Given | None,
) -> Given | None:
    """Put a row in the place of a voter's row, and return what that said; the row is locked until the commit."""
    before = _read(session, table, voter, target)
    while before is None and new is not None:
        if _put(session, table, voter, target, new):
            return None
        before = _read(session, table, voter, target)  # a twin of this request was faster
    if before is None or before == new:
        return before
    mine = (table.voter == voter, *(getattr(table, name) == n for name, n in target.items()))
    if new is None:
        session.execute(delete(table).where(*mine))
    else:
        values = dict(zip(("stance", "group", "verified"), new, strict=True))
        session.execute(
            update(table)
            .where(*mine)
            .values(**values, given_at=clock.now())
            .execution_options(synchronize_session=False)
        )
    return before


def _read(
    session: Session,
    table: type[ItemStance] | type[ContributionVote],
    voter: str,
    target: dict[str, int],
) -> Given | None:
    statement: Select[str, str, bool] = select(table.stance, table.group, table.verified)
    row = session.execute(
        statement.where(
            table.voter == voter, *(getattr(table, name) == n for name, n in target.items())
        ).with_for_update()
    ).first()
    return (row[0], row[1], row[2]) if row else None


def _put(
    session: Session,
    table: type[ItemStance] | type[ContributionVote],
    voter: str,
    target: dict[str, int],
    new: Given,
) -> bool:
    """Write a voter's first row; return False when there is one by now."""
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement: Insert = (
        make(table)
        .values(
            voter=voter,
            stance=new[0],
            group=new[1],
            verified=new[2],
            given_at=clock.now(),
            **target,
        )
        .on_conflict_do_nothing()
        .returning(table.voter)
    )
    return session.execute(statement).first() is not None


def _count_stance(
    session: Session, consultation_id: int, item_id: int, given: Given | None, n: int
) -> None:
    if given is not None:
        stance, group, verified = given
        key = counters.stance_key(consultation_id, item_id, group, verified, stance)
        counters.change(session, {key: n})


def _count_vote(session: Session, contribution_id: int, given: Given | None, n: int) -> None:
    if given is None or given[0] == Vote.PASS:
        return
    stance, _group, verified = given
    names = (stance, f"{stance}_verified") if verified else (stance,)
    session.execute(
        update(Contribution)
        .where(Contribution.id == contribution_id)
        .values({name: getattr(Contribution, name) + n for name in names})
        .execution_options(synchronize_session=False)
    )
