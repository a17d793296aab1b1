# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The audit trail: whole it verifies, and every change to it is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from participation.app import register_seals
from participation.audit import service as audit
from participation.audit.service import Act
from participation.db import Database
from tests.support import town


def some_acts(database: Database) -> None:
    """Write five entries."""
    with database.writing() as session:
        audit.record(session, *(Act(f"act {n}", "test", None, {"n": n}) for n in range(5)))


@pytest.mark.parametrize(
    "change",
    [
        'UPDATE audit_entry SET content = \'{"action": "other", "actor": "test"}\' WHERE number = 3',
        "UPDATE audit_entry SET salt = 'ffffffffffffffffffffffffffffffff' WHERE number = 3",
        "UPDATE audit_entry SET commitment = hash WHERE number = 3",
        "UPDATE audit_entry SET hash = commitment WHERE number = 3",
        "UPDATE audit_entry SET subject = 'x/1' WHERE number = 3",
        "UPDATE audit_entry SET at = '2020-01-01 00:00:00' WHERE number = 3",
        "UPDATE audit_entry SET salt = NULL WHERE number = 3",
        "DELETE FROM audit_entry WHERE number = 3",
        "DELETE FROM audit_entry WHERE number = 5",
        "UPDATE audit_head SET number = 4",
    ],
)
def test_every_change_is_found(database: Database, change: str) -> None:
    some_acts(database)
    with database.reading() as session:
        assert audit.verify(session).faults == ()
    with database.writing() as session:
        session.execute(text(change))
    with database.reading() as session:
        assert audit.verify(session).faults


def test_what_was_erased_leaves_the_chain_whole(database: Database) -> None:
    some_acts(database)
    with database.writing() as session:
        session.execute(text("UPDATE audit_entry SET salt = NULL, content = NULL WHERE number = 3"))
    with database.reading() as session:
        assert audit.verify(session).faults == ()


def test_a_tail_cut_with_its_head_shows_against_an_anchor(database: Database) -> None:
    some_acts(database)
    with database.reading() as session:
        anchored = audit.anchor(session)
    with database.writing() as session:
        session.execute(text("DELETE FROM audit_entry WHERE number = 5"))
        session.execute(
            text(
                "UPDATE audit_head SET number = 4, hash = (SELECT hash FROM audit_entry WHERE number = 4)"
            )
        )
    with database.reading() as session:
        assert audit.verify(session).faults == ()
        assert audit.verify(session, [anchored]).faults == ("entry 5: anchored, and gone",)


def test_a_line_that_is_no_anchor_is_refused(database: Database) -> None:
    with database.reading() as session, pytest.raises(ValueError, match="not an anchor"):
        audit.verify(session, ["hello"])


def test_an_anchor_is_kept_once(database: Database, tmp_path: Path) -> None:
    some_acts(database)
    kept = tmp_path / "anchors.txt"
    with database.reading() as session:
        assert audit.keep_anchor(session, kept)
        assert not audit.keep_anchor(session, kept)
        assert audit.verify(session, kept.read_text().splitlines()).faults == ()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE contribution_version SET text = 'Bitte ohne Termin.'",
        "UPDATE contribution SET state = 'published'",
        "UPDATE contribution SET concern = 'support'",
        "UPDATE role_grant SET role = 'administrator'",
        "INSERT INTO role_grant (account_id, role, granted_at) VALUES (3, 'moderator', '2026-01-01 00:00:00')",
    ],
)
def test_a_change_to_the_facts_is_found(database: Database, change: str) -> None:
    register_seals()
    town.settle(database)
    with database.writing() as session:
        town.say(session)
    with database.reading() as session:
        assert audit.verify(session).faults == ()
    with database.writing() as session:
        session.execute(text(change))
    with database.reading() as session:
        assert audit.verify(session).faults


def test_a_contribution_that_vanished_or_appeared_is_found(database: Database) -> None:
    register_seals()
    town.found(database)
    with database.writing() as session:
        taken = town.say(session)
        session.execute(text("DELETE FROM item_stance"))
    with database.writing() as session:
        session.execute(text("UPDATE contribution SET reference = 'B-OTHER'"))
    with database.reading() as session:
        assert set(audit.verify(session).faults) == {
            "contribution/B-OTHER: stands in the database and was never recorded",
            f"contribution/{taken.reference}: recorded, and gone",
        }
