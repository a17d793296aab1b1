# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Replies and official statements: who may make them, where they stand, what they are pinned to."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.accounts import service as accounts
from participation.accounts.rules import Role
from participation.contributions import counters, service
from participation.contributions.models import Contribution
from participation.db import Database
from tests.support import town
from tests.support.forms import contribute, fields, fill, sign_in

FORM = f"/de/c/{town.SLUG}/items/M1.1.1/contribute/"
PROPOSE = f"/de/c/{town.SLUG}/propose/"
COUNCIL = "council@example.org"


def published(database: Database, key: str | None = "M1.1.1", words: str = "Mit Termin.") -> str:
    """Have somebody say something that is published; return its reference."""
    with database.writing() as session:
        taken = town.say(session, words, key=key, submission=f"a-long-key-for {words}")
        service.decide(session, taken.reference, 1, "publish", None, None, "test")
    return taken.reference


def newest(database: Database) -> Contribution:
    """Return what came in last."""
    with database.reading() as session:
        found = session.scalars(select(Contribution).order_by(Contribution.id.desc())).first()
        assert found is not None
        return found


def publish_newest(database: Database) -> None:
    """Publish what came in last."""
    with database.writing() as session:
        service.decide(session, newest(database).reference, 1, "publish", None, None, "test")


@pytest.mark.parametrize(("key", "form"), [("M1.1.1", FORM), (None, PROPOSE)])
def test_a_reply_stands_under_what_it_replies_to(
    database: Database, client: FlaskClient, key: str | None, form: str
) -> None:
    town.found(database)
    first = published(database, key)
    page = client.get(f"{form}?parent={first}")
    assert "Mit Termin." in page.text
    answers = {"text": "Lieber ohne.", "group": "business"}
    assert contribute(client, f"{form}?parent={first}", answers).status_code == 200
    kept = newest(database)
    assert (kept.kind, kept.stance, kept.parent_id is not None) == ("reply", None, True)
    assert "Lieber ohne." not in client.get(f"/de/contributions/{first}/").text
    publish_newest(database)
    assert "Lieber ohne." in client.get(f"/de/contributions/{first}/").text
    reply = client.get(f"/de/contributions/{kept.reference}/")
    assert first in reply.text
    with database.reading() as session:
        assert counters.check(session) == []
        assert session.scalars(select(Contribution.replies).order_by(Contribution.id)).all() == [
            1,
            0,
        ]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_reply_belongs_where_its_parent_is(database: Database, client: FlaskClient) -> None:
    town.found(database)
    first = published(database)
    assert client.get(f"{PROPOSE}?parent={first}").status_code == 404
    other = FORM.replace("M1.1.1", "M1.1.2")
    assert client.get(f"{other}?parent={first}").status_code == 404
    assert client.get(f"{FORM}?parent=B-2222222").status_code == 404
    assert client.get(f"{FORM}?parent={'x' * 5000}").status_code == 404
    contribute(client, f"{FORM}?parent={first}", {"text": "Eine Antwort.", "group": "citizen"})
    waiting = newest(database).reference
    assert client.get(f"{FORM}?parent={waiting}").status_code == 404
    publish_newest(database)
    assert client.get(f"{FORM}?parent={waiting}").status_code == 404, "replies have no replies"


def test_an_official_statement_is_made_by_a_body_and_stands_apart(
    database: Database, client: FlaskClient
) -> None:
    town.settle(database)
    with database.writing() as session:
        made = accounts.create(session, COUNCIL, town.PASSWORD, [Role.PARTICIPANT], "Rat")
        made.group = "works_council"
    assert client.get(f"{FORM}?kind=statement").status_code == 404
    sign_in(client, COUNCIL, town.PASSWORD)
    answers = {"text": "Wir stimmen zu.", "group": "works_council", "organisation": ""}
    form = fill(client, f"{FORM}?kind=statement", **answers)
    refused = client.post(FORM, data={**form, "step": "review"})
    assert refused.status_code == 422
    assert "welches Gremium" in refused.text
    reviewed = client.post(FORM, data={**form, "organisation": "Personalrat", "step": "review"})
    sent = client.post(FORM, data={**fields(reviewed.text, "submission_key"), "step": "send"})
    assert sent.status_code == 303
    kept = newest(database)
    assert (kept.kind, kept.verified, kept.organisation) == ("statement", True, "Personalrat")
    publish_newest(database)
    page = client.get(f"/de/c/{town.SLUG}/items/M1.1.1/").text
    assert "Offizielle Stellungnahme" in page
    guest = client.application.test_client()
    vote = f"/de/contributions/{kept.reference}/vote/"
    assert guest.post(vote, data={"stance": "agree", "group": "citizen"}).status_code == 404
