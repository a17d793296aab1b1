# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The rules of the queue. No framework here."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from participation.contributions.rules import State

DUE = timedelta(days=2)  # from here on a waiting text is due today
OVERDUE = timedelta(days=3)  # the promise to contributors: decided within three days


class QueueView(StrEnum):
    """What the queue shows."""

    OPEN = "open"
    PUBLISHED = "published"
    REJECTED = "rejected"


STATES = {
    QueueView.OPEN: State.SUBMITTED,
    QueueView.PUBLISHED: State.PUBLISHED,
    QueueView.REJECTED: State.REJECTED,
}
VIEWS = frozenset(map(str, QueueView))


class Age(StrEnum):
    """How long something has waited at least."""

    DUE = "due"
    OVERDUE = "overdue"


WAITED = {Age.DUE: DUE, Age.OVERDUE: OVERDUE}
AGES = frozenset(map(str, Age))


def is_overdue(waiting: timedelta) -> bool:
    """Whether the promised time is over."""
    return waiting >= OVERDUE


def is_due(waiting: timedelta) -> bool:
    """Whether the promised time ends within the day."""
    return DUE <= waiting < OVERDUE
