# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Taking contributions in: once per key, counted, sealed."""

from __future__ import annotations

import pytest

from participation.app import register_seals
from participation.audit import service as audit
from participation.contributions import counters, queries, rules, service
from participation.contributions.models import Contribution, ItemStance
from participation.db import Database
from tests.support import town


def test_a_contribution_waits_with_its_words_as_typed(database: Database) -> None:
    town.found(database)
    words = "  Zwei Leerzeichen,\tTab & <Radweg>\n\nÄöü 🚲 "
    with database.writing() as session:
        taken = town.say(session, words)
    with database.reading() as session:
        found = queries.by_reference(session, taken.reference)
        assert found is not None
        assert (found.text, found.state, found.concern) == (words, "submitted", "cost")
        assert queries.by_code_hash(session, rules.code_hash(town.SECRET, taken.code)) == found


def test_sending_the_same_form_twice_makes_one_and_gives_the_same_receipt(
    database: Database,
) -> None:
    town.found(database)
    with database.writing() as session:
        first = town.say(session)
    with database.writing() as session:
        assert town.say(session) == first
    with database.reading() as session:
        assert session.query(Contribution).count() == 1


def test_a_key_with_other_content_is_refused(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        town.say(session)
    with pytest.raises(service.KeyReused), database.writing() as session:
        town.say(session, "Etwas ganz anderes.")


def test_a_stance_counts_at_once_and_the_counters_are_right(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        town.say(session)
        town.say(session, "Noch etwas.", submission="another-long-enough-key", stance="disagree")
    with database.reading() as session:
        assert session.query(ItemStance).count() == 2
        assert counters.check(session) == []


def test_a_wrong_counter_is_named_and_mended(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        town.say(session)
        session.execute(counters.Counter.__table__.update().values(n=41))
    with database.reading() as session:
        assert len(counters.check(session)) == 2
    with database.writing() as session:
        counters.rebuild(session)
    with database.reading() as session:
        assert counters.check(session) == []


def test_a_decision_moves_state_counters_and_trail_together(database: Database) -> None:
    register_seals()
    town.found(database)
    with database.writing() as session:
        taken = town.say(session)
    with database.writing() as session:
        service.decide(session, taken.reference, 1, "publish", None, None, "account/1")
    with database.reading() as session:
        found = queries.by_reference(session, taken.reference)
        assert found is not None
        assert found.state == "published"
        assert found.published_at is not None
        assert counters.check(session) == []
        assert audit.verify(session).faults == ()


def test_the_second_decision_is_told_that_somebody_was_first(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        taken = town.say(session)
    with database.writing() as session:
        service.decide(session, taken.reference, 1, "reject", "insult", "Satz 1", "account/1")
    with pytest.raises(service.AlreadyDecided), database.writing() as session:
        service.decide(session, taken.reference, 1, "publish", None, None, "account/2")
    with database.reading() as session:
        decided = queries.decisions(session, taken.contribution_id)
        assert [(d.outcome, d.reason_code, d.clause) for d in decided] == [("reject", "insult", 1)]


def test_a_decision_about_words_that_have_changed_is_refused(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        taken = town.say(session)
    with pytest.raises(service.AlreadyDecided), database.writing() as session:
        service.decide(session, taken.reference, 2, "publish", None, None, "account/1")
