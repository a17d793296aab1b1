# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Large drafts: the tree's page with 300 items beside one with 60, and comparing two versions of the large one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import event

from benchmarks.measure import fastest, report
from participation.app import create_app
from participation.config import Settings
from participation.db import Database
from participation.i18n import LANGUAGES
from participation.roadmap import queries, service, snapshots, trace, versions
from participation.roadmap.comparing import compare
from participation.roadmap.draft_document import DraftDocument, DraftItem
from participation.web import cache

SMALL, LARGE = 60, 300  # items
VERSIONS = 5
PASSAGES = 4
SENTENCE = "Die Stadt {n} macht diesen Schritt bis zum Ende des Jahres und berichtet darüber."
LONGEST_COMPARISON = 2.0  # seconds


def drafts(settings: Settings, database: Database) -> None:
    """Measure what a page of the tree costs for each item, its queries, and comparing."""
    app = create_app(settings, database)
    client = app.test_client()
    cost, asked = {}, {}
    for count in (SMALL, LARGE):
        slug = f"bench-{count}"
        _write(database, slug, count)

        def anew(slug: str = slug) -> None:
            app.extensions[cache.EXTENSION] = cache.Pages()
            assert client.get(f"/de/c/{slug}/").status_code == 200

        anew()
        with counting(database) as queries_:
            anew()
        asked[count] = len(queries_)
        cost[count] = fastest(anew, 3) / count
    report("tree of 300 items, for each item", cost[LARGE], "s", cost[SMALL])
    report("queries of the tree of 300 items", asked[LARGE], "queries", asked[SMALL])
    with database.reading() as session:
        about = queries.consultation(session, f"bench-{LARGE}")
        assert about is not None
        newest = versions.newest_published(session, about.id)
        assert newest is not None
        older = versions.before(session, newest)
        assert older is not None

        def compared() -> None:
            assert compare(
                snapshots.snapshot(session, older.id), snapshots.snapshot(session, newest.id), "tr"
            )

        report(
            "comparing two versions of 300 items in 9 languages",
            fastest(compared, 1, 3),
            "s",
            LONGEST_COMPARISON,
        )


@contextmanager
def counting(database: Database) -> Iterator[list[str]]:
    """Give a list that every query of a block is added to."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def _write(database: Database, slug: str, count: int) -> None:
    """Publish five versions of a draft; each changes a paragraph of every fifth item."""
    document = _document(slug, count)
    started = time.perf_counter()
    for number in range(1, VERSIONS + 1):
        with database.writing() as session:
            service.import_draft(session, document, "bench", publish=number == 1)
            about = queries.consultation(session, slug)
            assert about is not None
            version = versions.in_preparation(session, about.id)
            if version is not None:
                for difference in trace.differences(session, version):
                    session.add(trace.new_change(version, difference, "editorial", {}))
                session.flush()
                trace.publish(session, about, version, (), "bench")
        document = _changed(document, number)
    if count == LARGE:
        report("writing 5 versions of 300 items", time.perf_counter() - started, "s", 1.0)


def _document(slug: str, count: int) -> DraftDocument:
    def words(make: Callable[[str], str]) -> dict[str, str]:
        return {code: make(code) for code in LANGUAGES}

    items = [
        _item(key, level, parent, words)
        for goal in range(1, count // 20 + 2)
        for key, level, parent in _branch(goal)
    ][:count]
    return DraftDocument(
        slug=slug,
        languages=tuple(LANGUAGES),
        k=5,
        responsible_unit="CIO-Office",
        legal_basis=words(lambda code: f"Beschluss {code}"),
        document=words(lambda code: f"Vorlage {code}"),
        title=words(lambda code: f"Roadmap {code}"),
        lead=words(lambda code: f"Einleitung {code}"),
        purpose=words(lambda code: f"Zweck {code}"),
        items=tuple(items),
    )


def _branch(goal: int) -> Iterator[tuple[str, str, str | None]]:
    """Yield a goal, three sub-goals, and six measures in each."""
    yield f"Z{goal}", "goal", None
    for subgoal in range(1, 4):
        yield f"Z{goal}.{subgoal}", "subgoal", f"Z{goal}"
        for measure in range(1, 7):
            yield f"M{goal}.{subgoal}.{measure}", "measure", f"Z{goal}.{subgoal}"


def _item(
    key: str,
    level: str,
    parent: str | None,
    words: Callable[[Callable[[str], str]], dict[str, str]],
) -> DraftItem:
    return DraftItem(
        key=key,
        level=level,
        parent=parent,
        source="1",
        title=words(lambda code: f"{key} auf {code}"),
        summary=words(lambda code: f"{SENTENCE.format(n=key)} ({code})"),
        text={
            code: tuple(f"{SENTENCE.format(n=n)} {key} {code}" for n in range(PASSAGES))
            for code in LANGUAGES
        },
        measurable=False if level == "subgoal" else None,
        note=words(lambda code: f"Fehlt {code}") if level == "subgoal" else None,
        responsible_unit="CIO-Office" if level == "measure" else None,
    )


def _changed(document: DraftDocument, number: int) -> DraftDocument:
    items = [
        replace(
            item,
            text={
                code: (texts[0], f"{texts[1]} Neu in Fassung {number + 1}.", *texts[2:])
                for code, texts in item.text.items()
            },
        )
        if place % 5 == 0
        else item
        for place, item in enumerate(document.items)
    ]
    return replace(document, items=tuple(items))
