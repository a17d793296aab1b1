# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A version is begun once and published once, whoever else tries at the same moment."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from participation.app import register_seals
from participation.audit import service as audit
from participation.db import Database
from participation.evaluation import service as evaluation
from participation.roadmap import trace, versions
from participation.roadmap.models import Change, DraftVersion, ItemVersion
from tests.support import revising, town
from tests.support.processes import at_once

CROWD = 6


def begin(database: Database, _number: object) -> object:
    """Begin the next version."""
    with database.writing() as session:
        return revising.version(session).number


def publish(database: Database, version_id: object) -> object:
    """Publish a version that one has read."""
    with database.writing() as session:
        version = session.get_one(DraftVersion, version_id)
        evaluation.publish(session, revising.consultation(session), version, "test")
    return "published"


def explain(database: Database, number: object) -> object:
    """Say why the one difference is there, having seen that nothing was said."""
    with database.writing() as session:
        (difference,) = revising.differences(session)
        said = {"de": f"Von {number}."}
        trace.explain(session, revising.version(session), difference, "new_law", said, 0)
    return "explained"


def test_a_version_is_begun_once(database: Database, database_url: str) -> None:
    town.found(database)
    assert at_once(database_url, begin, range(CROWD)) == [2] * CROWD
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DraftVersion)) == 2
        items = len(town.DOCUMENT.items)
        assert session.scalar(select(func.count()).select_from(ItemVersion)) == 2 * items


def test_a_version_is_published_once(database: Database, database_url: str) -> None:
    register_seals()
    town.found(database)
    with database.writing() as session:
        revising.write(session, "M1.1.1", 1, "Anders.")
        revising.explain_all(session)
        version_id = revising.version(session).id
    said = Counter(at_once(database_url, publish, [version_id] * CROWD))
    assert said == {"published": 1, "Frozen": CROWD - 1}
    with database.reading() as session:
        about = revising.consultation(session)
        newest = versions.newest_published(session, about.id)
        assert newest is not None
        assert newest.number == 2
        assert session.scalar(select(func.count()).select_from(Change)) == 1
        assert audit.verify(session).faults == ()


def test_one_reason_holds_and_the_others_are_told(database: Database, database_url: str) -> None:
    town.found(database)
    with database.writing() as session:
        revising.write(session, "M1.1.1", 1, "Anders.")
    said = Counter(at_once(database_url, explain, range(CROWD)))
    assert said == {"explained": 1, "SaidMeanwhile": CROWD - 1}
