# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A device that many people use: nothing of one person is there for the next one."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from participation.accounts.models import WebSession
from participation.app import create_app
from participation.config import Settings
from participation.db import Database
from tests.support import town
from tests.support.forms import contribute, fields, fill, sign_in

KIOSK = "/de/kiosk/"
FINISH = "/de/kiosk/finish/"
FORM = f"/de/c/{town.SLUG}/items/M1.1.1/contribute/"
ITEM = f"/de/c/{town.SLUG}/items/M1.1.1/"
ANSWERS = {"text": "Nur für mich.", "group": "citizen", "stance": "agree"}

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def share(client: FlaskClient) -> TestResponse:
    """Make this browser a shared device's."""
    return client.post(KIOSK, data={"action": "begin"})


def names(client: FlaskClient) -> set[str]:
    """Return the names of the cookies that a browser holds."""
    return {cookie.key for cookie in client._cookies.values()}


def test_a_button_makes_the_device_a_shared_one_and_another_ends_it(client: FlaskClient) -> None:
    assert client.get(KIOSK).status_code == 200
    assert names(client) == set()
    begun = share(client)
    assert begun.status_code == 303
    (cookie,) = (c for c in begun.headers.getlist("Set-Cookie") if c.startswith("kiosk="))
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/" in cookie
    assert "kiosk-finish" in client.get(KIOSK).text
    client.post(KIOSK, data={"action": "end"})
    assert names(client) == set()
    assert "kiosk-finish" not in client.get(KIOSK).text


def test_the_cookie_is_bound_to_the_host_where_the_site_is_reached_by_https(
    settings: Settings,
) -> None:
    app = create_app(replace(settings, base_url="https://localhost"))
    begun = app.test_client().post(KIOSK, base_url="https://localhost")
    (cookie,) = (c for c in begun.headers.getlist("Set-Cookie") if c.startswith("__Host-kiosk="))
    assert "Secure" in cookie


def test_finishing_leaves_nothing_but_the_device_s_own_cookie(
    database: Database, client: FlaskClient
) -> None:
    town.settle(database)
    share(client)
    sign_in(client, town.CITIZEN, town.PASSWORD)
    assert "kiosk-finish" in client.get("/de/account/").text
    contribute(client, FORM, ANSWERS)
    client.set_cookie("voter", "somebody")
    client.set_cookie("another", "x")
    turn = client.get_cookie("kiosk")
    token = fields(client.get(FORM).text, "text")["csrf_token"]
    done = client.post(FINISH, data={"csrf_token": token})
    assert (done.status_code, done.location) == (303, "/de/")
    assert '"storage"' in done.headers["Clear-Site-Data"]
    assert names(client) == {"kiosk"}
    after = client.get_cookie("kiosk")
    assert turn is not None
    assert after is not None
    assert after.value != turn.value
    assert "receipt-code" not in client.get("/de/receipt/").text
    with database.reading() as session:
        assert session.scalars(select(WebSession)).all() == []


def test_finishing_works_on_a_device_that_is_not_shared(client: FlaskClient) -> None:
    assert client.post(FINISH).status_code == 303
    assert names(client) == set()


def test_a_form_of_an_earlier_turn_is_not_shown_to_the_next_person(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    share(client)
    typed = fill(client, FORM, **ANSWERS)
    assert typed["kiosk"]
    assert client.post(FORM, data={**typed, "step": "review"}).status_code == 200
    client.post(FINISH)
    for step in ("review", "edit", "send"):
        again = client.post(FORM, data={**typed, "step": step})
        assert (again.status_code, again.location) == (303, "/de/")
        assert ANSWERS["text"] not in again.text


def test_a_form_on_a_shared_device_offers_to_keep_nothing(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    assert "data-keep-offer" in client.get(FORM).text
    share(client)
    page = client.get(FORM)
    assert "data-keep-offer" not in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_pages_that_are_kept_for_everybody_are_the_same_on_a_shared_device(
    database: Database, app: Flask
) -> None:
    town.found(database)
    shared, other = app.test_client(), app.test_client()
    share(shared)
    for path in ("/de/", f"/de/c/{town.SLUG}/", ITEM):
        assert shared.get(path).get_data() == other.get(path).get_data()


def test_odd_cookies_break_nothing(client: FlaskClient) -> None:
    share(client)
    for header in ('kiosk="a\\"b"; x y=1; ä=2; =3; a;b', "kiosk=<script>; " + "x" * 3000 + "=1"):
        answer = client.post(FINISH, headers={"Cookie": header})
        assert answer.status_code == 303
        page = client.get(KIOSK, headers={"Cookie": header})
        assert not re.search(r"<script>[^<]", page.text)
