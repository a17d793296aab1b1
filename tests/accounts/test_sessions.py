# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sessions: they end when they should, a kept cookie is worth nothing, and their owner sees them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation import clock
from participation.accounts import rules, sessions
from participation.accounts.models import Account, RoleGrant, WebSession
from participation.accounts.rules import Role
from participation.db import Database
from tests.support import town
from tests.support.forms import fields, sign_in
from tests.support.letterbox import LetterBox
from tests.support.people import press, submit

COOKIE = "participation"
SECOND = timedelta(seconds=1)

sqlite_only = pytest.mark.parametrize("backend", ["sqlite"])


def enter(client: FlaskClient, email: str = town.CITIZEN) -> str:
    """Sign in; return the session's token."""
    sign_in(client, email, town.PASSWORD)
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    return str(cookie.value)


def signed_in(client: FlaskClient) -> bool:
    """Say whether the account can be seen."""
    return client.get("/de/account/").status_code == 200


def status(client: FlaskClient, address: str) -> int:
    """Fetch a file and put it away; return the status."""
    with client.get(address) as answer:
        return answer.status_code


@pytest.mark.parametrize("email", [town.CITIZEN, town.MODERATOR])
def test_a_session_ends_when_it_is_not_used(
    client: FlaskClient, mailbox: LetterBox, email: str
) -> None:
    start = clock.now()
    clock.fix(start)
    enter(client, email)
    idle = (rules.OF_EVERYBODY if email == town.CITIZEN else rules.OF_PRIVILEGED).idle
    clock.fix(start + idle - SECOND)
    assert signed_in(client)
    clock.fix(start + 2 * idle - 2 * SECOND)
    assert signed_in(client), "using it puts the end off"
    clock.fix(start + 3 * idle)
    assert not signed_in(client)


@pytest.mark.parametrize("email", [town.CITIZEN, town.MODERATOR])
def test_a_session_ends_at_last_however_much_it_is_used(
    client: FlaskClient, mailbox: LetterBox, email: str
) -> None:
    start = clock.now()
    clock.fix(start)
    enter(client, email)
    allowed = rules.OF_EVERYBODY if email == town.CITIZEN else rules.OF_PRIVILEGED
    now = start
    while now + allowed.idle / 2 < start + allowed.whole:
        now += allowed.idle / 2
        clock.fix(now)
        assert signed_in(client)
    clock.fix(start + allowed.whole)
    assert not signed_in(client)


def test_more_rights_shorten_a_session_that_is_there(
    database: Database, client: FlaskClient, mailbox: LetterBox
) -> None:
    start = clock.now()
    clock.fix(start)
    enter(client)
    with database.writing() as session:
        who = session.scalars(select(Account).where(Account.email == town.CITIZEN)).one()
        session.add(RoleGrant(account_id=who.id, role=Role.ANALYST, granted_at=start))
    clock.fix(start + timedelta(minutes=20))
    assert client.get(f"/de/insight/{town.SLUG}/").status_code == 200
    clock.fix(start + timedelta(hours=3))
    assert not signed_in(client)


@sqlite_only
def test_that_it_is_used_is_written_every_few_minutes_and_not_with_every_page(
    database: Database, client: FlaskClient, mailbox: LetterBox
) -> None:
    start = clock.now()
    clock.fix(start)
    enter(client)

    def seen() -> timedelta:
        with database.reading() as session:
            return session.scalars(select(WebSession.seen_at)).one() - start

    clock.fix(start + sessions.STAMP - SECOND)
    assert signed_in(client)
    assert seen() == timedelta()
    clock.fix(start + sessions.STAMP)
    assert signed_in(client)
    assert seen() == sessions.STAMP


def test_a_cookie_kept_from_before_signing_out_opens_nothing(
    app: Flask, client: FlaskClient, mailbox: LetterBox
) -> None:
    token = enter(client)
    client.post("/de/sign-out/", data=fields(client.get("/de/account/").text, "csrf_token"))
    thief = app.test_client()
    thief.set_cookie(COOKIE, token)
    assert not signed_in(thief)


def test_a_token_that_was_planted_before_signing_in_is_not_the_one_afterwards(
    app: Flask, database: Database, client: FlaskClient, mailbox: LetterBox
) -> None:
    client.set_cookie(COOKIE, "chosen-by-somebody-else")
    token = enter(client)
    assert token != "chosen-by-somebody-else"
    thief = app.test_client()
    thief.set_cookie(COOKIE, "chosen-by-somebody-else")
    assert not signed_in(thief)
    with database.reading() as session:
        stored = session.scalars(select(WebSession.token_hash)).all()
        assert token not in stored, "only its hash is kept"


def test_signing_in_as_somebody_else_ends_the_session_there_was(
    app: Flask, database: Database, client: FlaskClient, mailbox: LetterBox
) -> None:
    first = enter(client)
    page = client.get("/de/account/")
    sent = {"email": town.MODERATOR, "password": town.PASSWORD}
    token = fields(page.text, "name")["csrf_token"]
    assert client.post("/de/sign-in/", data={**sent, "csrf_token": token}).status_code == 303
    thief = app.test_client()
    thief.set_cookie(COOKIE, first)
    assert not signed_in(thief)


def test_their_owner_sees_sessions_and_ends_one_or_all_others(
    app: Flask, client: FlaskClient, mailbox: LetterBox
) -> None:
    phone, tablet = app.test_client(), app.test_client()
    for browser in (client, phone, tablet):
        enter(browser)
    page = client.get("/de/account/").text
    assert page.count('name="session"') == 2
    assert "(diese hier)" in page
    assert "127.0.0.1" not in page
    ended = press(client, "/de/account/", "session", action="end")
    assert "beendet" in client.get(ended.location).text
    assert sum(map(signed_in, (phone, tablet))) == 1
    enter(tablet if signed_in(phone) else phone)
    press(client, "/de/account/", "session", action="end_others")
    assert [signed_in(browser) for browser in (client, phone, tablet)] == [True, False, False]


def test_nobody_ends_the_session_of_somebody_else(
    app: Flask, database: Database, client: FlaskClient, mailbox: LetterBox
) -> None:
    other = app.test_client()
    enter(other, town.MODERATOR)
    with database.reading() as session:
        handle = session.scalars(select(WebSession.handle)).one()
    enter(client)
    token = fields(client.get("/de/account/").text, "name")["csrf_token"]
    sent = {"action": "end", "session": handle, "csrf_token": token}
    assert client.post("/de/account/", data=sent).status_code == 303
    assert signed_in(other)


def test_an_export_of_texts_asks_for_the_password_once_more(
    client: FlaskClient, mailbox: LetterBox
) -> None:
    start = clock.now()
    clock.fix(start)
    enter(client, town.ANALYST)
    export = f"/de/insight/{town.SLUG}/exports/contributions.csv"
    assert status(client, export) == 200
    clock.fix(start + rules.FRESH)
    asked = client.get(export)
    assert asked.status_code == 303
    assert asked.location.startswith("/de/account/prove/?next=")
    assert status(client, export.replace("contributions", "aggregate")) == 200
    assert submit(client, asked.location, present="no").status_code == 422
    done = submit(client, asked.location, present=town.PASSWORD)
    assert done.location == export
    assert status(client, export) == 200


@sqlite_only
def test_after_the_password_nobody_is_sent_to_another_site(
    client: FlaskClient, mailbox: LetterBox
) -> None:
    enter(client)
    for elsewhere in ("https://evil.example/", "//evil.example/", "/\\evil.example", "/de\n/x"):
        page = "/de/account/prove/"
        sent = {**fields(client.get(page).text, "present"), "present": town.PASSWORD}
        done = client.post(page, data={**sent, "next": elsewhere})
        assert done.location == "/de/account/"
