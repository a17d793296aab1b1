# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the audit trail seals of a contribution: everything a reader relies on, in a fixed form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.contributions.models import Contribution, ContributionVersion, Decision

KIND = "contribution"
PLAIN = (
    "reference",
    "consultation_id",
    "item_id",
    "item_version_id",
    "passage_version_id",
    "parent_id",
    "kind",
    "concern",
    "stance",
    "group",
    "verified",
    "organisation",
    "display_name",
    "channel",
    "state",
    "version",
    "external_id",
)
BLOCK = 2_000


def subject(reference: str) -> str:
    """Return how the trail names a contribution."""
    return f"{KIND}/{reference}"


def fact(
    contribution: Mapping[str, Any],
    words: Mapping[str, Any],
    decisions: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Return the sealed form of a contribution: its columns, its newest words, its decisions in order.

    Grounds are named only where there are some: what was sealed before there could be any stays valid.
    """
    grounds = {} if words["grounds"] is None else {"grounds": words["grounds"]}
    return {
        **{name: contribution[name] for name in PLAIN},
        "submitted_at": _moment(contribution["submitted_at"]),
        "published_at": _moment(contribution["published_at"]),
        "language": words["language"],
        "title": words["title"],
        "text": words["text"],
        **grounds,
        "decisions": [[d["outcome"], d["reason"], d["explanation"]] for d in decisions],
    }


def of(session: Session, contribution: Contribution) -> dict[str, Any]:
    """Return the sealed form of a contribution as the session sees it."""
    versions = session.scalars(
        select(ContributionVersion)
        .where(ContributionVersion.contribution_id == contribution.id)
        .order_by(ContributionVersion.number)
    ).all()
    decisions = session.scalars(
        select(Decision)
        .where(Decision.contribution_version_id.in_([v.id for v in versions]))
        .order_by(Decision.id)
    )
    return fact(_row(contribution), _row(versions[-1]), [_row(d) for d in decisions])


def read(session: Session) -> Iterator[tuple[str, object]]:
    """Yield (subject, sealed form) of every contribution, in blocks."""
    last = 0
    while True:
        block = session.scalars(
            select(Contribution)
            .where(Contribution.id > last)
            .order_by(Contribution.id)
            .limit(BLOCK)
        ).all()
        if not block:
            return
        last = block[-1].id
        yield from _sealed(session, block)
        session.expunge_all()


def _sealed(session: Session, block: Sequence[Contribution]) -> Iterator[tuple[str, object]]:
    first, last = block[0].id, block[-1].id
    words = {
        v.contribution_id: v  # the newest one stays: they come in order
        for v in session.scalars(
            select(ContributionVersion)
            .where(ContributionVersion.contribution_id.between(first, last))
            .order_by(ContributionVersion.contribution_id, ContributionVersion.number)
        )
    }
    rows = session.execute(
        select(ContributionVersion.contribution_id, Decision)
        .join(Decision, Decision.contribution_version_id == ContributionVersion.id)
        .where(ContributionVersion.contribution_id.between(first, last))
        .order_by(ContributionVersion.contribution_id, Decision.id)
    )
    decisions = {
        number: [_row(row[1]) for row in group]
        for number, group in groupby(rows, lambda row: row[0])
    }
    for contribution in block:
        spoken = words.get(contribution.id)
        sealed: object = None
        if spoken is not None:
            sealed = fact(_row(contribution), _row(spoken), decisions.get(contribution.id, ()))
        yield subject(contribution.reference), sealed


def _row(entity: object) -> Mapping[str, Any]:
    return vars(entity)


def _moment(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if value else None
