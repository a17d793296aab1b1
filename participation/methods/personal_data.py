# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Personal data in a text: e-mail addresses, account and telephone numbers, licence plates, streets with a number.

Names are not looked for: no list knows them all, and every list takes words for names. What is found is a hint for
somebody who reads the text. Telephone numbers are those of libphonenumber's numbering plans, account numbers those whose
check digits and country are right (ISO 13616), plates those of § 9 of the German vehicle registration ordinance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

HOME = "DE"  # whose numbers need no prefix
LONGEST = 50_000  # characters that are looked at


class Kind(StrEnum):
    """What sort of personal data it is."""

    EMAIL = "email"
    IBAN = "iban"
    PHONE = "phone"
    PLATE = "plate"
    ADDRESS = "address"


@dataclass(frozen=True)
class Found:
    """A passage of a text, from `start` to before `end`, in characters."""

    kind: Kind
    start: int
    end: int


_AT = r"(?:@|\s?[(\[{]\s?(?:at|ät|@)\s?[)\]}]\s?)"
_DOT = r"(?:\.|\s?[(\[{]\s?(?:dot|punkt|\.)\s?[)\]}]\s?)"
_EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.%+-]{{1,64}}{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,4}}{_DOT}[^\W\d_]{{2,24}}\b",
    re.IGNORECASE,
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]){11,30}\b", re.IGNORECASE)
_DATE = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2})\b|\d{4}-\d{2}-\d{2}\b")
_PLATE = re.compile(r"\b(?!DIN-A )[A-ZÄÖÜ]{1,3}-[A-Z]{1,2}[ \u00a0]?[1-9]\d{0,3}[EH]?\b(?!-)")
_WAY = (
    "straße|strasse|str\\.|weg|platz|allee|gasse|ring|damm|ufer|steig|stieg|pfad|markt|chaussee|promenade|wall"
    "|graben|kamp|winkel|berg"
)
_NUMBER = r"\d{1,3}(?:\s?[a-zA-Z])?(?:\s?[–/-]\s?\d{1,3}(?:\s?[a-zA-Z])?)?(?![\w%€])"
_STREETS = (
    # Hansastraße 12a, Lange Str. 3, Am Alten Markt 5
    re.compile(
        rf"\b[A-ZÄÖÜ][\wäöüß-]{{0,40}}(?:(?<=[a-zäöüß-])(?:{_WAY})|[ -](?i:{_WAY}))[ \u00a0]{_NUMBER}"
    ),
    # Atatürk Caddesi No: 5
    re.compile(
        r"\b[^\W\d_][^\W\d_]{1,30} (?:Caddesi|Sokağı|Sokak|Bulvarı|Cad\.|Sok\.|Sk\.) (?:No[.:]? ?)?\d{1,4}\b"
    ),
    # 12 Baker Street
    re.compile(
        r"(?<![\w.,])\d{1,4}[a-z]? (?:[A-Z][a-z]+ ){1,3}(?:Street|Road|Avenue|Lane|Square|St\.|Rd\.|Ave\.)(?!\w)"
    ),
)


def find(text: str) -> list[Found]:
    """Return what looks like personal data in a text, in order; no two of them overlap."""
    read = text[:LONGEST]
    taken: list[Found] = []
    for one in _candidates(read):
        if all(one.end <= other.start or one.start >= other.end for other in taken):
            taken.append(one)
    return sorted(taken, key=lambda one: one.start)


def _candidates(text: str) -> Iterator[Found]:
    """Yield what was found, what is surest first."""
    yield from (Found(Kind.EMAIL, *match.span()) for match in _EMAIL.finditer(text))
    yield from _ibans(text)
    yield from _phones(text)
    yield from (Found(Kind.PLATE, *match.span()) for match in _PLATE.finditer(text))
    for pattern in _STREETS:
        yield from (Found(Kind.ADDRESS, *match.span()) for match in pattern.finditer(text))


def _ibans(text: str) -> Iterator[Found]:
    from stdnum import iban

    for match in _IBAN.finditer(text):
        # A word may stand right behind the number: the longest beginning that is an account number counts.
        written = match[0]
        ends = [n for n, sign in enumerate(written) if sign in " \u00a0"] + [len(written)]
        for end in sorted(ends, reverse=True):
            if iban.is_valid(written[:end].replace("\u00a0", " ")):
                yield Found(Kind.IBAN, match.start(), match.start() + end)
                break


def _phones(text: str) -> Iterator[Found]:
    if sum(map(str.isdigit, text)) < 6:
        return
    from phonenumbers import Leniency, PhoneNumberMatcher

    for match in PhoneNumberMatcher(text, HOME, leniency=Leniency.VALID):
        if not _DATE.match(match.raw_string):
            yield Found(Kind.PHONE, match.start, match.end)
