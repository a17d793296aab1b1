# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing out here and there, and the logout that the provider tells of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from participation import clock
from participation.accounts import service as accounts
from participation.db import Database
from tests.support import provider as stand_in
from tests.support import town
from tests.support.identity import sessions, sign_in, sign_out
from tests.support.provider import Provider

sqlite_only = pytest.mark.parametrize("backend", ["sqlite"])


@sqlite_only
def test_signing_out_ends_the_session_and_leads_to_the_provider(
    database: Database, client: FlaskClient, provider: Provider
) -> None:
    sign_in(client, provider)
    assert sessions(database) == 1
    onward = sign_out(client)
    assert sessions(database) == 0
    assert onward["address"] == provider.document["end_session_endpoint"]
    assert onward["client_id"] == stand_in.CLIENT
    assert onward["post_logout_redirect_uri"] == "http://localhost/"
    assert onward["id_token_hint"].count(".") == 2


@sqlite_only
def test_a_token_with_a_name_in_it_is_not_kept_of_who_is_reduced_to_a_group(
    client: FlaskClient, provider: Provider
) -> None:
    provider.person["name"] = "Erika Muster"
    sign_in(client, provider)
    assert "id_token_hint" not in sign_out(client)


@sqlite_only
def test_who_signed_in_with_a_password_signs_out_here_alone(
    database: Database, client: FlaskClient
) -> None:
    with database.writing() as session:
        accounts.create(session, town.MODERATOR, town.PASSWORD, ["moderator"])
    client.post("/de/sign-in/", data={"email": town.MODERATOR, "password": town.PASSWORD})
    assert sign_out(client) == {}


def told(client: FlaskClient, token: str) -> int:
    """Have the provider tell of a logout."""
    return (
        client.application.test_client()
        .post("/oidc/logout", data={"logout_token": token})
        .status_code
    )


def test_the_provider_ends_one_sign_in_or_all_of_a_person(
    database: Database, client: FlaskClient, provider: Provider
) -> None:
    for sid in ("one", "two", "three"):
        provider.person["sid"] = sid
        sign_in(client.application.test_client(), provider)
    provider.person = {"sub": "somebody-else", "groups": ["/town/staff"], "sid": "four"}
    sign_in(client, provider)
    assert sessions(database) == 4
    assert told(client, provider.logout_token(sub=None, sid="one")) == 200
    assert sessions(database) == 3
    assert told(client, provider.logout_token(sub="f81d-erika", sid="two")) == 200
    assert sessions(database) == 2
    assert told(client, provider.logout_token(sub="nobody", sid="three")) == 200
    assert sessions(database) == 2
    assert told(client, provider.logout_token(sub="f81d-erika", sid=None)) == 200
    assert sessions(database) == 1
    assert client.get("/de/account/").status_code == 200


@sqlite_only
def test_a_logout_token_sent_again_later_ends_no_new_session(
    database: Database, client: FlaskClient, provider: Provider
) -> None:
    old = provider.logout_token(sid=None)
    with clock.held(clock.now() + timedelta(minutes=2)):
        sign_in(client, provider)
        assert told(client, old) == 200
    assert sessions(database) == 1


@sqlite_only
def test_a_logout_that_is_not_the_providers_ends_nothing(
    database: Database, client: FlaskClient, provider: Provider
) -> None:
    sign_in(client, provider)
    assert told(client, "") == 400
    assert told(client, provider.token(provider.claims(nonce="n"))) == 400
    foreign = {"Origin": "https://evil.example"}
    token = {"logout_token": provider.logout_token()}
    stranger = client.application.test_client()
    assert stranger.post("/oidc/logout", data=token, headers=foreign).status_code == 403
    assert sessions(database) == 1
