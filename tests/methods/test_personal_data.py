# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Personal data are found where they stand, and nothing else is taken for them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.methods import personal_data
from participation.methods.personal_data import Kind


def told(text: str) -> list[tuple[str, str]]:
    """Return (kind, words) of what is found."""
    return [(str(one.kind), text[one.start : one.end]) for one in personal_data.find(text)]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        (
            "Schreiben Sie an kim.muster+x@mail.example.org.",
            "email",
            "kim.muster+x@mail.example.org",
        ),
        ("kim (at) example (punkt) org", "email", "kim (at) example (punkt) org"),
        ("Kim.Özdemir@beispiel.de!", "email", "Kim.Özdemir@beispiel.de"),
        ("Konto DE89 3704 0044 0532 0130 00 bei der Bank", "iban", "DE89 3704 0044 0532 0130 00"),
        ("de89370400440532013000", "iban", "de89370400440532013000"),
        ("TR33 0006 1005 1978 6457 8413 26", "iban", "TR33 0006 1005 1978 6457 8413 26"),
        ("Rufen Sie 0231 50-22222 an", "phone", "0231 50-22222"),
        ("(0231) 50 22 22 2", "phone", "(0231) 50 22 22 2"),
        ("mobil 0171/1234567", "phone", "0171/1234567"),
        ("+90 532 123 45 67", "phone", "+90 532 123 45 67"),
        ("Der Wagen DO-AB 123 parkt dort.", "plate", "DO-AB 123"),
        ("M-X 1E", "plate", "M-X 1E"),
        ("Ich wohne Hansastraße 12a.", "address", "Hansastraße 12a"),
        ("in der Lange Str. 3", "address", "Lange Str. 3"),
        ("Alter Markt 5–7", "address", "Alter Markt 5–7"),
        ("Kaiser-Wilhelm-Allee 44", "address", "Kaiser-Wilhelm-Allee 44"),
        ("Atatürk Caddesi No: 5", "address", "Atatürk Caddesi No: 5"),
        ("at 12 Baker Street in London", "address", "12 Baker Street"),
    ],
)
def test_what_is_found(text: str, kind: str, words: str) -> None:
    assert told(text) == [(kind, words)]


@pytest.mark.parametrize(
    "text",
    [
        "Drucksache 18828-20-E5 vom 01.02.2024",
        "Am 02.03.2023 um 18:30-20:00 Uhr, bis 2025-12-31",
        "44135 Dortmund, 12.345.678 Euro, 3,5 Prozent, § 72(3) LPVG NRW",
        "DE89 3704 0044 0532 0130 01",  # a digit is wrong
        "XX12 3456 7890 1234 5678",
        "@stadt #radweg https://example.org/a?b=c",
        "Maßnahme M1.1.1, Ziel Z3, COVID-19, SGB-II, G-8, DIN-A 4",
        "Der Weg ist weit, die Straße lang. Auf dem Platz sind 20 Bäume.",
        "Jede Straße 2024 prüfen",
        "eine Straße mit 30 km/h",
        "20 neue Stellen am Markt",
    ],
)
def test_what_is_none(text: str) -> None:
    assert told(text) == []


def test_several_stand_in_order_and_never_overlap() -> None:
    text = "kim@example.org, 0231 50-22222, Hansastraße 12, DE89 3704 0044 0532 0130 00"
    assert [kind for kind, _words in told(text)] == ["email", "phone", "address", "iban"]


@given(st.text(max_size=400) | st.from_regex(r"[A-Z0-9@. /()+-]{0,200}", fullmatch=True))
def test_every_text_can_be_read(text: str) -> None:
    found = personal_data.find(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert {one.kind for one in found} <= set(Kind)


def test_a_hostile_text_takes_no_longer_than_its_length() -> None:
    for text in ("a." * 25_000, "A" * 50_000, "DE89 " * 10_000, "Straße " * 7_000, "(at)" * 12_000):
        assert len(personal_data.find(text)) >= 0
