# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a moderator reads around one contribution: what its author changed, what is like it, what happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.contributions import similar, wording
from participation.contributions.models import ContributionVersion
from participation.contributions.queries import ContributionView, DecisionView
from participation.roadmap.diff import Piece

MOST_SIMILAR = 5


@dataclass(frozen=True)
class Change:
    """What the newest version changed in the one before; `number` is that of the older one."""

    number: int
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class Step:
    """Something that happened: `what` is "received", "changed" (with the version's number), "publish" or "reject"."""

    at: datetime
    what: str
    version: int = 1


@dataclass(frozen=True)
class Alike:
    """A contribution that shares wording, and how much of the shorter text, in per cent."""

    share: int
    contribution: ContributionView


@dataclass(frozen=True)
class Dossier:
    """All of it."""

    change: Change | None
    alike: Sequence[Alike]
    steps: Sequence[Step]


def dossier(
    session: Session,
    consultation_id: int,
    found: ContributionView,
    decisions: Sequence[DecisionView],
) -> Dossier:
    """Return what surrounds a contribution; four queries."""
    versions = session.execute(
        select(
            ContributionVersion.number,
            ContributionVersion.title,
            ContributionVersion.text,
            ContributionVersion.grounds,
            ContributionVersion.created_at,
        )
        .where(ContributionVersion.contribution_id == found.id)
        .order_by(ContributionVersion.number)
    ).all()
    change = None
    if len(versions) > 1 and found.text:
        older, newer = versions[-2:]
        said = ["\n\n".join(part for part in one[1:4] if part) for one in (older, newer)]
        change = Change(older.number, wording.pieces(said[0], said[1]))
    alike = [
        Alike(round(100 * share), one)
        for share, one in similar.near(session, consultation_id, found.text, found.id, MOST_SIMILAR)
    ]
    steps = [
        Step(one.created_at, "received" if one.number == 1 else "changed", one.number)
        for one in versions
    ]
    steps += [Step(one.decided_at, one.outcome) for one in decisions]
    return Dossier(change, alike, sorted(steps, key=lambda step: step.at))
