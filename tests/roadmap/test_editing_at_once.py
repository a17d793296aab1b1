# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Several editors of one item at the same moment: the database decides, and nothing is lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from sqlalchemy import text

from participation.db import Database
from participation.roadmap import editable, editing, merging, tree_editing, versions
from tests.support import revising, town
from tests.support.processes import at_once


def write_title(database: Database, given: object) -> object:
    """Give the item another title or status, having seen what stood there before everybody began."""
    assert isinstance(given, tuple)
    field, value = given
    with database.writing() as session:
        version = versions.in_preparation(session, revising.consultation(session).id)
        assert version is not None
        now = editable.load(session, version, "M1.1.1", "de")
        assert now is not None
        base = {**now.fields(), "word:title": "Posteingang scannen", "word:status": ""}
        words = {"title": "Posteingang scannen", "summary": now.words["summary"]}
        mine = replace(now, words={**now.words, **words, "status": "", field: value})
        editing.save(session, version, mine, merging.marks(base), "test")
    return "saved"


def remove(database: Database, _number: object) -> object:
    """Take the item out."""
    with database.writing() as session:
        tree_editing.remove(session, revising.version(session), "M1.1.1", "test")
    return "removed"


def test_one_field_written_by_many_is_written_once(database: Database, database_url: str) -> None:
    town.found(database)
    with database.writing() as session:
        revising.version(session)
    inputs = [("title", f"Titel {n}") for n in range(5)]
    said = Counter(at_once(database_url, write_title, inputs))
    assert said == {"saved": 1, "Conflicts": 4}


def test_different_fields_are_all_kept(database: Database, database_url: str) -> None:
    town.found(database)
    with database.writing() as session:
        revising.version(session)
    inputs = [("title", "Mein Titel"), ("status", "läuft")]
    assert at_once(database_url, write_title, inputs) == ["saved", "saved"]
    with database.writing() as session:
        item = revising.load(session)
        assert (item.words["title"], item.words["status"]) == ("Mein Titel", "läuft")


def test_an_item_that_goes_while_it_is_written_is_told(
    database: Database, database_url: str
) -> None:
    town.found(database)
    with database.writing() as session:
        revising.version(session)
    said = Counter(at_once(database_url, remove, range(4)))
    assert said == {"removed": 1, "NoSuchItem": 3}
    with database.reading() as session:
        orphans = "SELECT count(*) FROM item_text WHERE item_version_id NOT IN (SELECT id FROM item_version)"
        assert session.scalar(text(orphans)) == 0
