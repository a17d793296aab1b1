# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words of a text in the forms by which they are found, however somebody writes them.

Method: Unicode compatibility decomposition without marks (Unicode Standard Annex #15), so that accents, ligatures and
letter cases meet; one form for the ways of writing German umlauts; and stemming by Porter's Snowball, "Snowball: A
language for stemming algorithms" (2001), in the package snowballstemmer. Ukrainian and Bulgarian have no stemmer
there: their words lose the vowels at the end, which is where most of their endings differ.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from participation.methods.stop_words import STOP_WORDS

if TYPE_CHECKING:
    from snowballstemmer.basestemmer import BaseStemmer

STEMMERS = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "pl": "polish",
    "ro": "romanian",
    "tr": "turkish",
}
WITHOUT_STEMMER = ("bg", "uk")
GERMAN = "de"
LONGEST_TEXT = 60_000  # characters read
LONGEST_WORD = 40  # characters of a form; what follows tells no words apart
MOST_ASKED = 12  # words of a query
KEPT_FORMS = 50_000  # words whose forms are remembered

# What decomposition leaves as a letter of its own.
_LETTERS = str.maketrans(
    {"İ": "i", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
    | {"ґ": "г", "ى": "ي", "ة": "ه", "ـ": None}
)
_UMLAUT = re.compile("([aou])e")
_WORD = re.compile(r"[^\W_]+")
# An apostrophe inside a Cyrillic word is part of it (п'ять); elsewhere it cuts an ending or an article off.
_INNER = re.compile(r"(?<=[\u0400-\u04ff])['’ʼ](?=[\u0400-\u04ff])")
_FINAL_VOWELS = re.compile("(?<=.{3})[аеиіоуъьюяй]{1,3}$")
# Letters that every database takes for letters; any other is written as its number.
_FOREIGN = re.compile("[^0-9a-zß-öø-ſα-ωа-џѠ-ԥא-תء-يٮ-ۓ]")
_RESERVED = re.compile("^zz+")

_stemmers: dict[str, BaseStemmer] = {}
_one_at_a_time = threading.Lock()  # a stemmer keeps the word it works on in itself


def tokens(text: str, language: str) -> list[str]:
    """Return the forms of a text's words, each once, in the order of the text.

    `text` may hold any characters; whatever is neither letter nor digit parts words. A word gives its folded form and
    its stem in `language`, a code such as "de" or "de-simple". A form has 1 to 40 letters and digits and never begins
    with "zz": such words are left to whoever needs some that no text contains.
    """
    base = _base(language)
    return list(dict.fromkeys(form for word in _words(text) for form in _forms(word, base)))


def asked(query: str, language: str) -> list[tuple[str, ...]]:
    """Return what a text must contain to answer a query: of each of its words one form, of at most 12 words.

    The forms are the folded one, the German stem and the stem in `language`, which the query is probably written in.
    Words that every text has, such as "and", count only when there are no others.
    """
    base = _base(language)
    telling: dict[tuple[str, ...], None] = {}
    every: dict[tuple[str, ...], None] = {}
    for word in _words(query):
        forms = tuple(dict.fromkeys((*_forms(word, GERMAN), *_forms(word, base))))
        if not forms:
            continue
        every[forms] = None
        if not {forms[0]} & (_stop_words(GERMAN) | _stop_words(base)):
            telling[forms] = None
    return list(telling or every)[:MOST_ASKED]


def folded(text: str) -> str:
    """Return a text in one form for all ways of writing its letters; blanks and signs stay."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS).casefold())
    return _UMLAUT.sub(r"\1", _without_marks(plain.casefold()).translate(_LETTERS))


def _words(text: str) -> Iterator[str]:
    """Yield the words as their stemmers want them: small, composed, without marks that stand alone."""
    composed = unicodedata.normalize("NFKC", text[:LONGEST_TEXT].replace("İ", "i"))[:LONGEST_TEXT]
    for run in _WORD.finditer(_INNER.sub("", _without_marks(composed))):
        yield run.group().lower()


@lru_cache(maxsize=KEPT_FORMS)
def _forms(word: str, language: str) -> tuple[str, ...]:
    """Return the folded form first, then the stem's if it is another; none for a word of mere signs."""
    both = (_form(word), _form(_stem(word, language)))
    return tuple(form for form in dict.fromkeys(both) if form)


def _form(word: str) -> str:
    letters = _FOREIGN.sub(_number, folded(word[:LONGEST_WORD]))
    return _RESERVED.sub("z", letters)[:LONGEST_WORD]


def _number(letter: re.Match[str]) -> str:
    digit = unicodedata.decimal(letter.group(), None)
    return f"{ord(letter.group()):x}" if digit is None else str(digit)


def _stem(word: str, language: str) -> str:
    if len(word) > LONGEST_WORD:
        return word
    if language in WITHOUT_STEMMER:
        return _FINAL_VOWELS.sub("", word)
    if language not in STEMMERS:
        return word
    with _one_at_a_time:
        if language not in _stemmers:
            # Imported here because it loads every language, which a page without a search never needs.
            from snowballstemmer import stemmer

            _stemmers[language] = stemmer(STEMMERS[language])
        return str(_stemmers[language].stemWord(word)) or word


@lru_cache(maxsize=len(STEMMERS) + len(WITHOUT_STEMMER))
def _stop_words(language: str) -> frozenset[str]:
    return frozenset(_form(word) for word in STOP_WORDS.get(language, "").split())


def _without_marks(text: str) -> str:
    if text.isascii():
        return text
    return "".join(c for c in text if c < "\u0300" or unicodedata.category(c)[0] != "M")


def _base(language: str) -> str:
    return language.partition("-")[0].lower()
