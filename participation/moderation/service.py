# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Deciding: the publication state moves through `contributions`."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from participation.contributions import service as contributions


@dataclass(frozen=True)
class Ruling:
    """A checked decision about the version of a contribution that was read."""

    reference: str
    version: int
    outcome: str
    reason: str | None
    explanation: str | None


def decide(session: Session, ruling: Ruling, actor: str) -> None:
    """Decide; the author is told by whoever sends letters, once this is committed.

    Raises `contributions.AlreadyDecided` when somebody was faster or the words have changed.
    """
    contributions.decide(
        session,
        ruling.reference,
        ruling.version,
        ruling.outcome,
        ruling.reason,
        ruling.explanation,
        actor,
    )
