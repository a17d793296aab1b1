# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The changes of a draft, read by a program."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from participation.contributions import service as contributions
from participation.db import Database
from tests.support import revising, town

CHANGES = f"/api/v1/consultations/{town.SLUG}/changes"


@pytest.fixture
def revised(database: Database) -> str:
    """A second version with three changes, one of them caused; gives the contribution's reference."""
    town.found(database)
    with database.writing() as session:
        taken = town.say(session)
        contributions.decide(session, taken.reference, 1, "publish", None, None, "test")
    with database.writing() as session:
        revising.trace_to(session, taken.reference)
    with database.writing() as session:
        revising.write(session, "M1.1.2", 1, "Anders.")
        revising.write(session, "M1.2.1", 1, "Auch anders.")
        revising.publish(session)
    return taken.reference


def test_changes_come_with_their_causes_and_reasons(client: FlaskClient, revised: str) -> None:
    answer = client.get(CHANGES)
    assert answer.mimetype == "application/json"
    first, second, third = answer.json["changes"]
    assert first["contributions"] == [revised]
    assert (first["draft_version"], first["item"], first["passage"]) == (2, "M1.1.1", 2)
    assert (second["reason"], second["contributions"]) == ("editorial", [])
    assert (third["draft_version"], third["after"]) == (3, "Auch anders.")
    assert answer.json["next"] is None
    assert "Set-Cookie" not in answer.headers


def test_pages_go_on_and_versions_narrow(client: FlaskClient, revised: str) -> None:
    found = []
    onward: str | None = f"{CHANGES}?limit=1"
    while onward:
        page = client.get(onward).json
        found += page["changes"]
        onward = page["next"]
    assert found == client.get(CHANGES).json["changes"]
    assert [c["item"] for c in client.get(f"{CHANGES}?version=3").json["changes"]] == [
        "M1.1.2",
        "M1.2.1",
    ]


def test_words_come_in_the_language_asked_for(client: FlaskClient, revised: str) -> None:
    (first, *_others) = client.get(f"{CHANGES}?language=en").json["changes"]
    assert (first["item_title"], first["language"]) == ("Scan incoming mail", "de")


@pytest.mark.parametrize(
    "query", ["limit=x", "after=-1", "version=²", "limit=1e9", "after=" + "9" * 30]
)
def test_nonsense_is_a_problem_not_an_error(client: FlaskClient, revised: str, query: str) -> None:
    answer = client.get(f"{CHANGES}?{query}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


def test_an_unknown_consultation_is_not_found(client: FlaskClient, database: Database) -> None:
    answer = client.get("/api/v1/consultations/none/changes")
    assert (answer.status_code, answer.json["status"]) == (404, 404)
