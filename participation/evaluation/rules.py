# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The rules of weighing. No framework here: plain values in, codes out."""

from __future__ import annotations

import re
from collections.abc import Collection

from participation.roadmap.rules import is_reason

LONGEST_EXPLANATION = 1_000  # characters
LONGEST_QUOTE = 1_000
MOST_CAUSES = 500  # contributions named one by one for one change

_REFERENCE = re.compile(r"B-[2-9A-HJKMNP-Z]{7}", re.ASCII)


def read_references(written: str) -> tuple[list[str], list[str]]:
    """Return (references, what is none) from a line in which somebody typed several, each once."""
    found: list[str] = []
    strange: list[str] = []
    for part in written.replace(",", " ").replace(";", " ").split():
        reference = part.upper()
        target = found if _REFERENCE.fullmatch(reference) else strange
        if reference not in target:
            target.append(reference)
    return found, strange


def change_fault(causes: Collection[object], reason: str | None, explanation: str) -> str | None:
    """Return what is missing before a change can be published: "why" when nothing is said, "explanation"."""
    if causes:
        return None
    if not reason:
        return "why"
    return None if is_reason(reason, explanation) else "explanation"


def is_quote(quote: str, text: str) -> bool:
    """Say whether a stretch stands in a contribution's words, whatever its white space is."""
    return " ".join(quote.split()) in " ".join(text.split())
