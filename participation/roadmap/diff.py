# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What differs between two wordings, in whole words, so that it can be read aloud.

The shortest edit script is found with the greedy algorithm of E. W. Myers, "An O(ND) Difference Algorithm and Its
Variations", Algorithmica 1 (1986); short equal stretches between edits are then taken into them, since a listener
follows one change of ten words better than five of one. What only came or only went is moved to
the bounds of its sentence where the words allow it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST_EDITS = (
    600  # beyond this distance what differs is told as replaced whole: time grows with its square
)
FEW_WORDS = 2  # an equal stretch of so few words between longer edits only chops them up

# A word keeps what stands inside it: "Bürger*innen", "Open-Source", "31.12.2021".
_TOKEN = re.compile(r"\w+(?:[*:’'.,\-\N{NON-BREAKING HYPHEN}]\w+)*|\s+|[^\w\s]")
_WORD = re.compile(r"\w")
_SENTENCE_END = re.compile(r"[.!?]\s*\Z")


class Kind(StrEnum):
    """What happened to a stretch of words."""

    EQUAL = "equal"
    INSERTED = "inserted"
    DELETED = "deleted"


@dataclass(frozen=True)
class Piece:
    """A stretch of words that stayed, came or went."""

    kind: Kind
    text: str


def words(before: str, after: str) -> list[Piece]:
    """Return the pieces that lead from one wording to the other.

    Equal and deleted pieces joined give `before`, equal and inserted ones `after`; a deletion stands before the
    insertion that replaces it.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    middle = _script(old[start : len(old) - end], new[start : len(new) - end])
    runs = [
        (Kind.EQUAL, old[:start]),
        *middle,
        (Kind.EQUAL, old[len(old) - end :]),
    ]
    return _pieces(_slid(_readable(_joined(runs))))


def one_side(pieces: Iterable[Piece], without: Kind) -> list[Piece]:
    """Return the pieces of the older wording (`without` inserted ones) or of the newer one (without deleted ones)."""
    return [piece for piece in pieces if piece.kind != without]


Run = tuple[Kind, list[str]]


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many tokens both begin with."""
    length = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        length += 1
    return length


def _script(old: list[str], new: list[str]) -> list[Run]:
    """Return the shortest way from old to new; where it is too long, everything goes and everything comes."""
    if not old or not new:
        return [(Kind.DELETED, old), (Kind.INSERTED, new)]
    reach: dict[int, int] = {1: 0}  # by diagonal: the furthest place in old
    trail: list[dict[int, int]] = []
    for distance in range(min(len(old) + len(new), MOST_EDITS) + 1):
        trail.append(dict(reach))
        for diagonal in range(-distance, distance + 1, 2):
            down = diagonal == -distance or (
                diagonal != distance and reach[diagonal - 1] < reach[diagonal + 1]
            )
            x = reach[diagonal + 1] if down else reach[diagonal - 1] + 1
            y = x - diagonal
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            reach[diagonal] = x
            if x >= len(old) and y >= len(new):
                return _walked(old, new, trail)
    return [(Kind.DELETED, old), (Kind.INSERTED, new)]


def _walked(old: list[str], new: list[str], trail: list[dict[int, int]]) -> list[Run]:
    """Walk the trail back from its end, one token at a time."""
    x, y = len(old), len(new)
    steps: list[Run] = []
    for distance in range(len(trail) - 1, -1, -1):
        reach, diagonal = trail[distance], x - y
        down = diagonal == -distance or (
            diagonal != distance and reach[diagonal - 1] < reach[diagonal + 1]
        )
        before = diagonal + 1 if down else diagonal - 1
        from_x = reach[before] if distance else 0
        from_y = from_x - before if distance else 0
        while x > from_x and y > from_y:
            x, y = x - 1, y - 1
            steps.append((Kind.EQUAL, [old[x]]))
        if distance and down:
            y -= 1
            steps.append((Kind.INSERTED, [new[y]]))
        elif distance:
            x -= 1
            steps.append((Kind.DELETED, [old[x]]))
    return steps[::-1]


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Join neighbours of one kind; between two equal runs, what goes stands before what comes."""
    found: list[Run] = []
    gone: list[str] = []
    come: list[str] = []
    for kind, tokens in (*runs, (Kind.EQUAL, [])):
        if kind == Kind.DELETED:
            gone += tokens
        elif kind == Kind.INSERTED:
            come += tokens
        elif tokens or gone or come:
            for side, kept in ((Kind.DELETED, gone), (Kind.INSERTED, come)):
                if kept:
                    found.append((side, kept))
            if found and found[-1][0] == Kind.EQUAL:
                found[-1][1].extend(tokens)
            elif tokens:
                found.append((Kind.EQUAL, list(tokens)))
            gone, come = [], []
    return found


def _readable(runs: list[Run]) -> list[Run]:
    """Take short equal stretches into the edits on both their sides, until none is left to take."""
    while True:
        taken = _absorbed(runs)
        if len(taken) == len(runs):
            return taken
        runs = taken


def _absorbed(runs: list[Run]) -> list[Run]:
    absorbed: list[Run] = []
    for place, (kind, tokens) in enumerate(runs):
        inside = 0 < place < len(runs) - 1
        count = _count(tokens)
        if kind == Kind.EQUAL and inside and count <= FEW_WORDS:
            before = _count(_edit(runs[:place][::-1]))
            after = _count(_edit(runs[place + 1 :]))
            if count == 0 or (before > count and after > count) or before + after > 4 * count + 2:
                absorbed += [(Kind.DELETED, list(tokens)), (Kind.INSERTED, list(tokens))]
                continue
        absorbed.append((kind, list(tokens)))
    return _joined(absorbed)


def _edit(runs: Sequence[Run]) -> list[str]:
    """Return the longer side of the edit that a list of runs begins with."""
    sides: dict[Kind, list[str]] = {}
    for kind, tokens in runs[:2]:
        if kind == Kind.EQUAL:
            break
        sides[kind] = tokens
    return max(sides.values(), key=_count, default=[])


def _slid(runs: list[Run]) -> list[Run]:
    """Let what only came or only went begin and end with a sentence where it can: "X. [Y. ]Z" beats "X[. Y]. Z"."""
    for place in range(1, len(runs) - 1):
        before, (kind, edit), after = runs[place - 1], runs[place], runs[place + 1]
        if kind == Kind.EQUAL or before[0] != Kind.EQUAL or after[0] != Kind.EQUAL:
            continue
        whole = [*before[1], *edit, *after[1]]
        start, length = len(before[1]), len(edit)
        places = [start]
        while places[0] > 1 and whole[places[0] - 1] == whole[places[0] - 1 + length]:
            places.insert(0, places[0] - 1)
        while (
            places[-1] + length < len(whole) - 1 and whole[places[-1]] == whole[places[-1] + length]
        ):
            places.append(places[-1] + 1)
        best = max(places, key=lambda at: (_whole(whole, at, length), at == start))
        runs[place - 1] = (Kind.EQUAL, whole[:best])
        runs[place] = (kind, whole[best : best + length])
        runs[place + 1] = (Kind.EQUAL, whole[best + length :])
    return runs


def _whole(tokens: list[str], start: int, length: int) -> int:
    """Return how well a stretch stands by itself: a sentence after a sentence, else words after a blank."""
    ahead = "".join(tokens[max(0, start - 2) : start])
    own = "".join(tokens[start : start + length])
    if _SENTENCE_END.search(ahead) and _SENTENCE_END.search(own):
        return 2
    return 1 if ahead[-1:].isspace() and own[-1:].isspace() else 0


def _count(tokens: Iterable[str]) -> int:
    return sum(1 for token in tokens if _WORD.search(token))


def _pieces(runs: Iterable[Run]) -> list[Piece]:
    return [Piece(kind, "".join(tokens)) for kind, tokens in runs if tokens]
