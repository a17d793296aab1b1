# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Counter rows: changed with the facts, proved against them, rebuilt from them.

A key is (consultation, item or 0, group, verified, dimension, value); see `models.Counter` for the dimensions.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from participation import clock
from participation.contributions import tallies
from participation.contributions.models import (
    Contribution,
    ContributionVersion,
    Counter,
    ItemStance,
)
from participation.contributions.rules import State
from participation.roadmap.models import Item, PassageVersion

BLOCK = 500  # rows an upsert carries; SQLite takes 32,766 parameters
NO_ITEM = 0


class Key(NamedTuple):
    """The primary key of a counter row."""

    consultation_id: int
    item_id: int
    group: str
    verified: bool
    dimension: str
    value: str


def keys_of(row: Mapping[str, Any], language: str, passage_id: int | None) -> Iterator[Key]:
    """Yield the counters that a contribution (its columns by name) adds one to, in the state it is in."""

    def key(dimension: str, value: str) -> Key:
        return Key(
            row["consultation_id"],
            row["item_id"] or NO_ITEM,
            row["group"],
            row["verified"],
            dimension,
            value,
        )

    yield key("state", row["state"])
    if row["state"] != State.PUBLISHED:
        return
    yield key("channel", row["channel"])
    yield key("language", language)
    yield key("week", week(row["submitted_at"]))
    if row["concern"]:
        yield key("concern", row["concern"])
    if passage_id:
        yield key("passage", str(passage_id))


def stance_key(consultation_id: int, item_id: int, group: str, verified: bool, stance: str) -> Key:
    """Return the counter of a stance on an item."""
    return Key(consultation_id, item_id, group, verified, "stance", stance)


def week(moment: datetime) -> str:
    """Return the Monday of a moment's week in Berlin, as ISO date."""
    day = clock.berlin_date(moment)
    return (day - timedelta(days=day.weekday())).isoformat()


def change(session: Session, deltas: Mapping[Key, int]) -> None:
    """Add deltas to their counters, always in the same order, so that two writers cannot wait for each other."""
    dialect = session.get_bind().dialect.name
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    rows = [(key, n) for key, n in sorted(deltas.items()) if n]
    table = Counter.__table__
    for start in range(0, len(rows), BLOCK):
        values = [_columns(key, n) for key, n in rows[start : start + BLOCK]]
        statement = make(Counter).values(values)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=[column.name for column in table.primary_key],
                set_={"n": table.c.n + statement.excluded.n},
            )
        )


def check(session: Session) -> list[str]:
    """Return one line for each counter that differs from the facts."""
    counted, kept = expected(session), _kept(session)
    return tallies.check(session) + [
        f"{'/'.join(map(str, key))}: {kept.get(key, 0)}, should be {counted.get(key, 0)}"
        for key in sorted(counted.keys() | kept.keys())
        if counted.get(key, 0) != kept.get(key, 0)
    ]


def rebuild(session: Session) -> int:
    """Write every counter anew from the facts; return how many there are."""
    tallies.rebuild(session)
    counted = expected(session)
    session.execute(delete(Counter))
    if counted:
        session.execute(insert(Counter), [_columns(key, n) for key, n in sorted(counted.items())])
    return len(counted)


def expected(session: Session) -> Tally[Key]:
    """Count the facts."""
    tally: Tally[Key] = Tally()
    for row in session.execute(_contributions).mappings():
        tally.update(keys_of(dict(row), row["language"], row["passage_id"]))
    for row in session.execute(_stances).mappings():
        tally[stance_key(**row)] += 1
    return tally


def _kept(session: Session) -> dict[Key, int]:
    table = Counter.__table__
    rows: Iterable[Any] = session.execute(select(table).where(table.c.n != 0))
    return {Key(*row[:-1]): row.n for row in rows}


def _columns(key: Key, n: int) -> dict[str, Any]:
    return {**key._asdict(), "n": n}


_contributions = (
    select(
        Contribution.consultation_id,
        Contribution.item_id,
        Contribution.group.label("group"),
        Contribution.verified,
        Contribution.state,
        Contribution.channel,
        Contribution.concern,
        Contribution.submitted_at,
        ContributionVersion.language,
        PassageVersion.passage_id,
    )
    .join(
        ContributionVersion,
        (ContributionVersion.contribution_id == Contribution.id)
        & (ContributionVersion.number == Contribution.version),
    )
    .outerjoin(PassageVersion, PassageVersion.id == Contribution.passage_version_id)
    .execution_options(yield_per=2_000)
)

_stances = (
    select(
        Item.consultation_id,
        ItemStance.item_id,
        ItemStance.group.label("group"),
        ItemStance.verified,
        ItemStance.stance,
    )
    .join(Item, Item.id == ItemStance.item_id)
    .execution_options(yield_per=2_000)
)
