# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which paragraph became which: a proposal by similarity, for the editor to confirm.

Words are compared as multisets (Dice coefficient): a paragraph that is only rearranged stays itself. What is left
over is held against what its neighbours do not explain: that finds paragraphs that were split or merged.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

ALIKE = 0.4  # Dice coefficient from which one paragraph is taken for another version of the other
PART = 0.6  # share of a paragraph's words from which it is taken for a part of another
FEWEST_WORDS = 3  # shared ones; fewer prove nothing
MOST_PAIRS = 40_000  # compared with each other; in longer texts only neighbours are
NEIGHBOURS = 20  # places

_WORD = re.compile(r"\w+")

Words = Counter[str]


@dataclass(frozen=True)
class Match:
    """What a new paragraph continues: the place of the old one it keeps the identity of, and further origins."""

    keeps: int | None = None
    origins: tuple[int, ...] = ()


def match(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """Return, for each new paragraph, which old ones (by place) it comes from. No old one is kept twice."""
    before, after = [_words(text) for text in old], [_words(text) for text in new]
    kept = _equal(old, new)
    for i, j in _alike(before, after, kept):
        if j not in kept and i not in kept.values():
            kept[j] = i
    origins: dict[int, list[int]] = {}
    for i in sorted(set(range(len(old))) - set(kept.values())):
        taken_by = _taken_by(before[i], before, after, kept)
        if taken_by is not None:
            origins.setdefault(taken_by, []).append(i)
    by_old = {i: j for j, i in kept.items()}
    for j in sorted(set(range(len(new))) - set(kept)):
        split_from = _split_from(after[j], before, after, by_old)
        if split_from is not None:
            origins.setdefault(j, []).append(split_from)
    return [Match(kept.get(j), tuple(origins.get(j, ()))) for j in range(len(new))]


def settle(claims: Sequence[Sequence[int]], old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """Return the matches that follow from what an editor said: `claims` holds the old places of each new paragraph.

    Where several claim one old paragraph, the one most like it keeps its identity; the others name it as origin.
    """
    before, after = [_words(text) for text in old], [_words(text) for text in new]
    pairs = sorted(
        ((i, j) for j, places in enumerate(claims) for i in set(places)),
        key=lambda pair: (-_dice(before[pair[0]], after[pair[1]]), pair),
    )
    kept: dict[int, int] = {}
    for i, j in pairs:
        if j not in kept and i not in kept.values():
            kept[j] = i
    return [
        Match(kept.get(j), tuple(sorted(set(places) - {kept.get(j)})))
        for j, places in enumerate(claims)
    ]


def _words(text: str) -> Words:
    return Counter(_WORD.findall(text.casefold()))


def _shared(one: Words, other: Words) -> int:
    return (one & other).total()


def _dice(one: Words, other: Words) -> float:
    both = one.total() + other.total()
    return 2 * _shared(one, other) / both if both else 1.0


def _equal(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Return the places of paragraphs that did not change, by new place."""
    where: dict[str, list[int]] = {}
    for i, text in reversed(list(enumerate(old))):
        where.setdefault(text, []).append(i)
    return {j: where[text].pop() for j, text in enumerate(new) if where.get(text)}


def _alike(before: list[Words], after: list[Words], kept: dict[int, int]) -> list[tuple[int, int]]:
    """Return pairs of places that may belong together, the most alike first."""
    known = set(kept.values())
    open_old = [i for i in range(len(before)) if i not in known]
    open_new = [j for j in range(len(after)) if j not in kept]
    every = len(open_old) * len(open_new) <= MOST_PAIRS
    scored = [
        (score, i, j)
        for i in open_old
        for j in open_new
        if (every or abs(i - j) <= NEIGHBOURS) and (score := _dice(before[i], after[j])) >= ALIKE
    ]
    scored.sort(key=lambda entry: (-entry[0], abs(entry[1] - entry[2]), entry[1]))
    return [(i, j) for _score, i, j in scored]


def _taken_by(
    gone: Words, before: list[Words], after: list[Words], kept: dict[int, int]
) -> int | None:
    """Return the new paragraph that took an old one in, beside the one it continues."""
    best: tuple[int, int] | None = None
    for j, words in enumerate(after):
        rest = words - before[kept[j]] if j in kept else words
        shared = _shared(gone, rest)
        if shared >= FEWEST_WORDS and shared >= PART * gone.total():
            best = max(best or (0, 0), (shared, -j))
    return -best[1] if best else None


def _split_from(
    come: Words, before: list[Words], after: list[Words], by_old: dict[int, int]
) -> int | None:
    """Return the old paragraph that a new one was split off from."""
    best: tuple[int, int] | None = None
    for i, words in enumerate(before):
        rest = words - after[by_old[i]] if i in by_old else words
        shared = _shared(come, rest)
        if shared >= FEWEST_WORDS and shared >= PART * come.total():
            best = max(best or (0, 0), (shared, -i))
    return -best[1] if best else None
