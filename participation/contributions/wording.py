# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""From a contribution's words, stored as they came, to what a page shows."""

from __future__ import annotations

from html import escape

from participation import text
from participation.contributions import rules
from participation.roadmap import diff
from participation.roadmap.diff import Piece


def html_of(kind: str, words: str) -> str:
    """Return the clean HTML of a contribution's words; long statements are rendered paragraph by paragraph.

    A counter-wording is plain text, as the wording is that it would replace.
    """
    if kind == rules.Kind.COUNTER_WORDING:
        return f"<p>{escape(_settled(words)).replace(chr(10), '<br>')}</p>"
    return text.render(words, paragraph_wise=kind == rules.Kind.STATEMENT)


def pieces(present: str, proposed: str) -> list[Piece]:
    """Return what a counter-wording changes in the wording it was written on."""
    return diff.words(_settled(present), _settled(proposed))


def _settled(words: str) -> str:
    return text.plain(text.normalise_newlines(words)).strip()
