# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading the counter rows: no page counts a table."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.contributions.models import Counter
from participation.contributions.rules import State


def published_by_item(session: Session, consultation_id: int) -> dict[int, int]:
    """Return how many contributions are published by item; 0 stands for no item."""
    rows = session.execute(
        select(Counter.item_id, func.sum(Counter.n))
        .where(
            Counter.consultation_id == consultation_id,
            Counter.dimension == "state",
            Counter.value == State.PUBLISHED,
        )
        .group_by(Counter.item_id)
    )
    return {row[0]: int(row[1]) for row in rows}


def in_state(session: Session, consultation_id: int, state: str) -> int:
    """Return how many contributions of a consultation are in a state."""
    total = session.scalar(
        select(func.sum(Counter.n)).where(
            Counter.consultation_id == consultation_id,
            Counter.dimension == "state",
            Counter.value == state,
        )
    )
    return int(total or 0)


def published_by_passage(session: Session, consultation_id: int, item_id: int) -> dict[int, int]:
    """Return how many contributions are published by passage of an item."""
    rows = session.execute(
        select(Counter.value, func.sum(Counter.n))
        .where(
            Counter.consultation_id == consultation_id,
            Counter.item_id == item_id,
            Counter.dimension == "passage",
        )
        .group_by(Counter.value)
    )
    return {int(row[0]): int(row[1]) for row in rows}


def stance_total(session: Session, consultation_id: int) -> int:
    """Return how many stances a consultation has."""
    total = session.scalar(
        select(func.sum(Counter.n)).where(
            Counter.consultation_id == consultation_id, Counter.dimension == "stance"
        )
    )
    return int(total or 0)


def sum_counters(
    session: Session, consultation_id: int, dimensions: Sequence[str]
) -> list[tuple[int, str, bool, str, str, int]]:
    """Return the counter rows of a consultation as (item or 0, group, verified, dimension, value, n)."""
    rows = session.execute(
        select(
            Counter.item_id,
            Counter.group,
            Counter.verified,
            Counter.dimension,
            Counter.value,
            Counter.n,
        ).where(
            Counter.consultation_id == consultation_id,
            Counter.dimension.in_(dimensions),
            Counter.n != 0,
        )
    )
    return [(row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows]
