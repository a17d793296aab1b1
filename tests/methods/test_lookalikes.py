# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names that could be taken for the city's are known, whatever they are written with; others are left in peace."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.methods.lookalikes import resembles, skeleton

OFFICIAL = ("Stadt Dortmund", "CIO-Office", "Oberbürgermeister", "Oberbürgermeisterin")
ALONE = ("Personalrat", "Stadtverwaltung", "Bürgermeister", "Works council", "Персональна рада")


@pytest.mark.parametrize(
    "name",
    [
        "Stadt Dortmund",
        "STADT DORTMUND",
        "Stadt Dortmund – Bürgerbüro",
        "Stadt-Dortmund",
        "Stadt_Dortmund",
        "StadtDortmundOffiziell",
        "S t a d t  Dortmund",
        "Sta dtDort mund",
        "Stadt\nDortmund",
        "Ѕtadt Dоrtmund",  # Cyrillic Ѕ and о
        "Ѕ𝗍аdτ\u3164Ꭰоrtmund",  # Cyrillic, mathematical, Greek, a Hangul filler, Cherokee
        "𝕊𝕥𝕒𝕕𝕥 𝔻𝕠𝕣𝕥𝕞𝕦𝕟𝕕",
        "Ｓｔａｄｔ Ｄｏｒｔｍｕｎｄ",
        "ⓈⓣⓐⓓⓣⒹⓞⓡⓣⓜⓤⓝⓓ",
        "🅂🅃🄰🄳🅃 🅳🅾🆁🆃🅼🆄🅽🅳",
        "🇸 🇹 🇦 🇩 🇹 🇩 🇴 🇷 🇹 🇲 🇺 🇳 🇩",
        "ꜱᴛᴀᴅᴛ ᴅᴏʀᴛᴍᴜɴᴅ",
        "Stаdt Dortмund",
        "St\u200bad\u00adt\u2060 Dort\ufe0fmund",
        "\u202edn\u200bumtroD tdatS",
        "S̷t̷a̷d̷t̷ D̷o̷r̷t̷m̷u̷n̷d̷",
        "Städt Đörtmünd",
        "St4dt D0rtmund",
        "St@dt Dortmund",
        "5tadt Dortrnund",
        "Personalrat der Stadt Dortmund",
        "Freunde der Stadt Dortmund e. V.",
        "Dortmund",
        "Die Stadt",
    ],
)
def test_the_citys_name_is_known_whatever_it_is_written_with(name: str) -> None:
    assert resembles(name, OFFICIAL, ALONE) == "Stadt Dortmund"


@pytest.mark.parametrize(
    ("name", "official"),
    [
        ("Oberbürgermeister", "Oberbürgermeister"),
        ("Oberbürgermeister Muster", "Oberbürgermeister"),
        ("OBERBUERGERMEISTER", "Oberbürgermeister"),
        ("Oberbürgermeister*in", "Oberbürgermeister"),
        ("oberburgermeisterin", "Oberbürgermeisterin"),
        ("ClO-0FFlCE", "CIO-Office"),
        ("cio office", "CIO-Office"),
        ("Personalrat", "Personalrat"),
        ("PersonaIrat", "Personalrat"),  # capital I
        ("Der Personalrat", "Personalrat"),
        ("P e r s o n a l r a t", "Personalrat"),
        ("Personalrat Dortmund", "Personalrat"),
        ("Stadtverwaltung Dortmund", "Stadtverwaltung"),
        ("Stadtvervvaltung", "Stadtverwaltung"),
        ("The works council of Dortmund", "Works council"),
        ("ПЕРСОНАЛЬНА РАДА", "Персональна рада"),
        ("персональнa рaда", "Персональна рада"),  # with two Latin a
    ],
)
def test_names_of_organs_and_offices_are_known(name: str, official: str) -> None:
    assert resembles(name, OFFICIAL, ALONE) == official


@pytest.mark.parametrize(
    "name",
    [
        "Bürgerinitiative Dortmunder Norden",
        "Förderverein Stadtgarten",
        "Hauptstadt Dortmunder Bier",
        "Handwerkskammer Dortmund",
        "Stadtsportbund Dortmund",
        "Stadt Hagen",
        "Personalrat der TU Dortmund",
        "Betriebsrat",
        "Anna Bürgermeister",
        "Cem Bürger",
        "Олена Коваль",
        "محمد العلي",
        "Ștefan Țăranu",
        "Café am Markt",
        "Verein 1904",
        "der und die",
        "👍",
        "",
    ],
)
def test_other_names_are_left_in_peace(name: str) -> None:
    assert resembles(name, OFFICIAL, ALONE) is None


def test_a_skeleton_is_words_in_small_letters() -> None:
    assert skeleton("  Der\tVerein 1904, e. V. ") == "der vereln 1904 e v"
    assert skeleton("Rnar1e") == skeleton("Marie")
    assert skeleton("…") == ""


@given(st.text(max_size=60))
def test_any_name_has_one_skeleton_and_resembles_itself(name: str) -> None:
    form = skeleton(name)
    assert form == " ".join(form.split())
    if form:
        assert resembles(name, [name]) == name
    assert resembles(name, []) is None
