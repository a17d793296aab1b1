# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What several processes do at the same moment: the database decides, never hope."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from participation.app import register_seals
from participation.audit import service as audit
from participation.contributions import counters, service
from participation.contributions.models import Contribution, Decision
from participation.db import Database
from tests.support import town
from tests.support.processes import at_once

CROWD = 6
ROUNDS = 5


def send_the_same(database: Database, _number: object) -> object:
    """Send one and the same form several times."""
    said = set()
    for _ in range(ROUNDS):
        with database.writing() as session:
            said.add(town.say(session).code)
    return ",".join(sorted(said))


def send_others(database: Database, number: object) -> object:
    """Send forms of one's own."""
    for n in range(ROUNDS):
        with database.writing() as session:
            town.say(
                session, f"Von {number}, zum {n}. Mal.", submission=f"long-enough-key-{number}-{n}"
            )
    return "sent"


def decide(database: Database, given: object) -> object:
    """Decide about a contribution."""
    with database.writing() as session:
        service.decide(session, str(given), 1, "publish", None, None, "account/1")
    return "decided"


def test_one_form_sent_by_many_is_one_contribution(database: Database, database_url: str) -> None:
    register_seals()
    town.found(database)
    codes = at_once(database_url, send_the_same, range(CROWD))
    assert len(set(codes)) == 1
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Contribution)) == 1
        assert counters.check(session) == []
        assert audit.verify(session).faults == ()


def test_many_forms_are_all_kept_counted_and_chained(database: Database, database_url: str) -> None:
    register_seals()
    town.found(database)
    assert at_once(database_url, send_others, range(CROWD)) == ["sent"] * CROWD
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Contribution)) == CROWD * ROUNDS
        assert counters.check(session) == []
        verdict = audit.verify(session)
        assert (verdict.entries, verdict.faults) == (3 + CROWD * ROUNDS, ())


def test_one_decision_wins_and_the_others_are_told(database: Database, database_url: str) -> None:
    register_seals()
    town.found(database)
    with database.writing() as session:
        taken = town.say(session)
    said = Counter(at_once(database_url, decide, [taken.reference] * CROWD))
    assert said == {"decided": 1, "AlreadyDecided": CROWD - 1}
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 1
        assert counters.check(session) == []
        assert audit.verify(session).faults == ()
