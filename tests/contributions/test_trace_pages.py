# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What became of it, on the public pages: the changes of a version, the results, the receipt."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from participation.contributions import answers
from participation.contributions import service as contributions
from participation.contributions.service import Taken
from participation.db import Database
from participation.roadmap import tree_editing
from tests.support import revising, town
from tests.support.forms import fields
from tests.support.pages import spoken

CHANGES = f"/de/c/{town.SLUG}/versions/2/changes/"


@pytest.fixture
def caused(database: Database) -> Taken:
    """A published contribution that has changed a paragraph in version 2."""
    town.found(database)
    with database.writing() as session:
        taken = town.say(session, "Bitte auch am Telefon.")
        contributions.decide(session, taken.reference, 1, "publish", None, None, "test")
        answers.save_answer(
            session,
            (taken.contribution_id, taken.reference),
            "follow",
            {"de": "Das übernehmen wir.", "en": "We take it over."},
            "Bürgerdienste",
            seen=0,
            publish=False,
            actor="test",
        )
    with database.writing() as session:
        revising.trace_to(session, taken.reference)
    return taken


def test_the_page_of_changes_makes_sense_without_its_marks(
    client: FlaskClient, caused: Taken
) -> None:
    said = spoken(client.get(CHANGES).text)
    assert "1 Stelle ist neu." in said
    assert "M1.1.1 Posteingang scannen Absatz 2 Fassung 1 Zweiter Absatz" in said
    assert "Posteingang scannen[neu: , auch am Telefon]. Geändert wegen 1 Beitrags" in said
    assert f"Das Telefon fehlte bisher. {caused.reference}" in said


def test_a_contribution_tells_what_it_has_changed(client: FlaskClient, caused: Taken) -> None:
    said = spoken(client.get(f"/de/contributions/{caused.reference}/").text)
    assert "Antwort der Stadt" in said
    assert "Das übernehmen wir." in said
    assert "Geändert in Fassung 2: M1.1.1 Posteingang scannen, Absatz 2" in said
    assert "[neu: , auch am Telefon]" in said


def test_the_receipt_shows_before_and_after(client: FlaskClient, caused: Taken) -> None:
    form = fields(client.get("/de/receipt/").text, "code")
    opened = client.post("/de/receipt/", data={**form, "code": caused.code})
    said = spoken(client.get(opened.location).text)
    assert "Wird übernommen" in said
    assert "Fassung 1 Zweiter Absatz zu Posteingang scannen." in said
    assert "Fassung 2 Zweiter Absatz zu Posteingang scannen[neu: , auch am Telefon]." in said


def test_the_item_marks_what_is_new_and_what_was_said_before(
    client: FlaskClient, caused: Taken
) -> None:
    page = client.get(f"/de/c/{town.SLUG}/items/M1.1.1/")
    said = spoken(page.text)
    assert revising.NEW_WORDS in said
    assert "geändert in Fassung 2" in said
    assert "Daraufhin geändert: in Fassung 2" in said
    assert f'href="{CHANGES}#change-1"' in page.text
    tree = spoken(client.get(f"/de/c/{town.SLUG}/").text)
    assert "Geändert in Fassung 2 1" in tree
    narrowed = client.get(f"/de/c/{town.SLUG}/?changed=1").text
    assert "/items/M1.1.1/" in narrowed
    assert "/items/M1.1.2/" not in narrowed


def test_an_answer_that_is_kept_back_is_nowhere(client: FlaskClient, database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        taken = town.say(session)
        contributions.decide(session, taken.reference, 1, "publish", None, None, "test")
        about = (taken.contribution_id, taken.reference)
        text = {"de": "Noch geheim."}
        answers.save_answer(session, about, "not", text, None, 0, False, "test")
    for path in (f"/de/contributions/{taken.reference}/", f"/de/c/{town.SLUG}/items/M1.1.1/"):
        assert "Noch geheim." not in client.get(path).text


def test_what_is_dropped_can_still_be_read_but_not_written_about(
    client: FlaskClient, database: Database
) -> None:
    town.found(database)
    with database.writing() as session:
        taken = town.say(session, "Der Schalter bleibt!", "M1.2.1")
        contributions.decide(session, taken.reference, 1, "publish", None, None, "test")
    with database.writing() as session:
        tree_editing.remove(session, revising.version(session), "M1.2.1", "test")
        revising.publish(session)
    page = client.get(f"/de/c/{town.SLUG}/items/M1.2.1/")
    assert page.status_code == 200
    assert "Der Schalter bleibt!" in page.text
    assert "/contribute/" not in page.text
    assert "/items/M1.2.1/" not in client.get(f"/de/c/{town.SLUG}/").text
    said = spoken(client.get(CHANGES).text)
    assert "M1.2.1 Schalter erhalten Maßnahme entfallen" in said
    assert client.get(f"/de/contributions/{taken.reference}/").status_code == 200


def test_the_results_say_what_was_asked_and_what_changed(
    client: FlaskClient, caused: Taken
) -> None:
    said = spoken(client.get(f"/de/c/{town.SLUG}/results/").text)
    assert "Der Rat liest das Ergebnis." in said
    assert "weniger als 5" in said, "one contribution is too few to be told by group"
    assert "1 Änderung." in said
    assert client.get(f"/en/c/{town.SLUG}/results/").status_code == 200


def test_the_table_of_changes_is_there_for_everybody(client: FlaskClient, caused: Taken) -> None:
    with client.get(f"/de/c/{town.SLUG}/versions/2/changes.csv") as answer:
        data = answer.data
    (row,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")
    assert (row["item"], row["field"], row["passage"]) == ("M1.1.1", "passage", "2")
    assert (row["contributions"], row["contribution_count"]) == (caused.reference, "1")
    assert row["after"] == revising.NEW_WORDS
    with client.get(f"/de/c/{town.SLUG}/versions/2/changes.xlsx") as workbook:
        assert workbook.data.startswith(b"PK")


@pytest.mark.parametrize(
    "path",
    [
        f"/de/c/{town.SLUG}/versions/3/changes/",
        f"/de/c/{town.SLUG}/versions/0/changes/",
        f"/de/c/{town.SLUG}/versions/99999999999999999999/changes/",
        f"/de/c/{town.SLUG}/versions/x/changes/",
        f"/de/c/{town.SLUG}/versions/3/changes.csv",
        f"/de/c/{town.SLUG}/versions/2/changes.exe",
        "/de/c/none/versions/1/changes/",
        "/de/c/none/results/",
    ],
)
def test_what_is_not_there_is_not_found(client: FlaskClient, caused: Taken, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_version_in_preparation_is_not_shown(client: FlaskClient, database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        revising.write(session, "M1.1.1", 1, "Ein Geheimnis.")
    for path in (CHANGES, f"/de/c/{town.SLUG}/versions/2/changes.csv"):
        assert client.get(path).status_code == 404
    for path in (f"/de/c/{town.SLUG}/", f"/de/c/{town.SLUG}/items/M1.1.1/"):
        assert "Ein Geheimnis." not in client.get(path).text
    first = spoken(client.get(f"/de/c/{town.SLUG}/versions/1/changes/").text)
    assert "Dies ist die erste Fassung." in first
