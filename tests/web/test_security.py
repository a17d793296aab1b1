# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What every request must pass and every answer carries."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.accounts import service as accounts
from participation.accounts.models import RoleGrant, WebSession
from participation.app import create_app
from participation.config import Settings, SettingsError, from_environ
from participation.contributions import service
from participation.contributions.models import Contribution, ItemStance
from participation.db import Database
from participation.web import access
from tests.support import town
from tests.support.forms import fields, sign_in

FORM = f"/de/c/{town.SLUG}/items/M1.1.1/contribute/"

sqlite_only = pytest.mark.parametrize("backend", ["sqlite"])

CHALLENGE = re.compile(r"data-options=\"[^\"]*\"")  # of passkeys: another on every page


@sqlite_only
@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}],
)
def test_another_site_cannot_send_a_form_and_its_words_are_kept(
    database: Database, client: FlaskClient, headers: dict[str, str]
) -> None:
    town.found(database)
    answer = client.post(FORM, data={"text": "Von woanders."}, headers=headers)
    assert answer.status_code == 403
    assert "Von woanders." in answer.text


@sqlite_only
def test_whoever_is_signed_in_must_bring_the_token(database: Database, client: FlaskClient) -> None:
    town.settle(database)
    sign_in(client, town.MODERATOR, town.PASSWORD)
    answer = client.post(FORM, data={"text": "Ohne Token.", "group": "citizen"})
    assert answer.status_code == 422, "the form comes back, with a fresh token and the words"
    assert "Ohne Token." in answer.text
    stance = FORM.replace("contribute", "stance")
    assert client.post(stance, data={"stance": "agree", "group": "citizen"}).status_code == 400
    with database.reading() as session:
        assert session.scalars(select(ItemStance)).all() == []
        assert session.scalars(select(Contribution)).all() == []
    sent = {**fields(client.get(FORM).text, "text"), "text": "Mit Token.", "group": "citizen"}
    assert client.post(FORM, data=sent).status_code == 200


@sqlite_only
def test_a_forged_host_is_refused(client: FlaskClient) -> None:
    assert client.get("/de/privacy/", headers={"Host": "evil.example"}).status_code == 400


@sqlite_only
def test_a_body_that_is_too_large_is_refused(database: Database, client: FlaskClient) -> None:
    town.found(database)
    assert client.post(FORM, data={"text": "x" * 3_000_000}).status_code == 413


@sqlite_only
@pytest.mark.parametrize(
    "path",
    [
        "/de/nowhere/",
        "/xx/",
        "/de/c/nowhere/",
        "/de/contributions/B-2222222/",
        "/static/%00",
        "/de/c/x%00/",
        "/api/v1/consultations/x%00/changes",
        "/static/../app.py",
    ],
)
def test_what_is_not_there_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@sqlite_only
def test_the_start_page_follows_the_browser(client: FlaskClient) -> None:
    for accepted, path in (("en-US,en;q=0.9", "/en/"), ("de-AT", "/de/"), ("fr", "/de/")):
        assert client.get("/", headers={"Accept-Language": accepted}).location == path


@sqlite_only
def test_signing_out_makes_a_kept_cookie_worthless(database: Database, client: FlaskClient) -> None:
    town.settle(database)
    sign_in(client, town.MODERATOR, town.PASSWORD)
    kept = client.get_cookie("participation")
    assert kept is not None
    assert client.get("/de/moderation/").status_code == 200
    token = fields(client.get("/de/account/").text, "csrf_token")["csrf_token"]
    assert client.post("/de/sign-out/", data={"csrf_token": token}).status_code == 303
    client.set_cookie("participation", kept.value)
    assert client.get("/de/moderation/").status_code == 303
    with database.reading() as session:
        assert session.query(WebSession).count() == 0


@sqlite_only
def test_a_revoked_role_is_gone_on_the_next_request(
    database: Database, client: FlaskClient
) -> None:
    town.settle(database)
    sign_in(client, town.MODERATOR, town.PASSWORD)
    assert client.get("/de/moderation/").status_code == 200
    with database.writing() as session:
        session.query(RoleGrant).delete()
    assert client.get("/de/moderation/").status_code == 403


@sqlite_only
def test_one_role_does_not_open_what_another_does(database: Database, client: FlaskClient) -> None:
    town.settle(database)
    sign_in(client, town.ANALYST, town.PASSWORD)
    assert client.get(f"/de/insight/{town.SLUG}/").status_code == 200
    assert client.get("/de/moderation/").status_code == 403
    other = client.application.test_client()
    sign_in(other, town.MODERATOR, town.PASSWORD)
    assert other.get(f"/de/insight/{town.SLUG}/exports/contributions.csv").status_code == 403


def test_wrong_password_and_unknown_address_get_the_same_answer(
    database: Database, client: FlaskClient
) -> None:
    town.settle(database)
    wrong = sign_in(client, town.MODERATOR, "not the password")
    unknown = sign_in(client, "nobody@example.org", "not the password")
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert "passen nicht zusammen" in wrong.text
    told = [CHALLENGE.sub("", page.text) for page in (wrong, unknown)]
    assert told[0].replace(town.MODERATOR, "") == told[1].replace("nobody@example.org", "")


@sqlite_only
@pytest.mark.parametrize(
    ("onward", "led_to"),
    [
        ("/de/moderation/?view=published", "/de/moderation/?view=published"),
        ("https://evil.example/de/", "/de/moderation/"),
        ("//evil.example/de/", "/de/moderation/"),
        ("/\\evil.example", "/de/moderation/"),
    ],
)
def test_signing_in_leads_on_within_this_site_only(
    database: Database, client: FlaskClient, onward: str, led_to: str
) -> None:
    town.settle(database)
    page = client.get("/de/sign-in/", query_string={"next": onward})
    data = {**fields(page.text, "password"), "email": town.MODERATOR, "password": town.PASSWORD}
    assert client.post("/de/sign-in/", data=data).location == led_to


@sqlite_only
def test_a_page_is_kept_until_its_content_changes(database: Database, client: FlaskClient) -> None:
    town.settle(database)
    path = f"/de/c/{town.SLUG}/items/M1.1.1/"
    with database.writing() as session:
        taken = town.say(session, "Das steht gleich dort.")
    first = client.get(path)
    etag = first.headers["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    with database.writing() as session:
        service.decide(session, taken.reference, 1, "publish", None, None, "account/1")
    again = client.get(path, headers={"If-None-Match": etag})
    assert again.status_code == 200
    assert "Das steht gleich dort." in again.text


@sqlite_only
def test_an_endpoint_that_is_silent_about_access_stops_the_start(app: Flask) -> None:
    app.view_functions["silent"] = lambda: "hello"
    app.url_map.add(app.url_rule_class("/silent", endpoint="silent"))
    with pytest.raises(access.UndeclaredAccess, match="silent"):
        access.require_declared(app)


def test_production_refuses_unsafe_settings_and_names_each() -> None:
    with pytest.raises(SettingsError) as refused:
        from_environ({"PARTICIPATION_MODE": "production", "PARTICIPATION_NOW": "2026-01-01T00:00Z"})
    told = " ".join(refused.value.faults)
    for name in ("SECRET_KEY", "BASE_URL", "NOW", "SMTP_URL"):
        assert f"PARTICIPATION_{name}" in told


def test_production_starts_on_safe_settings() -> None:
    settings = from_environ(
        {
            "PARTICIPATION_MODE": "production",
            "PARTICIPATION_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
            "PARTICIPATION_BASE_URL": "https://roadmap.example.org",
            "PARTICIPATION_SMTP_URL": "smtp://localhost",
        }
    )
    assert settings.faults() == []
    assert settings.trusted_hosts == ("roadmap.example.org",)


@sqlite_only
def test_over_https_cookies_and_transport_are_strict(
    settings: Settings, database: Database
) -> None:
    town.settle(database)
    strict = replace(settings, base_url="https://localhost")
    client = create_app(strict, database).test_client()
    answer = sign_in(client, town.MODERATOR, town.PASSWORD)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-participation=")
    assert all(flag in cookie for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@sqlite_only
def test_accounts_are_made_only_with_sound_data(database: Database) -> None:
    for email, password, role in (
        ("nobody", town.PASSWORD, "moderator"),
        ("a@example.org", "short", "moderator"),
        ("a@example.org", town.PASSWORD, "emperor"),
    ):
        with pytest.raises(accounts.AccountRefused), database.writing() as session:
            accounts.create(session, email, password, [role])
    with database.writing() as session:
        accounts.create(session, "A@example.org", town.PASSWORD, ["moderator"])
    with pytest.raises(accounts.AccountRefused), database.writing() as session:
        accounts.create(session, "a@EXAMPLE.org", town.PASSWORD, ["moderator"])
