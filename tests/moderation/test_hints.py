# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Hints stand beside the texts they are about."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from participation.contributions import revising
from participation.db import Database
from participation.moderation.hints import Hints, shouts
from tests.support import town
from tests.support.forms import sign_in


@pytest.mark.parametrize("backend", ["sqlite"])
def test_personal_data_links_and_changes_are_hinted_at(
    database: Database, client: FlaskClient
) -> None:
    town.settle(database)
    words = (
        "Rufen Sie mich an: 0231 50-22222 oder 0171/1234567, kim@example.org, https://example.org/x"
    )
    with database.writing() as session:
        taken = town.say(session, words)
        town.say(session, "Ohne alles.", submission="a-long-key-of-its-own")
    sign_in(client, town.MODERATOR, town.PASSWORD)
    page = client.get("/de/moderation/").text
    assert "Telefon (2), E-Mail" in page
    assert "1 Link" in page
    assert page.count('<span class="under">keine</span>') == 1
    review = client.get(f"/de/moderation/{taken.reference}/").text
    assert "Telefon (2), E-Mail" in review
    with database.writing() as session:
        new = revising.Words(None, "Jetzt ohne Nummer.", None, None, "de")
        revising.revise(session, taken.contribution_id, 1, new)
    assert "geändert, Fassung 2" in client.get("/de/moderation/").text


@pytest.mark.parametrize(
    ("words", "loud"),
    [
        ("DAS IST DOCH ALLES UNGLAUBLICH UND UNMÖGLICH", True),
        ("Das ist doch alles UNGLAUBLICH und unmöglich", False),
        ("IT-AMT, SGB II", False),
        ("هذا كله غير معقول على الإطلاق ولا يمكن قبوله", False),
        ("", False),
    ],
)
def test_shouting_is_nearly_all_in_capitals(words: str, loud: bool) -> None:
    assert shouts(words) is loud


def test_no_hint_is_no_hint() -> None:
    assert not Hints()
    assert Hints(links=1)
    assert Hints(precision=0)
