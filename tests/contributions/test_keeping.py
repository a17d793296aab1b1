# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people with an account keep there: forms they have begun, and contributions they want to find again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from participation import clock
from participation.accounts.queries import account_by_email
from participation.contributions import keeping, service
from participation.contributions.keeping import Full, TooLong, address
from participation.contributions.models import Contribution, OwnContribution, SavedDraft
from participation.db import Database
from tests.support import town
from tests.support.forms import fields, sign_in
from tests.support.pages import spoken

PAGE = "/de/account/contributions/"
FORM = f"/c/{town.SLUG}/items/M1.1.1/contribute/"
WORDS = "Bitte auch <abends> & am Samstag."

sqlite_only = pytest.mark.parametrize("backend", ["sqlite"])


def account(database: Database, email: str) -> int:
    """Return the id of somebody of the town."""
    with database.reading() as session:
        found = account_by_email(session, email)
        assert found is not None
        return found.id


@pytest.fixture
def citizen(database: Database) -> int:
    """The town, and the account of its citizen."""
    town.settle(database)
    return account(database, town.CITIZEN)


def test_a_form_is_found_again_as_it_was_left(database: Database, citizen: int) -> None:
    with database.writing() as session:
        keeping.keep(session, citizen, FORM, {"text": "Erst", "title": "Eins"})
        keeping.keep(session, citizen, FORM, {"text": WORDS, "group": "citizen", "concern": None})
    with database.reading() as session:
        found = keeping.kept(session, citizen, FORM)
        assert found is not None
        assert found.answers == {"text": WORDS, "group": "citizen"}
        assert [draft.form for draft in keeping.all_kept(session, citizen)] == [FORM]


def test_one_account_does_not_see_another_s_drafts(database: Database, citizen: int) -> None:
    other = account(database, town.MODERATOR)
    with database.writing() as session:
        keeping.keep(session, citizen, FORM, {"text": WORDS})
        keeping.forget(session, other, FORM)
    with database.reading() as session:
        assert keeping.kept(session, other, FORM) is None
        assert keeping.all_kept(session, other) == []
        assert keeping.kept(session, citizen, FORM) is not None


def test_only_answers_are_kept_and_nothing_that_no_database_stores(
    database: Database, citizen: int
) -> None:
    sent = {
        "text": "a\x00b\ud800c",
        "email": "name@example.org",
        "code": "GROUP-CODE",
        "csrf_token": "x",
        "submission_key": "y",
        "step": "keep",
    }
    with database.writing() as session:
        keeping.keep(session, citizen, FORM, sent)
    with database.reading() as session:
        found = keeping.kept(session, citizen, FORM)
        assert found is not None
        assert found.answers == {"text": "abc"}


def test_fifty_drafts_fit_and_none_is_pushed_out(database: Database, citizen: int) -> None:
    with database.writing() as session:
        for number in range(keeping.MOST):
            keeping.keep(session, citizen, f"{FORM}?passage={number}", {"text": "x"})
        with pytest.raises(Full):
            keeping.keep(session, citizen, FORM, {"text": WORDS})
        keeping.keep(session, citizen, f"{FORM}?passage=0", {"text": WORDS})
        keeping.forget(session, citizen, f"{FORM}?passage=1")
        keeping.keep(session, citizen, FORM, {"text": WORDS})
        assert len(keeping.all_kept(session, citizen)) == keeping.MOST


@sqlite_only
def test_an_answer_beyond_all_measure_is_refused(database: Database, citizen: int) -> None:
    with database.writing() as session, pytest.raises(TooLong):
        keeping.keep(session, citizen, FORM, {"text": "x" * (keeping.LONGEST_ANSWER + 1)})


def test_a_draft_goes_after_sixty_days(database: Database, citizen: int) -> None:
    now = clock.now()
    with database.writing() as session:
        keeping.keep(session, citizen, FORM, {"text": WORDS})
    clock.fix(now + keeping.LIFETIME - timedelta(minutes=1))
    with database.writing() as session:
        assert keeping.kept(session, citizen, FORM) is not None
        assert keeping.sweep(session) == 0
    clock.fix(now + keeping.LIFETIME + timedelta(minutes=1))
    with database.writing() as session:
        assert keeping.kept(session, citizen, FORM) is None
        assert keeping.all_kept(session, citizen) == []
        assert keeping.sweep(session) == 1
        assert session.scalars(select(SavedDraft)).all() == []


def test_old_drafts_make_room(database: Database, citizen: int) -> None:
    with database.writing() as session:
        for number in range(keeping.MOST):
            keeping.keep(session, citizen, f"{FORM}?passage={number}", {"text": "x"})
        clock.fix(clock.now() + keeping.LIFETIME)
        keeping.keep(session, citizen, FORM, {"text": WORDS})
        assert [row.form for row in session.scalars(select(SavedDraft))] == [FORM]


def test_a_contribution_is_put_into_an_account_once(database: Database, citizen: int) -> None:
    with database.writing() as session:
        first = town.say(session).contribution_id
        second = town.say(session, submission="another-key-long-enough").contribution_id
        for number in (first, first, second):
            keeping.own(session, citizen, number)
    with database.writing() as session:
        assert {view.id for view in keeping.own_contributions(session, citizen)} == {first, second}
        assert keeping.own_contributions(session, account(database, town.ANALYST)) == []
        keeping.disown(session, citizen, first)
        assert [view.id for view in keeping.own_contributions(session, citizen)] == [second]


def test_what_is_kept_goes_with_the_account_and_with_the_contribution(
    database: Database, citizen: int
) -> None:
    other = account(database, town.ANALYST)
    with database.writing() as session:
        number = town.say(session).contribution_id
        for who in (citizen, other):
            keeping.keep(session, who, FORM, {"text": WORDS})
            keeping.own(session, who, number)
        keeping.forget_account(session, citizen)
    with database.writing() as session:
        assert {row.account_id for row in session.scalars(select(SavedDraft))} == {other}
        assert {row.account_id for row in session.scalars(select(OwnContribution))} == {other}
        keeping.forget_contribution(session, number)
        assert session.scalars(select(OwnContribution)).all() == []


def test_a_form_has_one_address_in_all_languages() -> None:
    german = address(f"/de{FORM}", wording="7", passage="2", kind=None)
    assert german == address(f"/de-simple{FORM}", passage="2", wording="7")
    assert german == f"{FORM}?passage=2&wording=7"
    assert address(f"/de{FORM}", kind="comment") != address(f"/de{FORM}", kind="counter_wording")
    assert address(f"/de{FORM}", kind="<x>", passage="2&x=1", parent="x" * 50) == FORM
    with pytest.raises(ValueError, match="characters"):
        address("/de/" + "x" * 300)


@sqlite_only
def test_the_page_shows_drafts_and_contributions_with_their_state(
    database: Database, client: FlaskClient, citizen: int
) -> None:
    with database.writing() as session:
        keeping.keep(session, citizen, f"{FORM}?passage=2", {"text": WORDS})
        for submission in ("first-key-long-enough", "second-key-long-enough"):
            taken = town.say(session, submission, submission=submission)
            keeping.own(session, citizen, taken.contribution_id)
        service.decide(session, taken.reference, 1, "publish", None, None, "test")
    sign_in(client, town.CITIZEN, town.PASSWORD)
    assert 'href="/de/account/contributions/"' in client.get("/de/account/").text
    page = client.get(PAGE)
    assert page.headers["Cache-Control"] == "no-store"
    heard = spoken(page.text)
    assert WORDS in heard
    assert "M1.1.1" in heard
    links = html.fromstring(page.text).xpath("//main//a/@href")
    assert f"/de{FORM}?passage=2" in links
    assert [link for link in links if link.startswith("/de/contributions/")] == [
        f"/de/contributions/{taken.reference}/"
    ]


@sqlite_only
def test_drafts_are_deleted_and_contributions_taken_out_on_the_page(
    database: Database, client: FlaskClient, citizen: int
) -> None:
    with database.writing() as session:
        keeping.keep(session, citizen, FORM, {"text": WORDS})
        number = town.say(session).contribution_id
        keeping.own(session, citizen, number)
    sign_in(client, town.CITIZEN, town.PASSWORD)
    page = client.get(PAGE).text
    assert client.post(f"{PAGE}drafts/", data=fields(page, "form")).status_code == 303
    token = fields(page, "form")["csrf_token"]
    for sent in ("x", "9" * 30, "\u0663", ""):
        answer = client.post(PAGE, data={"csrf_token": token, "contribution": sent})
        assert answer.status_code == 303
    assert client.post(PAGE, data=fields(page, "contribution")).status_code == 303
    with database.reading() as session:
        assert session.scalars(select(SavedDraft)).all() == []
        assert session.scalars(select(OwnContribution)).all() == []
        assert session.get(Contribution, number) is not None
    assert client.get(PAGE).status_code == 200


@sqlite_only
def test_the_page_is_for_whoever_is_signed_in(database: Database, client: FlaskClient) -> None:
    answer = client.get(PAGE)
    assert (answer.status_code, "/sign-in/" in answer.location) == (303, True)
    assert client.post(PAGE, data={"contribution": "1"}).status_code == 403
    assert client.post(f"{PAGE}drafts/", data={"form": FORM}).status_code == 403


@sqlite_only
def test_a_near_end_is_said_in_the_form(database: Database, client: FlaskClient) -> None:
    end = clock.now() + timedelta(hours=5)
    town.found(database, (clock.now() - timedelta(days=1), end))
    assert "keeping__note" not in client.get(f"/de{FORM}").text
    clock.fix(end - timedelta(minutes=59))
    page = client.get(f"/de{FORM}").text
    until = clock.to_berlin(end + timedelta(minutes=30))
    (note,) = html.fromstring(page).find_class("keeping__note")
    assert f"{until:%H:%M}" in note.text_content()
