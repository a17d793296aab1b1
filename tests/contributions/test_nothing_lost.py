# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Nothing that was typed is lost, and sending it more than once makes one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import func, select

from participation import clock
from participation.contributions.models import Contribution
from participation.db import Database
from tests.support import town
from tests.support.forms import fields, fill, sign_in

FORM = f"/de/c/{town.SLUG}/items/M1.1.1/contribute/"
WORDS = "Lange getippt, nie verloren."
ANSWERS = {"text": WORDS, "group": "citizen"}


def count(database: Database) -> int:
    """Return how many contributions there are."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Contribution)) or 0


def code_on(page: str) -> str:
    """Return the receipt code that a page shows."""
    return html.fromstring(page).get_element_by_id("receipt-code").text_content().strip()


def send(client: FlaskClient, form: dict[str, str]) -> str:
    """Review and send a form; return the receipt's page."""
    reviewed = client.post(FORM, data={**form, "step": "review"})
    sent = client.post(FORM, data={**fields(reviewed.text, "submission_key"), "step": "send"})
    assert sent.status_code == 303
    return client.get(sent.location).text


def test_going_back_to_the_empty_form_and_sending_the_same_makes_one(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    first = send(client, fill(client, FORM, **ANSWERS))
    second = send(client, fill(client, FORM, **ANSWERS))
    assert code_on(first) == code_on(second)
    assert count(database) == 1
    send(client, fill(client, FORM, **{**ANSWERS, "text": "Noch etwas anderes."}))
    assert count(database) == 2


@pytest.mark.parametrize("backend", ["sqlite"])
def test_who_was_signed_out_meanwhile_is_told_and_goes_on_as_a_guest(
    database: Database, client: FlaskClient
) -> None:
    town.settle(database)
    sign_in(client, town.CITIZEN, town.PASSWORD)
    form = fill(client, FORM, **ANSWERS)
    client.post("/de/sign-out/", data=fields(client.get("/de/account/").text, "csrf_token"))
    told = client.post(FORM, data={**form, "step": "send"})
    assert told.status_code == 422
    assert "abgemeldet" in told.text
    again = fields(told.text, "text")
    assert again["text"] == WORDS
    assert count(database) == 0
    send(client, again)
    assert count(database) == 1


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_stale_token_sends_nothing_and_keeps_everything(
    database: Database, client: FlaskClient
) -> None:
    town.settle(database)
    sign_in(client, town.CITIZEN, town.PASSWORD)
    form = fill(client, FORM, **ANSWERS)
    told = client.post(FORM, data={**form, "csrf_token": "of-another-session", "step": "send"})
    assert told.status_code == 422
    assert count(database) == 0
    again = fields(told.text, "text")
    assert again["text"] == WORDS
    assert again["csrf_token"] == form["csrf_token"]
    send(client, again)
    assert count(database) == 1


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_was_begun_before_the_end_may_be_sent_for_half_an_hour(
    database: Database, client: FlaskClient
) -> None:
    now = clock.now()
    end = now + timedelta(minutes=5)
    town.found(database, (now - timedelta(days=1), end))
    page = client.get(FORM)
    assert "senden" in page.text
    form = {**fields(page.text, "text"), **ANSWERS}
    clock.fix(end + timedelta(minutes=29))
    assert client.get(FORM).status_code == 403
    forged = client.post(FORM, data={**form, "begun": "1.forged", "step": "review"})
    assert forged.status_code == 403
    assert WORDS in forged.text
    none = client.post(FORM, data={**form, "begun": "", "step": "review"})
    assert none.status_code == 403
    send(client, form)
    assert count(database) == 1
    clock.fix(end + timedelta(minutes=30))
    other = {**form, "submission_key": "another-key-long-enough", "step": "send"}
    late = client.post(FORM, data=other)
    assert late.status_code == 403
    assert WORDS in late.text


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_group_and_nothing_else_is_filled_in_for_the_next_contribution(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    send(client, fill(client, FORM, **ANSWERS, display_name="Kim", email="kim@example.org"))
    again = fields(client.get(FORM).text, "text")
    assert again["group"] == "citizen"
    assert [again[name] for name in ("text", "display_name", "email")] == ["", "", ""]
