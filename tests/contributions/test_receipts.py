# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the holder of a receipt does afterwards: edit, take back, contest."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from participation import clock
from participation.accounts import service as accounts
from participation.accounts.rules import Role
from participation.app import register_seals
from participation.audit import service as audit
from participation.contributions import counters, rights, service
from participation.contributions.models import (
    ChangeCause,
    Complaint,
    Contribution,
    ContributionVersion,
    ItemStance,
)
from participation.db import Database
from participation.evaluation import service as evaluation
from tests.support import revising, town
from tests.support.forms import contribute, fields, sign_in

FORM = f"/de/c/{town.SLUG}/items/M1.1.1/contribute/"
COMPLAINTS = f"/de/moderation/complaints/?consultation={town.SLUG}"
ANSWERS = {"text": "Bitte mit Termin.", "group": "citizen", "concern": "cost", "stance": "partly"}


@pytest.fixture
def author(database: Database, client: FlaskClient) -> FlaskClient:
    """A guest who has just sent a contribution and holds its receipt."""
    town.found(database)
    assert contribute(client, FORM, ANSWERS).status_code == 200
    return client


def reference(database: Database) -> str:
    """Return the reference of the one contribution."""
    with database.reading() as session:
        return session.scalars(select(Contribution.reference)).one()


def decide(database: Database, outcome: str, version: int = 1) -> None:
    """Decide about a version of the one contribution."""
    reason = None if outcome == "publish" else "off_topic"
    with database.writing() as session:
        service.decide(
            session, reference(database), version, outcome, reason, "Es fehlt der Bezug.", "test"
        )


def edit(client: FlaskClient, **changes: str) -> int:
    """Send the form of the edit with some fields changed; return the status."""
    form = fields(client.get("/de/receipt/edit/").text, "seen")
    return client.post("/de/receipt/edit/", data={**form, **changes}).status_code


def sound(database: Database) -> None:
    """Counters equal the facts, and the trail fits the facts."""
    register_seals()
    with database.reading() as session:
        assert counters.check(session) == []
        assert audit.verify(session).faults == ()


def test_an_edit_is_a_new_version_that_is_moderated_anew(
    author: FlaskClient, database: Database
) -> None:
    assert edit(author, text="Bitte ohne Termin.", concern="accessibility") == 303
    assert "Bitte ohne Termin." in author.get("/de/receipt/").text
    with database.reading() as session:
        kept = session.scalars(select(Contribution)).one()
        assert (kept.version, kept.state, kept.concern) == (2, "submitted", "accessibility")
        texts = session.scalars(select(ContributionVersion.text).order_by(ContributionVersion.id))
        assert list(texts) == ["Bitte mit Termin.", "Bitte ohne Termin."]
    with pytest.raises(service.AlreadyDecided):
        decide(database, "publish", version=1)
    decide(database, "publish", version=2)
    public = author.get(f"/de/contributions/{reference(database)}/").text
    assert "Bitte ohne Termin." in public
    sound(database)


def test_what_was_decided_or_edited_elsewhere_is_not_overwritten(
    author: FlaskClient, database: Database
) -> None:
    form = fields(author.get("/de/receipt/edit/").text, "seen")
    assert edit(author, text="Zuerst.") == 303
    late = author.post("/de/receipt/edit/", data={**form, "text": "Danach getippt."})
    assert late.status_code == 409
    assert "Danach getippt." in late.text
    decide(database, "publish", version=2)
    again = author.post("/de/receipt/edit/", data={**form, "seen": "2", "text": "Zu spät."})
    assert again.status_code == 409
    assert "Zu spät." in again.text
    assert "Zuerst." in author.get(f"/de/contributions/{reference(database)}/").text


@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_edit_with_faults_is_told_and_kept(author: FlaskClient) -> None:
    assert edit(author, text="") == 422
    assert edit(author, text="x" * 10_001) == 422
    assert edit(author, concern="weather") == 422
    assert edit(author, seen="99999999999999999999") == 409


@pytest.mark.parametrize("state", ["submitted", "published", "rejected"])
def test_taking_it_back_deletes_the_words_and_leaves_a_tombstone(
    author: FlaskClient, database: Database, state: str
) -> None:
    if state != "submitted":
        decide(database, {"published": "publish", "rejected": "reject"}[state])
    assert "Bitte mit Termin." in author.get("/de/receipt/withdraw/").text
    assert author.post("/de/receipt/withdraw/").status_code == 303
    page = author.get("/de/receipt/")
    assert page.status_code == 200
    assert "Bitte mit Termin." not in page.text
    assert author.get(f"/de/contributions/{reference(database)}/").status_code == 410
    assert "Bitte mit Termin." not in author.get(f"/de/c/{town.SLUG}/items/M1.1.1/").text
    with database.reading() as session:
        assert session.scalars(select(ContributionVersion.text)).all() == [""]
        assert session.scalar(select(func.count()).select_from(ItemStance)) == 0
    assert author.post("/de/receipt/withdraw/").status_code == 409
    assert author.get("/de/receipt/edit/").status_code == 409
    sound(database)


def test_a_quoted_cause_loses_its_quote_and_the_trail_stays_valid(
    author: FlaskClient, database: Database
) -> None:
    decide(database, "publish")
    with database.writing() as session:
        revising.write(session, "M1.1.1", 2, revising.NEW_WORDS)
        (difference,) = revising.differences(session)
        why = evaluation.Why({reference(database): "mit Termin"}, None, {"de": "Weil."})
        about, version = revising.consultation(session), revising.version(session)
        evaluation.say_why(session, about, version, difference.place, why, 0, "test")
        revising.publish(session)
    assert author.post("/de/receipt/withdraw/").status_code == 303
    assert author.get(f"/de/c/{town.SLUG}/versions/2/changes/").status_code == 200
    with database.reading() as session:
        assert session.scalars(select(ChangeCause.quote)).all() == [None]
    sound(database)


def test_a_rejection_is_contested_once_within_six_months(
    author: FlaskClient, database: Database
) -> None:
    assert author.get("/de/receipt/complain/").status_code == 404
    decide(database, "reject")
    form = fields(author.get("/de/receipt/complain/").text, "text")
    assert author.post("/de/receipt/complain/", data={**form, "text": " "}).status_code == 422
    said = {**form, "text": "Das gehört sehr wohl zur Roadmap."}
    assert author.post("/de/receipt/complain/", data=said).status_code == 303
    assert "Das gehört sehr wohl zur Roadmap." in author.get("/de/receipt/").text
    moderator = author.application.test_client()
    assert moderator.get(COMPLAINTS).status_code in (302, 303, 403)
    with database.writing() as session:
        accounts.create(session, town.MODERATOR, town.PASSWORD, [Role.MODERATOR], "Moderator")
    sign_in(moderator, town.MODERATOR, town.PASSWORD)
    assert "Das gehört sehr wohl zur Roadmap." in moderator.get(COMPLAINTS).text
    again = author.post("/de/receipt/complain/", data=said)
    assert again.status_code == 409
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Complaint)) == 1
    sound(database)


def test_after_six_months_it_is_too_late(author: FlaskClient, database: Database) -> None:
    decide(database, "reject")
    form = fields(author.get("/de/receipt/complain/").text, "text")
    clock.fix(clock.now() + timedelta(days=185))
    late = author.post("/de/receipt/complain/", data={**form, "text": "Doch."})
    assert late.status_code == 409
    assert "Doch." in late.text


@pytest.mark.parametrize("backend", ["sqlite"])
def test_without_a_receipt_nothing_can_be_done(database: Database, client: FlaskClient) -> None:
    town.found(database)
    for act in ("edit", "withdraw", "complain"):
        for answer in (client.get(f"/de/receipt/{act}/"), client.post(f"/de/receipt/{act}/")):
            assert (answer.status_code, answer.location) == (303, "/de/receipt/")


def test_the_complaint_window_ends_on_the_last_day_of_a_shorter_month() -> None:
    decided = clock.now().replace(year=2026, month=8, day=31)
    assert (rights.complaint_until(decided).month, rights.complaint_until(decided).day) == (2, 28)
