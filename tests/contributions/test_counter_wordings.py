# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Another wording for a paragraph: asked for, checked, shown as a difference, brought in and out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from participation.app import register_seals
from participation.audit import service as audit
from participation.config import Settings
from participation.contributions import counters, lists, queries, rules, seals, service, wording
from participation.contributions.models import Contribution, ContributionVersion
from participation.db import Database
from participation.reports import download, exports
from participation.roadmap import queries as roadmap
from participation.roadmap.draft_items import LONGEST_PASSAGE
from tests.support import town
from tests.support.commands import Command, commander
from tests.support.forms import contribute, fields, fill

FORM = f"/de/c/{town.SLUG}/items/M1.1.1/contribute/"
ASK = f"{FORM}?passage=2&kind=counter_wording"
PRESENT = "Zweiter Absatz zu Posteingang scannen."
PROPOSED = "Zweiter Absatz zu Posteingang öffnen & scannen."
ANSWERS = {"text": PROPOSED, "grounds": "Sonst bleibt er *zu*.", "group": "citizen"}


@pytest.fixture
def participation(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Command:
    """Run `participation` with arguments; gives status, output and complaints."""
    return commander(settings, monkeypatch, capfd)


def marked(page: str) -> tuple[list[str], list[str]]:
    """Return what a page marks as (new, dropped), each with the words that say so."""
    document = html.fromstring(page)
    return (
        [mark.text_content() for mark in document.iter("ins")],
        [mark.text_content() for mark in document.iter("del")],
    )


def kept(database: Database) -> tuple[Contribution, ContributionVersion]:
    """Return the only contribution and its words."""
    with database.reading() as session:
        return (
            session.scalars(select(Contribution)).one(),
            session.scalars(select(ContributionVersion)).one(),
        )


def suggest(database: Database, client: FlaskClient, **changes: str) -> str:
    """Suggest another wording, publish it, and return its reference."""
    contribute(client, ASK, {**ANSWERS, **changes})
    with database.writing() as session:
        reference = session.scalars(select(Contribution.reference)).one()
        service.decide(session, reference, 1, "publish", None, None, "test")
    return reference


def test_the_form_begins_with_the_present_wording(database: Database, client: FlaskClient) -> None:
    town.found(database)
    page = client.get(ASK).text
    held = fields(page, "grounds")
    assert (held["text"], held["grounds"], held["passage"]) == (PRESENT, "", "2")
    assert 'name="language"' not in page, "the language is that of the wording"


def test_comment_and_other_wording_lead_to_each_other(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    page = client.get(f"{FORM}?passage=2").text
    assert 'name="grounds"' not in page
    other = html.fromstring(page).xpath("//a[contains(@href, 'kind=counter_wording')]/@href")
    page = client.get(other[0]).text
    assert fields(page, "grounds")["text"] == PRESENT
    back = html.fromstring(page).xpath("//*[@class='quoted']//a/@href")
    assert fields(client.get(back[0]).text, "text")["kind"] == "comment"


def test_the_review_shows_the_difference_and_the_grounds(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    reviewed = client.post(FORM, data={**fill(client, ASK, **ANSWERS), "step": "review"})
    assert reviewed.status_code == 200
    new, dropped = marked(reviewed.text)
    assert (len(new), dropped) == (1, [])
    assert "öffnen & " in new[0]
    assert ANSWERS["grounds"] in reviewed.text
    again = client.post(FORM, data={**fields(reviewed.text, "submission_key"), "step": "edit"})
    assert {name: fields(again.text, "text")[name] for name in ANSWERS} == ANSWERS


def test_it_is_kept_as_typed_in_the_language_of_the_wording(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    english = ASK.replace("/de/", "/en/")
    typed = "  Second paragraph on\r\nBürger*innen and <b>mail</b>. "
    contribute(client, english, {**ANSWERS, "text": typed, "language": "tr"})
    said, words = kept(database)
    assert (said.kind, words.language) == ("counter_wording", "en")
    assert words.text == typed.replace("\r\n", "\n")
    assert words.grounds == ANSWERS["grounds"]
    assert words.html == "<p>Second paragraph on<br>Bürger*innen and &lt;b&gt;mail&lt;/b&gt;.</p>"
    with database.reading() as session:
        found = queries.by_reference(session, said.reference)
        assert found is not None
        assert found.pinned_text == "Second paragraph on Scan incoming mail."
        assert (found.pinned_lang, found.passage_number, found.version_number) == ("en", 2, 1)
        assert found.passage_version_id == said.passage_version_id
        assert found.grounds_html == "<p>Sonst bleibt er <em>zu</em>.</p>\n"


def test_everybody_sees_the_difference(database: Database, client: FlaskClient) -> None:
    town.found(database)
    reference = suggest(database, client)
    guest = client.application.test_client()
    item = f"/de/c/{town.SLUG}/items/M1.1.1/"
    for page in (item, f"/de/contributions/{reference}/"):
        answer = guest.get(page)
        assert answer.status_code == 200
        new, dropped = marked(answer.text)
        assert (len(new), dropped) == (1, [])
        assert "<em>zu</em>" in answer.text
        assert "css/diff" in answer.text
    assert marked(client.get("/de/receipt/").text)[0], "the author sees it, too"
    with database.reading() as session:
        page_of = lists.of_item(session, (1, 3), lists.Wanted(), "de")
        pieces = page_of.contributions[0].pieces
        assert pieces is not None
        assert "".join(p.text for p in pieces if p.kind != "inserted") == PRESENT
        assert "".join(p.text for p in pieces if p.kind != "deleted") == PROPOSED


def test_nothing_in_a_wording_turns_the_page_around(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    reference = suggest(database, client, text="\u202eZweiter\u2066 <script>Absatz</script>.")
    page = client.get(f"/de/contributions/{reference}/").text
    shown = html.fromstring(page).get_element_by_id(reference).text_content()
    assert not {"\u202e", "\u2066"} & set(shown)
    assert "<script>" in shown, "markup is shown as it was typed"
    assert "</script>" in shown


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": PRESENT}, "text"),
        ({"text": f"\n {PRESENT.replace(' ', '  ')}\n "}, "text"),
        ({"text": f"{PRESENT}\n\nUnd noch ein Absatz."}, "text"),
        ({"text": f"{PRESENT}\r\n \t\r\nUnd noch ein Absatz."}, "text"),
        ({"text": ""}, "text"),
        ({"text": " \u200b"}, "text"),
        ({"text": "x" * 10_001}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"grounds": "x" * 10_001}, "grounds"),
        ({"grounds": "a\x00b"}, "grounds"),
        ({"stance": "weather"}, "stance"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(
    database: Database, client: FlaskClient, change: dict[str, str], field: str
) -> None:
    town.found(database)
    data = {**fill(client, ASK, **ANSWERS), **change}
    for step in ("review", "send"):
        answer = client.post(FORM, data={**data, "step": step})
        assert answer.status_code == 422
        document = html.fromstring(answer.text)
        assert document.get_element_by_id(f"{field}-fault").text_content().strip()
        held = fields(answer.text, "text")
        assert held["kind"] == "counter_wording"
        for name in {"text", "grounds"} - {field}:
            assert held[name] == ANSWERS[name]
    with database.reading() as session:
        assert session.scalars(select(Contribution)).first() is None


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_line_break_or_another_space_is_no_new_paragraph(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    contribute(client, ASK, {**ANSWERS, "text": f"\n{PROPOSED}\nUnd Schluss.\n\n", "grounds": " "})
    assert kept(database)[1].grounds is None


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("kind=counter_wording", 404),
        ("passage=9&kind=counter_wording", 404),
        ("passage=%00&kind=counter_wording", 404),
        (f"passage={10**30}&kind=counter_wording", 404),
        ("passage=2&kind=statement", 404),
        ("passage=2&kind=%00", 404),
        ("passage=2&text=Vorgabe", 200),
    ],
)
def test_what_cannot_be_reworded_is_not_found(
    database: Database, client: FlaskClient, query: str, status: int
) -> None:
    town.found(database)
    assert client.get(f"{FORM}?{query}").status_code == status


@pytest.mark.parametrize("backend", ["sqlite"])
def test_another_wording_needs_a_paragraph(database: Database, client: FlaskClient) -> None:
    town.found(database)
    for address in (FORM, f"/de/c/{town.SLUG}/propose/"):
        data = {**fill(client, address, text=PROPOSED), **ANSWERS, "kind": "counter_wording"}
        answer = client.post(address, data={**data, "step": "send"})
        assert answer.status_code == 422
        assert fields(answer.text, "text")["text"] == PROPOSED
    assert client.get(f"/de/c/{town.SLUG}/propose/?kind=counter_wording").status_code == 404
    assert client.get(f"/de/c/{town.SLUG}/propose/?passage=2").status_code == 404
    assert rules.longest("counter_wording") == LONGEST_PASSAGE


@pytest.mark.parametrize("backend", ["sqlite"])
def test_grounds_belong_to_another_wording_only(database: Database, client: FlaskClient) -> None:
    town.found(database)
    data = {**fill(client, f"{FORM}?passage=2", text="Gut so."), "group": "citizen"}
    sent = client.post(FORM, data={**data, "grounds": "Darum.", "step": "send"})
    assert sent.status_code == 303
    assert kept(database)[1].grounds is None


def test_the_seal_names_grounds_only_where_there_are_some(
    database: Database, client: FlaskClient
) -> None:
    register_seals()
    town.found(database)
    with database.writing() as session:
        plain = town.say(session)
    reference = suggest_beside(client)
    with database.writing() as session:
        sealed: dict[str, Any] = dict(seals.read(session))
        assert "grounds" not in sealed[seals.subject(plain.reference)]
        assert sealed[seals.subject(reference)]["grounds"] == ANSWERS["grounds"]
        assert audit.verify(session).faults == ()
        assert counters.check(session) == []
        words = session.scalars(
            select(ContributionVersion).where(ContributionVersion.grounds != "")
        )
        words.one().grounds = "Ganz anders."
    with database.reading() as session:
        assert audit.verify(session).faults == (
            f"contribution/{reference}: changed since it was recorded",
        )


def suggest_beside(client: FlaskClient) -> str:
    """Suggest another wording and return its reference."""
    page = contribute(client, ASK, ANSWERS)
    return html.fromstring(page.text).get_element_by_id("reference").text_content().strip()


ROW = {
    "external_id": "w1",
    "item": "M1.1.1",
    "passage": 2,
    "kind": "counter_wording",
    "group": "staff",
    "text": PROPOSED,
    "grounds": "Sonst bleibt er *zu*.",
    "state": "published",
}


def rows_file(folder: Path, *rows: dict[str, object]) -> Path:
    """Write rows as JSON Lines."""
    path = folder / "in.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def test_other_wordings_come_in_and_out(
    database: Database, participation: Command, tmp_path: Path
) -> None:
    register_seals()
    town.found(database)
    rows: list[dict[str, object]] = [
        ROW,
        {**ROW, "external_id": "w2", "grounds": None, "language": "en"},
        {**ROW, "external_id": "w3", "kind": "comment", "grounds": "", "passage": ""},
    ]
    file = rows_file(tmp_path, *rows)
    done = participation("contributions", "import", file, "--consultation", town.SLUG)
    assert (done.status, done.err) == (0, [])
    with database.reading() as session:
        head = roadmap.head(session, town.SLUG, "de")
        assert head is not None
        told = [
            dict(zip(exports.CONTRIBUTION_COLUMNS, row, strict=True))
            for row in exports.contributions(session, head, "de")
        ]
        assert [(row["grounds"], row["wording"]) for row in told] == [
            (ROW["grounds"], PRESENT),
            (None, PRESENT),
            (None, None),
        ]
        assert [row["language"] for row in told] == ["de", "en", "de"]
        assert exports.CONTRIBUTION_COLUMNS[-2:] == ("grounds", "wording")
        assert audit.verify(session).faults == ()
        for kind in download.FORMATS:
            with (tmp_path / kind).open("wb") as out:
                download.write(session, head, download.Wanted("contributions", kind), out)
    assert json.loads((tmp_path / "json").read_text())[0]["wording"] == PRESENT
    assert PRESENT in (tmp_path / "csv").read_text("utf-8-sig")
    with database.writing() as session:
        service.render_some(session)
    assert kept_html(database) == wording.html_of("counter_wording", PROPOSED)


def kept_html(database: Database) -> str | None:
    """Return the first contribution's HTML as it is kept."""
    with database.reading() as session:
        return session.scalars(
            select(ContributionVersion.html).order_by(ContributionVersion.id)
        ).first()


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"passage": None}, "a counter_wording needs the number of its paragraph in passage"),
        ({"item": None}, "passage needs an item"),
        ({"text": PRESENT}, "the text of a counter_wording is the wording as it is already"),
        ({"text": "Eins.\r\n\r\nZwei."}, "is one paragraph, without blank lines"),
        ({"grounds": "x" * 10_001}, "grounds has 10001 characters, at most 10000 are possible"),
        ({"grounds": "a\u0000"}, "grounds holds what cannot be stored (nul)"),
        ({"grounds": 7}, "grounds is not text"),
        ({"kind": "comment"}, "grounds are those of a counter_wording only"),
    ],
)
def test_a_wrong_row_is_named(
    database: Database,
    participation: Command,
    tmp_path: Path,
    change: dict[str, object],
    said: str,
) -> None:
    town.found(database)
    file = rows_file(tmp_path, {**ROW, "external_id": "w0"}, {**ROW, **change})
    done = participation("contributions", "import", file, "--consultation", town.SLUG)
    assert done.status == 2
    assert len(done.err) == 1
    assert done.err[0].startswith(f"participation: {file}: row 2: ")
    assert said in done.err[0]
