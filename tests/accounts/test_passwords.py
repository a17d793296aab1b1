# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A forgotten password and a changed one: once, in time, and every other session ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation import clock
from participation.accounts import rules
from participation.accounts.models import Account, WebSession
from participation.audit import rules as audit_rules
from participation.audit import service as audit
from participation.audit.models import AuditEntry
from participation.db import Database
from tests.support import town
from tests.support.forms import fields, sign_in
from tests.support.letterbox import LetterBox, words
from tests.support.people import BETTER, KIM, link, submit

sqlite_only = pytest.mark.parametrize("backend", ["sqlite"])


def ask(client: FlaskClient, mailbox: LetterBox, email: str = town.CITIZEN) -> str:
    """Have the link to a new password sent; return its path."""
    client.post("/de/password/", data={"email": email})
    (letter,) = mailbox.empty()
    return link(letter)


def test_a_new_password_is_set_once_and_ends_every_session(
    app: Flask, database: Database, client: FlaskClient, mailbox: LetterBox
) -> None:
    elsewhere = app.test_client()
    sign_in(elsewhere, town.CITIZEN, town.PASSWORD)
    address = ask(client, mailbox)
    assert client.post(address, data={"password": "zu kurz"}).status_code == 422
    done = client.post(address, data={"password": BETTER})
    assert "Passwort ist geändert" in client.get(done.location).text
    (told,) = mailbox.empty()
    assert "wurde geändert" in words(told)
    assert client.get(address).status_code == 404
    assert client.post(address, data={"password": BETTER}).status_code == 404
    assert elsewhere.get("/de/account/").status_code == 303
    assert sign_in(client, town.CITIZEN, town.PASSWORD).status_code == 422
    assert sign_in(client, town.CITIZEN, BETTER).status_code == 303


@sqlite_only
def test_a_link_to_a_new_password_works_for_ten_minutes(
    client: FlaskClient, mailbox: LetterBox
) -> None:
    address = ask(client, mailbox)
    clock.fix(clock.now() + rules.RESET_LIFE + timedelta(seconds=1))
    assert client.get(address).status_code == 404


def test_nobody_learns_which_addresses_have_an_account(
    client: FlaskClient, mailbox: LetterBox
) -> None:
    answers = [client.post("/de/password/", data={"email": email}) for email in (town.CITIZEN, KIM)]
    assert answers[0].location == answers[1].location
    assert [letter["To"] for letter in mailbox.empty()] == [town.CITIZEN]


def test_a_disabled_account_gets_no_new_password(
    database: Database, client: FlaskClient, mailbox: LetterBox
) -> None:
    address = ask(client, mailbox)
    with database.writing() as session:
        account = session.scalars(select(Account).where(Account.email == town.CITIZEN)).one()
        account.disabled_at = clock.now()
    assert client.post(address, data={"password": BETTER}).status_code == 404
    client.post("/de/password/", data={"email": town.CITIZEN})
    assert mailbox.empty() == []


def test_changing_the_password_keeps_this_session_and_ends_the_others(
    app: Flask, client: FlaskClient, mailbox: LetterBox
) -> None:
    elsewhere = app.test_client()
    for browser in (client, elsewhere):
        sign_in(browser, town.CITIZEN, town.PASSWORD)
    address = "/de/account/password/"
    wrong = submit(client, address, present="not the password", password=BETTER)
    assert (wrong.status_code, "Das ist nicht Ihr Passwort" in wrong.text) == (422, True)
    assert submit(client, address, present=town.PASSWORD, password="kurz").status_code == 422
    assert elsewhere.get("/de/account/").status_code == 200
    done = submit(client, address, present=town.PASSWORD, password=BETTER)
    assert "Passwort ist geändert" in client.get(done.location).text
    (told,) = mailbox.empty()
    assert told["To"] == town.CITIZEN
    assert elsewhere.get("/de/account/").status_code == 303


def test_an_account_is_closed_and_nothing_of_the_person_stays(
    database: Database, client: FlaskClient, mailbox: LetterBox
) -> None:
    sign_in(client, town.CITIZEN, town.PASSWORD)
    assert submit(client, "/de/account/close/", present="no").status_code == 422
    assert submit(client, "/de/account/close/", present=town.PASSWORD).status_code == 303
    assert client.get("/de/account/").status_code == 303
    assert sign_in(client, town.CITIZEN, town.PASSWORD).status_code == 422
    with database.reading() as session:
        emails = session.scalars(select(Account.email)).all()
        assert town.CITIZEN not in emails
        closed = session.scalars(select(Account).where(Account.email.endswith("@invalid"))).one()
        assert (closed.name, closed.group) == ("", None)
        entries = session.scalars(select(AuditEntry)).all()
        assert town.CITIZEN not in str([entry.content for entry in entries])
        sealed = {"email": town.CITIZEN, "group": None, "roles": ["participant"], "disabled": False}
        guessed = audit_rules.digest(sealed)
        assert guessed not in str([entry.content for entry in entries]), "nor can it be guessed"
        assert audit.verify(session).faults == ()
        assert session.scalars(select(WebSession)).all() == []


@sqlite_only
def test_closing_an_account_leaves_in_the_trail_which_rights_it_was_given(
    database: Database, client: FlaskClient, mailbox: LetterBox
) -> None:
    with database.writing() as session:
        account = session.scalars(select(Account).where(Account.email == town.CITIZEN)).one()
        subject = f"account/{account.id}"
        audit.record(session, audit.Act("account.granted", "account/99", subject, {"role": "x"}))
    sign_in(client, town.CITIZEN, town.PASSWORD)
    submit(client, "/de/account/close/", present=town.PASSWORD)
    with database.reading() as session:
        told = select(AuditEntry.content).where(AuditEntry.subject == subject)
        acts = [content["action"] for content in session.scalars(told) if content]
    assert acts[:2] == ["account.created", "account.granted"]


@sqlite_only
def test_who_holds_rights_hands_them_over_before_closing(
    client: FlaskClient, mailbox: LetterBox
) -> None:
    sign_in(client, town.MODERATOR, town.PASSWORD)
    assert "Administration" in client.get("/de/account/close/").text
    sent = {**fields(client.get("/de/account/").text, "name"), "present": town.PASSWORD}
    assert client.post("/de/account/close/", data=sent).status_code == 403


@sqlite_only
def test_the_name_of_an_account_is_changed_and_an_empty_one_is_not_taken(
    client: FlaskClient, mailbox: LetterBox
) -> None:
    sign_in(client, town.CITIZEN, town.PASSWORD)
    empty = submit(client, "/de/account/", name=" ", action="name")
    assert (empty.status_code, "name-fault" in empty.text) == (422, True)
    done = submit(client, "/de/account/", name="Kim Neu", action="name")
    assert "Kim Neu" in client.get(done.location).text
