# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Organisations are registered by their people, verified by an administrator, and led by those who belong to them."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from participation import clock
from participation.accounts import organisation_members, organisation_queries, organisations
from participation.accounts import service as accounts
from participation.accounts.models import Account
from participation.accounts.organisation_models import Invitation, NameClaim, Organisation
from participation.accounts.organisation_rules import Body, NewOrganisation, Standing, claims
from participation.audit import service as audit
from participation.contributions import rights
from participation.db import Database
from tests.support import bodies, town
from tests.support.bodies import ADMIN, ANSWERS, APPRENTICE, BAKER, BAKERY, at, person, press
from tests.support.forms import fill, sign_in
from tests.support.letterbox import LetterBox, words

sqlite_only = pytest.mark.parametrize("backend", ["sqlite"])
REGISTER = "/de/account/organisations/register/"


@pytest.fixture
def post(mailbox: LetterBox, database: Database) -> LetterBox:
    """The letter box of a town with an administrator, a baker and an apprentice."""
    bodies.people(database)
    return mailbox


def test_the_groups_are_those_that_speak_as_a_body() -> None:
    assert set(map(str, Body)) == set(map(str, rights.SPEAKS_AS_BODY))


def test_an_organisation_is_registered_and_verified(
    app: Flask, database: Database, post: LetterBox
) -> None:
    baker, admin = at(app, BAKER), at(app, ADMIN)
    sent = baker.post(REGISTER, data=fill(baker, REGISTER, **ANSWERS))
    assert sent.status_code == 303
    page = sent.location
    assert BAKERY in baker.get(page).text
    assert "wait" in str(organisation_standing(database))
    listed = admin.get("/de/admin/organisations/").text
    assert BAKERY in listed
    number = page.split("/")[-2]
    theirs = f"/de/admin/organisations/{number}/"
    assert "HRB 1234" in admin.get(theirs).text
    assert press(admin, theirs, theirs, action="verify").status_code == 303
    (letter,) = post.empty()
    assert letter["To"] == BAKER
    assert BAKERY not in words(letter), "what people call themselves is not sent around by us"
    assert organisation_standing(database) is Standing.VERIFIED
    again = press(admin, theirs, theirs, action="verify")
    assert again.status_code == 409, "once"
    with database.reading() as session:
        assert audit.verify(session).faults == ()


def organisation_standing(database: Database) -> Standing:
    """Return how the baker's organisation stands."""
    with database.reading() as session:
        (seat,) = organisation_queries.seats(session, person(session, BAKER).account_id)
        return seat.standing


def test_a_refusal_has_a_reason_that_its_people_read(
    app: Flask, database: Database, post: LetterBox
) -> None:
    number = bodies.verified(database)
    admin, baker = at(app, ADMIN), at(app, BAKER)
    theirs = f"/de/admin/organisations/{number}/"
    assert press(admin, theirs, theirs, action="refuse").status_code == 422
    assert press(admin, theirs, theirs, action="refuse", reason="Gelöscht.").status_code == 303
    assert "Gelöscht." in baker.get(f"/de/account/organisations/{number}/").text
    with database.reading() as session:
        assert organisation_queries.taken_by(session, BAKERY) is None, "the name is free again"
        assert audit.verify(session).faults == ()


@sqlite_only
def test_only_administrators_verify(app: Flask, database: Database, post: LetterBox) -> None:
    bodies.verified(database)
    for email in (BAKER, town.MODERATOR, town.ANALYST):
        assert at(app, email).get("/de/admin/organisations/").status_code == 403


@sqlite_only
@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("Stadt Dortmund", "business"),
        ("Stаdt Dоrtmund", "institution"),  # Cyrillic
        ("CIO-Office", "association"),
        ("Personalrat", "association"),
    ],
)
def test_names_of_the_city_are_refused(
    app: Flask, database: Database, post: LetterBox, name: str, body: str
) -> None:
    baker = at(app, BAKER)
    answers = {**ANSWERS, "name": name, "body": body}
    assert baker.post(REGISTER, data=fill(baker, REGISTER, **answers)).status_code == 422
    assert organisations_there(database) == 0


def organisations_there(database: Database) -> int:
    """Return how many organisations there are."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Organisation)) or 0


@sqlite_only
def test_the_works_council_may_have_its_name(
    app: Flask, database: Database, post: LetterBox
) -> None:
    baker = at(app, BAKER)
    answers = {**ANSWERS, "name": "Personalrat", "body": "works_council"}
    assert baker.post(REGISTER, data=fill(baker, REGISTER, **answers)).status_code == 303


@sqlite_only
@pytest.mark.parametrize(
    "name",
    ["BÄCKEREI KRUSTE GMBH", "Backerei Kruste GmbH", "Bäckerei Krustе GmbH", "BäckereiKruste GmbH"],
)
def test_names_like_that_of_a_verified_organisation_are_refused(
    app: Flask, database: Database, post: LetterBox, name: str
) -> None:
    bodies.verified(database)
    other = at(app, APPRENTICE)
    answers = {**ANSWERS, "name": name}
    refused = other.post(REGISTER, data=fill(other, REGISTER, **answers))
    assert refused.status_code == 422
    assert BAKERY in refused.text
    assert "HRB 1234" in refused.text, "what was typed is kept"


@sqlite_only
def test_a_guest_cannot_write_under_the_name_of_a_verified_organisation(
    client: FlaskClient, database: Database, post: LetterBox
) -> None:
    bodies.verified(database)
    form = f"/de/c/{town.SLUG}/items/M1.1.1/contribute/"
    answers = {"text": "Gut so.", "group": "business", "organisation": "Bäckerei KRUSTE GmbH"}
    said = client.post(form, data={**fill(client, form, **answers), "step": "review"})
    assert said.status_code == 422
    assert BAKERY in said.text


def test_the_database_decides_between_two_that_look_alike(
    database: Database, post: LetterBox
) -> None:
    with database.writing() as session:
        ids = []
        for email, name in ((BAKER, BAKERY), (APPRENTICE, BAKERY.upper())):
            new = NewOrganisation(name, "business", "small", False, "HRB")
            ids.append(organisations.register(session, person(session, email), new).id)
    verdicts: list[str] = []
    line = threading.Barrier(2)

    def verify(number: int) -> None:
        line.wait()
        try:
            with database.writing() as session:
                organisations.verify(session, number, person(session, ADMIN), bodies.DESK, "de")
            verdicts.append("verified")
        except organisations.NameTaken:
            verdicts.append("taken")

    threads = [threading.Thread(target=verify, args=(number,)) for number in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(verdicts) == ["taken", "verified"]
    with database.reading() as session:
        (holder,) = set(session.scalars(select(NameClaim.organisation_id)))
        assert audit.verify(session).faults == ()
    assert holder in ids


def test_claims_of_a_name_are_what_look_alikes_share() -> None:
    assert claims("ПРАВО") & claims("право")
    assert claims("Verein\u202e") & claims("nierev")
    assert claims("---") == frozenset()
    assert max(map(len, claims("\ufdfa" * 200))) <= 1000


def test_somebody_is_invited_once_and_joins(
    app: Flask, database: Database, post: LetterBox
) -> None:
    number = bodies.verified(database)
    post.empty()
    baker, apprentice = at(app, BAKER), at(app, APPRENTICE)
    page = f"/de/account/organisations/{number}/"
    assert apprentice.get(page).status_code == 404, "nobody else sees it"
    assert press(baker, page, f"{page}invite/", email=APPRENTICE).status_code == 303
    (letter,) = post.empty()
    link = bodies.join_link(letter)
    assert app.test_client().get(link).status_code == 303, "first sign in"
    assert BAKERY in apprentice.get(link).text
    assert apprentice.get(page).status_code == 404, "a program that looks at links joins nothing"
    assert press(apprentice, link, link).location.endswith("?done=joined")
    assert apprentice.get(page).status_code == 200
    assert apprentice.get(link).status_code == 404, "once"
    refused = press(apprentice, "/de/account/", f"{page}invite/", email="x@example.org")
    assert refused.status_code == 403, "who looks after the members invites"
    with database.reading() as session:
        assert audit.verify(session).faults == ()


@sqlite_only
def test_an_invitation_ends_after_a_fortnight(
    app: Flask, database: Database, post: LetterBox
) -> None:
    number = bodies.verified(database)
    page = f"/de/account/organisations/{number}/"
    post.empty()
    baker = at(app, BAKER)
    press(baker, page, f"{page}invite/", email=APPRENTICE)
    (letter,) = post.empty()
    clock.fix(clock.now() + timedelta(days=15))
    assert at(app, APPRENTICE).get(bodies.join_link(letter)).status_code == 404
    with database.writing() as session:
        organisation_members.sweep(session)
        assert session.scalar(select(func.count()).select_from(Invitation)) == 0


@sqlite_only
def test_who_is_not_verified_writes_to_nobody(
    app: Flask, database: Database, post: LetterBox
) -> None:
    with database.writing() as session:
        new = NewOrganisation("Kruste", "business", "small", False, "HRB")
        number = organisations.register(session, person(session, BAKER), new).id
    page = f"/de/account/organisations/{number}/"
    sent = press(at(app, BAKER), page, f"{page}invite/", email="x@example.org")
    assert sent.status_code == 403
    assert post.empty() == []


def test_rights_are_given_and_the_members_handed_over(
    app: Flask, database: Database, post: LetterBox
) -> None:
    number = bodies.verified(database, members=(APPRENTICE,))
    page = f"/de/account/organisations/{number}/"
    baker = at(app, BAKER)
    with database.reading() as session:
        other = str(person(session, APPRENTICE).account_id)
    assert press(baker, page, f"{page}leave/").status_code == 409, "somebody has to look after them"
    for action in ("release", "hand_over"):
        sent = press(baker, page, f"{page}members/", member=other, action=action)
        assert sent.status_code == 303
    with database.reading() as session:
        seat = organisation_queries.seat(session, int(other), number)
        assert seat is not None
        assert (seat.may_manage, seat.may_release) == (True, True)
    assert press(baker, page, f"{page}members/", member=other, action="remove").status_code == 403
    assert press(baker, page, f"{page}leave/").status_code == 303
    assert baker.get(page).status_code == 404
    with database.reading() as session:
        assert audit.verify(session).faults == ()


def test_who_closes_their_account_leaves_nobody_without_somebody_who_looks_after_them(
    app: Flask, database: Database, post: LetterBox
) -> None:
    number = bodies.verified(database, members=(APPRENTICE,))
    with database.writing() as session:
        accounts.close(session, session.get_one(Account, person(session, BAKER).account_id))
        (left,) = organisation_queries.members(session, number)
        assert left.may_manage
        assert audit.verify(session).faults == ()


@sqlite_only
def test_somebody_joins_whose_account_was_made_for_it(
    app: Flask, client: FlaskClient, database: Database, post: LetterBox
) -> None:
    number = bodies.verified(database)
    post.empty()
    page = f"/de/account/organisations/{number}/"
    press(at(app, BAKER), page, f"{page}invite/", email=town.CITIZEN)
    (letter,) = post.empty()
    link = bodies.join_link(letter)
    assert link in client.get(link).location.replace("%2F", "/"), "the way goes on after the door"
    assert sign_in(client, town.CITIZEN, town.PASSWORD).status_code == 303
    assert press(client, link, link).status_code == 303
