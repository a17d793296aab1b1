# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Stances in one step and votes on contributions: counted once for each voter, changeable, without a trace of who."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from participation.contributions import counters, queries, service, voting
from participation.contributions.models import Contribution, ContributionVote, ItemStance
from participation.db import Database
from tests.support import town
from tests.support.forms import contribute, fields, sign_in
from tests.support.processes import at_once

STANCE = f"/de/c/{town.SLUG}/items/M1.1.1/stance/"
FORM = f"/de/c/{town.SLUG}/items/M1.1.1/contribute/"
CROWD = 8


@pytest.fixture
def reference(database: Database) -> str:
    """A published contribution on M1.1.1."""
    town.settle(database)
    with database.writing() as session:
        taken = town.say(session, "Bitte auch am Telefon.", stance=None)
        service.decide(session, taken.reference, 1, "publish", None, None, "test")
    return taken.reference


def mine(page: str) -> str | None:
    """Return what a page says is one's own answer."""
    found = html.fromstring(page).get_element_by_id("mine").get("data-stance")
    return str(found) if found else None


def stances(database: Database) -> list[tuple[str, str, bool]]:
    """Return (stance, group, verified) of every stance."""
    with database.reading() as session:
        assert counters.check(session) == []
        rows = session.scalars(select(ItemStance))
        return sorted((row.stance, row.group, row.verified) for row in rows)


def votes(database: Database, reference: str) -> tuple[int, int, int, int]:
    """Return (agree, disagree, verified agree, verified disagree) of a contribution, proved against the rows."""
    with database.reading() as session:
        assert counters.check(session) == []
        found = queries.by_reference(session, reference)
        assert found is not None
        return found.agree, found.disagree, found.agree_verified, found.disagree_verified


def test_a_guest_is_asked_for_the_group_once_and_then_never_again(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    asked = client.post(STANCE, data={"stance": "agree"})
    assert asked.status_code == 200
    assert stances(database) == []
    assert "voter" not in (asked.headers.get("Set-Cookie") or "")
    given = client.post(STANCE, data={**fields(asked.text, "group"), "group": "business"})
    assert given.status_code == 303
    assert mine(client.get(STANCE).text) == "agree"
    assert stances(database) == [("agree", "business", False)]
    assert client.post(STANCE, data={"stance": "disagree"}).status_code == 303
    assert stances(database) == [("disagree", "business", False)]
    other = STANCE.replace("M1.1.1", "M1.1.2")
    assert client.post(other, data={"stance": "partly"}).status_code == 303
    assert len(stances(database)) == 2
    assert fields(client.get(FORM).text, "text")["group"] == "business"
    assert client.post(STANCE, data={"stance": "take_back"}).status_code == 303
    assert mine(client.get(STANCE).text) is None
    assert stances(database) == [("partly", "business", False)]


def test_nothing_tells_that_two_stances_are_of_one_person(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    for key in ("M1.1.1", "M1.1.2"):
        client.post(STANCE.replace("M1.1.1", key), data={"stance": "agree", "group": "citizen"})
    token = client.get_cookie("voter")
    assert token is not None
    with database.reading() as session:
        voters = {row.voter for row in session.scalars(select(ItemStance))}
    assert len(voters) == 2
    assert not any(token.value.partition(".")[0] in voter for voter in voters)


def test_a_stance_that_comes_with_words_takes_the_place_of_the_one_before(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    client.post(STANCE, data={"stance": "agree", "group": "citizen"})
    contribute(client, FORM, {"text": "Doch nicht.", "group": "citizen", "stance": "disagree"})
    assert stances(database) == [("disagree", "citizen", False)]
    client.post(STANCE, data={"stance": "none"})
    assert stances(database) == [("none", "citizen", False)]


def test_an_account_votes_verified_and_takes_its_guest_vote_along(
    database: Database, client: FlaskClient, reference: str
) -> None:
    with database.writing() as session:
        from_account = session.scalars(select(Contribution)).one()
        assert from_account.agree == 0
    address = f"/de/contributions/{reference}/vote/"
    client.post(address, data={"stance": "agree", "group": "citizen"})
    assert votes(database, reference) == (1, 0, 0, 0)
    sign_in(client, town.CITIZEN, town.PASSWORD)
    form = fields(client.get(address).text, "csrf_token")
    changed = client.post(address, data={**form, "stance": "disagree", "group": "citizen"})
    assert changed.status_code == 303
    agree, disagree, _agreed, _disagreed = votes(database, reference)
    assert (agree, disagree) == (0, 1)
    with database.reading() as session:
        assert len(session.scalars(select(ContributionVote)).all()) == 1


def test_a_vote_is_changed_passed_and_taken_back(
    database: Database, client: FlaskClient, reference: str
) -> None:
    address = f"/de/contributions/{reference}/vote/"
    for stance, counted in (
        ("agree", (1, 0, 0, 0)),
        ("agree", (1, 0, 0, 0)),
        ("disagree", (0, 1, 0, 0)),
        ("pass", (0, 0, 0, 0)),
        ("agree", (1, 0, 0, 0)),
        ("take_back", (0, 0, 0, 0)),
    ):
        assert client.post(address, data={"stance": stance, "group": "citizen"}).status_code == 303
        assert votes(database, reference) == counted


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_cannot_be_voted_on_is_refused(
    database: Database, client: FlaskClient, reference: str
) -> None:
    with database.writing() as session:
        waiting = town.say(session, "Noch nicht geprüft.", submission="another-long-enough-key")
    data = {"stance": "agree", "group": "citizen"}
    assert client.post(f"/de/contributions/{waiting.reference}/vote/", data=data).status_code == 404
    assert client.post("/de/contributions/B-2222222/vote/", data=data).status_code == 404
    address = f"/de/contributions/{reference}/vote/"
    assert client.post(address, data={**data, "stance": "weather"}).status_code == 400
    assert client.post(address, data={"group": "citizen"}).status_code == 400
    assert client.post(address, data={**data, "group": "weather"}).status_code == 422
    assert client.post(address, data={**data, "group": "works_council"}).status_code == 422
    assert votes(database, reference) == (0, 0, 0, 0)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_reading_sets_no_cookie(database: Database, client: FlaskClient, reference: str) -> None:
    for path in (STANCE, f"/de/contributions/{reference}/vote/", FORM, "/de/receipt/"):
        assert "Set-Cookie" not in client.get(path).headers


def vote(database: Database, given: object) -> object:
    """Vote for the first contribution, as the voter that is given."""
    with database.writing() as session:
        found = session.scalars(select(Contribution.id)).first()
        voting.vote(session, found or 0, voting.Voter(f"guest/{given}", "citizen", False), "agree")
    return "voted"


def test_votes_at_once_are_all_counted_and_one_voter_once(
    database: Database, database_url: str, reference: str
) -> None:
    assert at_once(database_url, vote, range(CROWD)) == ["voted"] * CROWD
    assert votes(database, reference)[0] == CROWD
    assert at_once(database_url, vote, [0] * CROWD) == ["voted"] * CROWD
    assert votes(database, reference)[0] == CROWD
