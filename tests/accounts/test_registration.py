# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Accounts come about when their address is confirmed; nobody learns which addresses have one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from participation import clock
from participation.accounts import passwords, registration, rules
from participation.accounts.models import Account, Registration
from participation.audit import service as audit
from participation.db import Database
from participation.jobs.models import Job
from tests.support import town
from tests.support.forms import sign_in
from tests.support.letterbox import LetterBox, words
from tests.support.people import BETTER, GOOD, KIM, apply, confirm, link, register

sqlite_only = pytest.mark.parametrize("backend", ["sqlite"])


def accounts(database: Database) -> int:
    """Return how many accounts there are."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Account)) or 0


def test_an_account_comes_about_when_a_person_confirms_its_address(
    database: Database, client: FlaskClient, mailbox: LetterBox
) -> None:
    before = accounts(database)
    assert apply(client).status_code == 303
    (letter,) = mailbox.empty()
    assert sign_in(client, KIM, GOOD).status_code == 422, "not before it is confirmed"
    assert client.get(link(letter)).status_code == 200
    client.post(link(letter))
    assert accounts(database) == before, "a program that looks at links confirms nothing"
    assert confirm(client, link(letter)).location == "/de/sign-in/?done=registered"
    assert accounts(database) == before + 1
    assert client.get(link(letter)).status_code == 404, "once"
    assert sign_in(client, KIM, GOOD).status_code == 303
    assert client.get("/de/moderation/").status_code == 403, "a participant and no more"
    with database.reading() as session:
        assert audit.verify(session).faults == ()


def test_who_has_an_account_gets_the_same_answer_and_another_letter(
    database: Database, client: FlaskClient, mailbox: LetterBox
) -> None:
    known, unknown = apply(client, town.CITIZEN), apply(client, KIM)
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    letters = {str(letter["To"]): words(letter) for letter in mailbox.empty()}
    assert "gibt schon eines" in letters[town.CITIZEN]
    assert "/register/" in letters[KIM]
    assert accounts(database) == 3
    apply(client, town.CITIZEN)
    apply(client, KIM)
    assert mailbox.empty() == [], "one letter in a quarter of an hour"


def test_the_password_of_an_account_is_not_changed_by_applying_again(
    database: Database, client: FlaskClient, mailbox: LetterBox
) -> None:
    register(client, mailbox)
    clock.fix(clock.now() + rules.PAUSE)
    apply(client)
    (letter,) = mailbox.empty()
    assert "/register/" not in words(letter)
    assert sign_in(client, KIM, GOOD).status_code == 303


def test_what_others_type_for_an_address_is_never_its_owners_account(
    app: Flask, database: Database, client: FlaskClient, mailbox: LetterBox
) -> None:
    stranger = app.test_client()
    sent = {"email": KIM, "name": "Nicht Kim", "password": "das Passwort von jemand anderem"}
    stranger.post("/de/register/", data=sent)
    apply(
        client
    )  # within the same quarter of an hour: there is one letter, and it is the stranger's
    (letter,) = mailbox.empty()
    page = client.get(link(letter))
    assert "Nicht Kim" not in page.text
    confirm(client, link(letter))
    assert sign_in(stranger, KIM, sent["password"]).status_code == 422
    assert sign_in(client, KIM, GOOD).status_code == 303


def test_the_link_of_an_earlier_letter_stays_good_until_the_account_is_made(
    client: FlaskClient, mailbox: LetterBox
) -> None:
    apply(client)
    (first,) = mailbox.empty()
    clock.fix(clock.now() + rules.PAUSE)
    apply(client)
    (second,) = mailbox.empty()
    assert confirm(client, link(first)).status_code == 303
    assert client.get(link(second)).status_code == 404
    assert client.post(link(second), data={"password": BETTER}).status_code == 404
    assert sign_in(client, KIM, BETTER).status_code == 422


@sqlite_only
def test_a_link_ends_after_a_day_and_its_application_is_deleted(
    database: Database, client: FlaskClient, mailbox: LetterBox
) -> None:
    apply(client)
    (letter,) = mailbox.empty()
    clock.fix(clock.now() + rules.CONFIRM_LIFE + timedelta(seconds=1))
    assert client.get(link(letter)).status_code == 404
    with database.writing() as session:
        registration.sweep(session)
        assert session.scalars(select(Registration)).all() == []


@sqlite_only
def test_no_address_stays_in_a_job(
    database: Database, client: FlaskClient, mailbox: LetterBox
) -> None:
    apply(client)
    mailbox.empty()
    with database.reading() as session:
        assert all(not job.payload for job in session.scalars(select(Job)))


@sqlite_only
@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("kurz", "mindestens 12"),
        ("x" * 201, "höchstens 200"),
        ("passwort12345", "leicht zu erraten"),
        ("Password123456!", "leicht zu erraten"),
        ("qwertzuiop123", "leicht zu erraten"),
        ("kim@example.org", "leicht zu erraten"),
        ("aaaaaaaaaaaaaaaa", "leicht zu erraten"),
        ("monkeymonkey1", "leicht zu erraten"),
    ],
)
def test_a_bad_password_is_refused_with_its_reason_and_never_sent_back(
    client: FlaskClient, mailbox: LetterBox, password: str, said: str
) -> None:
    apply(client)
    (letter,) = mailbox.empty()
    answer = confirm(client, link(letter), password)
    assert answer.status_code == 422
    assert said in answer.text
    assert password not in answer.text or password == KIM
    assert 'value="Kim"' in answer.text, "everything else is kept"


@sqlite_only
def test_passwords_are_hashed_as_owasp_asks(client: FlaskClient) -> None:
    fresh = passwords.PasswordHasher()
    assert fresh.memory_cost >= 19 * 1024
    assert fresh.time_cost >= 2
