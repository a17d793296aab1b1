# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What follows when a contribution comes into a state: its counters, its parent's replies, what can be found."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.contributions import counters, search, similar
from participation.contributions.models import Contribution, ContributionVersion
from participation.contributions.rules import State
from participation.roadmap.models import PassageVersion


def newest_words(session: Session, contribution: Contribution) -> ContributionVersion:
    """Return the newest version of a contribution's words."""
    return session.scalars(
        select(ContributionVersion).where(
            ContributionVersion.contribution_id == contribution.id,
            ContributionVersion.number == contribution.version,
        )
    ).one()


def moved(session: Session, contribution: Contribution, language: str, before: str | None) -> None:
    """Follow a contribution from the state before (None: it is new) to the one it is in."""
    _recount(session, contribution, language, before)
    now = contribution.state == State.PUBLISHED
    if now == (before == State.PUBLISHED):
        return
    if contribution.parent_id is not None:
        _count_replies(session, contribution.parent_id, 1 if now else -1)
    if now:
        search.keep(session, contribution.id)
    else:
        search.drop(session, contribution.id)


def came_in(
    session: Session,
    texts: Sequence[tuple[int, str]],
    published: Sequence[int],
    replied_to: Sequence[int],
) -> None:
    """Do for many new contributions what coming in one by one would have done; counters are the caller's.

    `texts` are (id, words) of all, `published` the ids of those that everybody may read, `replied_to` the parents of
    those among them that are replies, one for each reply.
    """
    similar.keep_all(session, texts)
    search.keep_all(session, published)
    for number, n in sorted(Tally(replied_to).items()):
        _count_replies(session, number, n)


def _count_replies(session: Session, contribution_id: int, n: int) -> None:
    session.execute(
        update(Contribution)
        .where(Contribution.id == contribution_id)
        .values(replies=Contribution.replies + n)
        .execution_options(synchronize_session=False)
    )


def _recount(
    session: Session, contribution: Contribution, language: str, before: str | None
) -> None:
    passage_id = None
    if contribution.passage_version_id is not None:
        passage_id = session.get_one(PassageVersion, contribution.passage_version_id).passage_id
    row = dict(vars(contribution))
    deltas: Tally[counters.Key] = Tally(counters.keys_of(row, language, passage_id))
    if before is not None:
        deltas.subtract(counters.keys_of({**row, "state": before}, language, passage_id))
    counters.change(session, deltas)
