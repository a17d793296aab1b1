# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""`check`: what is unsafe or missing in this installation, one line each."""

from __future__ import annotations

import argparse
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation import clock
from participation.accounts import factors, queries, rules
from participation.accounts.models import Account
from participation.audit import service as audit
from participation.cli.base import CheckFailed, Installation
from participation.cli.demo import PEOPLE
from participation.cli.migrations import pending
from participation.config import PREFIX, Settings, SettingsError
from participation.contributions import counters
from participation.jobs.models import Job
from participation.web.limit_counts import OnRedis, Unreachable

DEMO_HOST = "example.org"
ANCHOR_AGE = timedelta(
    hours=26
)  # the worker writes one an hour; a night without a worker is not a fault
WAITING = timedelta(hours=1)  # how long a job may be due before somebody should look
MOST_LINES = 5  # of one kind; the rest is counted


def add(commands: Any) -> None:
    """Describe the command."""
    one = commands.add_parser("check", help="say what is unsafe or missing here")
    one.set_defaults(run=check)


def check(here: Installation, _chosen: argparse.Namespace) -> None:
    """Say what is unsafe or missing; status 1 if anything is."""
    try:
        settings = here.settings
    except SettingsError as error:
        raise CheckFailed(*error.faults) from error
    faults = [*settings.faults(), *_around(settings)]
    if not here.database.answers():
        faults.append("the database does not answer")
    elif pending(here.database):
        faults.append("the database is not migrated: run participation migrate")
    else:
        with here.database.reading() as session:
            faults += _inside(session, settings)
    if faults:
        raise CheckFailed(*faults)
    print("nothing is unsafe or missing")


def _around(settings: Settings) -> Iterator[str]:
    """Yield what is wrong outside the database."""
    host = urlsplit(settings.base_url).hostname or ""
    if not settings.production and host not in ("localhost", "127.0.0.1", "::1"):
        yield f"demo mode at {host}: everybody knows the demo passwords"
    if settings.secure_cookies and not settings.trusted_proxies:
        yield (
            f"{PREFIX}TRUSTED_PROXIES is 0 though the site is reached by https: "
            "behind a proxy every limit counts the proxy's address"
        )
    if any(not limits for limits in settings.limits.values()):
        named = ", ".join(sorted(name for name, limits in settings.limits.items() if not limits))
        yield f"no limit for {named}"
    if settings.redis_url:
        yield from _redis(settings.redis_url)
    if not settings.site.phone and not settings.site.address:
        yield f"{PREFIX}SITE_PHONE and {PREFIX}SITE_ADDRESS name no way for people who are not online"
    if settings.data_dir.exists():
        if settings.data_dir.stat().st_mode & (stat.S_IRWXO):
            yield f"{settings.data_dir} can be read by every user of this machine"
        yield from _anchor(settings.data_dir / "audit-anchors.txt")


def _redis(url: str) -> Iterator[str]:
    try:
        with OnRedis(url).tally() as tally:
            tally.key(clock.berlin_date(clock.now()))
    except Unreachable as error:
        yield f"{PREFIX}REDIS_URL does not answer ({error}): the database counts instead"


def _anchor(path: Path) -> Iterator[str]:
    if not path.exists():
        yield f"{path} is missing: run the worker, so that a cut audit trail shows"
    elif clock.now() - datetime.fromtimestamp(path.stat().st_mtime, UTC) > ANCHOR_AGE:
        yield f"{path} is old: does the worker run? (nothing happened, if nobody uses the site)"


def _inside(session: Session, settings: Settings) -> Iterator[str]:
    """Yield what is wrong in the database."""
    yield from _some(counters.check(session), "run participation counters rebuild")
    yield from _some(list(audit.verify(session).faults), "see participation audit verify")
    late = select(Job.id).where(
        Job.done_at.is_(None), Job.failed_at.is_(None), Job.due_at < clock.now() - WAITING
    )
    if session.scalar(late.limit(1)) is not None:
        yield "jobs have been due for more than an hour: does the worker run?"
    if session.scalar(select(Job.id).where(Job.failed_at.is_not(None)).limit(1)) is not None:
        yield "jobs were given up: see the column error of the table job"
    if settings.production:
        yield from _some(list(_people(session)), "see participation account")


def _people(session: Session) -> Iterator[str]:
    demo = {f"{name}@{DEMO_HOST}" for name, *_rest in PEOPLE}
    for account in session.scalars(select(Account).where(Account.disabled_at.is_(None))):
        if account.email in demo:
            yield f"account {account.id} is of the demo, and everybody knows its password"
        who = queries.person(session, account.id)
        if who is None or account.email is None or not rules.privileged(who.permissions):
            continue
        if not factors.of(session, account.id):
            yield f"account {account.id} holds {', '.join(who.roles)} and has no second factor yet"


def _some(lines: list[str], hint: str) -> Iterator[str]:
    """Yield the first of many lines, and how many more there are."""
    yield from lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        yield f"{len(lines) - MOST_LINES} more of the kind; {hint}"
