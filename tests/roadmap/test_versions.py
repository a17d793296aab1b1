# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A draft in the database: what goes in comes out, and is sealed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from sqlalchemy import text

from participation import clock
from participation.app import register_seals
from participation.audit import service as audit
from participation.db import Database
from participation.roadmap import documents, items, queries, rules, service
from tests.support import town


def test_a_draft_comes_out_as_it_went_in(database: Database) -> None:
    town.found(database)
    with database.reading() as session:
        consultation = queries.consultation(session, town.SLUG)
        assert consultation is not None
        version = documents.find_version(session, consultation, None)
        assert version is not None
        assert documents.document(session, consultation, version) == town.DOCUMENT


def test_importing_again_makes_the_next_version_of_the_same_items(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        assert service.import_draft(session, town.DOCUMENT, "test", publish=False) == 2
    with database.reading() as session:
        head = queries.head(session, town.SLUG, "de")
        assert head is not None
        assert head.version_number == 1, "an unpublished version is not shown"


def test_an_item_knows_its_place_facts_and_words(database: Database) -> None:
    town.found(database)
    with database.reading() as session:
        head = queries.head(session, town.SLUG, "en")
        assert head is not None
        item = items.item(session, head.version_id, "M1.1.1", "en")
        assert item is not None
        assert [stop.key for stop in item.path] == ["Z1", "Z1.1"]
        assert item.title == "Scan incoming mail"
        assert item.passages[0].text == "First paragraph on Scan incoming mail."
        facts = {fact.code: fact.value for fact in item.facts}
        assert facts["responsible_unit"] == "CIO-Office"
        assert items.item(session, head.version_id, "M9.9.9", "en") is None


def test_a_byte_changed_in_the_wording_is_found(database: Database) -> None:
    register_seals()
    town.found(database)
    with database.writing() as session:
        session.execute(text("UPDATE passage_version SET text = text || '.' WHERE id = 1"))
    with database.reading() as session:
        assert audit.verify(session).faults == (
            f"draft/{town.SLUG}/1: changed since it was recorded",
        )


def test_a_consultation_is_open_from_its_start_up_to_and_without_its_end() -> None:
    start, end = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC)
    second = timedelta(seconds=1)
    course = SimpleNamespace(
        starts_at=start,
        ends_at=end,
        announced_at=start - 9 * second,
        evaluation_at=None,
        answered_at=None,
        archived_at=None,
    )
    assert rules.phase(course, start - second) == rules.Phase.ANNOUNCED
    assert rules.phase(course, start) == rules.Phase.OPEN
    assert rules.phase(course, end - second) == rules.Phase.OPEN
    assert rules.phase(course, end) == rules.Phase.CLOSED


def test_the_stamp_of_a_page_moves_with_the_content_and_with_the_day(database: Database) -> None:
    moment = datetime(2026, 5, 1, 12, tzinfo=UTC)
    clock.fix(moment)
    town.found(database)
    with database.reading() as session:
        before = queries.stamp(session, town.SLUG)
        assert queries.stamp(session, town.SLUG) == before
        clock.fix(moment + timedelta(days=1))
        assert queries.stamp(session, town.SLUG) != before
        clock.fix(moment)
    with database.writing() as session:
        service.touch(session, 1)
    with database.reading() as session:
        assert queries.stamp(session, town.SLUG) != before
