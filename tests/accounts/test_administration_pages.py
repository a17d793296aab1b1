# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Roles on pages: the table, finding somebody, giving and taking, agreeing; and that it holds in every process."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from participation import clock
from participation.accounts import rules
from participation.accounts.rules import GRANTS, Role
from participation.config import Settings
from participation.db import Database
from tests.support import town
from tests.support.forms import fields
from tests.support.rights import (
    ADMIN,
    ALL,
    COUNCIL,
    WHY,
    enter,
    give,
    people,
    roles,
    send,
)
from tests.support.second_process import COOKIE, answering

sqlite_only = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def them(database: Database) -> dict[str, int]:
    """The people of a city hall."""
    return people(
        database,
        admin=Role.ADMINISTRATOR,
        council=Role.COUNCIL_OFFICER,
        mo=Role.MODERATOR,
        kim=None,
    )


@pytest.fixture
def admin(app: Flask, them: dict[str, int]) -> FlaskClient:
    """The administrator, signed in."""
    return enter(app, ADMIN)


def look_for(client: FlaskClient, words: str) -> TestResponse:
    """Look for somebody in the list of accounts."""
    form = fields(client.get(ALL).text, "words")
    return client.post(ALL, data={**form, "words": words})


def take(client: FlaskClient, account_id: int, role: str) -> TestResponse:
    """Take a role away on its page."""
    return send(client, f"{ALL}{account_id}/revoke/{role}/", "reason", reason=WHY)


def shown(page: str) -> list[str]:
    """Return the names in the list of accounts."""
    return [link.text_content() for link in html.fromstring(page).find_class("listing__title")]


@sqlite_only
def test_the_table_says_what_the_program_obeys(admin: FlaskClient) -> None:
    page = html.fromstring(admin.get("/en/admin/role_table/").text)
    [table] = page.find_class("matrix")
    ticks = [
        sum("yes" in cell.text_content() for cell in column)
        for column in zip(
            *(row.findall("td") for row in table.find("tbody").findall("tr")), strict=True
        )
    ]
    assert ticks == [len(rules.permissions_of([role])) for role in GRANTS]


def test_whoever_has_rights_is_listed_and_others_are_found_by_their_whole_address(
    admin: FlaskClient,
) -> None:
    assert shown(admin.get(ALL).text) == ["Mo", "Council", "Admin"]
    assert shown(admin.get(f"{ALL}?role=moderator").text) == ["Mo"]
    assert shown(admin.get(f"{ALL}?role=participant&after=x").text) == ["Mo", "Council", "Admin"]
    assert shown(look_for(admin, "mo").text) == ["Mo"]
    assert shown(look_for(admin, "MO@example").text) == ["Mo"]
    assert shown(look_for(admin, "kim").text) == []
    assert shown(look_for(admin, " KIM@example.org ").text) == ["Kim"]
    assert shown(look_for(admin, "%@").text) == []
    assert look_for(admin, "k").status_code == 422


@sqlite_only
def test_the_list_goes_on_page_by_page(database: Database, admin: FlaskClient) -> None:
    names = [f"person{n:02}" for n in range(52)]
    people(database, **dict.fromkeys(names, Role.MODERATOR))
    first = admin.get(ALL).text
    onward = re.search(r'href="([^"]*after=\d+)"', first)
    assert onward is not None
    rest = admin.get(onward[1]).text
    assert (len(shown(first)), len(shown(rest))) == (50, 5)
    assert "Next 50" not in rest


def test_a_role_is_given_and_taken_on_its_pages(
    database: Database, admin: FlaskClient, them: dict[str, int]
) -> None:
    kim = them["kim"]
    done = give(admin, kim, "moderator")
    assert "The role is given." in admin.get(done.location).text
    assert roles(database, kim) == ["moderator"]
    refused = give(admin, kim, "auditor")
    assert refused.status_code == 422
    assert "does not go together" in refused.text
    assert WHY in refused.text
    assert "Does not go together with: Moderator." in refused.text
    done = take(admin, kim, "moderator")
    assert "The role is taken away." in admin.get(done.location).text
    assert roles(database, kim) == []


@sqlite_only
def test_every_act_needs_a_reason(
    database: Database, admin: FlaskClient, them: dict[str, int]
) -> None:
    for address, answers in (
        (f"{ALL}{them['kim']}/grant/", {"role": "moderator", "reason": " "}),
        (f"{ALL}{them['mo']}/revoke/moderator/", {"reason": ""}),
        (f"{ALL}{them['mo']}/disable/", {"reason": "\x00"}),
        (f"{ALL}{them['mo']}/disable/", {"reason": "x" * 501}),
    ):
        assert send(admin, address, "reason", **answers).status_code == 422
    assert roles(database, them["mo"]) == ["moderator"]


@sqlite_only
def test_a_page_that_was_left_open_asks_for_the_password_and_keeps_what_was_typed(
    database: Database, admin: FlaskClient, them: dict[str, int]
) -> None:
    now = clock.now()
    address = f"{ALL}{them['kim']}/grant/"
    form = fields(admin.get(address).text, "reason")
    clock.fix(now + rules.FRESH)
    late = admin.post(address, data={**form, "role": "moderator", "reason": WHY})
    assert (late.status_code, roles(database, them["kim"])) == (403, [])
    assert WHY in late.text
    assert "/account/prove/" in admin.get(address).location
    send(admin, "/en/account/prove/", "present", present=town.PASSWORD)
    again = fields(late.text, "reason")
    assert again["role"] == "moderator"
    assert admin.post(address, data=again).status_code == 303


def test_disabling_signs_out_at_once(app: Flask, admin: FlaskClient, them: dict[str, int]) -> None:
    moderator = enter(app, "mo@example.org")
    assert moderator.get("/de/account/").status_code == 200
    done = send(admin, f"{ALL}{them['mo']}/disable/", "reason", reason=WHY)
    assert "The account is disabled." in admin.get(done.location).text
    assert moderator.get("/de/account/").status_code == 303
    assert enter(app, "mo@example.org").get("/de/account/").status_code == 303
    assert send(admin, f"{ALL}{them['mo']}/enable/", "reason", reason=WHY).status_code == 303
    assert enter(app, "mo@example.org").get("/de/account/").status_code == 200


def test_a_second_person_agrees_or_refuses(
    app: Flask, database: Database, admin: FlaskClient, them: dict[str, int]
) -> None:
    done = give(admin, them["kim"], "auditor")
    page = admin.get(done.location).text
    assert "The role is proposed." in page
    address = re.search(r'href="(/en/approvals/roles/\d+/)"', page)
    assert address is not None
    assert "Somebody else decides" in admin.get(address[1]).text
    own = admin.post(address[1], data={"verdict": "accept", **fields(page, "csrf_token")})
    assert (own.status_code, roles(database, them["kim"])) == (403, [])
    council = enter(app, COUNCIL)
    assert WHY in council.get(address[1]).text
    silent = send(council, address[1], "verdict", verdict="refuse")
    assert silent.status_code == 422
    agreed = send(council, address[1], "verdict", verdict="accept")
    assert "You have agreed." in council.get(agreed.location).text
    assert roles(database, them["kim"]) == ["auditor"]
    assert council.get(address[1]).status_code == 404


@sqlite_only
def test_nobody_else_opens_these_pages(app: Flask, them: dict[str, int]) -> None:
    moderator, council = enter(app, "mo@example.org"), enter(app, COUNCIL)
    for address in (ALL, f"{ALL}{them['kim']}/", f"{ALL}{them['kim']}/grant/"):
        assert moderator.get(address).status_code == 403
        assert council.get(address).status_code == 403
        assert app.test_client().get(address).status_code == 303
    assert moderator.get("/en/approvals/").status_code == 403


@sqlite_only
def test_unknown_accounts_and_roles_are_not_found(admin: FlaskClient, them: dict[str, int]) -> None:
    for address in (
        f"{ALL}999999/",
        f"{ALL}999999999999/",
        f"{ALL}999999/grant/",
        f"{ALL}{them['mo']}/revoke/emperor/",
        f"{ALL}{them['mo']}/delete/",
        "/en/approvals/roles/7/",
    ):
        assert admin.get(address).status_code == 404
    form = fields(admin.get(ALL).text, "words")
    damaged = {**form, "role": "emperor", "reason": WHY}
    assert admin.post(f"{ALL}{them['kim']}/grant/", data=damaged).status_code == 422


@sqlite_only
def test_the_own_account_offers_nothing_to_change(admin: FlaskClient, them: dict[str, int]) -> None:
    page = admin.get(f"{ALL}{them['admin']}/").text
    assert "This is your own account." in page
    assert "/grant/" not in page
    assert "/revoke/" not in page
    assert "/disable/" not in page


def test_what_is_given_or_taken_holds_for_the_next_request_of_another_process(
    app: Flask, settings: Settings, admin: FlaskClient, them: dict[str, int], database: Database
) -> None:
    town.found(database)
    cookie = enter(app, "kim@example.org").get_cookie(COOKIE)
    assert cookie is not None
    with answering(settings, cookie.value) as ask:
        assert ask("/de/moderation/") == 403
        give(admin, them["kim"], "moderator")
        assert ask("/de/moderation/") == 200
        take(admin, them["kim"], "moderator")
        assert ask("/de/moderation/") == 403
        send(admin, f"{ALL}{them['kim']}/disable/", "reason", reason=WHY)
        assert ask("/de/account/") == 303
