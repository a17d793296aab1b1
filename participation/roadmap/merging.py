# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Joining what two editors wrote: field by field, against what the later one had seen.

Only digests of what was seen travel with a form; where only one side has changed a field, that side holds. Where both
have, and differently, the person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from participation.roadmap.rules import digest

Fields = Mapping[str, str]  # everything that can be edited of an item in one language, as text


@dataclass(frozen=True)
class Merged:
    """The joined fields, which of them another editor gave, and which both changed (their value by field)."""

    fields: dict[str, str]
    taken: tuple[str, ...]
    conflicts: dict[str, str]


def marks(fields: Fields) -> dict[str, str]:
    """Return the digest of each field, for a form to carry."""
    return {name: digest(value) for name, value in fields.items()}


def merge(seen: Mapping[str, str], mine: Fields, theirs: Fields) -> Merged:
    """Join `mine`, written by somebody who saw `seen` (digests), with `theirs`, which stands now.

    A field that was not in the form stays as it is; one without a mark was seen empty. A field of `mine` that no
    longer exists in `theirs` is a conflict unless it was left as it was.
    """
    nothing = digest("")
    fields = dict(theirs)
    taken: list[str] = []
    conflicts: dict[str, str] = {}
    for name, value in mine.items():
        known, now = seen.get(name, nothing), theirs.get(name, "")
        if value == now or digest(now) == known:
            fields[name] = value
        elif digest(value) == known:
            fields[name] = now
            taken.append(name)
        else:
            fields[name] = value
            conflicts[name] = now
    return Merged(fields, tuple(taken), conflicts)
