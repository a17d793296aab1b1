# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""`make bench`: one JSON object a line. Only ratios carry over from machine to machine."""

from __future__ import annotations

import csv
import io
import sqlite3
import tempfile
import time
from pathlib import Path

from flask import Flask

from benchmarks.drafts import drafts
from benchmarks.measure import fastest, report
from benchmarks.search import search
from participation import text
from participation.app import create_app
from participation.cli import demo, demo_voices
from participation.cli.migrations import migrate
from participation.config import Settings
from participation.contributions import figures, importing, stance_import
from participation.contributions import service as contributions
from participation.db import Database
from participation.reports import download
from participation.roadmap import queries as roadmap
from participation.roadmap import service
from participation.web import cache

CONTRIBUTIONS = 10_000
VOTES = 30_000
CALLS = 60
SECRET = "only-for-benchmarks-only-for-benchmarks"
SLUG = "memorandum-2020-2025"


def main() -> None:
    """Measure everything."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            data_dir=Path(folder),
            database_url=f"sqlite:///{folder}/bench.sqlite3",
            secret_key=SECRET,
            base_url="http://localhost",
        )
        database = Database(settings.database_url)
        migrate(database)
        load(database, Path(folder))
        pages(settings, database)
        drafts(settings, database)
        search(settings)
        exports(database, Path(folder))
        texts()
        database.dispose()


def load(database: Database, folder: Path) -> None:
    """Import contributions and votes; the baseline writes the same number of plain rows with SQLite alone."""
    with database.writing() as session:
        service.import_draft(session, demo.document(), "bench", publish=True, window=demo.window())
    started = time.perf_counter()
    with database.writing() as session:
        about = roadmap.consultation(session, SLUG)
        assert about is not None
        voices = demo_voices.Voices(session, about, 1)
        rows = importing.check(session, about, voices.contributions(CONTRIBUTIONS), "web")
        importing.take_in(session, about, rows, SECRET, "bench")
    taken = (time.perf_counter() - started) / CONTRIBUTIONS
    plain = bare_insert(folder / "plain.sqlite3", [row.text for row in rows])
    report("import of a contribution", taken, "s", plain)
    started = time.perf_counter()
    with database.writing() as session:
        about = roadmap.consultation(session, SLUG)
        assert about is not None
        voices = demo_voices.Voices(session, about, 1)
        votes = stance_import.check(session, about, voices.votes(VOTES, CONTRIBUTIONS))
        stance_import.take_in(session, about, votes, "bench")
    report("import of a vote", (time.perf_counter() - started) / VOTES, "s", plain)
    rendered = True
    while rendered:  # what the worker does beside a server
        with database.writing() as session:
            rendered = bool(contributions.render_some(session))


def pages(settings: Settings, database: Database) -> None:
    """Fetch public pages, kept and made anew; the baseline is bare Flask returning 20 kB."""
    bare = Flask("bare")
    body = "x" * 20_000
    bare.add_url_rule("/", view_func=lambda: body)
    constant = fastest(lambda: bare.test_client().get("/"), CALLS)
    app = create_app(settings, database)
    client = app.test_client()
    for name, path in (
        ("front page", "/de/"),
        ("tree", f"/de/c/{SLUG}/"),
        ("item", f"/de/c/{SLUG}/items/M3.1.1/"),
        ("form", f"/de/c/{SLUG}/items/M3.1.1/contribute/"),
    ):
        assert client.get(path).status_code == 200
        report(f"{name}, kept", fastest(lambda p=path: client.get(p), CALLS), "s", constant)

        def anew(p: str = path) -> None:
            app.extensions[cache.EXTENSION] = cache.Pages()
            client.get(p)

        report(f"{name}, made anew", fastest(anew, 10), "s", constant)
    with database.reading() as session:
        head = roadmap.head(session, SLUG, "de")
        assert head is not None

        def counted() -> None:
            figures.forget()
            figures.figures(session, head, "de")

        report("figures of all items and groups", fastest(counted, 3), "s", constant)


def texts() -> None:
    """Render hostile texts of full length; the baseline is ordinary prose of the same length."""
    prose = fastest(
        lambda: text.render(("Ein Satz, wie ihn Menschen schreiben. " * 300)[:10_000]), 3
    )
    for name, unit in (
        ("quotes", "> "),
        ("lists", "- a\n"),
        ("stars", "**a *b* "),
        ("links", "http://a.b "),
    ):
        hostile = (unit * 10_000)[:10_000]
        report(f"rendering of {name}", fastest(lambda t=hostile: text.render(t), 2), "s", prose)


def exports(database: Database, folder: Path) -> None:
    """Export all contributions; the baseline writes the bare text column with Python's csv module."""
    connection = sqlite3.connect(folder / "bench.sqlite3")

    def bare() -> None:
        out = io.StringIO()
        csv.writer(out).writerows(connection.execute("SELECT * FROM contribution_version"))

    plain = fastest(bare, 1)
    connection.close()
    with database.reading() as session:
        head = roadmap.head(session, SLUG, "de")
        assert head is not None
        for form in ("csv", "json", "xlsx"):
            wanted = download.Wanted("contributions", form, "all", "de")

            def write(wanted: download.Wanted = wanted) -> None:
                download.write(session, head, wanted, io.BytesIO())

            rounds = 1 if form == "xlsx" else 3
            report(f"export as {form}", fastest(write, 1, rounds), "s", plain)


def bare_insert(path: Path, texts: list[str]) -> float:
    """Return the seconds that SQLite takes for one plain row, all in one transaction."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE plain (id INTEGER PRIMARY KEY, text TEXT)")
    started = time.perf_counter()
    with connection:
        connection.executemany("INSERT INTO plain (text) VALUES (?)", [(text,) for text in texts])
    connection.close()
    return (time.perf_counter() - started) / len(texts)


if __name__ == "__main__":
    main()
