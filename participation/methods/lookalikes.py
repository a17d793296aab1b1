# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names that look like other names: letters of other scripts, invisible characters, digits in the place of letters.

The skeleton follows Unicode Technical Standard #39, "Unicode Security Mechanisms", section 4, with its table of
confusable characters as the package confusable-homoglyphs carries it. It goes further where names of offices invite
it: case, marks on letters, ways of writing umlauts, digits inside words, letters in circles and squares.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from participation.methods.stop_words import STOP_WORDS

LONGEST = 400  # characters of a name that are read
KEPT_CHARACTERS = 5_000
KEPT_NAMES = 1_000

_LETTER_BY_NAME = re.compile(
    r"(?:LATIN|REGIONAL INDICATOR SYMBOL) (?:LETTER SMALL CAPITAL|SMALL LETTER|CAPITAL LETTER|LETTER)"
    r" ([A-Z])(?: WITH .+)?$"
)
_BLANKS = frozenset("\u115f\u1160")  # fillers: letters by category, drawn as a blank
_WORD = re.compile(r"[^\W_]+")
_DIGITS = str.maketrans("0134567 89", "oleasbt bg")
_DOUBLES = frozenset("I|")  # signs of ASCII that look like a letter of ASCII
_SIGNS = str.maketrans("@$€", "ase")
_OVERRIDE = "\u202e"  # turns round what follows
_UMLAUT = re.compile("([aou])e")


def skeleton(name: str) -> str:
    """Return the form that a name shares with every name that looks like it: words in small letters, one blank between.

    Not for showing: l stands for i, too, and rn for m. Empty for a name without letters and digits.
    """
    return " ".join(_words(name))


def resembles(name: str, official_names: Sequence[str], alone: Collection[str] = ()) -> str | None:
    """Return the official name that a name could be taken for, or None.

    That is the case when it has the same skeleton, or holds the skeleton of an official name as whole words, however
    these are parted. `alone` are names that others bear with more words beside them ("Personalrat" of another
    employer): they count, as single words of an official name do, when nothing else is said but words of the names
    given here and little words such as "der" and "of".
    """
    written = [name, name[::-1]] if _OVERRIDE in name else [name]
    for one in written:
        # The table knows capitals and small letters apart: "ПРАВО" and "право" have different look-alikes.
        for small in (False, True):
            words = _words(one.casefold() if small else one)
            found = _taken_for(words, small, tuple(official_names), tuple(alone))
            if found is not None:
                return found
    return None


def _taken_for(
    words: list[str], small: bool, official_names: tuple[str, ...], alone: tuple[str, ...]
) -> str | None:
    for official in official_names:
        if _beside(words, _official(official, small)) is not None:
            return official
    known = set(_little(small))
    for given in (*official_names, *alone):
        known.update(_official(given, small))
    for given in alone:
        beside = _beside(words, _official(given, small))
        if beside is not None and known.issuperset(beside):
            return given
    telling = [word for word in words if word not in _little(small)]
    if telling and known.issuperset(telling):
        return next(n for n in (*official_names, *alone) if telling[0] in _official(n, small))
    return None


def _beside(words: list[str], official: tuple[str, ...]) -> list[str] | None:
    """Return the words that stand beside an official name, or None when it is not there as whole words."""
    whole = "".join(official)
    for start in range(len(words)):
        joined = ""
        for end in range(start, len(words)):
            joined += words[end]
            if joined == whole:
                return words[:start] + words[end + 1 :]
            if not whole.startswith(joined):
                break
    if len(official) > 1:  # "StadtDortmundOffiziell"; one word alone may well be part of another
        for place, word in enumerate(words):
            if whole in word:
                return words[:place] + words[place + 1 :]
    return None


def _words(name: str) -> list[str]:
    seen = "".join(map(_seen, unicodedata.normalize("NFKD", name[:LONGEST])))
    # Confusable letters may be letters with marks again.
    plain = "".join(c for c in unicodedata.normalize("NFKD", seen.translate(_SIGNS)) if _stays(c))
    words = []
    for word in _WORD.findall(plain.casefold()):
        letters = word if word.isdigit() else word.translate(_DIGITS)
        letters = letters.replace("i", "l").replace("m", "rn").replace("vv", "w")
        words.append(_UMLAUT.sub(r"\1", letters))
    return words


@lru_cache(maxsize=KEPT_NAMES)
def _official(name: str, small: bool) -> tuple[str, ...]:
    return tuple(_words(name.casefold() if small else name))


@lru_cache(maxsize=2)
def _little(small: bool) -> frozenset[str]:
    return frozenset(word for words in STOP_WORDS.values() for word in _official(words, small))


@lru_cache(maxsize=KEPT_CHARACTERS)
def _seen(c: str) -> str:
    """Return what a reader takes a character for; nothing for what is not seen."""
    if c in _BLANKS or unicodedata.category(c) == "Cc":
        return " "
    if not _stays(c):
        return ""
    if c.isdigit() and c.isascii():
        return c  # digits are letters only inside words
    looks_like = _class_of(c)
    for one in looks_like:
        if one.isascii():
            return one
    for one in looks_like:
        named = _LETTER_BY_NAME.search(unicodedata.name(one, "")) if len(one) == 1 else None
        if named is not None:
            return named[1].lower()
    return min(looks_like)


def _class_of(c: str) -> list[str]:
    """Return what a character is taken for: itself, the one that its class is written as, and the others of it."""
    if c.isascii() and c not in _DOUBLES:
        return [c]
    found = _table().get(c, [])
    written = str(found[0]["c"]) if len(found) == 1 else c
    others = [str(one["c"]) for one in _table().get(written, [])]
    return [form.strip("\u200e") for form in (written, c, *others)]


def _stays(c: str) -> bool:
    """Whether a character is seen on its own: neither a mark on another one nor invisible."""
    return c.isascii() or unicodedata.category(c) not in ("Mn", "Mc", "Me", "Cf")


@lru_cache(maxsize=1)
def _table() -> dict[str, list[dict[str, Any]]]:
    # Imported here because it reads a megabyte, which nobody needs who leaves the name empty.
    from confusable_homoglyphs.confusables import confusables_data

    table: dict[str, list[dict[str, Any]]] = confusables_data
    return table
