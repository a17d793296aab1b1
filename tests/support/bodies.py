# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Organisations of the small town, and the people who speak for them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from participation import clock
from participation.accounts import organisations, queries
from participation.accounts import service as accounts
from participation.accounts.letters import Desk
from participation.accounts.organisation_models import Membership
from participation.accounts.organisation_rules import NewOrganisation
from participation.accounts.queries import Person
from participation.accounts.rules import Role
from participation.db import Database
from tests.support import town
from tests.support.forms import fields, sign_in
from tests.support.letterbox import words

BAKERY = "Bäckerei Kruste GmbH"
ADMIN = "admin@example.org"
BAKER, APPRENTICE = "baker@example.org", "apprentice@example.org"
DESK = Desk("Town", "town@example.org", "http://localhost", "secret" * 8, ("de", "en"))
ANSWERS = {"name": BAKERY, "body": "business", "size": "small", "proof": "HRB 1234, Amtsgericht."}


def people(database: Database) -> None:
    """Give the town an administrator, a baker and an apprentice."""
    with database.writing() as session:
        for email, role in (
            (ADMIN, Role.ADMINISTRATOR),
            (BAKER, Role.PARTICIPANT),
            (APPRENTICE, Role.PARTICIPANT),
        ):
            accounts.create(session, email, town.PASSWORD, [role], email.partition("@")[0].title())


def person(session: Session, email: str) -> Person:
    """Return somebody by their address."""
    account = queries.account_by_email(session, email)
    assert account is not None
    found = queries.person(session, account.id)
    assert found is not None
    return found


def verified(
    database: Database, name: str = BAKERY, body: str = "business", members: tuple[str, ...] = ()
) -> int:
    """Found a verified organisation of the baker's; others join it without any right. Return its id."""
    size = "small" if body == "business" else None
    with database.writing() as session:
        new = NewOrganisation(name, body, size, False, "HRB 1234")
        found = organisations.register(session, person(session, BAKER), new)
        organisations.verify(session, found.id, person(session, ADMIN), DESK, "de")
        for email in members:
            who = person(session, email)
            session.add(
                Membership(
                    organisation_id=found.id,
                    account_id=who.account_id,
                    may_manage=False,
                    may_release=False,
                    joined_at=clock.now(),
                )
            )
            organisations.record(session, "joined", who.label, found)
        return found.id


def at(app: Flask, email: str) -> FlaskClient:
    """Return somebody's browser, signed in."""
    client = app.test_client()
    assert sign_in(client, email, town.PASSWORD).status_code == 303
    return client


def press(client: FlaskClient, page: str, address: str, /, **answers: str) -> TestResponse:
    """Send a form with the page's token to an address that has no page of its own."""
    token = fields(client.get(page).text, "csrf_token")["csrf_token"]
    return client.post(address, data={"csrf_token": token, **answers})


def join_link(letter: object) -> str:
    """Return the path of the link in an invitation."""
    found = re.search(r"https?://\S+/organisations/join/\S+", words(letter))
    assert found is not None
    return urlsplit(found[0]).path
