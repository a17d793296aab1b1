# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writing the next version in the browser."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from participation.db import Database
from participation.roadmap import versions
from participation.roadmap.draft_formats import FORMATS, dump
from tests.support import revising, town
from tests.support.forms import fields, sign_in
from tests.support.pages import spoken

DRAFT = f"/de/draft/{town.SLUG}/"
ITEM = f"{DRAFT}items/M1.1.1/"
FIRST, SECOND = town.DOCUMENT.items[2].text["de"]


@pytest.fixture
def editor(database: Database, client: FlaskClient) -> FlaskClient:
    """Somebody of the CIO office, with version 2 begun."""
    town.settle(database)
    sign_in(client, town.ANALYST, town.PASSWORD)
    begun = client.post(f"{DRAFT}begin/", data=fields(client.get(DRAFT).text, "csrf_token"))
    assert begun.status_code == 303
    return client


def form_of(page: str) -> MultiDict[str, str]:
    """Return the editor's form with repeated fields."""
    form = next(f for f in html.fromstring(page).forms if "marks" in f.fields)
    return MultiDict([(n, v.removeprefix("\n")) for n, v in form.form_values()])


def send(client: FlaskClient, address: str = ITEM, **changes: Any) -> TestResponse:
    """Send the editor's form with some fields changed."""
    data = form_of(client.get(address).text)
    for name, value in changes.items():
        part, _line, rest = name.partition("_")
        field = f"{part}-{rest}" if rest else part
        many = isinstance(value, list)
        data.setlist(f"{field}[]" if many else field, value if many else [value])
    return client.post(address, data=data)


def paragraphs(page: str) -> list[str]:
    """Return the paragraphs that stand in the editor's form."""
    return form_of(page).getlist("passage-text[]")


def csrf(client: FlaskClient) -> dict[str, str]:
    """Return the token that every form carries."""
    return {"csrf_token": fields(client.get(DRAFT).text, "csrf_token")["csrf_token"]}


def test_words_facts_and_paragraphs_are_saved(editor: FlaskClient) -> None:
    texts = [f"{FIRST} Mit Nachsatz.", SECOND]
    done = send(editor, word_title="Post scannen", plain_deadline="2030-01-31", passage_text=texts)
    assert done.status_code == 303
    page = editor.get(done.location).text
    assert "Gespeichert." in page
    assert 'value="2030-01-31"' in page
    assert paragraphs(page) == texts
    listed = editor.get(f"/de/evaluation/{town.SLUG}/changes/").text
    assert "3 Unterschiede zwischen Fassung 1 und Fassung 2" in listed


def test_a_blank_line_splits_and_an_act_only_rearranges(
    editor: FlaskClient, database: Database
) -> None:
    moved = send(editor, act="down:1")
    assert "Noch nicht gespeichert." in moved.text
    assert paragraphs(moved.text) == [SECOND, FIRST]
    assert paragraphs(editor.get(ITEM).text) == [FIRST, SECOND]
    added = send(editor, act="add:1")
    assert paragraphs(added.text) == [FIRST, "", SECOND]
    merged = send(editor, act="merge:2")
    assert paragraphs(merged.text) == [f"{FIRST} {SECOND}"]
    assert paragraphs(send(editor, act="remove:1").text) == [SECOND]
    for nonsense in ("up:1", "down:9", "merge:1", "fly:1", "up:x", "up:99999999999"):
        assert send(editor, act=nonsense).status_code in (200, 303)
    split = send(editor, passage_text=["Erster Absatz zu\n\nPosteingang scannen, neu.", SECOND])
    assert split.status_code == 303
    assert len(paragraphs(editor.get(ITEM).text)) == 3
    with database.writing() as session:
        kinds = [str(one.kind) for one in revising.differences(session)]
    assert sorted(kinds) == ["changed", "split"]


def test_a_translation_stands_beside_its_original(editor: FlaskClient) -> None:
    send(editor, passage_text=["Ganz anders.", SECOND])
    english = f"{ITEM}?language=en"
    page = editor.get(english).text
    assert "Ganz anders." in page
    assert "Das Original hat sich seit der Übersetzung geändert." in page
    data = form_of(page)
    name = next(n for n in data if n.startswith("passage-"))
    data.setlist("checked[]", [name.replace("passage-", "passage:")])
    assert editor.post(english, data=data).status_code == 303
    assert "Das Original hat sich seit der Übersetzung geändert." not in editor.get(english).text
    assert "1 veraltet" not in editor.get(DRAFT).text


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"word_title": ""}, "word-title"),
        ({"word_summary": "Eins\n\nZwei"}, "word-summary"),
        ({"word_status": "x" * 81}, "word-status"),
        ({"plain_source": " "}, "plain-source"),
        ({"plain_deadline": "morgen"}, "plain-deadline"),
        ({"plain_deadline": "2021-02-31"}, "plain-deadline"),
        ({"plain_starts_on": "2031-01-01", "plain_deadline": "2030-01-01"}, "plain-deadline"),
        ({"plain_parent": "Z9"}, "plain-parent"),
        ({"plain_supporting_units": "Amt\n" * 51}, "plain-supporting_units"),
        ({"passage_text": ["", SECOND]}, "passage-1"),
        ({"passage_text": ["x" * 10_001, SECOND]}, "passage-1"),
        ({"passage_text": ["\0", SECOND]}, "passage-1"),
        ({"passage_text": []}, "passages"),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_is_wrong_is_said_at_its_place(
    editor: FlaskClient, changes: dict[str, Any], place: str
) -> None:
    refused = send(editor, **changes)
    assert refused.status_code == 422
    assert f'href="#{place}"' in refused.text
    assert paragraphs(editor.get(ITEM).text) == [FIRST, SECOND], "nothing was saved"


@pytest.mark.parametrize(
    "changes",
    [
        {"marks": "{"},
        {"marks": "[" * 10_000},
        {"passage_id": ["999999", "-1"]},
        {"passage_id": ["1", "1"]},
        {"passage_origins": ["999,1,x", "9" * 40]},
        {"checked": "nothing"},
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_damaged_form_breaks_nothing(editor: FlaskClient, changes: dict[str, Any]) -> None:
    assert send(editor, **changes).status_code in (303, 409)


def test_two_editors_of_one_field_are_brought_together(editor: FlaskClient) -> None:
    late = form_of(editor.get(ITEM).text)
    send(editor, word_title="Titel der einen", word_status="läuft")
    late["word-title"] = "Titel des anderen"
    told = editor.post(ITEM, data=late)
    assert told.status_code == 409
    assert "Titel des anderen" in told.text
    assert "[entfällt: der einen]" in spoken(told.text)
    again = form_of(told.text)
    assert again["word-title"] == "Titel des anderen"
    assert editor.post(ITEM, data=again).status_code == 303
    stands = form_of(editor.get(ITEM).text)
    assert (stands["word-title"], stands["word-status"]) == ("Titel des anderen", "läuft")


def test_the_script_saves_in_between(editor: FlaskClient) -> None:
    data = form_of(editor.get(ITEM).text)
    data.add("passage-id[]", "0")
    data.add("passage-origins[]", "")
    data.add("passage-text[]", "Ein dritter Absatz.")
    wanted = {"Accept": "application/json"}
    saved = editor.post(ITEM, data=data, headers=wanted)
    assert saved.json["message"].startswith("Gespeichert um")
    assert len(saved.json["passages"]) == 3
    data["marks"] = json.dumps(saved.json["marks"])
    data.setlist("passage-id[]", [str(number) for number in saved.json["passages"]])
    data["word-title"] = ""
    refused = editor.post(ITEM, data=data, headers=wanted)
    assert (refused.status_code, refused.json["message"][:18]) == (422, "Nicht gespeichert:")
    data["word-title"] = "Wieder da"
    assert editor.post(ITEM, data=data, headers=wanted).status_code == 200
    assert len(paragraphs(editor.get(ITEM).text)) == 3
    stale = form_of(editor.get(ITEM).text)
    send(editor, word_title="Von jemand anderem")
    stale["word-title"] = "Von mir"
    assert editor.post(ITEM, data=stale, headers=wanted).status_code == 409


def test_what_was_typed_is_given_back_when_the_version_is_out(
    editor: FlaskClient, database: Database
) -> None:
    data = form_of(editor.get(ITEM).text)
    data["word-title"] = "Zu spät geschrieben"
    with database.writing() as session:
        revising.write(session, "M1.1.2", 1, "Anders.")
        revising.publish(session)
    late = editor.post(ITEM, data=data)
    assert late.status_code == 409
    assert "Zu spät geschrieben" in late.text
    assert editor.get(ITEM).status_code == 404


def test_items_come_go_and_move(editor: FlaskClient, database: Database) -> None:
    page = editor.get(f"{DRAFT}?level=measure&parent=Z1.2").text
    assert fields(page, "summary")["key"] == "M1.2.2"
    new = {
        **fields(page, "summary"),
        "title": "Neu",
        "summary": "Kurz",
        "text": "Absatz",
        "source": "4",
    }
    assert editor.post(f"{DRAFT}items/", data={**new, "title": ""}).status_code == 422
    assert editor.post(f"{DRAFT}items/", data={**new, "key": "M1.1.1"}).status_code == 422
    assert editor.post(f"{DRAFT}items/", data={**new, "key": "Schritt"}).status_code == 422
    assert editor.post(f"{DRAFT}items/", data={**new, "parent": "Z1"}).status_code == 422
    done = editor.post(f"{DRAFT}items/", data=new)
    assert done.location.endswith("/items/M1.2.2/")
    up = {**csrf(editor), "direction": "up"}
    assert editor.post(f"{DRAFT}items/M1.2.2/move/", data=up).status_code == 303
    assert editor.post(f"{DRAFT}items/M1.2.2/move/", data=up).status_code == 422
    assert editor.post(f"{DRAFT}items/M9.9.9/move/", data=up).status_code == 404
    below = editor.post(f"{DRAFT}items/Z1.2/remove/", data=csrf(editor))
    assert "Unter Z1.2 stehen weitere Punkte." in below.text
    assert editor.get(f"{DRAFT}items/M1.2.1/remove/").status_code == 200
    assert editor.post(f"{DRAFT}items/M1.2.1/remove/", data=csrf(editor)).status_code == 303
    with database.writing() as session:
        told = [(one.key, str(one.kind)) for one in revising.differences(session)]
    assert told == [("M1.2.1", "removed"), ("M1.2.2", "added")] or told == [
        ("M1.2.2", "added"),
        ("M1.2.1", "removed"),
    ]


def upload(client: FlaskClient, data: bytes, name: str, **more: str) -> TestResponse:
    """Send a draft file."""
    form = fields(client.get(DRAFT).text, "edition")
    file = FileStorage(io.BytesIO(data), filename=name)
    # Encoded here, in memory: the client would leave a temporary file open.
    boundary, body = encode_multipart({**form, "replace": "yes", **more, "file": file})
    kind = f"multipart/form-data; boundary={boundary}"
    with client.post(f"{DRAFT}file/", data=body, content_type=kind) as answer:
        answer.get_data()
        return answer


@pytest.mark.parametrize("form", FORMATS)
def test_files_go_out_and_come_in_unchanged(
    editor: FlaskClient, database: Database, form: str
) -> None:
    with editor.get(f"{DRAFT}file/{form}") as sent:
        data = sent.data
    assert upload(editor, data, f"entwurf.{form}").status_code == 303
    with database.writing() as session:
        assert revising.differences(session) == []


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_file_may_be_larger_than_a_form(editor: FlaskClient) -> None:
    padded = dump(town.DOCUMENT, "yaml") + b"# nothing\n" * 300_000
    assert upload(editor, padded, "entwurf.yaml").status_code == 303
    too_large = dump(town.DOCUMENT, "yaml") + b"# nothing\n" * 525_000
    refused = upload(editor, too_large, "entwurf.yaml")
    assert refused.status_code == 422
    assert "die Datei ist größer als 5 MiB" in refused.text


def test_a_bad_file_is_refused_with_its_places(editor: FlaskClient, database: Database) -> None:
    broken = dump(town.DOCUMENT, "yaml").replace(b"level: goal", b"level: vision")
    refused = upload(editor, broken, "entwurf.yaml")
    assert refused.status_code == 422
    assert "entwurf.yaml:" in refused.text
    assert "level muss eines davon sein" in refused.text
    assert upload(editor, b"", "entwurf.xlsx").status_code == 422
    assert upload(editor, b"PK\x03\x04", "entwurf.xlsx").status_code == 422
    assert upload(editor, b"x", "entwurf.exe").status_code == 422
    assert upload(editor, dump(town.DOCUMENT, "md"), "a.md", replace="").status_code == 422
    assert upload(editor, dump(town.DOCUMENT, "md"), "a.md", edition="99").status_code == 409
    with database.writing() as session:
        assert revising.differences(session) == []


def test_which_paragraph_became_which_can_be_corrected(
    editor: FlaskClient, database: Database
) -> None:
    send(editor, passage_id=["0", "0"], passage_text=["Völlig Neues.", "Noch etwas Neues."])
    with database.writing() as session:
        assert sorted(str(one.kind) for one in revising.differences(session)) == [
            "added",
            "added",
            "removed",
            "removed",
        ]
        published = versions.newest_published(session, revising.consultation(session).id)
        assert published is not None
    address = f"{ITEM}paragraphs/"
    page = editor.get(address).text
    boxes = html.fromstring(page).xpath("//input[@type='checkbox']")
    new = [box.get("name") for box in boxes][::2]
    old = [box.get("value") for box in boxes][:2]
    form = next(f for f in html.fromstring(page).forms if "seen[]" in f.fields)
    data = MultiDict(form.form_values())
    data.setlist(new[0], old)
    assert editor.post(address, data=data).status_code == 303
    with database.writing() as session:
        kinds = [str(one.kind) for one in revising.differences(session)]
    assert kinds == ["merged", "added"]
    data.setlist("seen[]", ["1", "2", "3", "x", "9" * 30])
    assert editor.post(address, data=data).status_code == 409


def test_the_preview_is_not_the_public_page(editor: FlaskClient) -> None:
    send(editor, passage_text=["Ein Geheimnis bis zur Veröffentlichung.", SECOND])
    preview = editor.get(f"{ITEM}preview/").text
    assert "Nicht veröffentlicht." in preview
    assert "Ein Geheimnis" in preview
    assert editor.get(f"{ITEM}preview/?language=en").status_code == 200
    assert editor.get(f"{ITEM}preview/?language=xx").status_code == 404
    guest = editor.application.test_client()
    assert "Ein Geheimnis" not in guest.get(f"/de/c/{town.SLUG}/items/M1.1.1/").text


def test_a_version_is_given_up_only_as_it_was_seen(editor: FlaskClient, database: Database) -> None:
    form = fields(editor.get(f"{DRAFT}discard/").text, "edition")
    send(editor, word_title="Inzwischen geändert")
    assert editor.post(f"{DRAFT}discard/", data=form).status_code == 409
    form = fields(editor.get(f"{DRAFT}discard/").text, "edition")
    assert editor.post(f"{DRAFT}discard/", data=form).status_code == 303
    with database.reading() as session:
        assert versions.in_preparation(session, revising.consultation(session).id) is None


def test_others_have_no_business_here(editor: FlaskClient) -> None:
    citizen = editor.application.test_client()
    sign_in(citizen, town.CITIZEN, town.PASSWORD)
    for path in ("/de/draft/", DRAFT, ITEM, f"{ITEM}preview/", f"{DRAFT}file/md"):
        assert citizen.get(path).status_code == 403
