# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Second factors: asked for after the password, used once, needed for rights in production."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from participation import clock
from participation.accounts import factor_rules, factors, queries
from participation.accounts.factor_models import Totp
from participation.accounts.freshness import FIELD
from participation.accounts.letters import Desk
from participation.accounts.sign_in import REQUIRED
from participation.audit.models import AuditEntry
from participation.config import Settings
from participation.db import Database
from participation.limit_settings import Limit
from participation.web import limits
from tests.support import pages, town
from tests.support.commands import commander
from tests.support.forms import fields, sign_in
from tests.support.letterbox import LetterBox, words
from tests.support.people import press, submit
from tests.support.processes import at_once

OVERVIEW, APP = "/de/account/factors/", "/de/account/factors/app/"
SECOND = "/de/sign-in/second/"
DESK = Desk("City", "city@example.org", "http://localhost", town.SECRET)

sqlite_only = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture(autouse=True)
def held_clock() -> Iterator[None]:
    """Let no step pass by itself."""
    clock.fix(clock.now().replace(microsecond=0))
    yield


def code(secret: str) -> str:
    """Return what an authenticator app shows now."""
    return pyotp.TOTP(secret).at(int(clock.now().timestamp()))


def later(seconds: int = factor_rules.STEP) -> None:
    """Let the clock go on."""
    clock.fix(clock.now() + timedelta(seconds=seconds))


def set_up(client: FlaskClient, email: str = town.MODERATOR) -> tuple[str, list[str]]:
    """Sign in, set codes by app up; return the secret and the recovery codes."""
    sign_in(client, email, town.PASSWORD)
    begun = press(client, OVERVIEW, "csrf_token", action="begin")
    assert begun.location == APP, begun.location
    page = client.get(APP).text
    found = re.search(r'id="totp-key"[^>]*>([A-Z2-7 ]+)<', page)
    assert found is not None
    secret = found[1].replace(" ", "")
    done = submit(client, APP, code=code(secret))
    assert done.status_code == 303, done.text
    codes = re.findall(r"<li><bdi[^>]*>([0-9A-Z ]+)</bdi></li>", client.get(done.location).text)
    assert len(codes) == factor_rules.RECOVERY_CODES
    return secret, codes


def sign_out(client: FlaskClient) -> None:
    """End the session."""
    client.post("/de/sign-out/", data=fields(client.get("/de/account/").text, "name"))


def enter(client: FlaskClient, given: str) -> TestResponse:
    """Give a code at the second step."""
    return client.post(SECOND, data={"code": given})


def test_after_the_password_nobody_is_anybody_before_the_second_factor(
    app: Flask, client: FlaskClient, mailbox: LetterBox
) -> None:
    secret, _codes = set_up(client)
    sign_out(client)
    later()
    begun = sign_in(client, town.MODERATOR, town.PASSWORD)
    assert begun.location == SECOND
    for address in ("/de/account/", "/de/moderation/", OVERVIEW):
        assert client.get(address).location.startswith("/de/sign-in/")
    wrong = enter(client, "000000")
    assert (wrong.status_code, "stimmt nicht" in wrong.text) == (422, True)
    assert enter(client, code(secret)).location == "/de/moderation/"
    assert client.get("/de/moderation/").status_code == 200


def test_a_code_works_once(app: Flask, client: FlaskClient, mailbox: LetterBox) -> None:
    secret, _codes = set_up(client)
    other = app.test_client()
    later()
    given = code(secret)
    for browser, status in ((client, 303), (other, 422)):
        if browser is client:
            sign_out(client)
        sign_in(browser, town.MODERATOR, town.PASSWORD)
        assert enter(browser, given).status_code == status


def use(database: Database, given: object) -> object:
    """Use a code, as one of many processes; say whether it was taken."""
    with database.writing() as session:
        account = queries.account_by_email(session, town.MODERATOR)
        assert account is not None
        return factors.proves(session, town.SECRET, account, str(given), DESK, "de")


def test_of_twenty_who_send_a_code_at_once_one_gets_in(
    database: Database, database_url: str, client: FlaskClient, mailbox: LetterBox
) -> None:
    secret, codes = set_up(client)
    clock.fix(None)
    given = pyotp.TOTP(secret).at(int(clock.now().timestamp()) + factor_rules.STEP)
    assert sorted(map(bool, at_once(database_url, use, [given] * 20))) == [False] * 19 + [True]
    taken = at_once(database_url, use, [codes[3]] * 20)
    assert sorted(map(bool, taken)) == [False] * 19 + [True]


@pytest.mark.parametrize(("seconds", "right"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_clock_may_be_wrong_by_one_step(seconds: int, right: bool) -> None:
    secret = factor_rules.new_secret()
    now = clock.now()
    shown = pyotp.TOTP(secret).at(int((now + timedelta(seconds=seconds)).timestamp()))
    assert (factor_rules.step_of(secret, shown, now) is not None) == right


def test_a_recovery_code_works_once_and_its_owner_is_told(
    database: Database, client: FlaskClient, mailbox: LetterBox
) -> None:
    _secret, codes = set_up(client)
    mailbox.empty()
    for status in (303, 422):
        sign_out(client) if status == 303 else None
        sign_in(client, town.MODERATOR, town.PASSWORD)
        assert enter(client, codes[0].lower()).status_code == status
        if status == 303:
            (letter,) = mailbox.empty()
            assert "Ersatzcode" in words(letter)
            assert "noch 9" in client.get(OVERVIEW).text
            sign_out(client)
    with database.reading() as session:
        acts = [e.content["action"] for e in session.scalars(select(AuditEntry)) if e.content]
        assert acts.count("factor.recovery_used") == 1
        assert acts.count("factor.added") == 1


@sqlite_only
def test_recovery_codes_are_shown_for_ten_minutes_and_renewed_ones_replace_them(
    client: FlaskClient, mailbox: LetterBox
) -> None:
    _secret, codes = set_up(client)
    later(int(factor_rules.SHOWN.total_seconds()))
    assert client.get("/de/account/factors/recovery/").location == OVERVIEW
    renewed = press(client, OVERVIEW, "csrf_token", action="recovery")
    assert codes[0] not in client.get(renewed.location).text
    sign_out(client)
    sign_in(client, town.MODERATOR, town.PASSWORD)
    assert enter(client, codes[0]).status_code == 422


@sqlite_only
def test_the_second_step_ends_after_ten_minutes(client: FlaskClient, mailbox: LetterBox) -> None:
    secret, _codes = set_up(client)
    sign_out(client)
    sign_in(client, town.MODERATOR, town.PASSWORD)
    later(int(factor_rules.PENDING.total_seconds()))
    assert enter(client, code(secret)).location == "/de/sign-in/"
    assert client.get("/de/moderation/").status_code == 303


@sqlite_only
def test_codes_are_not_tried_out(app: Flask, client: FlaskClient, mailbox: LetterBox) -> None:
    secret, _codes = set_up(client)
    sign_out(client)
    later()
    app.extensions[limits.EXTENSION] = ({"SECOND_ACCOUNT": (Limit(5, 600),)}, None)
    sign_in(client, town.MODERATOR, town.PASSWORD)
    assert [enter(client, f"00000{n}").status_code for n in range(5)] == [422] * 5
    refused = enter(client, code(secret))
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


@sqlite_only
def test_a_stored_secret_is_encrypted_and_good_for_its_account_only(
    database: Database, client: FlaskClient, mailbox: LetterBox
) -> None:
    secret, codes = set_up(client)
    with database.engine.connect() as connection:
        dump = "\n".join(connection.connection.driver_connection.iterdump())
    assert secret not in dump
    assert codes[0].replace(" ", "") not in dump
    with database.reading() as session:
        row = session.scalars(select(Totp)).one()
    assert factor_rules.opened(town.SECRET, row.account_id, row.secret) == secret
    assert factor_rules.opened(town.SECRET, row.account_id + 1, row.secret) is None
    assert (
        factor_rules.opened("another-key-another-key-another", row.account_id, row.secret) is None
    )


@pytest.fixture
def strict(app: Flask) -> FlaskClient:
    """A visitor of an installation where rights need a second factor."""
    app.config[REQUIRED] = True
    app.test_client_class = pages.CheckingClient
    return app.test_client()


def test_in_production_rights_come_with_the_second_factor(
    strict: FlaskClient, mailbox: LetterBox
) -> None:
    entered = sign_in(strict, town.MODERATOR, town.PASSWORD)
    assert entered.location == OVERVIEW
    assert "Ihre Rechte verlangen einen" in strict.get(OVERVIEW).text
    assert strict.get("/de/moderation/").status_code == 403
    sign_out(strict)
    set_up(strict)
    assert strict.get("/de/moderation/").status_code == 200
    token = fields(strict.get("/de/account/").text, "name")["csrf_token"]
    sent = {"action": "remove", "csrf_token": token}
    assert strict.post(OVERVIEW, data=sent).status_code == 403, "and stays as long as they do"
    assert strict.get("/de/moderation/").status_code == 200


def test_a_participant_needs_none_and_may_take_it_away(
    strict: FlaskClient, mailbox: LetterBox
) -> None:
    assert sign_in(strict, town.CITIZEN, town.PASSWORD).location == "/de/account/"
    sign_out(strict)
    set_up(strict, town.CITIZEN)
    mailbox.empty()
    assert press(strict, OVERVIEW, "csrf_token", action="remove").status_code == 303
    assert len(mailbox.empty()) == 1
    sign_out(strict)
    assert sign_in(strict, town.CITIZEN, town.PASSWORD).location == "/de/account/"


@sqlite_only
def test_what_was_begun_long_ago_asks_for_the_password_again(
    client: FlaskClient, mailbox: LetterBox
) -> None:
    sign_in(client, town.CITIZEN, town.PASSWORD)
    later(16 * 60)
    asked = press(client, OVERVIEW, "csrf_token", action="begin")
    assert asked.status_code == 403
    assert client.get(APP).location == OVERVIEW, "nothing has been begun"
    held = fields(asked.text, FIELD)
    assert client.post(OVERVIEW, data={**held, FIELD: "no"}).status_code == 422
    assert client.post(OVERVIEW, data={**held, FIELD: town.PASSWORD}).location == APP


def test_a_new_password_leaves_the_second_factor(client: FlaskClient, mailbox: LetterBox) -> None:
    secret, _codes = set_up(client, town.CITIZEN)
    sign_out(client)
    mailbox.empty()
    client.post("/de/password/", data={"email": town.CITIZEN})
    found = re.search(r"/de/password/\S+", words(mailbox.empty()[0]))
    assert found is not None
    better = "noch ein Satz ohne jeden Reim"
    assert client.post(found[0], data={"password": better}).status_code == 303
    later()
    assert sign_in(client, town.CITIZEN, better).location == SECOND
    assert enter(client, code(secret)).status_code == 303


def test_a_new_password_ends_a_second_step_that_was_begun_with_the_old_one(
    app: Flask, client: FlaskClient, mailbox: LetterBox
) -> None:
    secret, _codes = set_up(client, town.CITIZEN)
    thief = app.test_client()
    assert sign_in(thief, town.CITIZEN, town.PASSWORD).location == SECOND
    assert thief.get(SECOND).status_code == 200
    better = "noch ein Satz ohne jeden Reim"
    changed = submit(client, "/de/account/password/", present=town.PASSWORD, password=better)
    assert changed.status_code == 303
    later()
    assert enter(thief, code(secret)).location == "/de/sign-in/"


def test_whoever_waits_for_the_second_step_is_not_among_the_sessions(
    app: Flask, client: FlaskClient, mailbox: LetterBox
) -> None:
    set_up(client, town.CITIZEN)
    sign_in(app.test_client(), town.CITIZEN, town.PASSWORD)
    assert 'name="session"' not in client.get("/de/account/").text


def test_an_operator_takes_a_lost_factor_away(
    client: FlaskClient,
    mailbox: LetterBox,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    set_up(client)
    participation = commander(settings, monkeypatch, capfd)
    assert participation("account", "reset-factor", "--email", town.MODERATOR).status == 0
    unknown = participation("account", "reset-factor", "--email", "nobody@example.org")
    assert (unknown.status, len(unknown.err)) == (2, 1)
    assert client.get("/de/moderation/").status_code == 303, "and every session has ended"
    assert sign_in(client, town.MODERATOR, town.PASSWORD).location == "/de/moderation/"
