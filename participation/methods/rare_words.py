# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Texts that speak of the same thing in other words: how much of what is rare in one stands in another.

Rare is what few texts of a collection have: inverse document frequency, K. Spärck Jones, "A statistical interpretation
of term specificity and its application in retrieval", Journal of Documentation 28 (1972). Words are compared by their
beginnings, which serves every language that puts its endings and compounds behind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from itertools import chain
from math import fsum, log

from participation.methods import campaigns
from participation.methods.stop_words import STOP_WORDS

SHORTEST = 4  # letters of a word that may tell texts apart
BEGINNING = 7  # letters by which a word is known again
SHARED = 4  # words that two texts share at the least; fewer are chance
UNSEEN = 10  # texts added in thought to a collection, so that a small one calls nothing common

_COMMON = frozenset(word for known in STOP_WORDS.values() for word in campaigns.words(known))


def telling(text: str) -> frozenset[str]:
    """Return the beginnings of those words of a text that may tell it apart: neither short nor in every text."""
    return frozenset(
        word[:BEGINNING]
        for word in campaigns.words(text)
        if len(word) >= SHORTEST and word not in _COMMON
    )


def likeness(one: Set[str], others: Sequence[Set[str]], shared: int = SHARED) -> list[float]:
    """Return for each of `others` which share of what is rare in the smaller of both texts stands in both (0 … 1).

    All are words as `telling` gives them; what is rare is told by `others`. Fewer than `shared` words in common is 0.
    """
    found = Counter(chain.from_iterable(others))
    texts = len(others) + UNSEEN

    def weight(words: Set[str]) -> float:
        # fsum, for it gives the same whatever the order, and a set has none.
        return fsum(log(texts / (1 + found[word])) for word in words)

    mine = weight(one)
    result = []
    for other in others:
        common = one & other
        least = min(mine, weight(other)) if len(common) >= shared else 0.0
        result.append(weight(common) / least if least > 0 else 0.0)
    return result
