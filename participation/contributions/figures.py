# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The figures of a consultation by item and group, with small numbers protected.

Everything that leaves the house as a figure comes from here: item page, insight, export. Nothing is counted a second
time elsewhere, so no two outputs can be held against each other. Figures are kept until the consultation's content
revision moves.

Tables that share totals (items × groups, and for each item groups × stances; items × channels) are protected as parts
of one another, so that no table gives away what another withholds.
"""

from __future__ import annotations

import threading
from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from participation import clock
from participation.contributions.counts import sum_counters
from participation.contributions.rules import Channel, Concern, Group, Stance, State
from participation.methods.suppression import (
    Cell,
    suppress,
    suppress_breakdown,
    suppress_parts,
)
from participation.roadmap import tree as draft
from participation.roadmap.queries import Head

NO_ITEM = 0
GROUPS = tuple(Group)
DIMENSIONS = ("state", "stance", "channel", "concern", "week")

KEPT = 20  # figures of that many consultations, revisions and languages
WITHHELD = Cell(None, "complementary")

Cells = dict[str, Cell]


@dataclass(frozen=True)
class Row:
    """The figures of an item; `key` is empty for what belongs to no single item.

    `stances` holds, by group, the cell of all its stances and, where that may be told, a cell for each stance.
    """

    key: str
    level: str
    title: str
    lang: str
    contributions: Cells
    contributions_total: Cell
    stance_totals: Cells
    stances_total: Cell
    stances: dict[str, Cells | None]
    stances_of_all: Cells
    channels: Cells
    concerns: Cells


@dataclass(frozen=True)
class Figures:
    """The figures of a consultation at one moment."""

    consultation: str
    cut_off: datetime
    k: int
    groups: tuple[str, ...]
    rows: tuple[Row, ...]
    by_group: Cells
    total: Cell
    stances_by_group: Cells
    stances_total: Cell
    by_channel: Cells
    by_concern: Cells
    by_week: tuple[tuple[date, Cell], ...]


@dataclass(frozen=True)
class Shares:
    """Stances on an item: codes with count and share in per cent (None: withheld); `shown` only from k on."""

    total: int
    shown: bool
    k: int
    rows: tuple[tuple[str, int | None, int | None], ...]


@dataclass(frozen=True)
class _Counts:
    """Counter rows, by what they count: (item or 0, value) or (item or 0, group[, value])."""

    contributions: Mapping[tuple[int, str], int]
    stances: Mapping[tuple[int, str, str], int]
    channels: Mapping[tuple[int, str], int]
    concerns: Mapping[tuple[int, str], int]
    weeks: Mapping[str, int]


_kept: dict[tuple[str, int, int, int, str], Figures] = {}
_lock = threading.Lock()


def figures(session: Session, head: Head, locale: str) -> Figures:
    """Return the figures of a consultation now, in the words of a language."""
    key = (str(session.get_bind().engine.url), head.id, head.revision, head.version_id, locale)
    with _lock:
        known = _kept.get(key)
    if known is None:
        known = _figures(session, head, locale)
        with _lock:
            _kept[key] = known
            while len(_kept) > KEPT:
                del _kept[next(iter(_kept))]
    return replace(known, cut_off=clock.now())


def forget() -> None:
    """Drop all figures that are kept."""
    with _lock:
        _kept.clear()


def _figures(session: Session, head: Head, locale: str) -> Figures:
    counts = _read(session, head.id)
    names = draft.titles(session, head.version_id, locale)
    told = {key[0] for kind in (counts.contributions, counts.stances) for key in kind}
    names.update(draft.former(session, told - names.keys() - {NO_ITEM}, locale))
    ids = [*names, NO_ITEM]
    spoken = suppress([[counts.contributions.get((i, g), 0) for g in GROUPS] for i in ids], head.k)
    given = suppress(
        [[sum(counts.stances.get((i, g, s), 0) for s in Stance) for g in GROUPS] for i in ids],
        head.k,
    )
    everything = spoken.total or WITHHELD
    totals = spoken.row_totals or ()
    channels, by_channel = _parts(counts.channels, Channel, ids, counts, head.k, totals, everything)
    concerns, by_concern = _parts(counts.concerns, Concern, ids, counts, head.k, totals, everything)
    rows = []
    for n, id_ in enumerate(ids):
        name = names.get(id_)
        stances = suppress_parts(
            [[counts.stances.get((id_, g, s), 0) for s in Stance] for g in GROUPS],
            head.k,
            given.cells[n],
            _of(given.row_totals, n),
        )
        rows.append(
            Row(
                key=name.key if name else "",
                level=name.level if name else "",
                title=name.title if name else "",
                lang=name.lang if name else locale,
                contributions=_by(GROUPS, spoken.cells[n]),
                contributions_total=totals[n],
                stance_totals=_by(GROUPS, given.cells[n]),
                stances_total=_of(given.row_totals, n),
                stances={
                    str(group): None if parts is None else _by(tuple(Stance), parts)
                    for group, parts in zip(GROUPS, stances.rows, strict=True)
                },
                stances_of_all=_by_or_withheld(tuple(Stance), stances.sums),
                channels=channels[n],
                concerns=concerns[n],
            )
        )
    weeks = sorted(counts.weeks)
    by_week = suppress_breakdown([counts.weeks[w] for w in weeks], head.k, everything)
    return Figures(
        consultation=head.slug,
        cut_off=clock.now(),
        k=head.k,
        groups=tuple(str(g) for g in GROUPS),
        rows=tuple(rows),
        by_group=_by(GROUPS, spoken.column_totals or ()),
        total=everything,
        stances_by_group=_by(GROUPS, given.column_totals or ()),
        stances_total=given.total or WITHHELD,
        by_channel=by_channel,
        by_concern=by_concern,
        by_week=tuple(
            (date.fromisoformat(w), cell)
            for w, cell in zip(weeks, by_week or [WITHHELD] * len(weeks), strict=True)
        ),
    )


def _read(session: Session, consultation_id: int) -> _Counts:
    contributions: Tally[tuple[int, str]] = Tally()
    stances: Tally[tuple[int, str, str]] = Tally()
    channels: Tally[tuple[int, str]] = Tally()
    concerns: Tally[tuple[int, str]] = Tally()
    weeks: Tally[str] = Tally()
    for item, group, _verified, dimension, value, n in sum_counters(
        session, consultation_id, DIMENSIONS
    ):
        match dimension, value:
            case "state", State.PUBLISHED:
                contributions[item, group] += n
            case "stance", _:
                stances[item, group, value] += n
            case "channel", _:
                channels[item, value] += n
            case "concern", _:
                concerns[item, value] += n
            case "week", _:
                weeks[value] += n
    return _Counts(contributions, stances, channels, concerns, weeks)


def _by(codes: Sequence[str], cells: Sequence[Cell]) -> Cells:
    return {str(code): cell for code, cell in zip(codes, cells, strict=True)}


def _of(cells: Sequence[Cell] | None, n: int) -> Cell:
    return cells[n] if cells is not None else WITHHELD


def _by_or_withheld(codes: Sequence[str], cells: Sequence[Cell] | None) -> Cells:
    return _by(codes, [WITHHELD] * len(codes) if cells is None else cells)


def _parts(
    told: Mapping[tuple[int, str], int],
    codes: type[Channel] | type[Concern],
    ids: Sequence[int],
    counts: _Counts,
    k: int,
    totals: Sequence[Cell],
    everything: Cell,
) -> tuple[list[Cells], Cells]:
    """Return a breakdown of each item's contributions, and of all of them, protected together.

    What is broken down by no code (contributions without a concern) is a part too, which is not shown.
    """
    table = []
    for id_ in ids:
        parts = [told.get((id_, code), 0) for code in codes]
        whole = sum(counts.contributions.get((id_, group), 0) for group in GROUPS)
        table.append([*parts, whole - sum(parts)])
    done = suppress_parts(table, k, totals, everything)
    shown = tuple(str(code) for code in codes)
    return (
        [_by_or_withheld(shown, None if row is None else row[:-1]) for row in done.rows],
        _by_or_withheld(shown, None if done.sums is None else done.sums[:-1]),
    )


def shares(row: Row, k: int) -> Shares:
    """Return the stances on an item as its page shows them: none while they are withheld."""
    total = row.stances_total.value
    if not total or total < k:
        return Shares(0, False, k, ())
    counts = [(code, cell.value) for code, cell in row.stances_of_all.items()]
    return Shares(
        total,
        True,
        k,
        tuple((c, n, None if n is None else round(100 * n / total)) for c, n in counts),
    )
