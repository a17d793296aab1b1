# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Campaigns are found among real texts: all of their signatories, and nobody who speaks alone."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from participation.methods.campaigns import Clusters
from tests.support import planted
from tests.support.planted import GREETINGS, Planted

LETTER = [
    "Die Schalter im Bezirk müssen an vier Tagen in der Woche offen bleiben.",
    "Viele ältere Menschen haben zu Hause weder einen Rechner noch ein Telefon dafür.",
    "Wer einen neuen Ausweis braucht, will mit jemandem sprechen, der zuhört.",
    "Auch kleine Betriebe stehen sonst vor einer Maske, die sie nicht verstehen.",
    "Außerdem gehört an jeden Schalter eine Person, die Gebärdensprache kann.",
    "Bitte beschließen Sie das noch vor der Sommerpause in diesem Jahr.",
]


def sorted_in(texts: list[str]) -> Clusters:
    """Return the texts' campaigns."""
    found = Clusters()
    for text in texts:
        found.add(text)
    return found


def pairs(counts: Counter[object]) -> int:
    """Return how many pairs there are within groups of these sizes."""
    return sum(n * (n - 1) // 2 for n in counts.values())


def measured(told: Planted) -> tuple[float, float]:
    """Return precision and recall of pairs that belong together."""
    found = sorted_in(told.texts)
    here = [found.of(number) for number in range(len(told.texts))]
    truth = [(n, own) for n, own in enumerate(told.campaigns) if own is not None]
    right = pairs(Counter((here[n], own) for n, own in truth))
    return right / pairs(Counter(here)), right / pairs(Counter(own for _n, own in truth))


@pytest.mark.parametrize(("seed", "words"), [(1, 60), (2, 60), (3, 25)])
def test_planted_campaigns_are_found_and_nothing_else(seed: int, words: int) -> None:
    texts = planted.real_texts()
    if not texts:
        pytest.skip("the shared texts are not there: nothing was measured")
    told = planted.plant(texts, total=10_000, letters=110, copies=10, seed=seed, words=words)
    assert len(told.texts) > 9_500
    precision, recall = measured(told)
    assert precision >= 0.97
    assert recall >= (0.97 if words > 30 else 0.94), "a letter of two sentences has little to lose"


def test_five_thousand_signatories_are_one_campaign() -> None:
    chance = random.Random(7)
    words = ["Baum", "Licht", "Wagen", "Brücke", "Stuhl", "Regen"]
    copies = [planted.signed(LETTER, words, chance) for _number in range(5_000)]
    alone = [f"Frage {n}: Wann kommt der Bus der Linie {n} zum Markt {n * 7}?" for n in range(500)]
    found = sorted_in([*alone[:250], *copies, *alone[250:]])
    (campaign,) = (group for group in found.groups() if any(250 <= n < 5_250 for n in group))
    assert len(campaign) == 5_000
    assert campaign == list(range(250, 5_250))


def test_what_stands_in_many_texts_joins_none() -> None:
    opening, closing = GREETINGS[1], GREETINGS[5]
    known = [f"{opening} {LETTER[n]}" for n in range(3)]
    known += [f"{said} {closing}" for said in ("Mehr Busse nachts.", "Bäder öffnen.", "Kein Lärm!")]
    both = [f"{opening} {LETTER[n]} {closing}" for n in (3, 4)]
    assert sorted_in(known + both).groups() == []
    assert sorted_in(both).groups() == [[0, 1]], "before it was known from elsewhere"


def test_a_text_that_holds_two_halves_joins_them() -> None:
    first, second = " ".join(LETTER[:3]), " ".join(LETTER[3:])
    assert sorted_in([first, second]).groups() == []
    assert sorted_in([first, second, " ".join(LETTER)]).groups() == [[0, 1, 2]]


def test_mentions_and_addresses_make_no_campaign_and_texts_without_words_are_alone() -> None:
    same = "@stadt @rat @amt https://example.org/a/b/c?d=e"
    assert sorted_in([f"{same} ja", f"{same} nein", same, same, "", "…", "…"]).groups() == []
