# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Announcing, changing what is announced, and the acts after the end: once each, in order, all of it recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from participation import clock
from participation.db import Database
from participation.roadmap import consultations
from participation.roadmap.rules import PARTIES, Act, Phase
from tests.support import town
from tests.support.administration import (
    ADMIN,
    GREEN,
    NOW,
    SLUG,
    TOWN,
    actions,
    complete,
    enter,
    make,
    send,
    sound,
    stored,
    typed,
)
from tests.support.forms import sign_in
from tests.support.processes import at_once

CROWD = 4
START = datetime(2026, 10, 5, 7, tzinfo=UTC)
END = datetime(2026, 10, 25, 23, tzinfo=UTC)


@pytest.fixture
def admin(database: Database, client: FlaskClient) -> FlaskClient:
    """An administrator who has signed in, on a morning in October."""
    return enter(database, client)


def at(moment: datetime, client: FlaskClient) -> None:
    """Let it be a later moment; a session has ended by then."""
    clock.fix(moment)
    sign_in(client, ADMIN, town.PASSWORD)


def main(page: str) -> str:
    """Return the words of a page's main part."""
    return " ".join(html.fromstring(page).get_element_by_id("main").text_content().split())


def announce(database: Database, _number: object) -> object:
    """Announce a consultation whose settings were read before."""
    try:
        with database.writing() as session:
            consultations.perform(session, SLUG, Act.ANNOUNCE, stored(database).edition, "test")
    except consultations.Moved:
        return "moved"
    return "announced"


def test_nothing_incomplete_is_announced(database: Database, admin: FlaskClient) -> None:
    make(admin)
    page = admin.get(f"{GREEN}announce/").text
    assert "<form" not in page.split("<main", 1)[1]
    token = typed(admin.get(f"{GREEN}texts/").text)
    refused = admin.post(f"{GREEN}announce/", data=token)
    assert refused.status_code == 422
    for sentence in (
        "No group is invited.",
        "The start is missing.",
        "The end is missing.",
        "The days until which the city wants to evaluate and to answer are missing.",
        "No version of the draft is published yet.",
    ):
        assert refused.text.count(sentence) == 2, "at the top, and in its place"
    assert f'href="{GREEN}time/"' in refused.text
    assert stored(database).announced_at is None


def test_an_end_that_is_over_is_not_announced(database: Database, admin: FlaskClient) -> None:
    complete(database, admin)
    sent = typed(admin.get(f"{GREEN}announce/").text)
    at(END, admin)
    fresh = typed(admin.get(f"{GREEN}texts/").text)
    refused = admin.post(f"{GREEN}announce/", data={**sent, "csrf_token": fresh["csrf_token"]})
    assert refused.status_code == 422
    assert "The end must lie ahead." in refused.text


def test_it_is_announced_once(database: Database, admin: FlaskClient) -> None:
    complete(database, admin)
    sent = typed(admin.get(f"{GREEN}announce/").text)
    assert admin.post(f"{GREEN}announce/", data=sent).status_code == 303
    again = admin.post(f"{GREEN}announce/", data=sent)
    assert again.status_code == 409
    assert "It had been announced already" in again.text
    assert actions(database, f"consultation/{SLUG}").count("consultation.announced") == 1


def test_what_was_not_read_is_not_announced(database: Database, admin: FlaskClient) -> None:
    complete(database, admin)
    read = typed(admin.get(f"{GREEN}announce/").text)
    assert send(admin, f"{GREEN}texts/", **{"de-title": "Anders"}).status_code == 303
    refused = admin.post(f"{GREEN}announce/", data=read)
    assert refused.status_code == 409
    assert "Nothing was announced." in refused.text
    assert stored(database).announced_at is None
    assert admin.post(f"{GREEN}announce/", data=typed(refused.text)).status_code == 303


def test_of_many_at_once_one_announces(
    database: Database, database_url: str, admin: FlaskClient
) -> None:
    complete(database, admin)
    clock.fix(None)
    later = clock.now() + timedelta(days=9)
    with database.writing() as session:
        found = consultations.find(session, SLUG)
        assert found is not None
        part = consultations.Dates(
            later, later + timedelta(days=9), date(2999, 1, 1), date(2999, 1, 1)
        )
        consultations.save(session, SLUG, found.edition, part, "test")
    said = at_once(database_url, announce, range(CROWD))
    assert sorted(map(str, said)) == ["announced", *["moved"] * (CROWD - 1)]
    assert actions(database, f"consultation/{SLUG}").count("consultation.announced") == 1
    sound(database)


def test_texts_of_a_published_draft_are_sealed_anew(database: Database, admin: FlaskClient) -> None:
    town.found(database)
    guest = admin.application.test_client()
    assert "Unsere Roadmap" in guest.get(f"/de/c/{town.SLUG}/").text
    changed = {"de-title": "Unser Fahrplan", "language-tr": "1", "tr-title": "Yol haritamız"}
    assert send(admin, f"{TOWN}texts/", **changed, responsible_unit="Rat").status_code == 303
    assert actions(database, f"draft/{town.SLUG}/1") == ["draft.published", "consultation.changed"]
    assert "Unser Fahrplan" in guest.get(f"/de/c/{town.SLUG}/").text
    sound(database)
    assert send(admin, f"{TOWN}time/", answers_until="2027-02-01").status_code == 303
    assert len(actions(database, f"draft/{town.SLUG}/1")) == 2, "dates are not sealed with it"
    sound(database)


def test_the_small_number_is_sealed_too(database: Database, admin: FlaskClient) -> None:
    ahead = (NOW + timedelta(days=2), NOW + timedelta(days=20))
    town.found(database, ahead)
    assert send(admin, f"{TOWN}people/", k="9").status_code == 303
    assert actions(database, f"draft/{town.SLUG}/1")[-1] == "consultation.changed"
    sound(database)


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("step", "change", "said"),
    [
        ("texts", {"responsible_unit": ""}, "The responsible unit is missing."),
        ("texts", {"en-title": ""}, "The title is missing in this language."),
        ("texts", {"language-en": None}, "A language can be removed only before announcing"),
        ("time", {"end_day": "", "end_time": ""}, "The end is missing."),
        ("time", {"start_day": "2026-09-30"}, "The new start must lie ahead."),
        ("time", {"answers_until": ""}, "to answer are missing."),
        ("people", {f"group-{code}": None for code in PARTIES}, "No group is invited."),
    ],
)
def test_what_was_needed_to_announce_stays_needed(
    database: Database, admin: FlaskClient, step: str, change: dict[str, Any], said: str
) -> None:
    town.found(database, (NOW + timedelta(days=2), NOW + timedelta(days=20)))
    before = stored(database, town.SLUG)
    answer = send(admin, f"{TOWN}{step}/", **change)
    assert answer.status_code == 422
    assert said in main(answer.text)
    assert stored(database, town.SLUG) == before


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_language_the_draft_is_written_in_stays(database: Database, admin: FlaskClient) -> None:
    complete(database, admin)
    assert send(admin, f"{GREEN}texts/", **{"language-en": "1"}).status_code == 303
    assert send(admin, f"{GREEN}texts/", **{"language-tr": "1"}).status_code == 303
    assert send(admin, f"{GREEN}texts/", **{"language-tr": None}).status_code == 303
    assert send(admin, f"{GREEN}texts/", **{"language-en": None}).status_code == 422
    assert stored(database).languages == ("de", "en")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_seconds_that_no_page_shows_are_kept(database: Database, admin: FlaskClient) -> None:
    window = (NOW + timedelta(days=2, seconds=7), NOW + timedelta(days=20, seconds=9))
    town.found(database, window)
    assert send(admin, f"{TOWN}time/", answers_until="2027-05-01").status_code == 303
    found = stored(database, town.SLUG)
    assert (found.starts_at, found.ends_at) == window
    assert found.answers_until == date(2027, 5, 1)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_is_open_keeps_its_conditions(database: Database, admin: FlaskClient) -> None:
    ahead = (NOW + timedelta(hours=1), NOW + timedelta(days=20))
    town.found(database, ahead)
    time, people = (typed(admin.get(f"{TOWN}{step}/").text) for step in ("time", "people"))
    clock.fix(NOW + timedelta(hours=1))
    sign_in(admin, ADMIN, town.PASSWORD)  # the session has ended meanwhile
    token = typed(admin.get(f"{TOWN}texts/").text)["csrf_token"]
    time["csrf_token"] = people["csrf_token"] = token
    assert "<form" not in admin.get(f"{TOWN}people/").text.split("<main", 1)[1]
    for change in ({"k": "3"}, {"group-citizen": None}):
        sent = {n: v for n, v in {**people, **change}.items() if v is not None}
        refused = admin.post(f"{TOWN}people/", data=sent)
        assert refused.status_code == 422, change
        assert "The consultation has opened." in main(refused.text)
    refused = admin.post(f"{TOWN}time/", data={**time, "start_day": "2026-10-09"})
    assert refused.status_code == 422
    past = send(admin, f"{TOWN}time/", end_day="2026-10-01", end_time="10:45")
    assert past.status_code == 422
    assert "The end must lie ahead." in main(past.text)
    assert send(admin, f"{TOWN}time/", end_day="2026-10-02", end_time="24:00").status_code == 303
    assert stored(database, town.SLUG).starts_at == ahead[0]


def test_acts_follow_one_another_until_nothing_can_be_changed(
    database: Database, admin: FlaskClient
) -> None:
    complete(database, admin)
    assert send(admin, f"{GREEN}announce/").status_code == 303
    early = typed(admin.get(f"{GREEN}texts/").text)
    assert "once the consultation is closed" in main(admin.get(f"{GREEN}acts/evaluate/").text)
    assert admin.post(f"{GREEN}acts/evaluate/", data=early).status_code == 422

    at(END, admin)
    ended = typed(admin.get(f"{GREEN}acts/evaluate/").text)
    law = admin.post(f"{GREEN}acts/archive/", data=ended)
    assert law.status_code == 422
    assert "§ 18 EGovG NRW: the results must be published first." in law.text
    closed = send(admin, f"{GREEN}time/", end_day="2026-11-25")
    assert closed.status_code == 422
    assert "Its end cannot be changed any more." in main(closed.text)
    for act, phase in (
        ("evaluate", Phase.EVALUATION),
        ("answer", Phase.ANSWERED),
        ("archive", Phase.ARCHIVED),
    ):
        sent = typed(admin.get(f"{GREEN}acts/{act}/").text)
        done = admin.post(f"{GREEN}acts/{act}/", data=sent)
        assert done.status_code == 303
        assert "October\N{NO-BREAK SPACE}2026" in admin.get(done.location).text
        assert stored(database).phase == phase
        assert admin.post(f"{GREEN}acts/{act}/", data=sent).status_code == 409
    assert actions(database, f"consultation/{SLUG}")[-4:] == [
        "consultation.announced",
        "consultation.evaluation_begun",
        "consultation.answered",
        "consultation.archived",
    ]
    kept = stored(database)
    late = {"answers_until": "2027-05-01"}
    for step, sent in (("texts", {"de-title": "Neu"}), ("time", late), ("people", {"k": "9"})):
        assert "<form" not in admin.get(f"{GREEN}{step}/").text.split("<main", 1)[1]
        token = {"csrf_token": ended["csrf_token"], "edition": str(kept.edition)}
        assert admin.post(f"{GREEN}{step}/", data={**token, **sent}).status_code == 422
    assert stored(database) == kept
    sound(database)


def test_a_language_without_a_title_shows_the_original(
    database: Database, admin: FlaskClient
) -> None:
    complete(database, admin)
    assert send(admin, f"{GREEN}texts/", **{"language-en": "1"}).status_code == 303
    assert send(admin, f"{GREEN}announce/").status_code == 303
    assert "Grüne Stadt" in main(admin.get(f"/en/c/{SLUG}/").text)
    assert "Grüne Stadt" in main(admin.get(GREEN).text)
