# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Nobody who reads a published table can work out a small count in it.

The reader here is a plain enumeration: it tries every table that agrees with all that was published, and knows
nothing of how the figures were chosen.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.methods.suppression import (
    Cell,
    Suppressed,
    SuppressedParts,
    suppress,
    suppress_breakdown,
    suppress_line,
    suppress_parts,
)

K = 4
SMALL_COUNTS = st.sampled_from([0, 0, 1, 1, 2, 3, 3, 4, 5, 6, 7, 9])
FLAGS = st.booleans()


def _tables(most_rows: int, most_columns: int) -> st.SearchStrategy[list[list[int]]]:
    return st.integers(1, most_columns).flatmap(
        lambda columns: st.lists(
            st.lists(SMALL_COUNTS, min_size=columns, max_size=columns),
            min_size=1,
            max_size=most_rows,
        )
    )


def _possible(cell: Cell, k: int, largest: int) -> Sequence[int]:
    if cell.value is not None:
        return (cell.value,)
    return range(1, k) if cell.reason == "primary" else range(k, largest + 1)


def _agrees(cell: Cell, value: int, truth: int, k: int) -> bool:
    if cell.value is not None:
        return cell.value == value
    if cell.reason == "primary":
        return 1 <= value < k
    return value >= k or truth < k  # even a reader who takes a withheld total for k or more


def _readings(done: Suppressed, truth: list[list[int]], k: int) -> Iterator[list[list[int]]]:
    """Every table, with its margins, that agrees with all that was published."""
    full = _with_margins(truth)
    largest = max(map(max, truth)) + 2 * k
    columns = len(truth[0])
    rows = []
    for i, cells in enumerate(done.cells):
        wanted = done.row_totals[i] if done.row_totals else None
        rows.append(
            [
                row
                for row in product(*(_possible(cell, k, largest) for cell in cells))
                if wanted is None or _agrees(wanted, sum(row), full[i][columns], k)
            ]
        )
    for found in product(*rows):
        table = _with_margins([list(row) for row in found])
        margins = table[-1]
        if done.column_totals and not all(
            _agrees(done.column_totals[j], margins[j], full[-1][j], k) for j in range(columns)
        ):
            continue
        if done.total and not _agrees(done.total, margins[-1], full[-1][-1], k):
            continue
        yield table


def _with_margins(table: list[list[int]]) -> list[list[int]]:
    full = [[*row, sum(row)] for row in table]
    return [*full, [sum(row[j] for row in full) for j in range(len(full[0]))]]


def _published(done: Suppressed) -> list[tuple[int, int, Cell]]:
    cells = [(i, j, cell) for i, row in enumerate(done.cells) for j, cell in enumerate(row)]
    rows, columns = len(done.cells), len(done.cells[0])
    cells += [(i, columns, cell) for i, cell in enumerate(done.row_totals or ())]
    cells += [(rows, j, cell) for j, cell in enumerate(done.column_totals or ())]
    return [*cells, (rows, columns, done.total)] if done.total else cells


@settings(max_examples=300, deadline=None)
@given(_tables(3, 2) | _tables(2, 3), FLAGS, FLAGS, FLAGS)
def test_no_reader_can_narrow_a_small_count(
    table: list[list[int]], row_totals: bool, column_totals: bool, total: bool
) -> None:
    done = suppress(table, K, row_totals=row_totals, column_totals=column_totals, total=total)
    withheld = {(i, j): cell for i, j, cell in _published(done) if cell.value is None}
    seen: dict[tuple[int, int], set[int]] = {place: set() for place in withheld}
    counts = set(product(range(len(table)), range(len(table[0]))))
    inner = {place for place, cell in withheld.items() if cell.reason == "primary"} & counts
    for reading in _readings(done, table, K) if withheld else ():
        for i, j in seen:
            seen[i, j].add(reading[i][j])
        if all(len(seen[p]) >= (K - 1 if p in inner else 2) for p in seen):
            break
    for place, values in seen.items():
        assert len(values) > 1, (place, withheld[place])
    for place in inner:
        assert seen[place] >= set(range(1, K)), place


@settings(max_examples=200, deadline=None)
@given(_tables(12, 6), st.integers(3, 12), FLAGS, FLAGS, FLAGS)
def test_what_is_published_is_true_and_never_small(
    table: list[list[int]], k: int, row_totals: bool, column_totals: bool, total: bool
) -> None:
    done = suppress(table, k, row_totals=row_totals, column_totals=column_totals, total=total)
    full = _with_margins(table)
    for i, j, cell in _published(done):
        truth = full[i][j]
        if cell.value is not None:
            assert cell.reason is None
            assert cell.value == truth
            assert not 0 < truth < k
        elif cell.reason == "primary":
            assert 0 < truth < k
        else:
            assert truth >= k or i == len(table) or j == len(table[0])
        assert truth != 0 or cell == Cell(0)
    assert (done.row_totals is None, done.column_totals is None, done.total is None) == (
        not row_totals,
        not column_totals,
        not total,
    )
    assert done == suppress(
        table, k, row_totals=row_totals, column_totals=column_totals, total=total
    )


def test_a_lone_small_count_takes_its_totals_along() -> None:
    done = suppress([[3, 0], [0, 0]], 5)
    small = Cell(None, "primary")
    assert done.cells == ((small, Cell(0)), (Cell(0), Cell(0)))
    assert done.row_totals == (small, Cell(0))
    assert done.column_totals == (small, Cell(0))
    assert done.total == small


def test_a_total_that_would_equal_a_lone_small_count_is_withheld() -> None:
    done = suppress([[3, 0], [0, 40]], 5)
    assert done.row_totals is not None
    assert done.row_totals[0].value is None
    assert done.total is not None
    assert done.total.value is None or done.row_totals[1].value is None


def test_two_ones_in_a_row_are_not_given_away_by_their_sum() -> None:
    done = suppress([[1, 1, 0], [10, 10, 10], [20, 20, 20]], 5)
    assert done.row_totals is not None
    assert done.row_totals[0] == Cell(None, "complementary")


def test_the_rectangle_around_a_small_count_is_the_cheapest() -> None:
    done = suppress([[2, 50, 60], [50, 11, 60], [60, 60, 60]], 5)
    hidden = [(i, j) for i, j, cell in _published(done) if cell.value is None]
    assert len(hidden) == 4
    assert (0, 0) in hidden


def test_a_large_enough_table_withholds_nothing() -> None:
    done = suppress([[5, 0], [7, 100]], 5)
    assert all(cell.reason is None for _, _, cell in _published(done))


@pytest.mark.parametrize("k", [0, 1])
def test_without_a_threshold_nothing_is_withheld(k: int) -> None:
    assert suppress([[1, 2], [0, 3]], k).total == Cell(6)


def test_an_empty_table_stays_empty() -> None:
    assert suppress([], 5).total == Cell(0)
    assert suppress([[], []], 5).row_totals == (Cell(0), Cell(0))


@pytest.mark.parametrize(("table", "k"), [([[1, 2], [3]], 5), ([[-1]], 5), ([[1]], 2), ([[1]], -1)])
def test_what_is_no_table_of_counts_is_refused(table: list[list[int]], k: int) -> None:
    with pytest.raises(ValueError, match=r"row|count|k must"):
        suppress(table, k)


def test_a_line_hides_a_second_figure_beside_a_single_small_one() -> None:
    done = suppress_line([388, 171, 96, 3], 5)
    assert done.total == Cell(658)
    assert done.cells == (Cell(388), Cell(171), Cell(None, "complementary"), Cell(None, "primary"))
    assert suppress_line([388, 3], 5, total=False).cells == (Cell(388), Cell(None, "primary"))


def test_a_line_of_one_small_figure_hides_its_total() -> None:
    assert suppress_line([0, 3, 0], 5).total == Cell(None, "primary")


def test_a_breakdown_of_a_withheld_total_is_withheld_whole() -> None:
    assert suppress_breakdown([3, 0, 0, 0], 5, Cell(None, "primary")) is None
    assert suppress_breakdown([30, 0, 9, 0], 5, Cell(None, "complementary")) is None


def test_a_breakdown_protects_its_small_parts() -> None:
    assert suppress_breakdown([30, 20, 9, 0], 5, Cell(59)) == (Cell(30), Cell(20), Cell(9), Cell(0))
    shown = suppress_breakdown([30, 20, 2, 0], 5, Cell(52))
    assert shown == (Cell(30), Cell(None, "complementary"), Cell(None, "primary"), Cell(0))
    with pytest.raises(ValueError, match="sum"):
        suppress_breakdown([1, 2], 5, Cell(9))


def test_a_breakdown_that_would_need_its_total_is_withheld_whole() -> None:
    assert suppress_breakdown([2, 2, 1, 0], 5, Cell(5)) is None
    assert suppress_breakdown([4, 3, 0, 0], 5, Cell(7)) is None


def test_two_hundred_items_by_eight_groups_tell_no_small_count() -> None:
    rnd = random.Random(1)
    table = [[int(rnd.expovariate(1 / 30)) for _ in range(8)] for _ in range(200)]
    done = suppress(table, 5)
    told = [cell.value for row in done.cells for cell in row if cell.value is not None]
    assert told
    assert all(value == 0 or value >= 5 for value in told)


def _items() -> st.SearchStrategy[list[list[list[int]]]]:
    """Two items × two or three groups × two stances."""
    return st.integers(2, 3).flatmap(
        lambda groups: st.lists(
            st.lists(
                st.lists(st.sampled_from([0, 0, 1, 2, 3, 5]), min_size=2, max_size=2),
                min_size=groups,
                max_size=groups,
            ),
            min_size=2,
            max_size=2,
        )
    )


def _splits(
    parts: SuppressedParts, truth: list[list[int]], totals: Sequence[Cell], total: Cell, k: int
) -> Iterator[list[list[int]]]:
    """Every groups × stances table of one item that agrees with what is published of it."""
    largest = max(map(max, truth)) + k
    unknown = [range(largest + 1)] * 2
    rows = [
        [
            split
            for split in product(*([_possible(c, k, largest) for c in cells] if cells else unknown))
            if _agrees(totals[n], sum(split), sum(truth[n]), k)
        ]
        for n, cells in enumerate(parts.rows)
    ]
    truths = _with_margins(truth)[-1]
    for found in product(*rows):
        sums = _with_margins([list(split) for split in found])[-1]
        known = (*(parts.sums or ()),)
        if _agrees(total, sums[-1], truths[-1], k) and all(
            _agrees(cell, sums[n], truths[n], k) for n, cell in enumerate(known)
        ):
            yield [list(split) for split in found]


@settings(max_examples=60, deadline=None)
@given(_items())
def test_parts_and_totals_together_give_nobody_away(items: list[list[list[int]]]) -> None:
    k = 3
    totals = suppress([[sum(group) for group in item] for item in items], k)
    assert totals.row_totals is not None
    assert totals.column_totals is not None
    published = list(zip(items, totals.cells, totals.row_totals, strict=True))
    readings = [
        list(_splits(suppress_parts(item, k, cells, total), item, cells, total, k))
        for item, cells, total in published
    ]
    groups = range(len(items[0]))
    # Which totals by group the two items can have together, then which splits those leave possible.
    by_totals = [{tuple(map(sum, reading)) for reading in found} for found in readings]
    pairs = {
        pair
        for pair in product(*by_totals)
        if all(
            _agrees(
                totals.column_totals[g],
                pair[0][g] + pair[1][g],
                sum(map(sum, (items[0][g], items[1][g]))),
                k,
            )
            for g in groups
        )
    }
    for n, item in enumerate(items):
        possible = [r for r in readings[n] if any(pair[n] == tuple(map(sum, r)) for pair in pairs)]
        assert item in possible
        for g, stance in product(groups, range(2)):
            if 0 < item[g][stance] < k:
                assert len({reading[g][stance] for reading in possible}) > 1
            if 0 < sum(item[g]) < k:
                assert len({sum(reading[g]) for reading in possible}) > 1


def test_parts_of_a_group_are_not_told_by_subtraction() -> None:
    table = [[40, 20], [30, 10], [7, 0]]
    withheld = Cell(None, "complementary")
    done = suppress_parts(table, 5, [Cell(60), withheld, withheld], Cell(107))
    assert done.rows == ((Cell(40), Cell(20)), None, None)
    assert done.sums == (Cell(77), Cell(30))
    small = suppress_parts(
        [[40, 20], [4, 3], [50, 40]], 5, [Cell(60), Cell(7), Cell(90)], Cell(157)
    )
    assert small.rows[1] is None
    assert small.rows.count(None) > 1
    assert small.sums == (Cell(94), Cell(63))


def test_parts_without_their_total_have_no_sums() -> None:
    done = suppress_parts(
        [[40, 20], [3, 0]], 5, [Cell(60), Cell(None, "primary")], Cell(None, "complementary")
    )
    assert done.rows == ((Cell(40), Cell(20)), None)
    assert done.sums is None
    assert suppress_parts([[4, 3]], 5, [Cell(7)], Cell(7)).sums is None
    with pytest.raises(ValueError, match="sum"):
        suppress_parts([[4, 3]], 5, [Cell(7)], Cell(8))
