# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small counts in published tables: withhold them, and whatever else would give them away.

Primary suppression withholds every count of 1 … k−1 (threshold rule; zero stays zero). Complementary suppression
withholds further counts until every withheld one is protected. The criterion is interval protection as a "best
informed" reader would test it: somebody who sees all published figures and totals, knows k, that counts are whole
and not negative, and sees which mark a cell bears ("fewer than k" or "withheld"). For this reader

* a cell marked primary can still be every value 1 … k−1 (its feasibility interval is no narrower than the mark),
* a withheld total under k can still be more than one value, up to k−1 at least where its cells allow it,
* every other withheld figure can still be more than one value.

Cells with a complementary mark are always k or more, a total with it may be anything. Zeros are never withheld.

`participation.methods.circulation` says how the further figures are found.

Source: Hundepool, Domingo-Ferrer, Franconi, Giessing, Schulte Nordholt, Spicer, de Wolf, "Statistical Disclosure
Control", Wiley 2012, chapters 4 and 5 (threshold rule, feasibility intervals, audit of a suppression pattern).

Limit: one table at one moment. Two releases whose facts differ by few contributions, or two filters of which one
holds the other, give their difference away however well each is protected. Publish a table at set cut-offs, offer
filters that divide the facts without overlap, put figures that share a total into one table, and use
`suppress_parts` for a table whose row totals another table publishes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from participation.methods.circulation import Circulation

SMALLEST_K = 3  # with k = 2 the mark "fewer than k" would itself say "one"
NO_PROTECTION = 1  # k of 0 or 1 withholds nothing

Reason = Literal["primary", "complementary"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a published table: its value, or `None` and why it is withheld."""

    value: int | None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A table fit to be published. Totals that the caller does not publish are `None` throughout."""

    cells: tuple[tuple[Cell, ...], ...]
    row_totals: tuple[Cell, ...] | None
    column_totals: tuple[Cell, ...] | None
    total: Cell | None


@dataclass(frozen=True, slots=True)
class SuppressedLine:
    """One line of figures fit to be published, with its total where that is published."""

    cells: tuple[Cell, ...]
    total: Cell | None


@dataclass(frozen=True, slots=True)
class SuppressedParts:
    """Parts of figures that another table publishes: for each row its cells or `None`, and the sums over all rows."""

    rows: tuple[tuple[Cell, ...] | None, ...]
    sums: tuple[Cell, ...] | None


def suppress(
    table: Sequence[Sequence[int]],
    k: int,
    *,
    row_totals: bool = True,
    column_totals: bool = True,
    total: bool = True,
) -> Suppressed:
    """Return `table` (rows × columns of counts) with every count of 1 … k−1 protected; see the module's text.

    The flags say which totals are published, here or anywhere else. `k` of 0 or 1 withholds nothing.
    Deterministic. Raises `ValueError` for rows of unequal length, a negative count, and k = 2 or below zero.
    """
    _check(table, k)
    net = Circulation(table, k, row_totals, column_totals, total)
    if k > NO_PROTECTION:
        net.protect()
    rows, columns = net.rows, net.columns
    return Suppressed(
        cells=tuple(tuple(_cell(net, i, j) for j in range(columns)) for i in range(rows)),
        row_totals=tuple(_cell(net, i, columns) for i in range(rows)) if row_totals else None,
        column_totals=tuple(_cell(net, rows, j) for j in range(columns)) if column_totals else None,
        total=_cell(net, rows, columns) if total else None,
    )


def suppress_line(counts: Sequence[int], k: int, *, total: bool = True) -> SuppressedLine:
    """Return one line of `counts` (channels, concerns, weeks) protected as `suppress` does it.

    `total` says whether the sum is published, here or anywhere else. Raises as `suppress` does.
    """
    done = suppress([counts], k, row_totals=total, column_totals=False, total=False)
    return SuppressedLine(done.cells[0], done.row_totals[0] if done.row_totals else None)


def suppress_breakdown(counts: Sequence[int], k: int, total: Cell) -> tuple[Cell, ...] | None:
    """Return a breakdown (agree, partly, disagree, none) of one published cell, or `None` to publish none of it.

    `total` is the cell as the table of totals shows it. A withheld total has no breakdown, since its parts would add
    up to it; that includes every total of 1 … k−1. Parts of a published total are protected as one line.
    Where the same parts are also published summed over the groups, use `suppress` on groups × parts instead.
    Raises `ValueError` when a published total is not the sum of `counts`, and as `suppress` does.
    """
    if total.value is None:
        return None
    if total.value != sum(counts):
        raise ValueError("the published total is not the sum of its parts")
    line = suppress_line(counts, k)
    return line.cells if line.total == total else None


def suppress_parts(
    table: Sequence[Sequence[int]], k: int, row_totals: Sequence[Cell], total: Cell
) -> SuppressedParts:
    """Return how the rows of `table` (groups × stances, items × channels) may be broken down and summed up.

    `row_totals` and `total` are the rows' totals as another table publishes them (groups of one item, items of one
    consultation): known to every reader, or withheld there. Rows that may not be broken down are `None`; to the sums
    they count as one row, which is protected like any other, so that no subtraction reaches into it. Given that the
    other table is protected by itself, both are protected together: within that one row, every split of its sums
    agrees with every split of its total. `sums` is `None` where `total` is withheld or nothing else would help.

    Raises `ValueError` when a published total is not the sum of its row, and as `suppress` does.
    """
    if total.value is not None and total.value != sum(map(sum, table)):
        raise ValueError("the published total is not the sum of its parts")
    alone = tuple(
        suppress_breakdown(row, k, told) for row, told in zip(table, row_totals, strict=True)
    )
    shown = [n for n, row in enumerate(alone) if row is not None]
    while total.value is not None:
        rest = [row for n, row in enumerate(table) if n not in shown]
        merged = [sum(column) for column in zip(*rest, strict=True)]
        done = suppress([*(table[n] for n in shown), *([merged] if any(merged) else [])], k)
        told = [cell.value is not None for cell in done.row_totals or ()]
        if all(told) and (done.total is None or done.total.value is not None):
            cells = dict(zip(shown, done.cells, strict=False))
            return SuppressedParts(tuple(map(cells.get, range(len(table)))), done.column_totals)
        # A total that everybody knows cannot protect: its row joins the others, or else the smallest one does.
        counted = [n for n in shown if any(table[n])]
        joining = {n for n, kept in zip(shown, told, strict=False) if not kept}
        joining |= (
            set() if joining else {min(counted, key=lambda n: sum(table[n]))} if counted else set()
        )
        if not joining:
            break
        shown = [n for n in shown if n not in joining]
    return SuppressedParts(alone, None)


def _cell(net: Circulation, i: int, j: int) -> Cell:
    """Return figure (i, j) as it may be published.

    A small total of several parts bears the complementary mark: "fewer than k" would narrow its parts.
    """
    if not net.withheld(i, j):
        return Cell(net.value[i * (net.columns + 1) + j])
    return Cell(None, "primary" if net.alone(i, j) else "complementary")


def _check(table: Sequence[Sequence[int]], k: int) -> None:
    if k < 0 or NO_PROTECTION < k < SMALLEST_K:
        raise ValueError(f"k must be {SMALLEST_K} or more, or {NO_PROTECTION} to withhold nothing")
    if len({len(row) for row in table}) > 1:
        raise ValueError("the rows differ in length")
    if any(count < 0 for row in table for count in row):
        raise ValueError("a count is negative")
