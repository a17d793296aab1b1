# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was acknowledged is there, once, however often the server is killed; and votes count what voters said.

`make endure` runs this with 10,000 forms and 20 kills.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import func, select

from participation.contributions import counters, rules, service
from participation.contributions.models import (
    Contribution,
    ContributionVersion,
    ContributionVote,
    Receipt,
)
from participation.db import Database
from tests.support import town
from tests.support.hammer import Form, Server, send_all

POSTS = int(os.environ.get("ENDURE_POSTS", "400"))
KILLS = int(os.environ.get("ENDURE_KILLS", "3"))
CLIENTS = 16
TARGETS = int(os.environ.get("ENDURE_TARGETS", "20"))
PARALLEL = 20


def forms(count: int) -> list[Form]:
    """Return so many different forms."""
    path = f"/de/c/{town.SLUG}/items/M1.1.1/contribute/"
    return [
        Form(
            path,
            {
                "kind": "comment",
                "text": f"Beitrag Nummer {n}.",
                "group": "citizen",
                "submission_key": f"key-of-form-number-{n}",
                "step": "send",
            },
        )
        for n in range(count)
    ]


def lost_and_doubled(database: Database, codes: set[str]) -> tuple[int, int]:
    """Return how many acknowledged receipts lead nowhere, and how many texts are there more than once."""
    with database.reading() as session:
        kept = set(session.scalars(select(Receipt.code_hash)))
        lost = sum(rules.code_hash(town.SECRET, code) not in kept for code in codes)
        texts = list(session.scalars(select(ContributionVersion.text)))
        return lost, len(texts) - len(set(texts))


def hammered(
    database: Database, url: str, folder: Path, late: bool, posts: int = POSTS
) -> tuple[int, int]:
    """Send forms to a server that is killed in between; return what is lost and what is doubled."""
    town.found(database)
    answers = send_all(Server(url, folder, late), forms(posts), CLIENTS, KILLS)
    cookies = [cookie for a in answers for cookie in a.headers.get_all("Set-Cookie") or ()]
    codes = {c.partition("=")[2].partition(";")[0] for c in cookies if c.startswith("receipt=")}
    assert len(codes) == posts
    return lost_and_doubled(database, codes)


def test_nothing_acknowledged_is_lost_and_nothing_is_there_twice(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    assert hammered(database, database_url, tmp_path, late=False) == (0, 0)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Contribution)) == POSTS
        assert counters.check(session) == []


@pytest.mark.parametrize("backend", ["postgresql"])
def test_a_server_that_acknowledges_too_early_is_found_out(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    lost, _doubled = hammered(database, database_url, tmp_path, late=True, posts=120)
    assert lost > 0


def test_votes_count_exactly_however_many_come_at_once(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    town.found(database)
    references = []
    with database.writing() as session:
        for n in range(TARGETS):
            taken = town.say(session, f"Vorschlag {n}.", submission=f"a-long-enough-key-{n}")
            service.decide(session, taken.reference, 1, "publish", None, None, "test")
            references.append(taken.reference)
    votes = [
        Form(f"/de/contributions/{reference}/vote/", {"stance": "agree", "group": "citizen"})
        for reference in references
        for _n in range(PARALLEL)
    ]
    send_all(Server(database_url, tmp_path), votes, PARALLEL, kills=0)
    with database.reading() as session:
        counted = session.scalars(select(Contribution.agree)).all()
        assert counted == [PARALLEL] * TARGETS
        assert session.scalar(select(func.count()).select_from(ContributionVote)) == sum(counted)
        assert counters.check(session) == []
