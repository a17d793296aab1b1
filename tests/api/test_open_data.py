# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever is published of a consultation, read by a program."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from participation.contributions import answers as answering
from participation.contributions import service as contributions
from participation.db import Database
from tests.support import town

ROOT = "/api/v1/consultations"
HERE = f"{ROOT}/{town.SLUG}"

sqlite_only = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def spoken(database: Database) -> list[str]:
    """Three published contributions, one that waits, an answer that is out and one kept back."""
    town.found(database)
    references = []
    with database.writing() as session:
        for n in range(4):
            taken = town.say(session, f"Wortlaut {n}", submission=f"a-long-key-of-its-own-{n}")
            references.append(taken.reference)
            if n == 3:
                continue
            contributions.decide(session, taken.reference, 1, "publish", None, None, "test")
            if n < 2:
                answering.save_answer(
                    session,
                    (taken.contribution_id, taken.reference),
                    "follow",
                    {"de": f"Antwort {n}"},
                    "Amt",
                    0,
                    n == 0,
                    "test",
                )
    return references


def read(client: FlaskClient, address: str) -> Any:
    """Return what a program is told; nobody is remembered for asking."""
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/json"), answer.text
    assert "Set-Cookie" not in answer.headers
    return answer.json


def test_consultations_and_their_drafts(client: FlaskClient, spoken: list[str]) -> None:
    (listed,) = read(client, ROOT)["consultations"]
    assert listed == read(client, HERE)
    assert (listed["slug"], listed["phase"], listed["draft_version"]) == (town.SLUG, "open", 1)
    german, english = read(client, f"{HERE}/items"), read(client, f"{HERE}/items?language=en")
    keys = [item["key"] for item in german["items"]]
    assert keys == [item["key"] for item in english["items"]]
    by_key = {item["key"]: item for item in english["items"]}
    measure = by_key["M1.1.1"]
    assert (measure["level"], measure["title"]) == ("measure", "Scan incoming mail")
    assert by_key[measure["parent"]]["level"] == "subgoal"
    assert [passage["number"] for passage in measure["passages"]] == list(
        range(1, len(measure["passages"]) + 1)
    )


def test_contributions_that_are_published(client: FlaskClient, spoken: list[str]) -> None:
    found, onward = [], f"{HERE}/contributions?limit=2"
    while onward:
        page = read(client, onward)
        assert len(page["contributions"]) <= 2
        found += page["contributions"]
        onward = page["next"]
    assert [one["reference"] for one in found] == [spoken[2], spoken[1], spoken[0]]
    assert (found[0]["text"], found[0]["item"]) == ("Wortlaut 2", "M1.1.1")
    assert read(client, f"{HERE}/contributions?item=M1.1.2")["contributions"] == []
    group = found[0]["group"]
    assert len(read(client, f"{HERE}/contributions?group={group}")["contributions"]) == 3
    assert read(client, f"{HERE}/contributions?group=institution")["contributions"] == []
    assert "display_name" not in found[0]
    assert "email" not in found[0]


@sqlite_only
def test_answers_that_are_out(client: FlaskClient, spoken: list[str]) -> None:
    page = read(client, f"{HERE}/answers")
    (only,) = page["answers"]
    assert (only["contribution"], only["text"]) == (spoken[0], {"de": "Antwort 0"})
    assert page["next"] is None


def test_answers_come_in_pages(database: Database, client: FlaskClient, spoken: list[str]) -> None:
    with database.writing() as session:
        answering.publish_answers(session, 1, "test")
    first = read(client, f"{HERE}/answers?limit=1")
    second = read(client, first["next"])
    assert [p["answers"][0]["contribution"] for p in (first, second)] == spoken[:2]
    assert second["next"] is None


@sqlite_only
def test_figures_are_those_of_the_export(client: FlaskClient, spoken: list[str]) -> None:
    told = read(client, f"{HERE}/aggregate")
    assert (told["consultation"], told["k"]) == (town.SLUG, 5)
    measure = next(item for item in told["items"] if item["key"] == "M1.1.1")
    assert set(measure["contributions"].values()) <= {0, None}, "three are too few to be told"


@sqlite_only
@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{ROOT}/none", 404),
        (f"{HERE}/contributions?item=M9.9.9", 404),
        (f"{HERE}/contributions?item=%00", 400),
        (f"{HERE}/contributions?group=nobody", 400),
        (f"{HERE}/contributions?limit=0", 400),
        (f"{HERE}/contributions?limit=201", 400),
        (f"{HERE}/contributions?language=xx", 400),
        (f"{HERE}/answers?after=-1", 400),
        ("/api/v1/", 404),
        ("/api/none", 404),
    ],
)
def test_errors_are_problems(
    client: FlaskClient, spoken: list[str], address: str, status: int
) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json["status"] == status
    assert answer.json["detail"]


@sqlite_only
def test_other_methods_are_told_what_is_allowed(client: FlaskClient, database: Database) -> None:
    refused = client.delete(ROOT)
    assert (refused.status_code, refused.mimetype) == (405, "application/problem+json")
    assert "GET" in refused.headers["Allow"]
    page = client.get("/de/none/")
    assert (page.status_code, page.mimetype) == (404, "text/html")


@sqlite_only
def test_a_place_that_is_none_is_the_beginning(client: FlaskClient, spoken: list[str]) -> None:
    every = read(client, f"{HERE}/contributions")["contributions"]
    for nonsense in ("x", "n9-9-9", "n" + "9" * 50, "s1-1", "%00"):
        assert read(client, f"{HERE}/contributions?after={nonsense}")["contributions"] == every
