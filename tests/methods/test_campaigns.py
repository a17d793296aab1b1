# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Shared wording and shared rare words: the same on every machine, in every script, and never by chance."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.methods import campaigns, rare_words

LETTER = (
    "Die Schalter im Bezirk müssen offen bleiben. Viele Menschen haben kein Gerät zu Hause. "
    "Wer einen Ausweis braucht, will mit jemandem sprechen. Wir fordern vier Öffnungstage in jeder Woche. "
    "Außerdem gehört an jeden Schalter eine Person, die Gebärdensprache kann. "
    "Bitte beschließen Sie das noch vor der Sommerpause."
)
SENTENCES = LETTER.split(". ")


def test_words_have_one_form_however_they_are_typed() -> None:
    assert campaigns.words("Mehr Licht! MEHR") == ["mehr", "licht", "mehr"]
    assert campaigns.words("Straße Fu\u0308ße STRASSE") == ["strasse", "fusse", "strasse"]
    assert campaigns.words("Fahr\u00adrad\u200b ﬁnden") == ["fahrrad", "finden"]
    assert campaigns.words("مُحَمَّد") == campaigns.words("محمد")


def test_addresses_and_mentions_are_no_wording_and_other_signs_part_words() -> None:
    assert campaigns.words("@stadt siehe https://example.org/a?b=c und WWW.example.org!") == [
        "siehe",
        "und",
    ]
    assert campaigns.words("Bürger@innen #Radweg jetzt_gleich") == [
        "burger",
        "innen",
        "radweg",
        "jetzt",
        "gleich",
    ]


def test_scripts_without_blanks_are_read_letter_by_letter() -> None:
    assert campaigns.words("我们要公园 jetzt") == ["我", "们", "要", "公", "园", "jetzt"]
    one = campaigns.shingles("我们需要更多的自行车停车位，请尽快建设。")
    other = campaigns.shingles("我们需要更多的自行车停车位和一个屋顶。")
    assert campaigns.containment(len(one & other), len(one), len(other)) > 0.5


def test_a_shingle_is_the_same_number_on_every_machine() -> None:
    assert campaigns.shingles("eins zwei drei vier") == {5236391298848064293}
    assert campaigns.shingles("eins zwei drei vier") == campaigns.shingles("EINS, zwei: drei vier.")
    assert len(campaigns.shingles("eins zwei drei vier fünf")) == 2
    assert len(campaigns.shingles("eins zwei")) == 1
    assert campaigns.shingles(" … @x ") == frozenset()


@given(st.text())
def test_any_text_has_shingles_that_a_database_can_hold(text: str) -> None:
    found = campaigns.shingles(text)
    assert all(0 <= number < 2**campaigns.BITS for number in found)
    assert bool(found) == bool(campaigns.words(text))
    assert campaigns.shingles(text.replace("\n", "\r\n")) == found


def test_a_very_long_text_is_told_by_a_sketch_of_it() -> None:
    chance = random.Random(1)
    long = " ".join(str(chance.randrange(10**6)) for _ in range(9_000))
    found = campaigns.shingles(long)
    assert len(found) == campaigns.MOST_SHINGLES
    assert campaigns.alike(found, campaigns.shingles(long + " und ein Gruß"))


def test_containment_is_the_share_of_the_smaller_text() -> None:
    assert campaigns.containment(3, 6, 12) == 0.5
    assert campaigns.containment(3, 12, 6) == 0.5
    assert campaigns.containment(0, 0, 5) == 0.0


def test_a_campaign_is_known_with_half_of_it_left_out_and_words_added() -> None:
    whole = campaigns.shingles(LETTER)
    for kept in combinations(SENTENCES, 3):
        signed = f"Guten Tag, ich wohne in der Nordstadt. {'. '.join(kept)}. Danke fürs Lesen."
        assert campaigns.alike(whole, campaigns.shingles(signed)), kept


@pytest.mark.parametrize(
    "other",
    [
        "Die Schalter müssen länger offen sein, denn viele Menschen haben zu Hause kein Gerät und wollen sprechen.",
        "Bitte beschließen Sie das nicht. Die Schalter kosten zu viel, und wer einen Ausweis braucht, kann warten.",
        "Mehr Radwege, bitte.",
        "",
    ],
)
def test_other_words_for_the_same_thing_are_no_campaign(other: str) -> None:
    assert not campaigns.alike(campaigns.shingles(LETTER), campaigns.shingles(other))


def test_short_texts_belong_together_only_when_they_are_the_same() -> None:
    short = campaigns.shingles("Mehr Radwege, bitte!")
    assert campaigns.alike(short, campaigns.shingles("mehr radwege bitte"))
    assert not campaigns.alike(short, campaigns.shingles("Mehr Radwege, bitte, und mehr Licht."))
    assert not campaigns.alike(frozenset(), frozenset())


def test_the_thresholds_are_settings() -> None:
    one, other = frozenset(range(20)), frozenset(range(17, 60))
    assert not campaigns.alike(one, other)
    assert campaigns.alike(one, other, least=0.1, shared=3)


def test_rare_words_are_long_enough_and_known_by_their_beginnings() -> None:
    assert rare_words.telling("Die Fahrradständer und der Fahrradkeller am Amt") == {"fahrrad"}
    assert rare_words.telling("und aber der the with için") == frozenset()


def test_what_many_texts_say_does_not_make_two_of_them_alike() -> None:
    crowd = [
        rare_words.telling(f"Roadmap Stadt digital besser nummer{n} wort{n}") for n in range(50)
    ]
    mine = rare_words.telling(
        "Roadmap Stadt digital besser Gebärdensprache Dolmetschen Schalter Termin"
    )
    near = rare_words.telling(
        "Ein Termin mit Gebärdensprache: Dolmetscherin am Schalter, digital gebucht"
    )
    *others, best = rare_words.likeness(mine, [*crowd, near])
    assert best > 0.5
    assert max(others) < 0.3


def test_few_words_in_common_are_chance() -> None:
    mine = rare_words.telling("Gebärdensprache am Schalter anbieten")
    assert rare_words.likeness(mine, [mine]) == [0.0]
    assert rare_words.likeness(mine, [mine], shared=3) == [1.0]
    assert rare_words.likeness(mine, []) == []
