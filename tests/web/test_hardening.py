# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a hostile client sends in the place of what a browser would."""

from __future__ import annotations

import json
import logging
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.app import create_app
from participation.config import Settings
from participation.contributions.models import Contribution
from participation.db import Database
from participation.web import violation_views
from participation.web.security import REPORTS
from tests.support import town
from tests.support.forms import fill, sign_in

FORM = f"/de/c/{town.SLUG}/items/M1.1.1/contribute/"

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def events(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the security events that were logged."""
    return [r.getMessage() for r in caplog.records if r.name == "participation.security"]


def test_a_question_that_is_answered_twice_is_refused(
    database: Database, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    town.found(database)
    sent = fill(client, FORM, text="Einmal.", group="citizen")
    doubled = [*sent.items(), ("group", "ciio")]
    body = "&".join(f"{name}={value}" for name, value in doubled)
    answer = client.post(FORM, data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert events(caplog) == ["doubled_answer"]


def test_what_a_form_does_not_ask_is_not_stored(database: Database, client: FlaskClient) -> None:
    town.found(database)
    extra = {"state": "published", "verified": "1", "channel": "letter", "agree": "99", "id": "7"}
    sent = {**fill(client, FORM, text="Nur Text.", group="citizen"), **extra, "step": "send"}
    assert client.post(FORM, data=sent).status_code == 303
    with database.reading() as session:
        found = session.scalars(select(Contribution)).one()
        stored = (found.state, found.verified, found.channel, found.agree)
        assert stored == ("submitted", False, "web", 0)


@pytest.mark.parametrize(
    "report",
    [
        {
            "csp-report": {
                "document-uri": "http://localhost/de/letters/all/a-long-secret-token/",
                "effective-directive": "script-src-elem",
                "blocked-uri": "https://evil.example/x.js?who=kim",
                "script-sample": "kim@example.org",
            }
        },
        [
            {
                "type": "csp-violation",
                "body": {
                    "documentURL": "http://localhost/de/letters/all/a-long-secret-token/",
                    "effectiveDirective": "script-src-elem",
                    "blockedURL": "https://evil.example/x.js?who=kim",
                },
            }
        ],
    ],
)
def test_a_violation_of_the_policy_is_logged_without_what_it_could_betray(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, report: object
) -> None:
    answer = client.post(REPORTS, data=json.dumps(report), content_type="application/csp-report")
    assert answer.status_code == 204
    (record,) = [r for r in caplog.records if r.getMessage() == "policy_violation"]
    assert vars(record)["directive"] == "script-src-elem"
    assert vars(record)["blocked"] == "evil.example"
    assert vars(record)["page"] == "/de/letters/all/…/"
    assert "kim" not in str(vars(record))


def test_whoever_is_signed_in_reports_too(database: Database, client: FlaskClient) -> None:
    town.settle(database)
    sign_in(client, town.CITIZEN, town.PASSWORD)
    assert (
        client.post(REPORTS, data=b"{}", content_type="application/csp-report").status_code == 204
    )


@pytest.mark.parametrize(
    "body", [b"", b"[", b"null", b"7", b'{"csp-report": 7}', b"\xff", b"[" * 5_000, b"[[[]]]"]
)
def test_a_report_may_be_anything(client: FlaskClient, body: bytes) -> None:
    assert client.post(REPORTS, data=body).status_code == 204
    assert violation_views.violations(b'[{"body": {"blockedURL": "http://[::1"}}]')


def test_the_policy_names_where_violations_go(client: FlaskClient) -> None:
    headers = client.get("/de/privacy/").headers
    assert f"report-uri {REPORTS}" in headers["Content-Security-Policy"]
    assert headers["Reporting-Endpoints"] == f'csp="{REPORTS}"'


@pytest.mark.parametrize(
    ("proxies", "sent", "seen"),
    [
        (0, "https", "http"),
        (1, "https", "https"),
        (1, "https, http", "http"),
        (2, "https, http", "https"),
    ],
)
def test_forwarded_headers_count_from_a_stated_number_of_proxies_only(
    settings: Settings, database: Database, proxies: int, sent: str, seen: str
) -> None:
    app = create_app(replace(settings, trusted_proxies=proxies), database)
    schemes: list[str] = []

    @app.before_request
    def look() -> None:
        from flask import request

        schemes.append(request.scheme)

    app.test_client().get("/healthz", headers={"X-Forwarded-Proto": sent})
    assert schemes == [seen]


def test_a_host_that_a_proxy_names_is_held_against_the_list(
    settings: Settings, database: Database
) -> None:
    app = create_app(replace(settings, trusted_proxies=1), database)
    answer = app.test_client().get("/de/privacy/", headers={"X-Forwarded-Host": "evil.example"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "path",
    ["/de/sign-in/?next=", "/de/account/prove/?next=", "/de/c/x/search/?q=", "/de/receipt/?done="],
)
def test_no_parameter_writes_a_header(app: Flask, database: Database, path: str) -> None:
    town.settle(database)
    app.test_client_class = FlaskClient
    client = app.test_client()
    for end in ("%0d%0aSet-Cookie:%20x=1", "%0aX-Evil:%201", "%E5%98%8D%E5%98%8AX-Evil:1"):
        answer = client.get(path + end)
        assert "X-Evil" not in answer.headers
        assert "x=1" not in str(answer.headers.getlist("Set-Cookie"))


def test_what_is_refused_is_logged_and_nobody_is_named(
    database: Database, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    town.settle(database)
    caplog.set_level(logging.INFO)
    sign_in(client, town.CITIZEN, "a wrong password")
    client.post(FORM, data={"text": "x"}, headers={"Origin": "https://evil.example"})
    client.post(FORM, data={"text": "x"}, headers={"Origin": "http://[broken"})
    sign_in(client, town.CITIZEN, town.PASSWORD)
    assert client.get("/de/moderation/").status_code == 403
    assert events(caplog) == ["sign_in_refused", "foreign_form", "foreign_form", "forbidden"]
    assert town.CITIZEN not in caplog.text
