# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A two-dimensional table of counts as a network, in which protecting a figure is finding a way.

A table with its margins is a circulation: its equations (each row and each column sums up to its total) are the nodes,
its figures the arcs. A figure can move by d exactly if d units of flow run round a cycle through its arc within the
bounds of the other withheld arcs; bounds are whole, so every value between the extremes is possible. For each small
figure and both directions, units of flow take the cheapest way round, and published figures on that way are withheld
too. Nothing is ever published again, so earlier protection holds and one pass is enough. Were all figures withheld,
every small one would be protected (another small one rises to k−1 wherever a total must stay at k or more), so a way
always exists.

Sources: Cox, "Network models for complementary cell suppression", JASA 90 (1995) 1453–1462; Castro, "Network flows
heuristics for complementary cell suppression", in "Inference Control in Statistical Databases", LNCS 2316 (2002)
59–73. Unlike there, room is asked of each small figure for all values its mark allows.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from math import log2

COST_OF_CELL = (
    16.0  # withholding few figures goes before withholding small ones (log2 of the value is added)
)
COST_OF_TOTAL = 64.0
COST_OF_GRAND_TOTAL = 256.0
UNBOUNDED = 1 << 62

Way = tuple[
    int, int, int
]  # the node it leads to, the figure, +1 where the figure is raised and −1 where lowered


class Circulation:
    """A table and its margins; figure (i, j), totals being the last row and column, is `i * (columns + 1) + j`.

    Nodes are the equations: row i, then column j. Raising an inner count or the grand total by one is a unit of flow
    from its row's node to its column's; raising a row total or a column total runs the other way.
    """

    def __init__(
        self,
        table: Sequence[Sequence[int]],
        k: int,
        row_totals: bool,
        column_totals: bool,
        total: bool,
    ) -> None:
        self.k = k
        self.rows, self.columns = rows, columns = len(table), len(table[0]) if table else 0
        full = [[*row, sum(row)] for row in table]
        full.append([sum(row[j] for row in full) for j in range(columns + 1)])
        self.value = [count for row in full for count in row]
        # The lowest and highest value a reader thinks possible of a figure that is withheld.
        self.low = [k] * len(self.value)
        self.high = [UNBOUNDED] * len(self.value)
        self.cost = [0.0] * len(self.value)  # of withholding it; 0 when it is withheld
        self.small: list[int] = []  # published figures of 1 … k−1
        self.ends: list[tuple[int, int]] = []  # the nodes between which raising a figure runs
        self.ways: list[list[Way]] = [[] for _ in range(rows + columns + 2)]
        self.free: list[list[Way]] = [[] for _ in self.ways]  # the part of them that is withheld
        for figure, value in enumerate(self.value):
            i, j = divmod(figure, columns + 1)
            ends = (i, rows + 1 + j)
            self.ends.append(ends if (i < rows) == (j < columns) else (ends[1], ends[0]))
            if i < rows and j < columns:
                published, cost = True, COST_OF_CELL
            elif i < rows or j < columns:
                published, cost = (row_totals if i < rows else column_totals), COST_OF_TOTAL
            else:
                published, cost = total, COST_OF_GRAND_TOTAL
            self.cost[figure] = cost + log2(value + 1)
            if value:
                tail, head = self.ends[figure]
                self.ways[tail].append((head, figure, 1))
                self.ways[head].append((tail, figure, -1))
            if value and (value < k or not published):
                inner = i < rows and j < columns
                self.low[figure], self.high[figure] = (1, k - 1) if inner else (0, UNBOUNDED)
                self._withhold(figure)
                if published:
                    self.small.append(figure)

    def _withhold(self, figure: int) -> None:
        self.cost[figure] = 0
        tail, head = self.ends[figure]
        self.free[tail].append((head, figure, 1))
        self.free[head].append((tail, figure, -1))

    def _parts(self, figure: int) -> int:
        """Return how many counts that are not zero a figure sums up; 1 for such a count itself."""
        i, j = divmod(figure, self.columns + 1)
        rows = range(self.rows) if i == self.rows else (i,)
        columns = range(self.columns) if j == self.columns else (j,)
        return sum(self.value[r * (self.columns + 1) + c] > 0 for r in rows for c in columns)

    def withheld(self, i: int, j: int) -> bool:
        """Return whether figure (i, j) must not be shown."""
        return self.cost[i * (self.columns + 1) + j] == 0

    def alone(self, i: int, j: int) -> bool:
        """Return whether figure (i, j) is 1 … k−1 and no sum of several such counts."""
        figure = i * (self.columns + 1) + j
        return 0 < self.value[figure] < self.k and self._parts(figure) == 1

    def protect(self) -> None:
        """Withhold what is needed so that every small figure can be anything its marks allow, up to k−1.

        A small total of m parts cannot be less than m, nor more than m·(k−1); it shall reach beyond itself.
        """
        for figure in self.small:
            value, parts = self.value[figure], self._parts(figure)
            highest = min(max(self.k - 1, value + 1), parts * (self.k - 1))
            self._make_room(figure, 1, highest - value)
            self._make_room(figure, -1, value - parts)

    def _make_room(self, figure: int, sign: int, units: int) -> None:
        """Withhold figures until `figure` can move by `units`, up for a sign of +1 and down for −1.

        The figures that make up for it are moved in place, so that further units see what room is left, and put back.
        """
        bounds = self.low[figure], self.high[figure]
        # No way leads through the figure itself.
        self.low[figure] = self.high[figure] = self.value[figure]
        moves: list[tuple[int, int]] = []
        while units:
            way = self._free_way(figure, sign) or self._cheapest_way(figure, sign, units)
            if not way:  # the module's text says why this cannot be
                raise RuntimeError("a small count could not be protected")
            amount = min(units, *(self._room(used, direction) for used, direction in way))
            for used, direction in way:
                self.value[used] += direction * amount
                moves.append((used, direction * amount))
                if self.cost[used]:
                    self._withhold(used)
            units -= amount
        for used, moved in moves:
            self.value[used] -= moved
        self.low[figure], self.high[figure] = bounds

    def _room(self, figure: int, direction: int) -> int:
        if direction > 0:
            return self.high[figure] - self.value[figure]
        return self.value[figure] - self.low[figure]

    def _search(self, figure: int, sign: int) -> tuple[int, int, int]:
        """Return where to begin, where to end, and +1 when that is along the flow, −1 when against it.

        A row has few figures where a column has many, so every search begins at the row's node.
        """
        tail, head = self.ends[figure]
        return (tail, head, -sign) if tail <= self.rows else (head, tail, sign)

    def _free_way(self, figure: int, sign: int) -> list[tuple[int, int]]:
        """Return any way over withheld figures, depth first, as figures and directions; empty if there is none."""
        start, end, along = self._search(figure, sign)
        value, low, high = self.value, self.low, self.high
        came = {start: (start, 0, 0)}
        stack = [start]
        while stack and end not in came:
            node = stack.pop()
            for neighbour, arc, direction in self.free[node]:
                if neighbour in came:
                    continue
                if value[arc] < high[arc] if direction == along else value[arc] > low[arc]:
                    came[neighbour] = (node, arc, direction * along)
                    stack.append(neighbour)
                    if neighbour == end:
                        break
        return _trace(came, start, end)

    def _cheapest_way(self, figure: int, sign: int, units: int) -> list[tuple[int, int]]:
        """Return the cheapest way (Dijkstra) over any figures; those with less room than `units` cost double."""
        start, end, along = self._search(figure, sign)
        reached = {start: 0.0}
        came = {start: (start, 0, 0)}
        done: set[int] = set()
        heap = [(0.0, start)]
        while heap and end not in done:
            so_far, node = heappop(heap)
            if node in done:
                continue
            done.add(node)
            for neighbour, arc, direction in self.ways[node]:
                if neighbour in done:
                    continue
                room = self._room(arc, direction * along)
                total = so_far + (self.cost[arc] if room >= units else 2 * self.cost[arc])
                if room > 0 and total < reached.get(neighbour, UNBOUNDED):
                    reached[neighbour] = total
                    came[neighbour] = (node, arc, direction * along)
                    heappush(heap, (total, neighbour))
        return _trace(came, start, end)


def _trace(came: dict[int, tuple[int, int, int]], start: int, end: int) -> list[tuple[int, int]]:
    way: list[tuple[int, int]] = []
    node = end
    while node != start and node in came:
        node, arc, sign = came[node]
        way.append((arc, sign))
    return way
