# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Campaigns planted among real texts: what signatories do to a letter before they send it."""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
GREETINGS = (
    "Guten Tag,",
    "Sehr geehrte Damen und Herren,",
    "Hallo zusammen!",
    "Mit freundlichen Grüßen, eine Nachbarin",
    "Danke fürs Lesen.",
    "Das ist mir persönlich sehr wichtig.",
)
SENTENCES = re.compile(r"(?<=[.!?])\s+")
LETTER_WORDS = 60
QUOTED = 6  # words on end that two people do not write by chance
LEAST_SENTENCES = 4


@dataclass(frozen=True)
class Planted:
    """Texts in the order they come, and for each the number of its campaign; None for whoever speaks alone."""

    texts: list[str]
    campaigns: list[int | None]


def real_texts() -> list[str]:
    """Return real texts that do not quote one another; empty when they are not there.

    Where one repeats six words of another on end, somebody has copied: a campaign that nobody planted. Both are left out.
    """
    if not DATA.is_dir():
        return []
    found = []
    for name in ("germeval2018.training.txt", "germeval2018.test.txt"):
        rows = (DATA / "germeval-2018" / name).read_text("utf-8").splitlines()
        found += [row.split("\t")[0].replace("|LBR|", " ") for row in rows]
    with (DATA / "austria-climate" / "comments.csv").open(encoding="utf-8", newline="") as file:
        found += [row["comment-body"] for row in csv.DictReader(file)]
    once = list(dict.fromkeys(text for text in found if text.strip()))
    runs = [_runs(text) for text in once]
    often = Counter(run for own in runs for run in own)
    return [
        text for text, own in zip(once, runs, strict=True) if all(often[run] == 1 for run in own)
    ]


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.sub(r"https?://\S+|@\w+", " ", text.lower()).split()
    plain = [re.sub(r"\W", "", word) for word in words]
    said = [word for word in plain if word]
    return {tuple(said[n : n + QUOTED]) for n in range(len(said) - QUOTED + 1)}


def plant(
    texts: list[str], total: int, letters: int, copies: int, seed: int, words: int = LETTER_WORDS
) -> Planted:
    """Return `total` texts: real ones, and `letters` letters of at least `words` words, each signed `copies` times.

    A letter is made of real texts, one behind the other; none of them stands alone beside it.
    """
    chance = random.Random(seed)
    pool = texts[:]
    chance.shuffle(pool)
    made = [_letter(pool, words) for _number in range(letters)]
    alone = pool[: total - letters * copies]
    vocabulary = sorted({word for text in alone[:500] for word in text.split()})
    rows: list[tuple[str, int | None]] = [(text, None) for text in alone]
    for number, letter in enumerate(made):
        rows += [(signed(letter, vocabulary, chance), number) for _copy in range(copies)]
    chance.shuffle(rows)
    return Planted([text for text, _ in rows], [campaign for _, campaign in rows])


def signed(sentences: list[str], words: list[str], chance: random.Random) -> str:
    """Return a letter as a signatory sends it: up to half the sentences gone, words swapped, greetings added."""
    kept = max(1, len(sentences) - chance.randint(0, len(sentences) // 2))
    said = [sentences[n] for n in sorted(chance.sample(range(len(sentences)), kept))]
    swapped = [
        " ".join(chance.choice(words) if chance.random() < 0.03 else word for word in one.split())
        for one in said
    ]
    before = [chance.choice(GREETINGS)] if chance.random() < 0.4 else []
    after = [chance.choice(GREETINGS)] if chance.random() < 0.4 else []
    return " ".join([*before, *swapped, *after])


def _letter(pool: list[str], words: int) -> list[str]:
    """Take texts from a pool until they are a letter; return its sentences."""
    sentences: list[str] = []
    while len(sentences) < LEAST_SENTENCES or sum(len(one.split()) for one in sentences) < words:
        sentences += SENTENCES.split(pool.pop())
    return sentences
