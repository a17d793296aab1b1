# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The queue and the review of one contribution."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from participation import clock
from participation.contributions import queries
from participation.db import Database
from participation.roadmap import items
from participation.roadmap import queries as roadmap
from tests.support import town
from tests.support.forms import fields, sign_in


@pytest.fixture
def moderator(database: Database, client: FlaskClient) -> FlaskClient:
    """A moderator who has signed in."""
    town.settle(database)
    sign_in(client, town.MODERATOR, town.PASSWORD)
    return client


def decide(client: FlaskClient, reference: str, **answers: str) -> TestResponse:
    """Send the decision form with these answers."""
    address = f"/de/moderation/{reference}/"
    form = fields(client.get(address).text, "version")
    return client.post(address, data={**form, **answers})


def test_the_oldest_comes_first_and_the_late_one_is_called_late(
    database: Database, moderator: FlaskClient
) -> None:
    start = clock.now()
    clock.fix(start - timedelta(days=4))
    with database.writing() as session:
        old = town.say(session, "Ein alter Beitrag.")
    clock.fix(start)
    with database.writing() as session:
        new = town.say(session, "Ein neuer Beitrag.", submission="another-long-enough-key")
    page = moderator.get("/de/moderation/").text
    assert page.index(old.reference) < page.index(new.reference)
    assert page.count("überfällig") == 1
    assert "2 Beiträge warten" in page


def test_the_queue_is_narrowed_by_channel_and_age(
    database: Database, moderator: FlaskClient
) -> None:
    start = clock.now()
    references = []
    for days, channel in ((4, "letter"), (2, "web"), (0, "letter")):
        clock.fix(start - timedelta(days=days))
        with database.writing() as session:
            key = f"a-long-enough-key-{days}"
            taken = town.say(session, f"Seit {days}.", submission=key, channel=channel)
            references.append(taken.reference)
    clock.fix(start)

    def shown(query: str) -> list[str]:
        page = moderator.get(f"/de/moderation/?{query}").text
        return [one for one in references if one in page]

    assert shown("channel=letter") == [references[0], references[2]]
    assert shown("age=due") == references[:2]
    assert shown("age=overdue") == references[:1]
    assert shown("age=overdue&channel=web") == []
    assert shown("age=nonsense&channel=nonsense") == references
    page = moderator.get("/de/moderation/?age=due&channel=web").text
    assert "Eingangsweg: Web" in page
    assert "Wartet: zwei Tage und mehr" in page
    assert 'name="age"' not in moderator.get("/de/moderation/?view=published&age=due").text


def test_filters_narrow_the_queue_and_pages_go_on(
    database: Database, moderator: FlaskClient
) -> None:
    with database.writing() as session:
        for n in range(27):
            key = "M1.1.1" if n % 2 else "M1.2.1"
            town.say(session, f"Beitrag {n}.", key, submission=f"a-long-enough-key-{n}")
    first = moderator.get("/de/moderation/").text
    assert first.count("data-row") == 25
    onward = first.split("after=")[1].split('"')[0].split("&")[0]
    assert moderator.get(f"/de/moderation/?after={onward}").text.count("data-row") == 2
    assert moderator.get("/de/moderation/?item=M1.1.1").text.count("data-row") == 13
    assert moderator.get("/de/moderation/?group=business").text.count("data-row") == 0
    for nonsense in ("after=x", "after=9-9-9", "item=%00", "view=other", "consultation=none"):
        assert moderator.get(f"/de/moderation/?{nonsense}").status_code == 200


def test_publishing_shows_it_and_leads_to_the_next(
    database: Database, moderator: FlaskClient
) -> None:
    with database.writing() as session:
        first = town.say(session, "Der erste.")
        second = town.say(session, "Der zweite.", submission="another-long-enough-key")
    answer = decide(moderator, first.reference, outcome="publish")
    assert answer.status_code == 303
    assert f"/de/moderation/{second.reference}/" in answer.location
    assert first.reference in moderator.get(answer.location).text
    guest = moderator.application.test_client()
    assert "Der erste." in guest.get(f"/de/c/{town.SLUG}/items/M1.1.1/").text
    assert guest.get(f"/de/contributions/{first.reference}/").status_code == 200
    assert guest.get(f"/de/contributions/{second.reference}/").status_code == 404


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, "Wählen Sie, was mit diesem Beitrag geschehen soll."),
        ({"outcome": "burn"}, "Wählen Sie, was mit diesem Beitrag geschehen soll."),
        ({"outcome": "reject", "explanation": "Weil."}, "Wählen Sie die Ziffer"),
        ({"outcome": "reject", "reason": "insult"}, "Erklären Sie den Sachverhalt"),
        (
            {"outcome": "reject", "reason": "nothing", "explanation": "Weil."},
            "Wählen Sie die Ziffer",
        ),
        ({"outcome": "reject", "reason": "insult", "explanation": "x" * 4001}, "4001 Zeichen"),
        (
            {"outcome": "reject", "reason": "insult", "explanation": "a\x00"},
            "nicht gespeichert werden",
        ),
    ],
)
def test_a_decision_without_its_reasons_is_refused_and_kept(
    database: Database, moderator: FlaskClient, answers: dict[str, str], said: str
) -> None:
    with database.writing() as session:
        taken = town.say(session)
    answer = decide(moderator, taken.reference, **answers)
    assert answer.status_code == 422
    assert said in answer.text
    if answers.get("explanation") == "Weil.":
        assert fields(answer.text, "version")["explanation"] == "Weil."


def test_who_comes_second_is_told_what_was_decided_and_keeps_their_words(
    database: Database, moderator: FlaskClient
) -> None:
    with database.writing() as session:
        taken = town.say(session)
    address = f"/de/moderation/{taken.reference}/"
    form = fields(moderator.get(address).text, "version")
    assert decide(moderator, taken.reference, outcome="publish").status_code == 303
    late = {**form, "outcome": "reject", "reason": "insult", "explanation": "Meine Gründe."}
    answer = moderator.post(address, data=late)
    assert answer.status_code == 409
    assert "Veröffentlicht" in answer.text
    assert "Meine Gründe." in answer.text
    with database.reading() as session:
        assert len(queries.decisions(session, taken.contribution_id)) == 1


def test_another_wording_is_reviewed_as_a_difference(
    database: Database, moderator: FlaskClient
) -> None:
    proposed = "Zweiter Absatz zu Posteingang öffnen."
    with database.writing() as session:
        head = roadmap.head(session, town.SLUG, "de")
        assert head is not None
        item = items.item(session, head.version_id, "M1.1.1", "de")
        assert item is not None
        passage = item.passages[1]
        taken = town.say(
            session,
            proposed,
            kind="counter_wording",
            passage_version_id=passage.version_id,
            grounds="Weil er *zu* bleibt.",
        )
    assert proposed in moderator.get("/de/moderation/").text, "the queue holds the words alone"
    address = f"/de/moderation/{taken.reference}/"
    page = moderator.get(address)
    assert differences(page.text) == (["öffnen"], ["scannen"])
    assert "<em>zu</em>" in page.text
    assert passage.text in page.text
    form = fields(page.text, "version")
    assert decide(moderator, taken.reference, outcome="publish").status_code == 303
    late = moderator.post(address, data={**form, "outcome": "publish"})
    assert late.status_code == 409
    assert differences(late.text) == (["öffnen"], ["scannen"])
    assert "<em>zu</em>" in late.text


def differences(page: str) -> tuple[list[str], list[str]]:
    """Return the words that a page marks as new and as dropped."""
    document = html.fromstring(page)
    for words in document.find_class("diff__word"):
        words.drop_tree()
    return (
        [mark.text_content().strip() for mark in document.iter("ins")],
        [mark.text_content().strip() for mark in document.iter("del")],
    )
