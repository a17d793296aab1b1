# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whoever looks for a word finds it, however it is written and in whichever form it stands."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.methods.stemming import LONGEST_WORD, MOST_ASKED, asked, folded, tokens

ANYTHING = st.text(
    st.characters() | st.sampled_from("zZäßÄİıłѣ'’\"*()\0\ud800\u0301\u202e\u0640"), max_size=80
)


def finds(query: str, text: str, language: str = "de", page: str = "de") -> bool:
    """Say whether every word of a query is in a text."""
    words = set(tokens(text, language))
    return all(words.intersection(forms) for forms in asked(query, page))


@pytest.mark.parametrize(
    ("query", "text", "language"),
    [
        ("Radwege", "Ein Radweg fehlt.", "de"),
        ("Radweg", "Mehr Radwege!", "de"),
        ("Häuser", "Das Haus am Markt", "de"),
        ("haeuser", "Alte Häuser", "de"),
        ("strasse", "In der Straße", "de"),
        ("STRAẞE", "In der Strasse", "de"),
        ("Muell", "Der Müll bleibt liegen", "de"),
        ("Müll", "Der Muell bleibt liegen", "de"),
        ("Bu\u0308rger", "Bürger*innen", "de"),
        ("innen", "Bürger*innen", "de"),
        ("cycling", "Cycle lanes", "en"),
        ("bisikletlerin", "Daha fazla bisiklet yolu", "tr"),
        ("ışık", "IŞIK", "tr"),
        ("ISTANBUL", "İstanbul'un yolları", "tr"),
        ("دراجة", "مسارات الدراجة", "ar"),
        ("المدينه", "في المدينة", "ar"),
        ("محمد", "محمّد", "ar"),
        ("احمد", "أحمد", "ar"),
        ("велодоріжка", "Нам потрібні велодоріжки", "uk"),
        ("мясо", "м’ясо та п'ять", "uk"),
        ("Київ", "КИЇВ", "uk"),
        ("алея", "Нови велоалеи и алеи", "bg"),
        ("sciezka", "ścieżka rowerowa", "pl"),
        ("łódź", "LODZ", "pl"),
        ("bicicletă", "piste pentru biciclete", "ro"),
        ("2026", "bis ٢٠٢٦", "ar"),
        ("ﬁnden", "finden", "de"),
        ("𝕽adweg", "Radweg", "de"),
    ],
)
def test_a_word_is_found_in_another_form(query: str, text: str, language: str) -> None:
    assert finds(query, text, language, language)


def test_a_foreign_text_is_found_by_the_word_as_it_stands_there() -> None:
    assert finds("bisiklet", "Daha fazla bisiklet", "tr", "en")
    assert finds("Radwege", "Ein Radweg fehlt.", "de", "en"), "German is always understood"
    assert not finds("cycling", "Cycle lanes", "tr", "tr")


def test_every_word_counts() -> None:
    assert finds("Radweg Innenstadt", "In der Innenstadt fehlen Radwege.")
    assert not finds("Radweg Stadion", "In der Innenstadt fehlen Radwege.")


def test_words_that_every_text_has_count_only_alone() -> None:
    assert asked("der Radweg und die Straße", "de") == asked("Radweg Straße", "de")
    assert asked("the path", "en") == asked("path", "en")
    assert asked("der und die", "de") == [("der",), ("und",), ("die",)]
    assert asked("für", "de") == asked("FUER", "de") == [("fur",)]


def test_signs_alone_ask_for_nothing() -> None:
    for query in ("", " ", "*", '"', "()", "\0", "\ud800", "\u0301", "\u0640", "👍"):
        assert asked(query, "de") == []
        assert tokens(query, "de") == []


def test_no_text_has_the_words_that_are_reserved() -> None:
    assert tokens("zzc1 zzzzc1 ZZ zz Zz z", "de") == ["zc1", "z"]
    assert asked("zzc1", "de") == [("zc1",)]


def test_only_so_many_words_are_asked_for() -> None:
    assert len(asked(" ".join(f"w{n}" for n in range(50)), "de")) == MOST_ASKED
    assert tokens("x" * 100_000, "de") == ["x" * LONGEST_WORD]


def test_a_title_keeps_its_blanks() -> None:
    assert folded("M1.2 Größere Straßen – ÜBER") == "m1.2 grossere strassen – uber"


@given(
    ANYTHING,
    st.sampled_from(["de", "de-simple", "en", "tr", "ar", "uk", "pl", "ro", "bg", "", "xx-"]),
)
def test_no_text_makes_it_fail_and_every_text_is_found_by_its_words(
    text: str, language: str
) -> None:
    words = tokens(text, language)
    assert len(words) == len(set(words))
    for word in words:
        assert 1 <= len(word) <= LONGEST_WORD
        assert word.isalnum()
        assert not word.startswith("zz")
        assert all(letter < "\u06ff" for letter in word)
    assert finds(text, text, language, language)


def test_the_stemmers_are_loaded_at_the_first_word_only() -> None:
    program = (
        "import sys, participation.methods.stemming; sys.exit('snowballstemmer' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
