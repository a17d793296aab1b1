# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Jobs: done once, by one worker, tried again when they fail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from participation import clock
from participation.db import Database
from participation.jobs import service as jobs
from participation.jobs import worker
from participation.jobs.models import Job
from participation.mail import service as mail
from tests.support.processes import at_once

COUNT = 40


def note(session: Session, payload: Mapping[str, Any]) -> None:
    """Leave one more job behind, as a mark that this one was done."""
    session.execute(
        text("INSERT INTO outgoing_mail (subject, locale, created_at) VALUES (:n, 'de', :at)"),
        {"n": str(payload["n"]), "at": clock.now().replace(tzinfo=None)},
    )


def fail(_session: Session, _payload: Mapping[str, Any]) -> None:
    """Never succeed."""
    raise OSError("the server is away")


def work_off(database: Database, _number: object) -> object:
    """Do all jobs that are due."""
    return worker.run_all(database, {"note": note})


def test_several_workers_do_each_job_once(database: Database, database_url: str) -> None:
    with database.writing() as session:
        for n in range(COUNT):
            jobs.want(session, "note", {"n": n})
    done = at_once(database_url, work_off, range(3))
    assert sum(int(str(n)) for n in done) == COUNT
    with database.reading() as session:
        marks = session.scalars(text("SELECT subject FROM outgoing_mail")).all()
        assert sorted(map(int, marks)) == list(range(COUNT))


def test_what_fails_is_tried_again_later_and_given_up_in_the_end(database: Database) -> None:
    with database.writing() as session:
        jobs.want(session, "mail", {})
    for attempt in range(1, jobs.MOST_ATTEMPTS + 1):
        assert worker.run_all(database, {"mail": fail}) == 1
        with database.reading() as session:
            job = session.scalars(select(Job)).one()
            assert (job.attempts, job.done_at) == (attempt, None)
            assert job.error == "OSError: the server is away"
        clock.fix(clock.now() + jobs.LONGEST_PAUSE + timedelta(seconds=1))
    assert worker.run_all(database, {"mail": fail}) == 0
    with database.reading() as session:
        assert session.scalars(select(Job)).one().failed_at is not None


def test_a_job_that_was_rolled_back_was_never_wanted(database: Database) -> None:
    with pytest.raises(RuntimeError), database.writing() as session:
        jobs.want(session, "note", {"n": 1})
        raise RuntimeError("the fact did not come about")
    assert worker.run_all(database, {"note": note}) == 0


@pytest.mark.parametrize("backend", ["sqlite"])
def test_without_a_server_demo_mail_lands_in_a_folder(database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        mail.post(session, "kim@example.org", "Betreff\nmit Umbruch", "Grüße\n", "de")

    def deliver(session: Session, payload: Mapping[str, Any]) -> None:
        mail.deliver(session, payload, mail.into_folder(tmp_path), "a@example.org", "Roadmap, Ort")

    worker.run_all(database, {mail.JOB: deliver})
    (letter,) = tmp_path.glob("*.eml")
    assert b"Subject: Betreff mit Umbruch" in letter.read_bytes()
