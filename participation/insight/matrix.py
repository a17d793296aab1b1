# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The figures of a consultation as the insight page lays them out."""

from __future__ import annotations

from dataclasses import dataclass

from participation.contributions.figures import Cells, Figures, Row
from participation.contributions.rules import ORGANS, Group
from participation.methods.suppression import Cell

PARTICIPANTS = tuple(group for group in Group if group not in ORGANS)
GROUPS = tuple(str(group) for group in (*PARTICIPANTS, *ORGANS))


@dataclass(frozen=True)
class StanceCell:
    """The stances of a group on an item. `suppressed` says why there is no total; parts may be withheld alone."""

    total: int | None
    suppressed: str | None
    agree: int | None = None
    partly: int | None = None
    disagree: int | None = None
    none: int | None = None

    @property
    def whole(self) -> bool:
        """Whether every part may be told."""
        return None not in (self.total, self.agree, self.partly, self.disagree, self.none)

    @property
    def agree_share(self) -> int | None:
        """Return the share of agreement in whole per cent of all stances."""
        return (
            round(100 * self.agree / self.total) if self.total and self.agree is not None else None
        )


@dataclass(frozen=True)
class MatrixRow:
    """An item's line: stances and contributions by group."""

    key: str
    level: str
    title: str
    lang: str
    cells: dict[str, StanceCell]
    contributions: dict[str, Cell]
    contributions_total: Cell
    stances_total: Cell


def matrix(figures: Figures) -> list[MatrixRow]:
    """Return a line for each item, and a last one (without key) for proposals to no item if there are any."""
    rows = [_row(row) for row in figures.rows if row.key]
    loose = [
        _row(row) for row in figures.rows if not row.key and row.contributions_total.value != 0
    ]
    return rows + loose


def _row(row: Row) -> MatrixRow:
    return MatrixRow(
        row.key,
        row.level,
        row.title,
        row.lang,
        {g: _cell(row.stance_totals[g], row.stances[g]) for g in GROUPS},
        {g: row.contributions[g] for g in GROUPS},
        row.contributions_total,
        row.stances_total,
    )


def _cell(total: Cell, parts: Cells | None) -> StanceCell:
    if parts is None:
        return StanceCell(total.value, total.reason)
    values = {code: part.value for code, part in parts.items()}
    return StanceCell(total.value, total.reason, **values)
