# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A contribution stays with the wording it was written on, whatever a newer version made of it meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from participation.app import register_seals
from participation.audit import service as audit
from participation.contributions import counters, importing, pinning, queries
from participation.contributions.models import Contribution
from participation.db import Database
from participation.roadmap import items, trace, versions
from participation.roadmap import queries as roadmap
from participation.roadmap import service as drafts
from participation.roadmap.items import ItemPage
from tests.support import town
from tests.support.forms import fields, fill, sign_in

FORM = f"/en/c/{town.SLUG}/items/M1.1.1/contribute/"
FIRST, SECOND = (f"{n} Absatz zu Posteingang scannen." for n in ("Erster", "Zweiter"))
SEEN = "Second paragraph on Scan incoming mail."
NEW = "Zweiter Absatz zu Posteingang scannen, und zwar bald."
SAID = {"text": "Bitte mit Termin.", "group": "citizen"}
STAYS = "Your contribution stays with the wording you read."


def revise(database: Database, passages: Mapping[str, tuple[str, ...] | None]) -> None:
    """Publish the next version: these items (by key) get these German paragraphs, or are dropped."""
    kept = []
    for item in town.DOCUMENT.items:
        words = passages.get(item.key, item.text["de"])
        if words is None:
            continue
        if words != item.text["de"]:
            item = replace(item, text={"de": words})
        kept.append(item)
    with database.writing() as session:
        document = replace(town.DOCUMENT, items=tuple(kept))
        drafts.import_draft(session, document, "test")
        about = roadmap.consultation(session, town.SLUG)
        assert about is not None
        version = versions.in_preparation(session, about.id)
        assert version is not None
        for difference in trace.differences(session, version):
            trace.explain(session, version, difference, "editorial", {}, 0)
        trace.publish(session, about, version, (), "test")
        drafts.touch(session, about.id)


def item_in(database: Database, key: str = "M1.1.1", locale: str = "en") -> ItemPage:
    """Return an item as the newest version has it."""
    with database.reading() as session:
        head = roadmap.head(session, town.SLUG, locale)
        assert head is not None
        found = items.item(session, head.version_id, key, locale)
        assert found is not None
        return found


def kept(database: Database) -> Contribution:
    """Return the only contribution."""
    with database.reading() as session:
        return session.scalars(select(Contribution)).one()


def begin(client: FlaskClient, query: str = "passage=2", **answers: str) -> dict[str, str]:
    """Open a form and fill it in."""
    return fill(client, f"{FORM}?{query}", **{**SAID, **answers})


def finish(client: FlaskClient, data: dict[str, str], *said: str) -> None:
    """Go on to the review, which says these things, back to the form, which says them too, and send it all."""
    reviewed = client.post(FORM, data={**data, "step": "review"})
    again = client.post(FORM, data={**fields(reviewed.text, "submission_key"), "step": "edit"})
    for page in (reviewed, again):
        assert page.status_code == 200
        words = " ".join(html.fromstring(page.text).text_content().split())
        for sentence in said:
            assert sentence in words
    assert fields(again.text, "text")["text"] == data["text"]
    sent = client.post(FORM, data={**fields(again.text, "text"), "step": "send"})
    assert sent.status_code == 303, sent.text
    assert client.get(sent.location).status_code == 200


def test_the_wording_that_was_seen_is_what_is_pinned(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    seen = item_in(database)
    data = begin(client)
    assert data["wording"] == str(seen.passages[1].version_id)
    finish(client, data, SAID["text"])
    said = kept(database)
    assert said.passage_version_id == seen.passages[1].version_id
    assert said.item_version_id == seen.version_id


@pytest.mark.parametrize("kind", ["comment", "counter_wording"])
def test_a_paragraph_that_changed_meanwhile_is_quoted_as_it_was_seen(
    database: Database, client: FlaskClient, kind: str
) -> None:
    register_seals()
    town.found(database)
    seen = item_in(database)
    data = begin(client, f"passage=2&kind={kind}")
    revise(database, {"M1.1.1": (FIRST, NEW)})
    finish(client, data, "has changed in version 2", STAYS, NEW, "paragraph 2 (version 1)")
    assert SEEN in client.post(FORM, data={**data, "step": "edit"}).text
    said = kept(database)
    assert (said.passage_version_id, said.item_version_id) == (
        seen.passages[1].version_id,
        seen.version_id,
    )
    with database.reading() as session:
        found = queries.by_reference(session, said.reference)
        assert found is not None
        assert (found.pinned_text, found.version_number) == (SEEN, 1)
        assert found.passage_id == item_in(database).passages[1].id
        assert counters.check(session) == []
        assert audit.verify(session).faults == ()


def test_a_paragraph_that_got_another_number_is_the_same(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    german = FORM.replace("/en/", "/de/")
    data = fill(client, f"{german}?passage=2", **SAID)
    revise(database, {"M1.1.1": ("Ganz anders: ein Vorspann.", FIRST, SECOND)})
    page = client.post(german, data={**data, "step": "review"}).text
    assert 'class="moved"' not in page
    assert client.post(german, data={**data, "step": "send"}).status_code == 303
    with database.reading() as session:
        found = queries.by_reference(session, kept(database).reference)
        assert found is not None
        assert (found.pinned_text, found.passage_number, found.version_number) == (SECOND, 2, 1)


@pytest.mark.parametrize("kind", ["comment", "counter_wording"])
def test_a_paragraph_that_is_gone_is_still_written_about(
    database: Database, client: FlaskClient, kind: str
) -> None:
    town.found(database)
    data = begin(client, f"passage=2&kind={kind}")
    revise(database, {"M1.1.1": (FIRST,)})
    assert len(item_in(database).passages) == 1
    finish(client, data, "is no longer in version 2", STAYS)
    with database.reading() as session:
        found = queries.by_reference(session, kept(database).reference)
        assert found is not None
        assert (found.pinned_text, found.passage_number) == (SEEN, 2)


@pytest.mark.parametrize("kind", ["comment", "counter_wording"])
def test_an_item_that_was_dropped_is_still_written_about(
    database: Database, client: FlaskClient, kind: str
) -> None:
    town.settle(database)
    data = begin(client, f"passage=2&kind={kind}")
    revise(database, {"M1.1.1": None})
    finish(client, data, "is no longer in version 2", STAYS)
    reference = kept(database).reference
    moderator = client.application.test_client()
    sign_in(moderator, town.MODERATOR, town.PASSWORD)
    page = moderator.get(f"/de/moderation/{reference}/")
    assert SEEN in page.text
    assert "M1.1.1" in page.text


def test_who_writes_about_a_dropped_item_as_a_whole_loses_nothing(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    seen = item_in(database)
    data = begin(client, "")
    revise(database, {"M1.1.1": None})
    finish(client, data, "This is no longer in version 2 of the draft.")
    assert kept(database).item_version_id == seen.version_id
    assert client.get(FORM).status_code == 404, "nobody begins to write about what is dropped"


def test_without_a_wording_the_newest_is_meant(database: Database, client: FlaskClient) -> None:
    town.found(database)
    revise(database, {"M1.1.1": (FIRST, NEW)})
    data = {name: value for name, value in begin(client).items() if name != "wording"}
    assert client.post(FORM, data={**data, "step": "send"}).status_code == 303
    newest = item_in(database)
    said = kept(database)
    assert said.passage_version_id == newest.passages[1].version_id
    assert said.item_version_id == newest.version_id


def test_a_wording_alone_says_which_paragraph(database: Database, client: FlaskClient) -> None:
    town.found(database)
    data = {name: value for name, value in begin(client).items() if name != "passage"}
    revise(database, {"M1.1.1": (NEW, FIRST)})
    assert client.post(FORM, data={**data, "step": "send"}).status_code == 303
    with database.reading() as session:
        found = queries.by_reference(session, kept(database).reference)
        assert found is not None
        assert (found.pinned_text, found.passage_number) == (SEEN, 2)


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_a_forged_wording_is_unknown_and_the_words_are_kept(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    elsewhere = replace(town.DOCUMENT, slug="elsewhere")
    with database.writing() as session:
        drafts.import_draft(session, elsewhere, "test", publish=True)
        drafts.import_draft(session, elsewhere, "test")
        consultation = roadmap.consultation(session, "elsewhere")
        assert consultation is not None
        unpublished = versions.in_preparation(session, consultation.id)
        assert unpublished is not None
        hidden = items.item(session, unpublished.id, "M1.1.1", "en")
        head = roadmap.head(session, "elsewhere", "de")
        assert head is not None
        foreign = items.item(session, head.version_id, "M1.1.1", "en")
        assert hidden is not None
        assert foreign is not None
        assert pinning.pinned(session, hidden.passages[1].version_id) is None
    other = item_in(database, "M1.1.2").passages[1].version_id
    first = item_in(database).passages[0].version_id
    data = begin(client)
    for wording in (
        str(other),
        str(first),
        str(foreign.passages[1].version_id),
        str(hidden.passages[1].version_id),
        "0",
        "-1",
        "²",
        "x",
        " ",
        "1.0",
        "\x00",
        str(2**31),
        "9" * 18,
        str(10**30),
    ):
        for step in ("review", "send"):
            answer = client.post(FORM, data={**data, "wording": wording, "step": step})
            assert answer.status_code == 404, wording
            areas = html.fromstring(answer.text).xpath("//textarea")
            assert [area.text_content().strip() for area in areas] == [SAID["text"]]
        assert client.get(FORM, query_string={"wording": wording}).status_code in (200, 404)
    propose = f"/de/c/{town.SLUG}/propose/"
    answer = client.post(propose, data={**fill(client, propose, **SAID), "wording": str(first)})
    assert answer.status_code == 404
    with database.reading() as session:
        assert session.scalars(select(Contribution)).first() is None


def test_a_translation_that_was_read_is_what_is_pinned(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    data = begin(client)
    revise(database, {"M1.1.1": (FIRST, NEW)})  # nobody has translated it yet
    page = client.post(FORM, data={**data, "step": "review"})
    assert SEEN in page.text
    assert html.fromstring(page.text).xpath("//*[@lang='de'][contains(., 'und zwar bald')]")
    assert client.post(FORM, data={**data, "step": "send"}).status_code == 303
    with database.reading() as session:
        found = queries.by_reference(session, kept(database).reference)
        assert found is not None
        assert (found.pinned_lang, found.version_number) == ("en", 1)


def test_rows_that_are_known_change_nothing_when_the_draft_has_moved_on(
    database: Database,
) -> None:
    town.found(database)
    row = {"external_id": "a", "item": "M1.1.1", "passage": 2, "group": "staff", "text": NEW}
    rows = [(1, {**row, "kind": "counter_wording"}), (2, {**row, "external_id": "b"})]
    for passages, new, known in (((FIRST, NEW), 2, 0), ((FIRST,), 0, 2), (None, 0, 2)):
        with database.writing() as session:
            about = roadmap.consultation(session, town.SLUG)
            assert about is not None
            checked = importing.check(session, about, rows, "letter")
            done = importing.take_in(session, about, checked, town.SECRET, "test")
            assert (done.new, done.known) == (new, known)
        revise(database, {"M1.1.1": passages})
