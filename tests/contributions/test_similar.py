# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Likeness of wording: found at the review, in any language, and only among what everybody may read."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from participation.contributions import revising, rules, service, similar
from participation.contributions.models import Shingle
from participation.db import Database
from participation.methods import campaigns
from tests.support import town
from tests.support.forms import fill

FORM = f"/de/c/{town.SLUG}/items/M1.1.1/contribute/"
WORDS = {
    "de": "Wir brauchen am Bahnhof mehr Platz für Fahrräder und ein Dach darüber.",
    "tr": "İstasyonda bisikletler için daha fazla yer ve üstünde bir çatı istiyoruz.",
    "ar": "نحتاج إلى مساحة أكبر للدراجات في المحطة وسقف فوقها من فضلكم الآن",
    "uk": "Нам потрібно більше місця для велосипедів на вокзалі і дах над ним.",
}


def say(database: Database, words: str, publish: bool = True) -> tuple[int, str]:
    """Have somebody say something; return id and reference."""
    with database.writing() as session:
        key = rules.content_digest([words])
        taken = town.say(session, words, submission=key, stance=None)
        if publish:
            service.decide(session, taken.reference, 1, "publish", None, None, "test")
    return taken.contribution_id, taken.reference


def found(database: Database, words: str) -> list[str]:
    """Return the references of what is like some words."""
    with database.reading() as session:
        return [view.reference for view in similar.find(session, 1, words)]


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
    assert found(database, WORDS["de"]) == []
    with database.writing() as session:
        assert session.query(Shingle).filter_by(contribution_id=taken).count() == 0
        assert session.query(Shingle).filter_by(contribution_id=waiting).count() > 0


def test_a_run_of_words_leads_to_few_texts_and_the_index_can_be_made_anew(
    database: Database,
) -> None:
    town.found(database)
    for n in range(campaigns.MOST_PER_SHINGLE + 2):
        say(database, f"{WORDS['de']} Das sagt Nummer {n} von vielen.")
    before = found(database, WORDS["de"])
    assert len(before) == similar.MOST
    with database.writing() as session:
        assert similar.rebuild(session) == campaigns.MOST_PER_SHINGLE + 2
    assert found(database, WORDS["de"]) == before


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("words", ["", "  \n", "@you https://example.org", "?", "x" * 10_000])
def test_texts_without_words_and_very_long_ones_do_no_harm(database: Database, words: str) -> None:
    town.found(database)
    say(database, WORDS["de"])
    assert found(database, words) == []


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_review_offers_support_after_the_button_that_sends(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    _id, reference = say(database, WORDS["de"])
    form = fill(client, FORM, text=WORDS["de"] + " Bitte.", group="citizen")
    page = client.post(FORM, data={**form, "step": "review"}).text
    assert page.index('value="send"') < page.index(reference)
    assert f"/de/contributions/{reference}/vote/" in page


def test_a_shingle_is_the_same_on_every_machine() -> None:
    assert campaigns.words("Mehr Licht! @stadt https://example.org MEHR") == [
        "mehr",
        "licht",
        "mehr",
    ]
    assert campaigns.shingles("eins zwei drei vier") == campaigns.shingles("EINS, zwei: drei vier.")
    assert len(campaigns.shingles("eins zwei drei vier fünf")) == 2
    assert all(0 <= run < 2**63 for run in campaigns.shingles(WORDS["de"]))
    assert campaigns.containment(3, 6, 12) == 0.5
    assert campaigns.containment(0, 0, 5) == 0.0
