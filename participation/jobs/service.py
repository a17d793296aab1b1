# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Jobs: wanted in the transaction of the fact they belong to, taken by one worker each."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from participation import clock
from participation.db import Database
from participation.jobs.models import Job

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 12
LEASE = timedelta(minutes=5)  # a job whose worker died is free again after this
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)
KEPT = timedelta(days=30)  # how long it can be seen that a job was done

Handler = Callable[[Session, Mapping[str, Any]], None]


def want(
    session: Session, kind: str, payload: Mapping[str, Any], due_at: datetime | None = None
) -> None:
    """Ask for a job, now or at a later moment; it exists when the transaction of `session` does."""
    session.add(Job(kind=kind, payload=dict(payload), due_at=due_at or clock.now()))


def take(session: Session) -> Job | None:
    """Lease the oldest job that is due: nobody else is given it before the lease ends.

    SQLite gives the writer the whole database, PostgreSQL passes over rows that somebody holds.
    """
    now = clock.now()
    job = session.scalars(
        select(Job)
        .where(Job.done_at.is_(None), Job.failed_at.is_(None), Job.due_at <= now)
        .order_by(Job.due_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if job is not None:
        job.attempts += 1
        job.due_at = now + LEASE
    return job


def run_one(database: Database, handlers: Mapping[str, Handler]) -> bool:
    """Take one job and do it; return whether there was one.

    Doing it and marking it done is one transaction. When it fails, it is tried again, later each time.
    """
    with database.writing() as session:
        job = take(session)
        taken = (job.id, job.kind, dict(job.payload), job.attempts) if job is not None else None
    if taken is None:
        return False
    number, kind, payload, attempts = taken
    try:
        with database.writing() as session:
            handlers[kind](session, payload)
            done = session.get_one(Job, number)
            done.done_at, done.payload = clock.now(), {}
    except Exception as error:  # whatever a handler raises, the worker goes on
        log.warning("job failed", extra={"job": number, "kind": kind, "attempts": attempts})
        with database.writing() as session:
            _postpone(session.get_one(Job, number), error)
    return True


def purge(session: Session) -> None:
    """Delete jobs that were done longer than `KEPT` ago."""
    session.execute(delete(Job).where(Job.done_at <= clock.now() - KEPT))


def _postpone(job: Job, error: Exception) -> None:
    job.error = f"{type(error).__name__}: {error}"[:500]
    if job.attempts >= MOST_ATTEMPTS:
        job.failed_at = clock.now()
        return
    pause = min(FIRST_PAUSE * 2 ** (job.attempts - 1), LONGEST_PAUSE)
    job.due_at = clock.now() + pause
