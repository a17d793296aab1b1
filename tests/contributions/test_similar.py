# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What others have said like it: found at the review, in any language, and only among what everybody may read."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from participation.cli import demo_voices, demo_words
from participation.contributions import importing, revising, rules, service, similar
from participation.contributions.models import (
    Contribution,
    ContributionVersion,
    Fingerprint,
    Shingle,
)
from participation.contributions.rules import Channel, Kind, State
from participation.db import Database
from participation.methods import campaigns
from participation.roadmap import items
from participation.roadmap import queries as roadmap
from participation.roadmap import service as drafts
from tests.support import town
from tests.support.forms import fill

FORM = f"/de/c/{town.SLUG}/items/M1.1.1/contribute/"
WORDS = {
    "de": "Wir brauchen am Bahnhof mehr Platz für Fahrräder und ein Dach darüber.",
    "tr": "İstasyonda bisikletler için daha fazla yer ve üstünde bir çatı istiyoruz.",
    "ar": "نحتاج إلى مساحة أكبر للدراجات في المحطة وسقف فوقها من فضلكم الآن",
    "uk": "Нам потрібно більше місця для велосипедів на вокзалі і дах над ним.",
}
MOST_QUERIES = 5


def say(
    database: Database, words: str, publish: bool = True, key: str = "M1.1.1", **changes: object
) -> tuple[int, str]:
    """Have somebody say something; return id and reference."""
    with database.writing() as session:
        submission = rules.content_digest([words, key, changes])
        taken = town.say(session, words, key, submission, stance=None, **changes)
        if publish:
            service.decide(session, taken.reference, 1, "publish", None, None, "test")
    return taken.contribution_id, taken.reference


def found(database: Database, words: str, key: str | None = None, **more: int) -> list[str]:
    """Return the references of what is like some words."""
    with database.reading() as session:
        item_id = None
        if key is not None:
            head = roadmap.head(session, town.SLUG, "de")
            assert head is not None
            item = items.item(session, head.version_id, key, "de")
            assert item is not None
            item_id = item.id
        return [view.reference for view in similar.find(session, 1, words, item_id, **more)]


def index(database: Database) -> list[tuple[int, int]]:
    """Return the index as (run, contribution), in order."""
    with database.reading() as session:
        rows = session.execute(select(Shingle.hash, Shingle.contribution_id))
        return sorted((row[0], row[1]) for row in rows)


@pytest.mark.parametrize("language", WORDS)
def test_like_words_are_found_in_any_language(database: Database, language: str) -> None:
    town.found(database)
    _id, reference = say(database, WORDS[language])
    say(database, "Etwas ganz anderes über das Rathaus und seine Öffnungszeiten.")
    half = " ".join(WORDS[language].split()[:7])
    assert found(database, f"{half} – bitte bald!") == [reference]


def test_only_what_everybody_may_read_is_suggested(database: Database) -> None:
    town.found(database)
    waiting, _reference = say(database, WORDS["de"], publish=False)
    assert found(database, WORDS["de"]) == []
    taken, reference = say(database, WORDS["de"] + " Danke.")
    assert found(database, WORDS["de"]) == [reference]
    with database.writing() as session:
        revising.withdraw(session, taken)
    assert found(database, WORDS["de"], "M1.1.1") == []
    with database.writing() as session:
        assert session.query(Shingle).filter_by(contribution_id=taken).count() == 0
        assert session.query(Shingle).filter_by(contribution_id=waiting).count() > 0


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_statement_speaks_for_a_body_and_is_nothing_to_support(database: Database) -> None:
    town.found(database)
    say(database, WORDS["de"], kind=Kind.STATEMENT, group="business", organisation="Nordwerk")
    assert found(database, WORDS["de"], "M1.1.1") == []


@pytest.mark.parametrize("backend", ["sqlite"])
def test_ones_own_text_can_be_left_out_and_the_number_be_chosen(database: Database) -> None:
    town.found(database)
    own, _reference = say(database, WORDS["de"])
    others = [say(database, f"{WORDS['de']} Nummer {n}.")[1] for n in range(3)]
    assert found(database, WORDS["de"], "M1.1.1", exclude_id=own) == others
    assert found(database, WORDS["de"], exclude_id=own, limit=2) == others[:2]


def test_the_same_rare_words_are_found_on_the_same_item_only(database: Database) -> None:
    town.found(database)
    _id, reference = say(
        database, "Die Gebärdensprache fehlt am Schalter; wer gehörlos ist, braucht Dolmetscher."
    )
    say(database, "Ein Haushalt ohne Smartphone kommt an keinen Termin mehr.")
    asked = "Gehörlose Menschen wünschen sich einen Dolmetscherdienst: Gebärdensprache an jedem Schalter."
    assert found(database, asked, "M1.1.1") == [reference]
    assert found(database, asked, "M1.1.2") == []
    assert found(database, "Die Schalter sollen auch abends offen sein.", "M1.1.1") == []


def test_a_run_of_words_leads_to_few_texts_and_the_index_can_be_made_anew(
    database: Database,
) -> None:
    town.found(database)
    for n in range(campaigns.MOST_PER_SHINGLE + 2):
        say(database, f"{WORDS['de']} Das sagt Nummer {n} von vielen.")
    before, kept = found(database, WORDS["de"]), index(database)
    assert len(before) == similar.MOST
    runs = Counter(run for run, _id in kept)
    assert max(runs.values()) == campaigns.MOST_PER_SHINGLE
    with database.writing() as session:
        assert similar.rebuild(session) == campaigns.MOST_PER_SHINGLE + 2
    assert index(database) == kept
    assert found(database, WORDS["de"]) == before


def test_many_texts_at_once_are_kept_as_one_by_one(database: Database) -> None:
    town.found(database)
    said = [(f"{WORDS['de']} Das sagt Nummer {n} von vielen.") for n in range(6)]
    texts = [(say(database, words)[0], words) for words in said]
    kept = index(database)
    with database.writing() as session:
        for number, _words in texts:
            similar.drop(session, number)
    assert index(database) == []
    with database.writing() as session:
        similar.keep_all(session, texts)
        similar.keep_all(session, [])
    assert index(database) == kept
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Fingerprint)) == len(texts)


def test_a_campaign_in_one_consultation_leaves_the_next_ones_index_free(
    database: Database,
) -> None:
    town.found(database)
    for n in range(campaigns.MOST_PER_SHINGLE):
        say(database, f"{WORDS['de']} Zum {n}. Mal.")
    with database.writing() as session:
        first = session.scalars(select(Contribution).limit(1)).one()
        window = (first.submitted_at, first.submitted_at)
        other = replace(town.DOCUMENT, slug="next-town")
        drafts.import_draft(session, other, "test", publish=True, window=window)
        second = roadmap.consultation(session, "next-town")
        assert second is not None
        number = town.say(
            session, WORDS["de"], None, "another-key-that-is-long", consultation_id=second.id
        ).contribution_id
        session.flush()
        assert session.query(Shingle).filter_by(contribution_id=number).count() > 0


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("words", ["", "  \n", "@you https://example.org", "?", "x" * 10_000])
def test_texts_without_words_and_very_long_ones_do_no_harm(database: Database, words: str) -> None:
    town.found(database)
    say(database, WORDS["de"])
    assert found(database, words, "M1.1.1") == []


def test_many_words_and_many_contributions_cost_the_same_few_queries(database: Database) -> None:
    town.found(database)
    counts = []
    for n in range(3):
        for m in range(4):
            say(database, f"{WORDS['de']} Das ist Beitrag {n} {m}.")
        long = " ".join([WORDS["de"], *(f"wort{k}" for k in range(1_400 * n))])
        asked: list[str] = []

        def note(*given: object, asked: list[str] = asked) -> None:
            if str(given[2]).startswith("SELECT"):
                asked.append(str(given[2]))

        with database.reading() as session:
            session.scalar(select(func.count()).select_from(Contribution))
            event.listen(database.engine, "before_cursor_execute", note)
            similar.find(session, 1, long, 1)
            event.remove(database.engine, "before_cursor_execute", note)
        counts.append(len(asked))
    assert max(counts) <= MOST_QUERIES, counts


def fragments(words: str) -> frozenset[str]:
    """Return the sentences of the demo's vocabulary that stand in a text, titles left out."""
    known = {
        part.strip()
        for vocabulary in demo_words.VOCABULARIES
        for sentence in (
            *vocabulary.openings,
            *vocabulary.observations,
            *vocabulary.details,
            *vocabulary.wishes,
        )
        for part in sentence.split("{title}")
    }
    return frozenset(part for part in known if len(part) > 3 and part in words)


def voices(session: Session, count: int) -> list[tuple[int, int | None, str]]:
    """Let made-up people speak; return (id, item, text) of what is published."""
    about = roadmap.consultation(session, town.SLUG)
    assert about is not None
    rows = demo_voices.Voices(session, about, 7).contributions(count)
    checked = importing.check(session, about, rows, Channel.WEB)
    importing.take_in(session, about, checked, town.SECRET, "test")
    said = select(Contribution.id, Contribution.item_id, ContributionVersion.text).join(
        ContributionVersion, ContributionVersion.contribution_id == Contribution.id
    )
    published = said.where(Contribution.state == State.PUBLISHED).order_by(Contribution.id)
    return [(row[0], row[1], row[2]) for row in session.execute(published)]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_among_the_demos_voices_nothing_unrelated_is_suggested(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        said = voices(session, 400)
    suggested = helped = 0
    with database.reading() as session:
        for number, item_id, words in said[::8]:
            near = similar.find(session, 1, words, item_id, number)
            assert number not in [view.id for view in near]
            again = similar.find(session, 1, words, item_id, number)
            assert [view.id for view in again] == [view.id for view in near]
            for view in near:
                assert fragments(view.text) & fragments(words), (words, view.text)
            suggested += len(near)
            helped += bool(near)
    assert helped > len(said[::8]) * 0.8
    assert suggested > helped


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_review_offers_support_after_the_button_that_sends(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    _id, reference = say(database, WORDS["tr"] + " kelime" * 60, language="tr")
    form = fill(client, FORM, text=WORDS["tr"] + " Lütfen.", group="citizen")
    page = client.post(FORM, data={**form, "step": "review"}).text
    assert page.index('value="send"') < page.index(reference)
    offer = html.fromstring(page).find_class("similar__one")[0]
    words = offer.find_class("contribution__text")[0]
    assert (words.get("lang"), words.get("dir")) == ("tr", "ltr")
    assert words.text_content().startswith(WORDS["tr"])
    assert len(words.text_content()) <= 250
    (vote,) = offer.forms
    assert vote.action == f"/de/contributions/{reference}/vote/"
    assert [button.get("value") for button in vote.xpath(".//button[@name='stance']")] == ["agree"]
    assert offer.xpath(f".//a[@href='/de/contributions/{reference}/']")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_another_wording_is_offered_with_what_it_changes(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    address = f"{FORM}?passage=1&kind=counter_wording"
    form = fill(client, address, text="Erster Absatz zum Scannen der Post in allen Ämtern.")
    sent = client.post(FORM, data={**form, "group": "citizen", "step": "send"})
    assert sent.status_code == 303
    with database.writing() as session:
        made = session.scalars(select(Contribution)).one()
        service.decide(session, made.reference, 1, "publish", None, None, "test")
    guest = client.application.test_client()
    form = fill(guest, address, text="Erster Absatz zum Scannen der Post in allen Schulen.")
    page = guest.post(FORM, data={**form, "group": "citizen", "step": "review"}).text
    offer = html.fromstring(page).find_class("similar__one")[0]
    assert "Ämtern" in offer.text_content()
    assert offer.xpath(".//ins")
    assert offer.xpath(".//del")
