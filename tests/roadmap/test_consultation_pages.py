# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Setting up a consultation in steps, announcing it, and the acts after its end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from participation import clock
from participation.db import Database
from participation.roadmap import consultation_setup, service
from participation.roadmap.consultation_setup import Words
from participation.roadmap.rules import Phase
from tests.support import town
from tests.support.administration import (
    ALL,
    DATES,
    GREEN,
    NEW,
    NOW,
    SLUG,
    TEXTS,
    TOWN,
    actions,
    enter,
    make,
    publish,
    send,
    sound,
    stored,
    typed,
)
from tests.support.forms import contribute, fill, sign_in

GUEST_FORM = f"/de/c/{town.SLUG}/items/M1.1.1/contribute/"
SAID = {"text": "Bitte mit Termin.", "group": "citizen", "concern": "cost", "stance": "partly"}


@pytest.fixture
def admin(database: Database, client: FlaskClient) -> FlaskClient:
    """An administrator who has signed in, on a morning in October."""
    return enter(database, client)


def test_four_steps_lead_to_an_announced_consultation(
    database: Database, admin: FlaskClient
) -> None:
    assert "There is no consultation yet." in admin.get(ALL).text
    made = send(admin, NEW, **TEXTS, **{"language-tr": "1", "tr-title": "Yeşil şehir"})
    assert made.location.endswith(f"{GREEN}time/?saved=texts")
    onward = send(admin, made.location, **DATES)
    assert onward.location.endswith(f"{GREEN}people/?saved=time")
    onward = send(admin, onward.location, **{"group-citizen": "1", "group-staff": "1", "k": "7"})
    assert onward.location.endswith(f"{GREEN}announce/?saved=people")
    page = admin.get(onward.location).text
    assert "No version of the draft is published yet." in page
    assert "Yeşil şehir" in page
    assert "25\N{NO-BREAK SPACE}October\N{NO-BREAK SPACE}2026, 24:00" in page
    assert "1 thing is missing" in admin.get(ALL).text
    assert admin.get(f"/en/c/{SLUG}/").status_code == 404
    publish(database)
    done = send(admin, f"{GREEN}announce/")
    assert "Announced on 1" in admin.get(done.location).text
    found = stored(database)
    assert (found.phase, found.announced_at, found.k) == (Phase.ANNOUNCED, NOW, 7)
    assert found.ends_at == datetime(2026, 10, 25, 23, tzinfo=UTC)
    assert (found.languages, found.groups) == (("de", "tr"), ("citizen", "staff"))
    assert admin.get(f"/en/c/{SLUG}/").status_code == 200
    recorded = actions(database, f"consultation/{SLUG}")
    assert recorded == [
        "consultation.created",
        "consultation.changed",
        "consultation.changed",
        "consultation.announced",
    ]
    sound(database)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_only_administrators_run_consultations(database: Database, client: FlaskClient) -> None:
    town.settle(database)
    sign_in(client, town.ANALYST, town.PASSWORD)
    assert client.get(ALL).status_code == 403
    assert client.get(f"{TOWN}acts/archive/").status_code == 403
    assert "Administration" not in client.get("/en/account/").text


@pytest.mark.parametrize("backend", ["sqlite"])
def test_administrators_find_their_pages_from_their_account(admin: FlaskClient) -> None:
    assert f'href="{ALL}"' in admin.get("/en/account/").text
    for strange in ("Green", "a--b", "%00", "none"):
        assert admin.get(f"/en/admin/{strange}/").status_code == 404
    assert admin.get(f"{ALL}none/acts/announce/").status_code == 404


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("change", "at", "said"),
    [
        ({"slug": ""}, "slug", "Write small letters"),
        ({"slug": "Grüne Stadt"}, "slug", "Write small letters"),
        ({"slug": "a" * 81}, "slug", "at most 80 characters"),
        ({"slug": "a\x07b"}, "slug", "characters that cannot be stored"),
        ({"slug": "other-town"}, "slug", "Another consultation has this address already."),
        ({"de-title": " \u200b"}, "de-title", "Write the title in German."),
        ({"de-title": "x" * 201}, "de-title", "The text has 201 characters."),
        ({"de-lead": "x" * 1_001}, "de-lead", "The text has 1001 characters."),
        ({"de-purpose": "a\x00b"}, "de-purpose", "characters that cannot be stored"),
        ({"language-en": "1", "en-title": "x" * 201}, "en-title", "The text has 201"),
        ({"language-xx": "1"}, "languages", "Choose among the answers offered."),
        ({"responsible_unit": "x" * 201}, "responsible_unit", "The text has 201 characters."),
    ],
)
def test_what_is_wrong_with_the_texts_is_said_at_its_field(
    database: Database, admin: FlaskClient, change: dict[str, Any], at: str, said: str
) -> None:
    with database.writing() as session:
        service.import_draft(session, town.DOCUMENT, "test", slug="other-town")
    answer = send(admin, NEW, **{**TEXTS, "de-legal_basis": "Ratsbeschluss", **change})
    assert answer.status_code == 422
    assert said in html.fromstring(answer.text).get_element_by_id(f"{at}-fault").text_content()
    assert typed(answer.text)["de-legal_basis"] == "Ratsbeschluss"
    with database.reading() as session:
        assert consultation_setup.find(session, SLUG) is None


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("change", "at", "said"),
    [
        ({"start_day": "31.02.2026"}, "start_day", "There is no such day."),
        ({"start_day": "2026-02-31"}, "start_day", "There is no such day."),
        ({"start_day": ""}, "start_day", "Give the day as well."),
        ({"end_time": ""}, "end_time", "Give the time as well."),
        ({"end_time": "24:01"}, "end_time", "There is no such time."),
        ({"end_time": "a\x00"}, "end_time", "characters that cannot be stored"),
        ({"end_day": "2026-10-01"}, "end_day", "The end must come after the start."),
        ({"evaluation_until": "soon"}, "evaluation_until", "There is no such day."),
        ({"evaluation_until": "2026-10-20"}, "evaluation_until", "cannot be due before the end"),
        ({"answers_until": "2026-11-20"}, "answers_until", "cannot be due before the evaluation"),
        (
            {"end_day": "2027-03-28", "end_time": "02:30"},
            "end_time",
            "02:30 does not exist on 28 March 2027: the clocks go forward in that night.",
        ),
    ],
)
def test_what_is_wrong_with_the_dates_is_said_at_its_field(
    database: Database, admin: FlaskClient, change: dict[str, Any], at: str, said: str
) -> None:
    make(admin)
    answer = send(admin, f"{GREEN}time/", **{**DATES, **change})
    assert answer.status_code == 422
    fault = html.fromstring(answer.text).get_element_by_id(f"{at}-fault").text_content()
    assert said in fault.replace("\N{NO-BREAK SPACE}", " ")
    assert typed(answer.text)["start_time"] == "09:00"
    assert stored(database).starts_at is None


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("change", "at", "said"),
    [
        ({"k": "2"}, "k", "Write a whole number from 3 to 1000."),
        ({"k": "1001"}, "k", "Write a whole number from 3 to 1000."),
        ({"k": "9" * 30}, "k", "Write a whole number"),
        ({"k": "five"}, "k", "Write a whole number"),
        ({"moderation_policy": "never"}, "moderation_policy", "Choose among the answers"),
        ({"group-nobody": "1"}, "groups", "Choose among the answers offered."),
    ],
)
def test_what_is_wrong_with_the_people_is_said_at_its_field(
    database: Database, admin: FlaskClient, change: dict[str, str], at: str, said: str
) -> None:
    make(admin)
    answer = send(admin, f"{GREEN}people/", **{"group-board": "1", **change})
    assert answer.status_code == 422
    assert said in html.fromstring(answer.text).get_element_by_id(f"{at}-fault").text_content()
    assert typed(answer.text)["group-board"] == "1"
    assert stored(database).groups == ()


def test_an_hour_that_comes_twice_is_asked_about(database: Database, admin: FlaskClient) -> None:
    make(admin)
    twice = {**DATES, "end_time": "02:30"}
    asked = send(admin, f"{GREEN}time/", **twice)
    assert asked.status_code == 422
    page = html.fromstring(asked.text)
    assert "comes twice" in page.get_element_by_id("end_fold-fault").text_content()
    assert page.xpath("//input[@name='end_fold']/@value") == ["0", "1"]
    kept = typed(asked.text)
    assert {name: kept[name] for name in twice} == twice
    for fold, hour in (("0", 0), ("1", 1)):
        saved = send(admin, f"{GREEN}time/", **twice, end_fold=fold)
        assert saved.status_code == 303
        assert stored(database).ends_at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
        again = typed(admin.get(f"{GREEN}time/").text)
        assert (again["end_time"], again["end_fold"]) == ("02:30", fold)
    assert "02:30 winter time" in admin.get(GREEN).text
    assert send(admin, f"{GREEN}time/", end_time="1830").status_code == 303
    assert stored(database).ends_at == datetime(2026, 10, 25, 17, 30, tzinfo=UTC)


def test_midnight_is_shown_as_the_end_of_the_day_before(
    database: Database, admin: FlaskClient
) -> None:
    make(admin)
    send(admin, f"{GREEN}time/", **{**DATES, "end_day": "2026-10-26", "end_time": "00:00"})
    assert stored(database).ends_at == datetime(2026, 10, 25, 23, tzinfo=UTC)
    form = typed(admin.get(f"{GREEN}time/").text)
    assert (form["end_day"], form["end_time"]) == ("2026-10-25", "24:00")


def test_the_last_second_is_open_and_the_end_is_closed(
    database: Database, admin: FlaskClient
) -> None:
    clock.fix(NOW)
    town.found(database)
    end = {"end_day": "2026-10-25", "end_time": "24:00"}
    assert send(admin, f"{TOWN}time/", **end).status_code == 303
    guest = admin.application.test_client()
    moment = datetime(2026, 10, 25, 23, tzinfo=UTC)
    clock.fix(moment - timedelta(seconds=1))
    assert contribute(guest, GUEST_FORM, SAID).status_code == 200
    begun = {**fill(guest, GUEST_FORM, **SAID), "step": "send"}
    ready = {**begun, "begun": ""}  # what was begun in time has half an hour more
    clock.fix(moment)
    refused = guest.post(GUEST_FORM, data=ready)
    assert refused.status_code == 403
    assert guest.get(GUEST_FORM).status_code == 403
    assert stored(database, town.SLUG).phase == Phase.CLOSED


def test_what_two_people_saved_is_shown_side_by_side_and_brought_together(
    database: Database, admin: FlaskClient
) -> None:
    make(admin)
    mine = typed(admin.get(f"{GREEN}texts/").text)
    turkish = {"language-tr": "1", "tr-title": "Yeşil", "tr-lead": "Ağaçlar nerede eksik?"}
    theirs = {"de-title": "Grünere Stadt", **turkish}
    assert send(admin, f"{GREEN}texts/", **theirs).status_code == 303
    late = {**mine, "de-title": "Grünste Stadt", "de-lead": "Wo fehlen Bäume?"}
    conflict = admin.post(f"{GREEN}texts/", data=late)
    assert conflict.status_code == 409
    page = html.fromstring(conflict.text)
    beside = {
        name: " ".join(page.get_element_by_id(f"{name}-theirs").text_content().split())
        for name in ("de-title", "de-lead", "languages", "tr-lead")
    }
    assert beside == {
        "de-title": "Saved meanwhile: Grünere Stadt",
        "de-lead": "Saved meanwhile: nothing",
        "languages": "Saved meanwhile: Deutsch, Türkçe",
        "tr-lead": "Saved meanwhile: Ağaçlar nerede eksik?",
    }
    kept = typed(conflict.text)
    assert (kept["de-title"], kept["de-lead"]) == ("Grünste Stadt", "Wo fehlen Bäume?")
    assert stored(database).texts["de"] == Words("Grünere Stadt")
    assert admin.post(f"{GREEN}texts/", data=kept).status_code == 303
    assert stored(database).texts == {"de": Words("Grünste Stadt", "Wo fehlen Bäume?")}
    without = {name: value for name, value in kept.items() if name != "edition"}
    assert admin.post(f"{GREEN}texts/", data={**without, "de-lead": ""}).status_code == 409


def test_saving_the_same_again_is_nobodys_conflict(database: Database, admin: FlaskClient) -> None:
    make(admin)
    before = stored(database).edition
    for step in ("texts", "time", "people"):
        assert send(admin, f"{GREEN}{step}/").status_code == 303
    assert stored(database).edition == before
