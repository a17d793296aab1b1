# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What moderators' own decisions teach: off until there are enough, a hint and an order, nothing about persons."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from participation import clock
from participation.cli.serve import handlers
from participation.config import Settings
from participation.contributions import service as contributions
from participation.db import Database
from participation.jobs import worker
from participation.methods import triage
from participation.moderation import learning
from participation.moderation.models import LearnedModel, Likeness
from tests.support import town
from tests.support.commands import Command, commander
from tests.support.forms import sign_in

WORDS = ("Schalter", "Antrag", "Radweg", "Schule", "Personal", "Kabel", "Amt", "Formular")
RUDE = "Ihr seid doch alle Versager und Nichtskönner"


@pytest.fixture
def participation(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Command:
    """Run `participation` with arguments."""
    return commander(settings, monkeypatch, capfd)


def past(path: Path, of_each: int) -> Path:
    """Write a file of texts that were decided about: as many of each kind."""
    rows = [
        {
            "external_id": f"{state}-{n}",
            "item": "M1.1.1",
            "group": "citizen",
            "language": "de",
            "text": f"{RUDE if state == 'rejected' else 'Bitte verbessern'} {WORDS[n % 8]} {WORDS[n % 5]} {n}",
            "state": state,
            **({"reason": "insult"} if state == "rejected" else {}),
        }
        for state in ("published", "rejected")
        for n in range(of_each)
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return path


@pytest.fixture
def taught(database: Database, participation: Command, tmp_path: Path) -> Command:
    """The town with 200 decisions of each kind, and two texts that wait; gives the command."""
    town.settle(database)
    file = past(tmp_path / "past.jsonl", triage.LEAST)
    assert participation("contributions", "import", file, "--consultation", town.SLUG).status == 0
    with database.writing() as session:
        town.say(session, f"{RUDE}, das Amt!", submission="a-long-key-for-the-rude-one")
        town.say(session, "Bitte den Schalter verbessern.", submission="a-long-key-for-the-kind")
    return participation


def test_few_decisions_teach_nothing(
    database: Database, participation: Command, tmp_path: Path
) -> None:
    town.found(database)
    file = past(tmp_path / "past.jsonl", triage.LEAST - 1)
    participation("contributions", "import", file, "--consultation", town.SLUG)
    refused = participation("triage", "train", town.SLUG)
    assert refused.status == 2
    assert "199 published, 199 rejected" in str(refused.err)
    assert participation("triage", "scores", town.SLUG).status == 2
    with database.reading() as session:
        assert session.scalars(select(LearnedModel)).all() == []


def test_scores_say_how_like_rejected_ones_a_text_is(taught: Command) -> None:
    trained = taught("triage", "train", town.SLUG)
    assert trained.status == 0, trained.err
    assert "200 published and 200 rejected" in trained.out
    table = list(csv.DictReader(io.StringIO(taught("triage", "scores", town.SLUG).out)))
    assert list(table[0]) == ["external_id", "reference", "score"]
    rude, kind = (float(row["score"]) for row in table)
    assert kind < 0.5 < rude


def test_the_queue_shows_the_hint_with_its_precision_and_decides_nothing(
    database: Database, client: FlaskClient, taught: Command
) -> None:
    sign_in(client, town.MODERATOR, town.PASSWORD)
    assert "wie Abgelehntes" not in client.get("/de/moderation/").text, "off until it was trained"
    taught("triage", "train", town.SLUG)
    page = client.get("/de/moderation/").text
    assert page.count("wie Abgelehntes, 100") == 1
    assert page.index("Versager") < page.index("wie Abgelehntes") < page.index("Bitte den Schalter")
    with database.reading() as session:
        assert len(session.scalars(select(Likeness)).all()) == 2


def test_the_worker_learns_daily_and_scores_what_has_come_since(
    database: Database, settings: Settings, taught: Command
) -> None:
    def work() -> dict[int, float]:
        with database.writing() as session:
            learning.want(session)
        worker.run_all(database, handlers(settings))
        with database.reading() as session:
            rows = session.scalars(select(Likeness)).all()
            return {row.contribution_version_id: row.share for row in rows}

    first = work()
    assert len(first) == 2
    with database.reading() as session:
        learned_at = session.scalars(select(LearnedModel)).one().learned_at
    with database.writing() as session:
        taken = town.say(session, "Noch ein Text.", submission="a-long-key-for-one-more")
        contributions.decide(session, taken.reference, 1, "publish", None, None, "test")
        town.say(session, "Und noch einer.", submission="a-long-key-for-yet-one-more")
    second = work()
    assert first.items() < second.items()
    assert len(second) == 3, "what is decided has no score any more, what waits has one"
    with database.reading() as session:
        assert session.scalars(select(LearnedModel)).one().learned_at == learned_at
    clock.fix(clock.now() + timedelta(days=1))
    work()
    with database.reading() as session:
        again = session.scalars(select(LearnedModel)).one()
    assert again.learned_at > learned_at
    assert again.published == triage.LEAST + 1
