# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The language of a contribution is proposed from its words."""

from __future__ import annotations

import subprocess
import sys

import pytest

from participation.methods.languages import ALLOWED, guess

OURS = ("de", "de-simple", *ALLOWED[1:])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mehr Radwege in der Innenstadt, bitte.", "de"),
        ("Please put more benches in the park.", "en"),
        ("Şehir merkezinde daha fazla bisiklet yolu istiyoruz.", "tr"),
        ("نريد المزيد من مسارات الدراجات في المدينة", "ar"),
        ("Нам потрібно більше велодоріжок у центрі міста.", "uk"),
        ("Potrzebujemy więcej ścieżek rowerowych w centrum.", "pl"),
        ("Avem nevoie de mai multe piste pentru biciclete.", "ro"),
        ("Нуждаем се от повече велоалеи в центъра.", "bg"),
    ],
)
def test_a_short_sentence_is_recognised(text: str, code: str) -> None:
    found, share = guess(text, OURS)
    assert found == code
    assert 0.8 < share <= 1


@pytest.mark.parametrize("text", ["", "2030", "👍", "\ud800", "\0"])
def test_a_text_without_words_gets_the_first_language(text: str) -> None:
    assert guess(text, OURS) == ("de", 0.0)


def test_only_allowed_languages_are_proposed() -> None:
    assert guess("Нам потрібно більше велодоріжок", ("de", "en"))[0] in ("de", "en")
    assert guess("Mehr Radwege", ("de-simple",))[0] == "de-simple"
    assert guess("Mehr Radwege", ("tlh",)) == ("tlh", 0.0)
    with pytest.raises(ValueError, match="allowed"):
        guess("Mehr Radwege", ())


def test_the_model_is_loaded_at_the_first_guess_only() -> None:
    program = "import sys, participation.methods.languages; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
