# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Narrowing the tree of a draft: by words, level, unit, deadline, changes, and how much has been said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from participation.roadmap.rules import Level
from participation.roadmap.tree import TreeItem, flat

FEW = 3  # published contributions; an item with fewer is one that "few" looks for
LONGEST_SEARCH = 100
PROGRESS = ("none", "few", "some")


@dataclass(frozen=True)
class Narrowing:
    """What is looked for; empty values look for everything. `until` is the year a deadline lies in or before."""

    q: str = ""
    level: str = ""
    unit: str = ""
    until: str = ""
    progress: str = ""
    changed: bool = False

    def __bool__(self) -> bool:
        return any((self.q, self.level, self.unit, self.until, self.progress, self.changed))

    @property
    def further(self) -> bool:
        """Whether one of the filters is set that stand behind "more"."""
        return any((self.level, self.unit, self.until, self.progress == "none"))

    def matches(self, item: TreeItem) -> bool:
        """Say whether an item is one that is looked for."""
        words = f"{item.key} {item.title} {item.summary} {' '.join(item.units)}".casefold()
        year = str(item.deadline.year) if item.deadline else ""
        return (
            self.q.casefold() in words
            and (not self.level or item.level == self.level)
            and (not self.unit or self.unit in item.units)
            and (not self.until or (year != "" and year <= self.until))
            and (not self.progress or self.progress in _progress(item))
            and (not self.changed or item.changed)
        )

    def address(self, **other: str | bool | None) -> dict[str, str]:
        """Return the parameters of this narrowing with some of them set otherwise; empty ones are left out."""
        now: dict[str, str | bool | None] = {**vars(self), **other}
        return {name: "1" if value is True else str(value) for name, value in now.items() if value}


@dataclass(frozen=True)
class Offers:
    """What can be chosen, and how many items each of the three quick choices has."""

    units: tuple[str, ...]
    years: tuple[str, ...]
    soon: str
    counts: Mapping[str, int]


def read(arguments: Mapping[str, str]) -> Narrowing:
    """Return the narrowing that an address asks for; what nobody knows is passed over."""
    level, until = arguments.get("level", ""), arguments.get("until", "")
    progress = arguments.get("progress", "")
    return Narrowing(
        q=arguments.get("q", "").strip()[:LONGEST_SEARCH],
        level=level if level in {*map(str, Level)} else "",
        unit=arguments.get("unit", "").strip()[:LONGEST_SEARCH],
        until=until if len(until) == 4 and until.isascii() and until.isdigit() else "",
        progress=progress if progress in PROGRESS else "",
        changed=arguments.get("changed") == "1",
    )


def offers(items: Sequence[TreeItem], this_year: int) -> Offers:
    """Return what a tree's items can be narrowed to; `soon` is the first year from now on that has a deadline."""
    years = sorted({str(item.deadline.year) for item in items if item.deadline})
    soon = next((year for year in years if int(year) >= this_year), years[-1] if years else "")
    return Offers(
        units=tuple(sorted({unit for item in items for unit in item.units}, key=str.casefold)),
        years=tuple(years),
        soon=soon,
        counts={
            "changed": _count(items, Narrowing(changed=True)),
            "soon": _count(items, Narrowing(until=soon)) if soon else 0,
            "few": _count(items, Narrowing(progress="few")),
        },
    )


def narrowed(items: Iterable[TreeItem], wanted: Narrowing) -> list[TreeItem]:
    """Keep the items that match and those on the way to them."""
    kept = []
    for item in items:
        children = narrowed(item.children, wanted)
        if children or wanted.matches(item):
            kept.append(replace(item, children=children))
    return kept


def found(items: list[TreeItem], wanted: Narrowing) -> int:
    """Return how many items of a tree match."""
    return _count(flat(items), wanted)


def _count(items: Sequence[TreeItem], wanted: Narrowing) -> int:
    return sum(wanted.matches(item) for item in items)


def _progress(item: TreeItem) -> tuple[str, ...]:
    if item.contributions == 0:
        return ("none", "few")
    return ("few",) if item.contributions < FEW else ("some",)
