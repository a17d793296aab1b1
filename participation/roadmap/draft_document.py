# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A draft as a document: what a draft file holds, checked and whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Texts = dict[str, str]  # by language


@dataclass(frozen=True)
class DraftItem:
    """A goal, sub-goal or measure. `text` holds its passages by language, the same number in each."""

    key: str
    level: str
    parent: str | None
    source: str
    title: Texts
    summary: Texts
    text: dict[str, tuple[str, ...]]
    indicator: Texts | None = None
    unit: Texts | None = None
    baseline: str | None = None
    target_value: str | None = None
    target_date: date | None = None
    measurable: bool | None = None
    note: Texts | None = None
    responsible_unit: str | None = None
    supporting_units: tuple[str, ...] = ()
    starts_on: date | None = None
    deadline: date | None = None
    budget_class: str | None = None
    status: str | None = None


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
    """Something wrong in a draft file, and the line where it stands."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class DraftFaults(ValueError):
    """A draft file is refused whole; `faults` holds everything that is wrong with it, in order of lines."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = sorted(faults, key=lambda fault: fault.line)
