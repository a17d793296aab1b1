# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The API does what its description says, whatever it is asked."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis.strategies import SearchStrategy
from schemathesis import Case
from schemathesis.checks import not_a_server_error

from participation.config import Settings
from participation.contributions import service as contributions
from participation.db import Database
from tests.support import revising, town
from tests.support.commands import commander

ADDRESS = "/api/v1/openapi.json"
EXAMPLES = 40  # of what may be asked, for each operation

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def spoken(database: Database) -> None:
    """Contributions, one of them the cause of a change."""
    town.found(database)
    with database.writing() as session:
        taken = town.say(session)
        contributions.decide(session, taken.reference, 1, "publish", None, None, "test")
    with database.writing() as session:
        revising.trace_to(session, taken.reference)
    with database.writing() as session:
        revising.publish(session)


def test_every_operation_answers_as_described(app: Flask, spoken: None) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    app.test_client_class = FlaskClient
    described = schemathesis.openapi.from_wsgi(ADDRESS, app)
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) == 7
    for operation in operations:
        told = asked(operation.as_strategy())
        assert told[200], f"{operation.label}: {told}"


def asked(strategy: SearchStrategy[Case]) -> Counter[int]:
    """Ask all sorts of things, with the town's name and with others; return how often which status was told."""
    told: Counter[int] = Counter()

    @examples(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def ask(case: Case) -> None:
        for slug in {town.SLUG, case.path_parameters.get("slug", town.SLUG)}:
            if case.path_parameters:
                case.path_parameters["slug"] = slug
            answer = case.call()
            case.validate_response(answer, additional_checks=[not_a_server_error])
            told[answer.status_code] += 1

    ask()
    return told


def test_the_description_is_whole(client: FlaskClient, database: Database) -> None:
    told = client.get(ADDRESS).json
    assert told["openapi"].startswith("3.1")
    names = [way["get"]["operationId"] for way in told["paths"].values()]
    assert sorted(names) == sorted(set(names))
    for reference in references(told):
        found = told
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]


def references(told: Any) -> list[str]:
    """Return every place that a part of the description refers to."""
    if isinstance(told, dict):
        own = [told["$ref"]] if isinstance(told.get("$ref"), str) else []
        return own + [one for value in told.values() for one in references(value)]
    return [one for value in told for one in references(value)] if isinstance(told, list) else []


def test_the_command_writes_what_the_address_answers(
    client: FlaskClient,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    done = commander(settings, monkeypatch, capfd)("openapi")
    assert done.status == 0
    assert json.loads(done.out) == client.get(ADDRESS).json
