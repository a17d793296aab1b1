# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Passkeys: made for an account, let their owner in, and nobody else, once for each challenge."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation import clock
from participation.accounts import passkey_rules, passkeys
from participation.accounts.factor_models import Passkey
from participation.accounts.sign_in import REQUIRED
from participation.db import Database
from tests.accounts.test_factors import OVERVIEW, SECOND, sign_out
from tests.support import town
from tests.support.forms import fields, sign_in
from tests.support.letterbox import LetterBox, words
from tests.support.passkey import PRESENT, Authenticator, options
from tests.support.processes import at_once

HOST, ORIGIN = "localhost", "https://localhost"
DOOR, ENTER, NEW = "/de/sign-in/", "/de/sign-in/passkey/", "/de/account/factors/passkey/"
SITE = passkey_rules.Site(HOST, ORIGIN)

sqlite_only = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture(autouse=True)
def named_site(app: Flask) -> Iterator[None]:
    """Give the site a name, and let no time pass by itself."""
    app.config["BASE_URL"] = ORIGIN
    clock.fix(clock.now().replace(microsecond=0))
    yield


def device() -> Authenticator:
    """Return a device without a passkey yet."""
    return Authenticator(HOST, ORIGIN)


def make(client: FlaskClient, key: Authenticator, name: str = "Laptop") -> int:
    """Make a passkey on the page for it; return the status."""
    page = client.get(NEW).text
    sent = {**fields(page, "name"), "name": name, "credential": key.make(page)}
    return client.post(NEW, data=sent).status_code


def made(client: FlaskClient, email: str = town.MODERATOR) -> Authenticator:
    """Sign in by password, make a passkey, and sign out."""
    sign_in(client, email, town.PASSWORD)
    key = device()
    assert make(client, key) == 303
    sign_out(client)
    return key


def enter(client: FlaskClient, key: Authenticator, at: str = DOOR, **form: str) -> tuple[int, str]:
    """Use a passkey at the door; return the status and where it leads."""
    page = client.get(at).text
    done = client.post(ENTER, data={"next": "", "credential": key.prove(page), **form})
    return done.status_code, done.location or ""


def test_a_passkey_is_password_and_second_factor_in_one(
    app: Flask, client: FlaskClient, mailbox: LetterBox
) -> None:
    app.config[REQUIRED] = True
    assert sign_in(client, town.MODERATOR, town.PASSWORD).location == OVERVIEW
    key = device()
    page = client.get(NEW).text
    sent = {**fields(page, "name"), "name": "Büro", "credential": key.make(page)}
    assert client.post(NEW, data=sent).location == "/de/account/factors/recovery/"
    assert (
        len(
            re.findall(
                r"<li><bdi[^>]*>[0-9A-Z ]+</bdi></li>",
                client.get("/de/account/factors/recovery/").text,
            )
        )
        == 10
    )
    assert client.get("/de/moderation/").status_code == 200, "and it counts at once"
    (letter,) = mailbox.empty()
    assert "Passkey" in words(letter)
    assert "Büro" in client.get(OVERVIEW).text
    sign_out(client)
    assert enter(client, key) == (303, "/de/moderation/")
    assert client.get("/de/moderation/").status_code == 200


def test_after_the_password_it_is_the_second_step(
    app: Flask, client: FlaskClient, mailbox: LetterBox
) -> None:
    key, foreign = made(client), made(app.test_client(), town.CITIZEN)
    begun = client.post(
        DOOR,
        data={
            **fields(client.get(DOOR).text, "email"),
            "email": town.MODERATOR,
            "password": town.PASSWORD,
            "next": "/de/account/",
        },
    )
    assert begun.location == SECOND
    asked = options(client.get(SECOND).text)
    assert len(asked["allowCredentials"]) == 1
    assert client.get("/de/account/").status_code == 303
    assert enter(client, foreign, SECOND)[0] == 422, "another person's"
    assert enter(client, key, SECOND) == (303, "/de/account/")


Change = Callable[[Authenticator], object]
WRONG: dict[str, Change] = {
    "another site's page": lambda key: setattr(key, "origin", "https://localhost.example"),
    "no transport security": lambda key: setattr(key, "origin", "http://localhost"),
    "another site's passkey": lambda key: setattr(key, "site", "example.org"),
    "nobody verified": lambda key: setattr(key, "flags", PRESENT),
    "nobody present": lambda key: setattr(key, "flags", 0),
    "another key": lambda key: setattr(key, "key", device().key),
    "another passkey": lambda key: setattr(key, "identifier", bytes(32)),
    "a copy of the key": lambda key: setattr(key, "count", 3),
}


@sqlite_only
@pytest.mark.parametrize("wrong", sorted(WRONG))
def test_what_is_wrong_about_an_answer_lets_nobody_in(
    client: FlaskClient, mailbox: LetterBox, wrong: str
) -> None:
    key = made(client)
    key.count = 5
    assert enter(client, key)[0] == 303
    sign_out(client)
    WRONG[wrong](key)
    assert enter(client, key)[0] == 422
    assert client.get("/de/account/").status_code == 303


@sqlite_only
@pytest.mark.parametrize(
    "wrong", ["another site's page", "another site's passkey", "nobody verified"]
)
def test_what_is_wrong_about_a_new_one_makes_none(
    client: FlaskClient, mailbox: LetterBox, database: Database, wrong: str
) -> None:
    sign_in(client, town.CITIZEN, town.PASSWORD)
    key = device()
    WRONG[wrong](key)
    assert make(client, key) == 422
    with database.reading() as session:
        assert session.scalars(select(Passkey)).all() == []


@sqlite_only
def test_a_challenge_is_for_one_answer_one_purpose_and_five_minutes(
    app: Flask, client: FlaskClient, mailbox: LetterBox
) -> None:
    key = made(client)
    page = client.get(DOOR).text
    answer = key.prove(page)
    assert client.post(ENTER, data={"credential": answer}).status_code == 303
    sign_out(client)
    assert client.post(ENTER, data={"credential": answer}).status_code == 422, "replayed"
    assert client.post(ENTER, data={"credential": key.prove("", "AAAA")}).status_code == 422
    page = client.get(DOOR).text
    clock.fix(clock.now() + passkey_rules.LIFE)
    assert client.post(ENTER, data={"credential": key.prove(page)}).status_code == 422, "late"
    other = app.test_client()
    sign_in(other, town.CITIZEN, town.PASSWORD)
    registering = options(other.get(NEW).text)["challenge"]
    late = client.post(ENTER, data={"credential": key.prove("", registering)})
    assert late.status_code == 422, "made for something else"


@sqlite_only
@pytest.mark.parametrize(
    "sent",
    [
        "",
        "[]",
        "{}",
        "nonsense",
        "[" * 50_000,
        '{"id":1,"rawId":2,"response":{"clientDataJSON":3}}',
        '{"id":"A","rawId":"A","response":{"clientDataJSON":"A"}}',
        '{"id":"A","rawId":"A","response":{"clientDataJSON":"W10"}}',
        '{"id":"é","rawId":"é","response":{"clientDataJSON":"e30"}}',
    ],
)
def test_nonsense_is_refused_with_words(client: FlaskClient, sent: str) -> None:
    refused = client.post(ENTER, data={"credential": sent})
    assert refused.status_code == 422
    assert "nicht angenommen" in refused.text


@sqlite_only
def test_parts_that_are_no_parts_are_refused(client: FlaskClient, mailbox: LetterBox) -> None:
    key = made(client)
    for part in ("authenticatorData", "signature"):
        for rubbish in ("", "AAAA", "é", "A"):
            page = client.get(DOOR).text
            sent = {"credential": key.prove(page, **{part: rubbish})}
            assert client.post(ENTER, data=sent).status_code == 422, (part, rubbish)


def prove(database: Database, given: object) -> object:
    """Answer a challenge, as one of many processes; say whether it was taken."""
    try:
        with database.writing() as session:
            return passkeys.entering(session, town.SECRET, SITE, str(given), None) > 0
    except passkeys.Refused:
        return False


def test_of_twenty_who_send_an_answer_at_once_one_gets_in(
    database: Database, database_url: str, client: FlaskClient, mailbox: LetterBox
) -> None:
    key = made(client)
    clock.fix(None)
    answer = key.prove(client.get(DOOR).text)
    taken = at_once(database_url, prove, [answer] * 20)
    assert sorted(map(bool, taken)) == [False] * 19 + [True]


def test_a_passkey_is_taken_away_but_not_the_last_factor_that_rights_need(
    app: Flask, client: FlaskClient, mailbox: LetterBox
) -> None:
    key = made(client)
    assert enter(client, key)[0] == 303
    app.config[REQUIRED] = True
    token = {**fields(client.get(NEW).text, "name"), "passkey": "1"}
    assert client.post(f"{NEW}remove/", data=token).status_code == 403
    app.config[REQUIRED] = False
    mailbox.empty()
    held = fields(client.get(OVERVIEW).text, "passkey")
    for nonsense in ("", "0", "-1", "²", "9" * 40):
        assert client.post(f"{NEW}remove/", data={**held, "passkey": nonsense}).status_code == 303
    assert mailbox.empty() == []
    assert client.post(f"{NEW}remove/", data=held).status_code == 303
    assert len(mailbox.empty()) == 1
    sign_out(client)
    assert enter(client, key)[0] == 422
    assert sign_in(client, town.MODERATOR, town.PASSWORD).location == "/de/moderation/"


def test_nobody_takes_another_persons_passkey_away(
    app: Flask, client: FlaskClient, mailbox: LetterBox
) -> None:
    key, stealing = made(client), app.test_client()
    assert enter(stealing, made(stealing, town.CITIZEN))[0] == 303
    held = fields(stealing.get(OVERVIEW).text, "passkey")
    assert held["passkey"] == "2"
    assert stealing.post(f"{NEW}remove/", data={**held, "passkey": "1"}).status_code == 303
    assert enter(client, key)[0] == 303, "it works as before"


@sqlite_only
def test_one_passkey_is_for_one_account_and_ten_are_enough(
    client: FlaskClient, mailbox: LetterBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passkey_rules, "MOST", 2)
    sign_in(client, town.CITIZEN, town.PASSWORD)
    first = device()
    assert [make(client, first), make(client, first), make(client, device())] == [303, 422, 303]
    assert make(client, device()) == 422
    page = client.get(NEW).text
    assert len(options(page)["excludeCredentials"]) == 2
    nameless = client.post(NEW, data={**fields(page, "name"), "name": " "})
    assert (nameless.status_code, "wiedererkennen" in nameless.text) == (422, True)


@sqlite_only
def test_where_browsers_make_none_none_is_offered(
    app: Flask, client: FlaskClient, mailbox: LetterBox
) -> None:
    app.config["BASE_URL"] = "http://127.0.0.1:8000"
    assert "data-passkey" not in client.get(DOOR).text
    sign_in(client, town.CITIZEN, town.PASSWORD)
    assert client.get(NEW).status_code == 404
    assert "Passkey" not in client.get(OVERVIEW).text


def test_the_rules_of_challenges() -> None:
    now = clock.now()
    fresh = passkey_rules.challenge("key", "enter", now)
    holds = passkey_rules.challenge_holds
    assert holds("key", "enter", fresh, now)
    assert not holds("other key", "enter", fresh, now)
    assert not holds("key", "second/1", fresh, now)
    assert not holds("key", "enter", fresh, now - timedelta(seconds=2))
    assert not holds("key", "enter", fresh[:-1], now)
    assert not holds("key", "enter", bytes([fresh[0] ^ 1]) + fresh[1:], now)
    assert passkey_rules.site_of("https://city.example:8443/x") == passkey_rules.Site(
        "city.example", "https://city.example:8443"
    )
    offered = {"https://city.example": True, "http://[::1]:80": False, "http://10.0.0.1": False}
    assert {url: passkey_rules.site_of(url).offered for url in offered} == offered
    handles = {passkey_rules.user_handle("key", 1), passkey_rules.user_handle("key", 2)}
    assert len(handles | {passkey_rules.user_handle("other", 1)}) == 3
