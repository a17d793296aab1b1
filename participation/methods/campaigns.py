# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Texts that share their wording: runs of four words, hashed, and how much of one text stands in another.

Shingling and containment are those of A. Broder, "On the resemblance and containment of documents", SEQUENCES 1997.
Containment and not resemblance, because who signs a campaign often leaves half of it out and adds a word of their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set
from hashlib import blake2b
from heapq import nsmallest

RUN = 4  # words in a shingle
CONTAINMENT = 0.25  # of the smaller text's shingles, from which on two texts belong to one campaign
SHARED = 5  # shingles that they share at the least, unless they say the same
MOST_PER_SHINGLE = 4  # documents that one shingle leads to; a fifth adds nothing but time
COMMONPLACE = (
    3  # campaigns with a run from which on it tells nothing: a greeting, a slogan, a quotation
)
MOST_SHINGLES = (
    2_000  # of one text, those with the smallest numbers (Broder's sketch); few texts have more
)
BITS = 63  # what a database's signed 64-bit integer holds without a sign

_KEPT_CHARACTERS = 5_000

_ADDRESSES = re.compile(r"https?://\S+|www\.\S+|(?<!\w)@\w[\w.-]*")
# Scripts without blanks between words: Thai and Lao, Myanmar, Khmer, Japanese, Chinese. Each letter counts as a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


class _Seen(dict[int, str | None]):
    """For `str.translate`: drops marks on other characters and what is drawn as nothing, such as a soft hyphen."""

    def __missing__(self, code: int) -> str | None:
        c = chr(code)
        seen = None if unicodedata.category(c) in ("Mn", "Mc", "Me", "Cf") else c
        if len(self) < _KEPT_CHARACTERS:
            self[code] = seen
        return seen


_seen = _Seen()


def words(text: str) -> list[str]:
    """Return the words of a text in one form: small letters without marks, no web addresses, no mentions (@name).

    Of a script that is written without blanks each letter is a word.
    """
    small = unicodedata.normalize("NFKD", _ADDRESSES.sub(" ", text.casefold()))
    return _WORD.findall(small if small.isascii() else small.translate(_seen))


def shingles(text: str, run: int = RUN) -> frozenset[int]:
    """Return the runs of `run` words in a text as numbers below 2 ** 63, the same on every machine.

    A text of fewer words is one run; one without any word has none. Of a very long text 2,000 stand for all.
    """
    found = words(text)
    runs = (found[n : n + run] for n in range(max(len(found) - run, 0) + 1))
    numbers = frozenset(_number(" ".join(one)) for one in runs if one)
    return (
        numbers if len(numbers) <= MOST_SHINGLES else frozenset(nsmallest(MOST_SHINGLES, numbers))
    )


def containment(shared: int, one: int, other: int) -> float:
    """Return which share of the smaller of two texts stands in the other (0 … 1), from counts of shingles."""
    smaller = min(one, other)
    return shared / smaller if smaller else 0.0


def alike(one: Set[int], other: Set[int], least: float = CONTAINMENT, shared: int = SHARED) -> bool:
    """Say whether two texts, as shingles, belong to one campaign: they say the same, or share enough of their runs."""
    common = len(one & other)
    if common < shared:
        return bool(one) and one == other
    return containment(common, len(one), len(other)) >= least


class Clusters:
    """Texts that come in one by one, sorted into campaigns: disjoint sets over an index of shingles.

    A new text is held against those that its shingles lead to, `MOST_PER_SHINGLE` of each, and joins all it is alike;
    shingles that stand in several campaigns do not count.
    Time and space for a text do not grow with the number of texts. The disjoint sets are those of R. Tarjan (1975).
    """

    def __init__(self) -> None:
        self._leads: dict[int, list[int]] = {}
        self._runs: list[int] = []
        self._above: list[int] = []

    def add(self, text: str) -> int:
        """Take a text in; return its number, from 0 on."""
        mine = shingles(text)
        number = len(self._above)
        self._above.append(number)
        self._runs.append(len(mine))
        common: dict[int, int] = {}
        for run in mine:
            known = self._leads.setdefault(run, [])
            if len({self.of(other) for other in known}) < COMMONPLACE:
                for other in known:
                    common[other] = common.get(other, 0) + 1
            if len(known) < MOST_PER_SHINGLE:
                known.append(number)
        for other, shared in common.items():
            if self._joins(shared, len(mine), self._runs[other]):
                self._join(number, other)
        return number

    def of(self, number: int) -> int:
        """Return the number that stands for a text's campaign; its own where it is alone."""
        while self._above[number] != number:
            self._above[number] = self._above[self._above[number]]
            number = self._above[number]
        return number

    def groups(self) -> list[list[int]]:
        """Return the campaigns of two texts or more, each in the order of its texts, the first to begin first."""
        found: dict[int, list[int]] = {}
        for number in range(len(self._above)):
            found.setdefault(self.of(number), []).append(number)
        return sorted(group for group in found.values() if len(group) > 1)

    def _joins(self, shared: int, mine: int, other: int) -> bool:
        if shared < SHARED:
            return shared == mine == other
        return containment(shared, mine, other) >= CONTAINMENT

    def _join(self, one: int, other: int) -> None:
        """Put two campaigns together; the older text stands for both."""
        first, second = sorted((self.of(one), self.of(other)))
        self._above[second] = first


def _number(run: str) -> int:
    digest = blake2b(run.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> (64 - BITS)
