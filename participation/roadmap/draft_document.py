# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A draft as a document: what a draft file holds, checked and whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

Texts = dict[str, str]  # by language: the original always, others where they are translated


# What an item says in words, one value a language.
WORD_FIELDS = (
    "title",
    "summary",
    "indicator",
    "unit",
    "baseline",
    "target_value",
    "note",
    "budget_class",
    "status",
)


@dataclass(frozen=True)
class DraftItem:
    """A goal, sub-goal or measure.

    `text` holds its passages by language, the same number in each; None stands where one is not translated, and a
    language without any is left out. `stale` names by language what was translated from an older original: names of
    fields ("title") and numbers of passages ("2"), in the order of `WORD_FIELDS` and then of the passages.
    """

    key: str
    level: str
    parent: str | None
    source: str
    title: Texts
    summary: Texts
    text: dict[str, tuple[str | None, ...]]
    indicator: Texts | None = None
    unit: Texts | None = None
    baseline: Texts | None = None
    target_value: Texts | None = None
    target_date: date | None = None
    measurable: bool | None = None
    note: Texts | None = None
    responsible_unit: str | None = None
    supporting_units: tuple[str, ...] = ()
    starts_on: date | None = None
    deadline: date | None = None
    budget_class: Texts | None = None
    status: Texts | None = None
    stale: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class DraftDocument:
    """A consultation's draft. Items come in reading order: parents before children."""

    slug: str
    languages: tuple[str, ...]
    k: int
    responsible_unit: str
    legal_basis: Texts
    document: Texts
    title: Texts
    lead: Texts
    purpose: Texts
    items: tuple[DraftItem, ...]


@dataclass(frozen=True)
class Fault:
    """Something wrong in a draft file, and where: a line, or in a workbook a sheet and a cell.

    `message` is a msgid of the catalogs with `%(name)s` in it; `known` holds what stands for the names.
    """

    file: str
    place: str
    message: str
    known: dict[str, object] = field(default_factory=dict)
    order: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.file}:{self.place}: {self.message % self.known}"


class DraftFaults(ValueError):
    """A draft file is refused whole; `faults` holds everything that is wrong with it, in the order of the file."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = sorted(faults, key=lambda fault: fault.order)
