# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A provider that fails: staff are told what to do, guests notice nothing, nobody comes in."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from participation.app import create_app
from participation.config import Settings
from participation.db import Database
from participation.limit_settings import read_limits
from tests.support import provider as stand_in
from tests.support import town
from tests.support.identity import START, come_back, leave_for, made, sessions
from tests.support.provider import CONNECT, REALM, Provider

sqlite_only = pytest.mark.parametrize("backend", ["sqlite"])


@sqlite_only
@pytest.mark.parametrize("locale", ["de", "en"])
def test_when_the_provider_is_down_staff_are_told_in_their_language_and_guests_notice_nothing(
    database: Database, client: FlaskClient, provider: Provider, locale: str
) -> None:
    town.found(database)
    provider.instead[f"{REALM}/.well-known/openid-configuration"] = lambda handler: stand_in.send(
        handler, 500, b""
    )
    for path in (
        "/",
        f"/c/{town.SLUG}/",
        f"/c/{town.SLUG}/items/M1.1.1/",
        "/sign-in/",
        "/privacy/",
    ):
        assert client.get(f"/{locale}{path}").status_code == 200
    assert provider.asked == [], "no page of ours asks the provider"
    for _ in range(2):
        answer = client.post(f"/{locale}/sign-in/provider/")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert f'<html lang="{locale}"' in answer.text
        assert "Town Login" in answer.text
    assert len(provider.asked) == 1
    assert client.get(f"/{locale}/").status_code == 200


@sqlite_only
def test_the_page_for_who_comes_back_speaks_the_language_they_left_in(
    client: FlaskClient, provider: Provider
) -> None:
    sent = leave_for(client, provider, "en", error="access_denied", code="")
    answer = client.get(sent, headers={"Accept-Language": "de"})
    assert answer.status_code == 400
    assert "You have not been signed in" in answer.text


Bend = Callable[[Provider], None]


@sqlite_only
@pytest.mark.parametrize(
    ("status", "bend"),
    [
        (
            403,
            lambda p: p.instead.update(
                {f"{CONNECT}/token": lambda h: stand_in.send(h, 400, b"{}")}
            ),
        ),
        (
            503,
            lambda p: p.instead.update({f"{CONNECT}/token": lambda h: stand_in.send(h, 500, b"")}),
        ),
        (
            503,
            lambda p: p.instead.update({f"{CONNECT}/certs": lambda h: stand_in.send(h, 500, b"")}),
        ),
        (403, lambda p: p.keys.clear()),
    ],
)
def test_a_provider_that_fails_half_way_lets_nobody_in(
    database: Database, client: FlaskClient, provider: Provider, status: int, bend: Bend
) -> None:
    sent = leave_for(client, provider)
    bend(provider)
    assert come_back(client, sent).status_code == status
    assert sessions(database) == 0


@sqlite_only
def test_a_shared_device_does_not_offer_it(client: FlaskClient, provider: Provider) -> None:
    assert "Town Login" in client.get("/de/sign-in/").text
    client.post("/de/kiosk/")
    assert "Town Login" not in client.get("/de/sign-in/").text
    assert client.post(START).location == "/de/sign-in/"
    assert provider.asked == []


@sqlite_only
def test_nobody_can_have_the_provider_asked_again_and_again(
    settings: Settings, database: Database, provider: Provider
) -> None:
    few = {"OIDC_ADDRESS": read_limits("2/10m"), "OIDC_LOGOUT_ADDRESS": read_limits("3/10m")}
    client = made(replace(settings, limits=few), database, provider).test_client()
    assert [client.post(START).status_code for _ in range(3)] == [200, 200, 429]
    assert [client.post("/oidc/logout").status_code for _ in range(4)] == [400] * 3 + [429]


@sqlite_only
def test_without_a_provider_there_is_no_trace_of_one(
    settings: Settings, database: Database
) -> None:
    client = create_app(settings, database).test_client()
    assert START not in client.get("/de/sign-in/").text
    assert client.post(START).status_code == 404
    assert client.get("/oidc/callback?state=x").status_code == 404
    assert client.post("/oidc/logout").status_code == 404


def test_what_costs_a_second_to_import_waits_until_somebody_comes() -> None:
    program = (
        "import sys; import participation.app;"
        "sys.exit(' '.join({'authlib', 'requests', 'joserfc'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == ""
