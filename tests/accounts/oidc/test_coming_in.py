# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Staff sign in with the identity provider: what they get, what is kept of them, and who does not get in."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from participation import clock
from participation.accounts import oidc_service
from participation.accounts import service as accounts
from participation.accounts.models import Account, RoleGrant
from participation.accounts.oidc_rules import Given
from participation.accounts.sign_in import REQUIRED
from participation.app import register_seals
from participation.audit import service as audit
from participation.config import Settings
from participation.db import Database
from tests.support import town
from tests.support.forms import fields
from tests.support.identity import (
    START,
    come_back,
    everything,
    leave_for,
    made,
    only,
    roles,
    sessions,
    sign_in,
)
from tests.support.people import press, submit
from tests.support.processes import at_once
from tests.support.provider import CONNECT, Provider

MODERATOR = {"sub": "m-1", "realm_access": {"roles": ["moderator"]}, "name": "Mo Derator"}

sqlite_only = pytest.mark.parametrize("backend", ["sqlite"])


def test_staff_reduced_to_staff_are_a_group_and_nothing_else(
    database: Database, client: FlaskClient, provider: Provider
) -> None:
    town.found(database)
    provider.person |= {"name": "Erika Muster", "email": "erika@town.example"}
    answer = sign_in(client, provider)
    assert (answer.status_code, answer.location) == (303, "/de/sign-in/")
    page = client.get("/de/account/").text
    assert "Town Login" in page
    account = only(database)
    assert (account.group, account.name, account.email) == ("staff", "", None)
    assert account.password_hash is None
    assert roles(database) == {}
    kept = everything(database)
    for word in ("Erika", "Muster", "erika@town", "f81d-erika", provider.access, "eyJ"):
        assert word not in kept
    with database.reading() as session:
        register_seals()
        assert audit.verify(session).faults == ()


def test_the_same_person_has_the_same_account_and_another_one_another(
    database: Database, client: FlaskClient, provider: Provider
) -> None:
    sign_in(client, provider)
    first = only(database).id
    sign_in(client.application.test_client(), provider)
    assert only(database).id == first
    provider.person["sub"] = "F81D-erika"
    sign_in(client.application.test_client(), provider)
    with database.reading() as session:
        assert session.query(Account).count() == 2


def test_roles_come_and_go_with_the_claims_and_those_given_here_stay(
    database: Database, client: FlaskClient, provider: Provider
) -> None:
    provider.person = dict(MODERATOR)
    sign_in(client, provider)
    assert client.get("/de/moderation/").status_code == 200
    assert (only(database).name, roles(database)) == ("Mo Derator", {"moderator": "provider"})
    with database.writing() as session:
        account_id = session.scalars(select(Account.id)).one()
        session.add(RoleGrant(account_id=account_id, role="intake", granted_at=clock.now()))
    provider.person["realm_access"] = {"roles": ["ciio", "offline_access"]}
    again = client.application.test_client()
    sign_in(again, provider)
    assert roles(database) == {"intake": "manual", "analyst": "provider"}
    assert only(database).group == "ciio"
    assert client.get("/de/moderation/").status_code == 403, "gone in the older session too"
    provider.person |= {"realm_access": {"roles": []}, "groups": ["/town/staff"]}
    sign_in(client.application.test_client(), provider)
    assert roles(database) == {"intake": "manual"}
    assert (only(database).group, only(database).name) == ("staff", "")


@sqlite_only
def test_roles_that_keep_apart_are_not_given_together(
    database: Database, client: FlaskClient, provider: Provider
) -> None:
    provider.person = dict(MODERATOR)
    sign_in(client, provider)
    with database.writing() as session:
        account_id = session.scalars(select(Account.id)).one()
        session.add(RoleGrant(account_id=account_id, role="auditor", granted_at=clock.now()))
    sign_in(client.application.test_client(), provider)
    assert roles(database) == {"auditor": "manual"}
    assert client.get("/de/moderation/").status_code == 403


@sqlite_only
def test_a_group_given_here_stays(
    database: Database, client: FlaskClient, provider: Provider
) -> None:
    sign_in(client, provider)
    with database.writing() as session:
        session.scalars(select(Account)).one().group = "works_council"
    sign_in(client.application.test_client(), provider)
    assert only(database).group == "works_council"


def test_who_is_given_nothing_any_more_is_turned_away_and_loses_everything(
    database: Database, client: FlaskClient, provider: Provider
) -> None:
    provider.person = dict(MODERATOR)
    sign_in(client, provider)
    provider.person["realm_access"] = {"roles": ["something else"]}
    turned_away = sign_in(client.application.test_client(), provider)
    assert turned_away.status_code == 403
    assert "Town Login" in turned_away.text
    assert (roles(database), sessions(database)) == ({}, 0)
    assert client.get("/de/moderation/").status_code == 303


@sqlite_only
@pytest.mark.parametrize("groups", [[], None, "/town", "/town/staff/sub", ["/Town/staff"], [[]]])
def test_nobody_unmapped_gets_an_account(
    database: Database, client: FlaskClient, provider: Provider, groups: object
) -> None:
    provider.person["groups"] = groups
    assert sign_in(client, provider).status_code == 403
    with database.reading() as session:
        assert session.query(Account).count() == 0


@sqlite_only
def test_a_disabled_account_stays_out(
    database: Database, client: FlaskClient, provider: Provider
) -> None:
    sign_in(client, provider)
    with database.writing() as session:
        session.scalars(select(Account)).one().disabled_at = clock.now()
    assert sign_in(client.application.test_client(), provider).status_code == 403


@sqlite_only
def test_an_address_from_the_provider_opens_nobodys_account(
    database: Database, client: FlaskClient, provider: Provider
) -> None:
    with database.writing() as session:
        accounts.create(session, town.MODERATOR, town.PASSWORD, ["moderator"])
    provider.person |= {"email": town.MODERATOR, "email_verified": True}
    sign_in(client, provider)
    assert client.get("/de/moderation/").status_code == 403
    with database.reading() as session:
        assert session.query(Account).count() == 2


@sqlite_only
@pytest.mark.parametrize("way", ["another browser", "another state", "no state", "too late"])
def test_an_answer_to_an_attempt_that_is_not_this_browsers_lets_nobody_in(
    database: Database, client: FlaskClient, provider: Provider, way: str
) -> None:
    sent = leave_for(client, provider)
    if way == "another browser":
        client = client.application.test_client()
        leave_for(client, provider)
    if way in ("another state", "no state"):
        begin, state = sent.split("state=")
        rest = state.partition("&")[2]
        sent = f"{begin}state={'made-up' if way == 'another state' else ''}&{rest}"
    minutes = 11 if way == "too late" else 0
    with clock.held(clock.now() + timedelta(minutes=minutes)):
        answer = come_back(client, sent)
    assert answer.status_code == 400
    assert sessions(database) == 0
    assert f"{CONNECT}/token" not in provider.asked


@sqlite_only
def test_an_answer_works_once_even_if_it_failed(
    database: Database, client: FlaskClient, provider: Provider
) -> None:
    provider.bend_claims = lambda claims: claims.update(nonce="another")
    sent = leave_for(client, provider)
    assert come_back(client, sent).status_code == 403
    provider.bend_claims = lambda claims: None
    assert come_back(client, sent).status_code == 400
    assert sessions(database) == 0


def take(database: Database, state: object) -> object:
    """Take an attempt, in a process of its own."""
    with database.writing() as session:
        return oidc_service.take_attempt(session, str(state)) is not None


def test_of_several_answers_at_once_one_gets_the_attempt(
    database: Database, database_url: str
) -> None:
    with database.writing() as session:
        oidc_service.open_attempt(session, "one", "de", None, False)
    assert sorted(map(bool, at_once(database_url, take, ["one"] * 4))) == [False] * 3 + [True]


def admit(database: Database, role: object) -> object:
    """Admit the same person, in a process of its own."""
    key = oidc_service.Key("https://id.example", "somebody")
    given = Given("staff", frozenset({str(role)} if role else ()))
    with database.writing() as session:
        who = oidc_service.admit(session, "secret", key, given)
    return who.account_id if who else None


def test_browsers_of_a_person_at_once_make_one_account_and_grant_a_role_once(
    database: Database, database_url: str
) -> None:
    made_for = at_once(database_url, admit, [None] * 4)
    assert made_for == [only(database).id] * 4
    assert at_once(database_url, admit, ["moderator"] * 4) == [only(database).id] * 4
    assert roles(database) == {"moderator": "provider"}


@sqlite_only
def test_signing_in_makes_a_new_session_and_leads_on_within_this_site(
    database: Database, client: FlaskClient, provider: Provider
) -> None:
    sent = leave_for(client, provider, onward="/de/account/?x=1")
    before = client.get_cookie("participation")
    answer = come_back(client, sent)
    after = client.get_cookie("participation")
    assert before is not None and after is not None
    assert before.value != after.value
    assert answer.location == "/de/account/?x=1"
    stranger = client.application.test_client()
    sent = leave_for(stranger, provider, onward="https://evil.example/de/")
    assert come_back(stranger, sent).location == "/de/sign-in/"
    assert come_back(client, sent).status_code == 303, "who is in already is led to their page"


@sqlite_only
def test_two_tabs_may_begin_at_once(client: FlaskClient, provider: Provider) -> None:
    first, second = leave_for(client, provider), leave_for(client, provider)
    assert come_back(client, first).status_code == 303
    assert come_back(client, second).status_code == 303


@sqlite_only
@pytest.mark.parametrize(
    ("person", "claims", "enough"),
    [
        (MODERATOR, {}, False),
        (MODERATOR, {"acr": "gold"}, True),
        (MODERATOR, {"amr": ["pwd", "otp"]}, True),
        (MODERATOR, {"amr": ["pwd"], "acr": ["gold"]}, False),
    ],
)
def test_in_production_tasks_need_more_than_a_password(
    settings: Settings,
    database: Database,
    provider: Provider,
    person: dict[str, object],
    claims: dict[str, object],
    enough: bool,
) -> None:
    app = made(settings, database, provider, acr="gold amr:otp")
    app.config.update({"MODE": "production", REQUIRED: True})
    provider.person = {**person, **claims}
    client = app.test_client()
    entered = sign_in(client, provider)
    assert (entered.location == "/de/account/factors/") == (not enough)
    assert client.get("/de/moderation/").status_code == (200 if enough else 403)


@sqlite_only
def test_in_production_a_member_of_staff_without_tasks_needs_no_more(
    settings: Settings, database: Database, provider: Provider
) -> None:
    app = made(settings, database, provider, acr="gold amr:otp")
    app.config.update({"MODE": "production", REQUIRED: True})
    provider.person = {"sub": "s", "groups": ["/town/staff"]}
    client = app.test_client()
    assert sign_in(client, provider).status_code == 303
    assert client.get("/de/account/").status_code == 200


@sqlite_only
def test_who_owes_a_second_factor_sets_one_up_here_and_proves_it_the_next_time(
    settings: Settings, database: Database, provider: Provider
) -> None:
    clock.fix(clock.now().replace(microsecond=0))
    app = made(settings, database, provider, acr="gold")
    app.config.update({"MODE": "production", REQUIRED: True})
    provider.person = {**MODERATOR}
    client = app.test_client()
    sign_in(client, provider)
    press(client, "/de/account/factors/", "csrf_token", action="begin")
    page = client.get("/de/account/factors/app/").text
    found = re.search(r'id="totp-key"[^>]*>([A-Z2-7 ]+)<', page)
    assert found is not None
    app_of_theirs = pyotp.TOTP(found[1].replace(" ", ""))
    now = int(clock.now().timestamp())
    assert submit(client, "/de/account/factors/app/", code=app_of_theirs.at(now)).status_code == 303
    assert client.get("/de/moderation/").status_code == 200
    later = app.test_client()
    clock.fix(clock.now() + timedelta(seconds=30))
    sign_in(later, provider)
    assert later.get("/de/moderation/").status_code == 403
    assert "Code eingeben" in later.get("/de/account/factors/").text
    proved = submit(later, "/de/sign-in/second/", code=app_of_theirs.at(now + 30))
    assert proved.location == "/de/moderation/"
    assert later.get("/de/moderation/").status_code == 200


@sqlite_only
def test_who_is_in_may_be_asked_to_sign_in_again(client: FlaskClient, provider: Provider) -> None:
    sign_in(client, provider)
    assert client.post(START, data=token_of(client)).location == "/de/sign-in/"
    sent = leave_for(client, provider, onward="/de/account/", again="yes", **token_of(client))
    assert come_back(client, sent).location == "/de/account/"


def token_of(client: FlaskClient) -> dict[str, str]:
    """Return the token that forms of whoever is signed in carry."""
    page = client.get("/de/account/").text
    return {"csrf_token": fields(page, "csrf_token")["csrf_token"]}
