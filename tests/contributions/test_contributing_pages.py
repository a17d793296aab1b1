# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Contributing without an account: form, review, receipt; and everything that can be wrong with it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from participation import clock
from participation.contributions.models import Contribution, ContributionVersion
from participation.db import Database
from tests.support import town
from tests.support.forms import contribute, fields, fill

FORM = f"/de/c/{town.SLUG}/items/M1.1.1/contribute/"
PROPOSE = f"/de/c/{town.SLUG}/propose/"
ANSWERS = {
    "text": "Bitte mit <Termin> & Stelle.",
    "group": "citizen",
    "concern": "cost",
    "stance": "partly",
}


def code_on(page: str) -> str:
    """Return the receipt code that a page shows."""
    return re.sub(r"\s", "", html.fromstring(page).get_element_by_id("receipt-code").text_content())


def test_a_guest_gets_a_receipt_and_sees_the_status_with_its_code(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    page = contribute(client, FORM, ANSWERS)
    assert page.status_code == 200
    code = code_on(page.text)
    reference = html.fromstring(page.text).get_element_by_id("reference").text_content().strip()
    with database.reading() as session:
        kept = session.scalars(select(Contribution)).one()
        assert (kept.reference, kept.concern, kept.stance, kept.group) == (
            reference,
            "cost",
            "partly",
            "citizen",
        )
        words = session.scalars(select(ContributionVersion)).one()
        assert (words.text, words.language) == (ANSWERS["text"], "de")

    elsewhere = client.application.test_client()
    opened = elsewhere.post(
        "/de/receipt/", data={"code": f" {code[:4]} {code[4:8].lower()}-{code[8:]}"}
    )
    assert opened.status_code == 303
    assert reference in elsewhere.get(opened.location).text


def test_the_receipt_is_put_away_on_this_device(database: Database, client: FlaskClient) -> None:
    town.found(database)
    contribute(client, FORM, ANSWERS)
    closed = client.post("/de/receipt/", data={"action": "close"})
    assert closed.status_code == 303
    assert "receipt-code" not in client.get("/de/receipt/").text


def test_sending_the_review_twice_gives_one_contribution_and_one_receipt(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    reviewed = client.post(FORM, data={**fill(client, FORM, **ANSWERS), "step": "review"})
    sending = {**fields(reviewed.text, "submission_key"), "step": "send"}
    first = client.get(client.post(FORM, data=sending).location)
    second = client.get(client.post(FORM, data=sending).location)
    assert code_on(first.text) == code_on(second.text)
    with database.reading() as session:
        assert len(session.scalars(select(Contribution)).all()) == 1
    other = client.post(FORM, data={**sending, "text": "Etwas anderes."})
    assert other.status_code == 409
    assert "Etwas anderes." in other.text, "what was typed is kept"


def test_the_review_goes_back_to_the_form_with_everything_in_it(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    given = {**ANSWERS, "title": "Termine", "display_name": "Kim", "email": "kim@example.org"}
    reviewed = client.post(FORM, data={**fill(client, FORM, **given), "step": "review"})
    again = client.post(FORM, data={**fields(reviewed.text, "submission_key"), "step": "edit"})
    assert again.status_code == 200
    kept = fields(again.text, "text")
    assert {name: kept[name] for name in given} == given


def test_a_paragraph_can_be_commented(database: Database, client: FlaskClient) -> None:
    town.found(database)
    contribute(client, f"{FORM}?passage=2", ANSWERS)
    with database.reading() as session:
        kept = session.scalars(select(Contribution)).one()
        assert kept.passage_version_id is not None


def test_a_proposal_belongs_to_no_item(database: Database, client: FlaskClient) -> None:
    town.found(database)
    contribute(client, PROPOSE, {"text": "Ein Haus der Daten.", "group": "business"})
    with database.reading() as session:
        kept = session.scalars(select(Contribution)).one()
        assert (kept.kind, kept.item_id, kept.stance) == ("proposal", None, None)


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": ""}, "Schreiben Sie Ihren Beitrag."),
        ({"text": " \u200b\n"}, "Schreiben Sie Ihren Beitrag."),
        ({"text": "x" * 10_001}, "Der Text hat 10001 Zeichen."),
        ({"text": "e" + "\u0301" * 20_000}, "Der Text hat 20001 Zeichen."),
        ({"text": "a\x00b"}, "Zeichen, die nicht gespeichert werden können"),
        ({"text": "a\x07b"}, "Zeichen, die nicht gespeichert werden können"),
        ({"concern": "weather"}, "Wählen Sie eine der angebotenen Antworten."),
        ({"stance": "weather"}, "Wählen Sie eine der angebotenen Antworten."),
        ({"group": "works_council"}, "Wählen Sie eine der angebotenen Antworten."),
        ({"group": ""}, "für welche Gruppe"),
        ({"email": "nobody"}, "E-Mail-Adresse wie name@example.org"),
        ({"language": "xx"}, "Wählen Sie eine der angebotenen Antworten."),
        ({"kind": "statement"}, "Wählen Sie eine der angebotenen Antworten."),
        ({"title": "x" * 201}, "Der Text hat 201 Zeichen."),
        ({"submission_key": "short"}, "Das Formular ist beschädigt."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    database: Database, client: FlaskClient, change: dict[str, str], said: str
) -> None:
    town.found(database)
    data = {**fill(client, FORM, **ANSWERS), **change}
    for step in ("review", "send"):
        answer = client.post(FORM, data={**data, "step": step})
        assert answer.status_code == 422
        assert said in answer.text
        if "text" not in change:
            assert fields(answer.text, "text")["text"] == ANSWERS["text"]
    with database.reading() as session:
        assert session.scalars(select(Contribution)).first() is None


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    "body",
    [
        b"text=%00%01&group=citizen",
        b"text=%ED%A0%80&group=citizen",
        b"text=%FF%FE&group=%FF",
        b"text=" + b"%CC%81" * 300_000,
        b"\xff\x00=&=&&=%",
        b"text=a&text=b&group=citizen&group=business",
        b"text=x&group=citizen&passage=99",
        b"text=x&group=citizen&passage=%00",
        b"text=x&group=citizen&passage=2&kind=counter_wording&grounds=%ED%A0%80",
        b"text=" + b"a+" * 100_000 + b"&group=citizen&passage=2&kind=counter_wording",
        b"text=x&group=citizen&wording=%FF&kind=%00",
    ],
)
def test_no_bytes_make_the_form_fail(database: Database, client: FlaskClient, body: bytes) -> None:
    town.found(database)
    for address in (FORM, PROPOSE, "/de/receipt/", "/de/sign-in/"):
        answer = client.post(address, data=body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in (200, 400, 404, 413, 422), (address, answer.status)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_forged_item_is_unknown_and_the_words_are_kept(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    forged = FORM.replace("M1.1.1", "M9.9.9")
    answer = client.post(forged, data={**fill(client, FORM, **ANSWERS), "step": "send"})
    assert answer.status_code == 404
    assert (
        html.fromstring(answer.text).xpath("//textarea")[0].text_content().strip()
        == ANSWERS["text"]
    )


def test_a_closed_consultation_takes_nothing_and_keeps_what_was_typed(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    data = fill(client, FORM, **ANSWERS)
    clock.fix(clock.now() + timedelta(days=15))
    answer = client.post(FORM, data={**data, "step": "send"})
    assert answer.status_code == 403
    assert fields(answer.text, "text")["text"] == ANSWERS["text"]
    assert client.get(FORM).status_code == 403
    with database.reading() as session:
        assert session.scalars(select(Contribution)).first() is None


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_wrong_receipt_code_is_told_from_an_unknown_one(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    wrong = client.post("/de/receipt/", data={"code": "ABCD"})
    assert (wrong.status_code, "Das ist kein Quittungscode" in wrong.text) == (422, True)
    unknown = client.post("/de/receipt/", data={"code": "2222 2222 2222"})
    assert unknown.status_code == 422


@pytest.mark.parametrize("backend", ["sqlite"])
def test_only_a_hash_of_the_code_and_nothing_of_the_browser_is_kept(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    page = contribute(client, FORM, ANSWERS)
    code = code_on(page.text)
    with database.engine.connect() as connection:
        dump = "\n".join(connection.connection.driver_connection.iterdump())
    assert code not in dump
    assert "127.0.0.1" not in dump
    assert "Werkzeug" not in dump
