# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Searching among 100,000 contributions, on SQLite and on PostgreSQL, beside the page of an item that has a few."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from benchmarks.drafts import counting
from benchmarks.measure import fastest, report
from participation import clock
from participation.app import create_app
from participation.cli import demo
from participation.cli.migrations import migrate
from participation.config import Settings
from participation.contributions import search as searching
from participation.contributions.models import Contribution, ContributionVersion
from participation.contributions.rules import Concern, Group
from participation.db import Database
from participation.roadmap import queries, service
from participation.roadmap.places import places
from participation.web import cache
from tests.support import postgres, run_folder

CONTRIBUTIONS = 100_000
FEW = 100  # contributions that the first measurement of the queries has
BLOCK = 10_000
SLUG = "memorandum-2020-2025"
ITEM = f"/de/c/{SLUG}/items/M3.1.1/"
SEARCH = f"/de/c/{SLUG}/search/"
WORDS = (
    "Radweg Innenstadt Schalter Termin Schule Antrag Online Bürger Amt Kosten Frist Daten Schutz Wohnung Bus Bahn Park "
    "Verein Stadtteil Gebühr Formular Telefon Sprache Personal Ziel Zahl Bericht Budget Zugang Gerät"
).split()
ADDRESSES = {
    "a word of every third text": "?q=Radwege",
    "a word of one text": "?q=Nummer77",
    "two words and a group": "?q=Radwege+Schulen&group=board",
    "words that every text has": "?q=und+die",
    "words that no text has together": "?q=Vormittags+Abends",
    "frequent words and no answer": "?q=und+die&answered=yes",
    "no words": "",
}
"""Each search by the name it is reported under."""


def search(settings: Settings) -> None:
    """Measure searches on both databases; the baseline is the page of an item, made anew."""
    with tempfile.TemporaryDirectory() as folder:
        _measure(replace(settings, database_url=f"sqlite:///{folder}/search.sqlite3"), "SQLite")
    with _server() as url:
        _measure(replace(settings, database_url=url), "PostgreSQL")


def _measure(settings: Settings, name: str) -> None:
    database = Database(settings.database_url)
    migrate(database)
    with database.writing() as session:
        service.import_draft(session, demo.document(), "bench", publish=True, window=demo.window())
    app = create_app(settings, database)
    client = app.test_client()

    def anew(address: str) -> None:
        app.extensions[cache.EXTENSION] = cache.Pages()
        assert client.get(address).status_code == 200

    _fill(database, 0, FEW)
    asked = {}
    for what, address in ADDRESSES.items():
        with counting(database) as few:
            anew(f"{SEARCH}{address}")
        asked[what] = len(few)
    rows, entries = _fill(database, FEW, CONTRIBUTIONS)
    report(f"{name}: the entries for searching", entries, "s", rows)
    anew(ITEM)
    page = fastest(lambda: anew(ITEM), 3)
    for what, address in ADDRESSES.items():
        with counting(database) as many:
            anew(f"{SEARCH}{address}")
        report(f"{name}: queries for {what}", len(many), "queries", asked[what])
        took = fastest(lambda a=address: anew(f"{SEARCH}{a}"), 3)
        report(f"{name}: searching {what} among {CONTRIBUTIONS}", took, "s", page)
    database.dispose()


def _fill(database: Database, first: int, last: int) -> tuple[float, float]:
    """Write published contributions and their entries; return the seconds that each of the two took."""
    chance = random.Random(first)
    took = [0.0, 0.0]
    for start in range(first, last, BLOCK):
        numbers = range(start, min(start + BLOCK, last))
        with database.writing() as session:
            about = queries.consultation(session, SLUG)
            assert about is not None
            where = list(places(session, about.id).values())
            rows, words = [], []
            for number in numbers:
                place = chance.choice(where)
                rows.append(_contribution(number, about.id, place.item_id, chance))
                words.append(_words(number, chance))
            began = time.perf_counter()
            session.execute(insert(Contribution), rows)
            session.execute(insert(ContributionVersion), words)
            between = time.perf_counter()
            searching.keep_all(session, [row["id"] for row in rows])
            took[0] += between - began
            took[1] += time.perf_counter() - between
    with database.writing() as session:
        session.execute(text("ANALYZE"))
    return took[0], took[1]


def _contribution(
    number: int, consultation_id: int, item_id: int, chance: random.Random
) -> dict[str, Any]:
    moment = clock.now() - timedelta(days=1) + timedelta(milliseconds=number)
    return {
        "id": number + 1,
        "reference": f"B-{number:07}",
        "consultation_id": consultation_id,
        "item_id": item_id,
        "kind": "comment",
        "concern": chance.choice(list(Concern)),
        "group": chance.choice([Group.CITIZEN] * 9 + [Group.BOARD]),
        "channel": "web",
        "state": "published",
        "submitted_at": moment,
        "waiting_since": moment,
        "published_at": moment,
    }


def _words(number: int, chance: random.Random) -> dict[str, Any]:
    when = "vormittags" if number % 2 else "abends"
    said = " ".join(chance.choice(WORDS) for _ in range(12))
    return {
        "contribution_id": number + 1,
        "number": 1,
        "language": "de",
        "text": f"Wir wollen {when} mehr davon und die Stadt weiß es: {said}. Nummer{number}",
        "created_at": clock.now(),
    }


@contextmanager
def _server() -> Iterator[str]:
    """Give the address of an empty PostgreSQL database for a block."""
    try:
        yield postgres.create("participation_bench_search").render_as_string(hide_password=False)
    finally:
        postgres.drop("participation_bench_search")
        run_folder.remove(Path(run_folder.path()))
