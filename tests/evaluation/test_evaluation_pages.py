# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Weighing: answering contributions, saying why the draft changes, publishing it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from participation.contributions import service as contributions
from participation.contributions.models import ChangeCause
from participation.db import Database
from participation.roadmap import queries as roadmap
from participation.roadmap.models import Change
from tests.support import revising, town
from tests.support.forms import fields, sign_in

LIST = f"/de/evaluation/{town.SLUG}/"
CHANGES = f"/de/evaluation/{town.SLUG}/changes/"


@pytest.fixture
def analyst(database: Database, client: FlaskClient) -> FlaskClient:
    """Somebody of the CIO office who has signed in."""
    town.settle(database)
    sign_in(client, town.ANALYST, town.PASSWORD)
    return client


@pytest.fixture
def reference(database: Database, analyst: FlaskClient) -> str:
    """A published contribution on M1.1.1."""
    with database.writing() as session:
        taken = town.say(session, "Bitte auch am Telefon.")
        contributions.decide(session, taken.reference, 1, "publish", None, None, "test")
    return taken.reference


@pytest.fixture
def change(database: Database, reference: str) -> str:
    """The address of the one change in preparation: the second paragraph of M1.1.1."""
    with database.writing() as session:
        revising.write(session, "M1.1.1", 2, revising.NEW_WORDS)
        (difference,) = revising.differences(session)
    return f"{CHANGES}{difference.item_id}/passage/{difference.passage_id}/"


def send(client: FlaskClient, address: str, field: str, **answers: object) -> TestResponse:
    """Send the form that holds a field, with these answers."""
    form = fields(client.get(address).text, field)
    return client.post(address, data={**form, **answers})


def answer_to(client: FlaskClient, reference: str, **answers: str) -> TestResponse:
    """Answer a contribution."""
    return send(client, f"{LIST}contributions/{reference}/", "text-de", **answers)


def newest(database: Database) -> int:
    """Return the number of the version that everybody reads."""
    with database.reading() as session:
        head = roadmap.head(session, town.SLUG, "de")
        assert head is not None
        return head.version_number


def test_a_contribution_is_answered_and_leaves_the_list(
    analyst: FlaskClient, reference: str
) -> None:
    assert reference in analyst.get(LIST).text
    done = answer_to(
        analyst,
        reference,
        **{"disposition": "partly", "text-de": "Ja, am Telefon.", "act": "publish"},
    )
    assert done.status_code == 303
    assert "Die Antwort ist gespeichert." in analyst.get(done.location).text
    assert reference not in analyst.get(LIST).text
    assert reference in analyst.get(f"{LIST}?view=answered").text
    guest = analyst.application.test_client()
    assert "Ja, am Telefon." in guest.get(f"/de/contributions/{reference}/").text


def test_an_answer_needs_a_disposition_and_reasons(analyst: FlaskClient, reference: str) -> None:
    refused = answer_to(analyst, reference, **{"text-de": "", "text-en": "Kept", "act": "save"})
    assert refused.status_code == 422
    assert 'href="#disposition"' in refused.text
    assert 'href="#text-de"' in refused.text
    assert "Kept" in refused.text
    strange = answer_to(analyst, reference, **{"disposition": "maybe", "text-de": "x\0"})
    assert strange.status_code == 422
    long = answer_to(analyst, reference, **{"disposition": "not", "text-de": "x" * 4001})
    assert long.status_code == 422


def test_two_who_answer_at_once_see_each_other(analyst: FlaskClient, reference: str) -> None:
    address = f"{LIST}contributions/{reference}/"
    form = fields(analyst.get(address).text, "text-de")
    answer_to(analyst, reference, **{"disposition": "not", "text-de": "Die erste.", "act": "save"})
    late = {**form, "disposition": "follow", "text-de": "Die zweite.", "act": "save"}
    told = analyst.post(address, data=late)
    assert told.status_code == 409
    assert "Die erste." in told.text
    assert "Die zweite." in told.text
    again = fields(told.text, "text-de")
    assert analyst.post(address, data={**again, "act": "save"}).status_code == 303
    assert "Die zweite." in analyst.get(address).text


def test_a_change_names_its_contributions_and_then_the_version_comes_out(
    database: Database, analyst: FlaskClient, reference: str, change: str
) -> None:
    page = analyst.get(CHANGES)
    assert "1 Unterschied hat weder einen Beitrag" in page.text
    assert "Ohne Ursache und ohne Grund" in page.text
    early = analyst.post(CHANGES, data={**fields(page.text, "csrf_token"), "version": "2"})
    assert early.status_code == 422
    assert newest(database) == 1
    done = send(
        analyst,
        change,
        "references",
        **{"cause[]": reference, "explanation-de": "Das Telefon fehlte.", f"quote-{reference}": ""},
    )
    assert done.status_code == 303
    assert "Verursacht von 1 Beitrag" in analyst.get(CHANGES).text
    form = fields(analyst.get(CHANGES).text, "version")
    out = analyst.post(CHANGES, data=form)
    assert out.location == f"/de/c/{town.SLUG}/versions/2/changes/"
    assert newest(database) == 2
    assert reference in analyst.get(out.location).text
    again = analyst.post(CHANGES, data=form)
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("answers", "place"),
    [
        ({}, "reason"),
        ({"reason": "new_law"}, "explanation-de"),
        ({"reason": "because"}, "reason"),
        ({"references": "B-2222222"}, "references"),
        ({"references": "'; DROP TABLE change"}, "references"),
        ({"cause[]": "x" * 50_000}, "references"),
        ({"reason": "editorial", "explanation-de": "x" * 1001}, "explanation-de"),
        ({"reason": "editorial", "explanation-en": "\0"}, "explanation-en"),
    ],
)
def test_what_is_missing_is_said_at_its_place(
    analyst: FlaskClient, change: str, answers: dict[str, str], place: str
) -> None:
    refused = send(analyst, change, "references", **answers)
    assert refused.status_code == 422
    assert f'href="#{place}"' in refused.text


def test_a_quote_has_to_stand_in_the_words(
    analyst: FlaskClient, reference: str, change: str
) -> None:
    wrong = {"cause[]": reference, f"quote-{reference}": "per Fax"}
    refused = send(analyst, change, "references", **wrong)
    assert refused.status_code == 422
    assert "per Fax" in refused.text, "what was typed is kept"
    right = {"cause[]": reference, f"quote-{reference}": "auch am Telefon"}
    assert send(analyst, change, "references", **right).status_code == 303


def test_two_who_explain_at_once_see_each_other(analyst: FlaskClient, change: str) -> None:
    form = fields(analyst.get(change).text, "references")
    assert analyst.post(change, data={**form, "reason": "editorial"}).status_code == 303
    told = analyst.post(change, data={**form, "reason": "correction"})
    assert told.status_code == 409
    assert "Der Text ist klarer gefasst" in told.text
    again = fields(told.text, "references")
    assert again["reason"] == "correction"
    assert analyst.post(change, data=again).status_code == 303


def test_a_change_that_is_gone_is_not_found_or_told(
    database: Database, analyst: FlaskClient, change: str
) -> None:
    form = fields(analyst.get(change).text, "references")
    with database.writing() as session:
        revising.publish(session)
    assert analyst.post(change, data={**form, "reason": "editorial"}).status_code == 404
    assert analyst.get(change).status_code == 404
    assert analyst.get(f"{CHANGES}1/title/0/").status_code == 404
    assert analyst.get("/de/evaluation/none/changes/").status_code == 404
    assert analyst.get(f"{LIST}contributions/B-2222222/").status_code == 404


def test_a_version_is_given_up_with_all_that_was_said_about_it(
    analyst: FlaskClient, database: Database, change: str, reference: str
) -> None:
    why = {"cause[]": reference, "explanation-de": "Das Telefon fehlte."}
    assert send(analyst, change, "references", **why).status_code == 303
    discard = f"/de/draft/{town.SLUG}/discard/"
    form = fields(analyst.get(discard).text, "edition")
    assert analyst.post(discard, data=form).status_code == 303
    assert analyst.get(change).status_code == 404
    with database.writing() as session:
        assert not session.scalars(select(Change)).all()
        revising.trace_to(session, reference)
        assert len(session.scalars(select(ChangeCause)).all()) == 1


def test_others_have_no_business_here(analyst: FlaskClient, change: str) -> None:
    citizen = analyst.application.test_client()
    sign_in(citizen, town.CITIZEN, town.PASSWORD)
    for path in ("/de/evaluation/", LIST, CHANGES, change):
        assert citizen.get(path).status_code == 403
