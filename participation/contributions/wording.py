# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""From a contribution's words, stored as they came, to what a page shows."""

from __future__ import annotations

from participation import text
from participation.contributions import rules


def html_of(kind: str, words: str) -> str:
    """Return the clean HTML of a contribution's words; long statements are rendered paragraph by paragraph."""
    return text.render(words, paragraph_wise=kind == rules.Kind.STATEMENT)
