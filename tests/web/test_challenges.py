# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The little work before sending: people hardly notice it, a waiting person needs none, and each is good for one."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from altcha.v1 import solve_challenge
from flask import Flask, Response, abort, make_response, render_template_string, request
from flask.testing import FlaskClient
from lxml import html
from playwright.sync_api import Browser, expect

from participation import clock
from participation.app import create_app
from participation.config import Settings
from participation.db import Database
from participation.web import challenges
from participation.web.access import public
from participation.web.models import SpentChallenge
from tests.support.forms import fields
from tests.support.servers import serving
from tests.support.visitor import visiting

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
PAGE = """
{% extends "web/public.html" %}
{% from "web/components/challenge.html" import challenge %}
{% block title %}Probe{% endblock %}
{% block content %}
  <div class="page">
    <h1>Probe</h1>
    <p id="said">{{ said or "" }}</p>
    <form method="post" action="/de/probe/?key={{ key }}">
      <label for="text">Text</label><input id="text" name="text" value="{{ text }}">
      {{ challenge(key) }}
      <button class="kern-btn" type="submit" name="step" value="send">Senden</button>
      <button class="kern-btn" type="submit" name="step" value="edit">Zurück</button>
    </form>
  </div>
{% endblock %}
"""

sqlite_only = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def site(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    """An application that asks for the work, with a form."""
    monkeypatch.setattr(challenges, "MOST_WORK", 2_000)
    app = create_app(replace(settings, challenge=True), database)

    @public
    def probe() -> Response:
        key = request.args.get("key", "")
        said = ""
        status = 200
        if request.form.get("step") == "send":
            fault = challenges.fault(request.form, key)
            said, status = fault or "Gesendet.", 422 if fault else 200
            if request.form.get("text") == "fails":
                abort(409)
        text = request.form.get("text", "")
        page = render_template_string(PAGE, key=key, said=said, text=text)
        return make_response(page, status)

    app.add_url_rule("/<locale>/probe/", "probe", probe, methods=["GET", "POST"])
    return app


@pytest.fixture
def visitor(site: Flask) -> FlaskClient:
    """Somebody without JavaScript."""
    return site.test_client()


def opened(client: FlaskClient, key: str = "") -> tuple[dict[str, str], dict[str, Any]]:
    """Open the form; give what it would send, and the puzzle in it."""
    page = client.get("/de/probe/", query_string={"key": key}).text
    (puzzle,) = html.fromstring(page).xpath("//@data-challenge")
    return {**fields(page, "wait"), "step": "send"}, json.loads(puzzle)


def solved(puzzle: dict[str, Any], **changes: object) -> str:
    """Return the solution as the module writes it."""
    found = solve_challenge(puzzle["challenge"], puzzle["salt"], max_number=puzzle["maxNumber"])
    assert found is not None
    answer = {**puzzle, "number": found.number, **changes}
    answer.pop("maxNumber")
    return base64.b64encode(json.dumps(answer).encode()).decode()


def send(client: FlaskClient, form: dict[str, str], key: str = "") -> tuple[int, str]:
    """Send the form; give the status and what the page says."""
    answer = client.post("/de/probe/", data=form, query_string={"key": key})
    return answer.status_code, answer.text.partition('id="said">')[2].partition("<")[0]


def test_work_that_is_done_is_good_once(database: Database, visitor: FlaskClient) -> None:
    form, puzzle = opened(visitor)
    form["challenge"] = solved(puzzle)
    assert send(visitor, form) == (200, "Gesendet.")
    assert send(visitor, form)[0] == 422
    with database.reading() as session:
        assert session.query(SpentChallenge).count() == 1


def test_work_that_was_for_nothing_is_not_lost(visitor: FlaskClient) -> None:
    form, puzzle = opened(visitor)
    form["challenge"] = solved(puzzle)
    assert send(visitor, {**form, "text": "fails"})[0] == 409
    assert send(visitor, form) == (200, "Gesendet.")


@sqlite_only
def test_a_form_with_a_key_may_come_twice_but_its_work_serves_no_other(
    visitor: FlaskClient,
) -> None:
    form, puzzle = opened(visitor, "one-key")
    form["challenge"] = solved(puzzle)
    assert [send(visitor, form, "one-key")[0] for _ in range(2)] == [200, 200]
    for other in ("another-key", ""):
        assert send(visitor, form, other)[0] == 422
    with clock.held(clock.now() + timedelta(minutes=1)):
        assert send(visitor, {**form, "challenge": ""}, "another-key")[0] == 422
        assert send(visitor, {**form, "challenge": ""}, "one-key")[0] == 200


@sqlite_only
def test_without_javascript_half_a_minute_is_enough(visitor: FlaskClient) -> None:
    with clock.held(NOW):
        form, _puzzle = opened(visitor)
        form["text"] = "Nicht verloren."
    with clock.held(NOW + timedelta(seconds=18)):
        answer = visitor.post("/de/probe/", data=form)
        assert answer.status_code == 422
        assert "12" in answer.text.partition('id="said">')[2].partition("<")[0]
        assert 'value="Nicht verloren."' in answer.text
        kept = fields(answer.text, "wait")
        assert kept["wait"] == form["wait"]
    with clock.held(NOW + timedelta(seconds=30)):
        assert send(visitor, form) == (200, "Gesendet.")
        assert send(visitor, form)[0] == 422


@sqlite_only
def test_what_is_too_old_is_made_anew(visitor: FlaskClient) -> None:
    with clock.held(NOW):
        form, puzzle = opened(visitor)
    answer = solved(puzzle)
    with clock.held(NOW + challenges.LIFETIME):
        assert send(visitor, form)[0] == 422
        refused = visitor.post("/de/probe/", data={**form, "challenge": answer})
        assert refused.status_code == 422
        fresh = fields(refused.text, "wait")
        assert fresh["wait"] != form["wait"]
    with clock.held(NOW + challenges.LIFETIME + challenges.PATIENCE):
        assert send(visitor, {**fresh, "step": "send"}) == (200, "Gesendet.")


@sqlite_only
def test_nothing_made_up_passes_and_nothing_breaks_the_page(visitor: FlaskClient) -> None:
    form, puzzle = opened(visitor)
    later = puzzle["salt"].replace("expires=1", "expires=9")
    made_up = [
        "",
        "x",
        "ü",
        "A" * 5_000,
        base64.b64encode(b"[" * 500).decode(),
        base64.b64encode(b"{}").decode(),
        base64.b64encode(b"\xff\xfe").decode(),
        base64.b64encode(json.dumps({**puzzle, "number": 1}).encode()).decode(),
        *(solved(puzzle, number=value) for value in (-1, True, "1", 1.5, None, 10**400)),
        *(solved(puzzle, salt=value) for value in (later, 1, None, "ü", "?", puzzle["salt"] + "1")),
        *(solved(puzzle, algorithm=value) for value in ("SHA-1", "none", [])),
        *(solved(puzzle, signature=value) for value in ("", "0" * 64, {}, "\ud800")),
        solved(puzzle, challenge="0" * 64),
    ]
    for answer in made_up:
        assert send(visitor, {**form, "challenge": answer})[0] == 422, answer
    written, _dot, seal = form["wait"].rpartition(".")
    for wait in ("", ".", "1.2.3", f"0.0.{seal}", "1" + form["wait"], f"{written}.ü", "\ud800.a.b"):
        sent = {**form, "wait": wait.encode("utf-8", "replace").decode()}
        assert send(visitor, sent)[0] == 422, wait


@sqlite_only
def test_spent_work_is_forgotten_when_it_is_too_old_to_come_again(
    database: Database, visitor: FlaskClient
) -> None:
    form, puzzle = opened(visitor)
    form["challenge"] = solved(puzzle)
    assert send(visitor, form)[0] == 200
    for hours, left in ((1, 1), (3, 0)):
        with clock.held(datetime.now(UTC) + timedelta(hours=hours)), database.writing() as session:
            challenges.purge(session)
            assert session.query(SpentChallenge).count() == left


@sqlite_only
def test_while_it_is_off_nothing_is_asked(app: Flask) -> None:
    with app.test_request_context("/de/"):
        assert challenges.fields("key") is None
        assert challenges.fault({}, "key") is None


@sqlite_only
def test_a_browser_does_the_work_by_itself(site: Flask, browser: Browser) -> None:
    with serving(site) as base, visiting(browser, base, 390, scripts=True) as person:
        person.open("/de/probe/?key=a-key")
        person.page.locator("#text").fill("Von einem Menschen.")
        person.press("button[value=send]")
        assert person.text("#said") == "Gesendet."
        expect(person.page.locator("[data-challenge-done]")).to_be_visible()
        person.check()


@sqlite_only
def test_under_the_strict_policy_the_form_waits_for_the_work(site: Flask, browser: Browser) -> None:
    context = browser.new_context(locale="de-DE")
    with serving(site) as base:
        page = context.new_page()
        page.goto(f"{base}/de/probe/?key=a-key")
        with page.expect_navigation():
            page.locator("button[value=send]").click()
        expect(page.locator("#said")).to_have_text("Gesendet.")
        page.goto(f"{base}/de/probe/?key=other")
        with page.expect_navigation():
            page.locator("button[value=edit]").click()
        expect(page.locator("#said")).to_have_text("")
    context.close()


@sqlite_only
def test_without_scripts_the_page_says_how_long_to_wait(site: Flask, browser: Browser) -> None:
    with serving(site) as base, visiting(browser, base, 320, scripts=False) as person:
        person.open("/de/probe/?key=a-key")
        assert "30" in person.text("[data-challenge-wait]")
        person.press("button[value=send]")
        assert person.text("#said") != "Gesendet."
