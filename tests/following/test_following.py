# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Following by e-mail: asked first, confirmed by a person, ended with one click."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation import clock
from participation.contributions import service as contributions
from participation.db import Database
from participation.following import rules, service
from participation.following.models import Follow, Follower
from participation.jobs.models import Job
from participation.mail.models import OutgoingMail
from tests.support import town
from tests.support.forms import contribute, fields, fill, sign_in
from tests.support.letterbox import LetterBox, link, words

ITEM = f"/de/c/{town.SLUG}/items/M1.1.1/follow/"
KIM = "kim@example.org"
SECRET_WORDS = "Niemand außer der Moderation darf das lesen."

sqlite_only = pytest.mark.parametrize("backend", ["sqlite"])


def follow(client: FlaskClient, address: str = ITEM, email: str = KIM) -> None:
    """Fill in the form of something that can be followed."""
    sent = client.post(address, data=fill(client, address, email=email))
    assert sent.status_code == 303
    assert "bestätigen" in client.get(sent.location).text


def ticked(page: str) -> dict[str, str]:
    """Return what the page with the boxes would send."""
    found = re.search(r'name="(follow-\d+)"', page)
    assert found is not None, page
    return fields(page, found[1])


def begin(client: FlaskClient, address: str) -> str:
    """Press the button on the page of a confirming link; return the page of everything."""
    page = client.get(address)
    sent = client.post(address, data=ticked(page.text))
    assert sent.status_code == 303
    return str(sent.location)


def followed(database: Database) -> list[tuple[str, bool]]:
    """Return what is followed, and whether it was confirmed."""
    with database.reading() as session:
        rows = session.scalars(select(Follow).order_by(Follow.id))
        return [(row.kind, row.confirmed_at is not None) for row in rows]


def test_an_address_is_asked_and_a_person_begins_the_letters(
    database: Database, client: FlaskClient, letters: LetterBox
) -> None:
    follow(client)
    assert followed(database) == [("item", False)]
    (question,) = letters.empty()
    assert question["To"] == KIM
    assert "M1.1.1 Posteingang scannen" in words(question)
    assert question["List-Unsubscribe"] is None, "nothing has begun yet"
    address = link(question, "confirm")
    assert client.get(address).status_code == 200
    assert followed(database) == [("item", False)], (
        "a program that looks at a link confirms nothing"
    )
    everything = begin(client, address)
    assert followed(database) == [("item", True)]
    page = client.get(everything)
    assert "Posteingang scannen" in page.text
    assert page.headers["Referrer-Policy"] == "same-origin", "no other site learns the link"
    assert "Es gibt nichts zu bestätigen" in client.get(address).text
    assert letters.empty() == []


def test_an_address_is_not_asked_again_within_a_quarter_of_an_hour(
    database: Database, client: FlaskClient, letters: LetterBox
) -> None:
    start = clock.now()
    clock.fix(start)
    follow(client)
    assert len(letters.empty()) == 1
    for _again in range(3):
        follow(client)
        follow(client, f"/de/c/{town.SLUG}/items/M1.1.2/follow/")
    assert letters.empty() == []
    clock.fix(start + rules.PAUSE - timedelta(seconds=1))
    assert letters.empty() == []
    clock.fix(start + rules.PAUSE)
    (question,) = letters.empty()
    assert "M1.1.2 Akten führen" in words(question), "one letter asks about everything that waits"
    follow(client, f"/de/c/{town.SLUG}/follow/")
    clock.fix(start + 4 * rules.PAUSE)
    assert letters.empty() == [], "the pause grows while nobody answers"
    clock.fix(start + 5 * rules.PAUSE)
    assert len(letters.empty()) == 1


def test_questions_come_ever_more_rarely() -> None:
    now = clock.now()
    asked = [rules.ask_at(now, asks, now) for asks in range(1, 9)]
    minutes = [int((at - now).total_seconds() // 60) for at in asked if at is not None]
    assert minutes == [15, 60, 240, 960, 3840, 10080, 10080, 10080]
    assert rules.ask_at(None, 0, now) == now
    assert rules.ask_at(now + timedelta(minutes=1), 1, now) is None


@sqlite_only
def test_a_letter_nobody_confirmed_holds_nothing_that_a_contributor_wrote(
    client: FlaskClient, letters: LetterBox
) -> None:
    form = f"/de/c/{town.SLUG}/items/M1.1.1/contribute/"
    answers = {
        "text": SECRET_WORDS,
        "group": "citizen",
        "email": KIM,
        "display_name": "Kim Muster",
        "title": "Mein Titel",
    }
    contribute(client, form, answers)
    (question,) = letters.empty()
    whole = question.as_string() + words(question)
    for said in (SECRET_WORDS, "Kim Muster", "Mein Titel"):
        assert said not in whole


def test_the_outbox_and_the_jobs_forget_whom_they_wrote_to(
    database: Database, client: FlaskClient, letters: LetterBox
) -> None:
    contribute(
        client,
        f"/de/c/{town.SLUG}/items/M1.1.1/contribute/",
        {"text": "Mit Termin.", "group": "citizen", "email": KIM},
    )
    letters.empty()
    with database.reading() as session:
        assert all(not job.payload for job in session.scalars(select(Job)))
        for row in session.scalars(select(OutgoingMail)):
            assert (row.recipient, row.subject, row.body, row.stop_url) == (None,) * 4


def test_what_was_decided_before_the_address_was_confirmed_is_told_then(
    database: Database, client: FlaskClient, letters: LetterBox
) -> None:
    with database.writing() as session:
        taken = town.say(session, email=KIM, locale="en")
    (question,) = letters.empty()
    assert taken.reference in words(question)
    with database.writing() as session:
        contributions.decide(
            session, taken.reference, 1, "reject", "advertising", "Line 1.\nLine 2.", "account/1"
        )
    assert letters.empty() == [], "nothing is told to an address that nobody confirmed"
    begin(client, link(question, "confirm"))
    (decision,) = letters.empty()
    assert decision["Content-Language"] == "en"
    assert "has not been published" in words(decision)
    assert "It is advertising or spam." in words(decision)
    assert "Line 1.\nLine 2." in words(decision)
    assert letters.empty() == []


def test_a_mail_program_ends_letters_with_one_click_and_no_cookie(
    app: Flask, database: Database, client: FlaskClient, letters: LetterBox
) -> None:
    with database.writing() as session:
        taken = town.say(session, email=KIM)
    begin(client, link(letters.empty()[0], "confirm"))
    with database.writing() as session:
        contributions.decide(session, taken.reference, 1, "publish", None, None, "account/1")
    (decision,) = letters.empty()
    assert decision["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = decision["List-Unsubscribe"].strip("<>")
    assert address.endswith(link(decision, "stop"))
    assert b"List-Unsubscribe: <http" in decision.as_bytes(), "it stays whole in one line"
    stranger = app.test_client()
    assert stranger.get(link(decision, "stop")).status_code == 200
    assert followed(database) == [("receipt", True)]
    answer = stranger.post(link(decision, "stop"), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert followed(database) == []
    with database.reading() as session:
        assert session.scalars(select(Follower)).all() == [], "the address is gone with its letters"
    assert stranger.post(link(decision, "stop")).status_code == 303, "twice is once"


def test_on_their_page_somebody_ends_one_thing_changes_the_language_and_ends_all(
    database: Database, client: FlaskClient, letters: LetterBox
) -> None:
    follow(client)
    follow(client, f"/de/c/{town.SLUG}/follow/")
    everything = begin(client, link(letters.empty()[0], "confirm"))
    page = client.get(everything)
    sent = client.post(everything, data={"action": "language", "language": "en"})
    assert sent.location.startswith("/de/letters/all/")
    assert client.post(everything, data={"action": "language", "language": "xx"}).status_code == 400
    with database.reading() as session:
        assert session.scalars(select(Follower.locale)).one() == "en"
    one = fields(page.text, "follow")
    client.post(everything, data={**one, "action": "stop"})
    assert followed(database) == [("consultation", True)]
    gone = client.post(everything, data={"action": "forget"})
    assert "beendet" in client.get(gone.location).text
    assert followed(database) == []
    assert client.get(everything).status_code == 404


@sqlite_only
def test_the_way_to_the_list_is_sent_to_its_owner_only_and_nobody_learns_who_that_is(
    client: FlaskClient, letters: LetterBox
) -> None:
    follow(client)
    begin(client, link(letters.empty()[0], "confirm"))
    clock.fix(clock.now() + rules.PAUSE)
    answers = [
        client.post("/de/letters/", data={"email": email}) for email in (KIM, "sam@example.org")
    ]
    assert answers[0].location == answers[1].location
    (letter,) = letters.empty()
    assert letter["To"] == KIM
    assert client.get(link(letter, "all")).status_code == 200
    client.post("/de/letters/", data={"email": KIM})
    assert letters.empty() == [], "nobody can fill a stranger's mailbox"


@sqlite_only
def test_links_are_for_one_purpose_and_end(client: FlaskClient, letters: LetterBox) -> None:
    follow(client)
    (question,) = letters.empty()
    confirm = link(question, "confirm")
    token = confirm.rstrip("/").rpartition("/")[2]
    for page in ("all", "stop"):
        assert client.get(f"/de/letters/{page}/{token}/").status_code == 404
        assert client.post(f"/de/letters/{page}/{token}/").status_code == 404
    assert client.get("/de/letters/confirm/nonsense/").status_code == 404
    clock.fix(clock.now() + rules.CONFIRM_LIFE + timedelta(seconds=2))
    assert client.get(confirm).status_code == 404


def test_a_link_of_a_deleted_follower_opens_nothing_of_the_next_one_with_its_number(
    database: Database, client: FlaskClient, letters: LetterBox
) -> None:
    follow(client)
    everything = begin(client, link(letters.empty()[0], "confirm"))
    client.post(everything, data={"action": "forget"})
    clock.fix(clock.now() + timedelta(seconds=5))
    follow(client, email="sam@example.org")
    assert client.get(everything).status_code == 404


def test_an_address_that_nobody_confirms_is_deleted_after_a_week(
    database: Database, client: FlaskClient, letters: LetterBox
) -> None:
    follow(client)
    begin(client, link(letters.empty()[0], "confirm"))
    follow(client, email="sam@example.org")
    clock.fix(clock.now() + rules.CONFIRM_LIFE + timedelta(seconds=1))
    with database.writing() as session:
        service.sweep(session)
    with database.reading() as session:
        assert session.scalars(select(Follower.email)).all() == [KIM]


@sqlite_only
def test_whoever_is_signed_in_need_not_confirm_their_own_address(
    database: Database, client: FlaskClient, settings: object
) -> None:
    town.settle(database)
    sign_in(client, town.CITIZEN, town.PASSWORD)
    form = fill(client, ITEM, email=town.CITIZEN)
    assert fields(client.get(ITEM).text, "email")["email"] == town.CITIZEN
    sent = client.post(ITEM, data=form)
    assert "ab jetzt" in client.get(sent.location).text
    assert followed(database) == [("item", True)]
    client.post(ITEM, data={**form, "email": KIM})
    assert followed(database) == [("item", True), ("item", False)]


def test_the_holder_of_a_receipt_sets_changes_and_ends_their_letters(
    database: Database, client: FlaskClient, letters: LetterBox
) -> None:
    contribute(
        client,
        f"/de/c/{town.SLUG}/items/M1.1.1/contribute/",
        {"text": "Mit Termin.", "group": "citizen"},
    )
    address = "/de/receipt/follow/"
    follow(client, address)
    page = client.get(address)
    assert "k…@example.org" in page.text
    assert KIM not in page.text
    letters.empty()
    follow(client, address, "sam@example.org")
    assert followed(database) == [("receipt", False)], "one contribution has one address"
    client.post(address, data={"action": "stop"})
    assert followed(database) == []
    stranger = client.application.test_client()
    assert stranger.get(address).location == "/de/receipt/"


@sqlite_only
@pytest.mark.parametrize("email", ["", "kim", "kim@", "a@b c.de", "kim@example.org\r\nBcc: x@y.de"])
def test_what_is_no_address_is_said_at_its_place_and_kept(
    client: FlaskClient, database: Database, letters: LetterBox, email: str
) -> None:
    answer = client.post(ITEM, data={"email": email})
    assert answer.status_code == 422
    assert "email-fault" in answer.text
    assert followed(database) == []


@sqlite_only
def test_nothing_that_does_not_exist_can_be_followed(
    database: Database, client: FlaskClient, letters: LetterBox
) -> None:
    with database.writing() as session:
        waiting = town.say(session)
    for address in (
        "/de/c/elsewhere/follow/",
        f"/de/c/{town.SLUG}/items/M9/follow/",
        f"/de/contributions/{waiting.reference}/follow/",
        "/de/contributions/P-9999/follow/",
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, data={"email": KIM}).status_code == 404
