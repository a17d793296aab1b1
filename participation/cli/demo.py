# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""`demo`: the council's motion as a consultation, demo accounts, and as many voices as are wanted."""

from __future__ import annotations

import argparse
from collections import Counter as Tally
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from importlib import resources
from typing import Any

from sqlalchemy.orm import Session

from participation import clock
from participation.accounts import service as accounts
from participation.accounts.queries import account_by_email
from participation.accounts.rules import Role
from participation.cli import demo_revision, demo_voices
from participation.cli.base import BadInput, Installation
from participation.cli.migrations import pending
from participation.contributions import importing, stance_import
from participation.contributions.import_file import Row
from participation.contributions.rules import Channel, Group
from participation.roadmap import queries as roadmap
from participation.roadmap import service, versions
from participation.roadmap.draft_document import DraftDocument
from participation.roadmap.draft_file import read_draft
from participation.roadmap.models import Consultation
from participation.roadmap.rules import Phase, phase

DRAFT = "memorandum-2020-2025.yaml"
PASSWORD = "demo-participation"
ACTOR = "demo"
USUAL_VOTES = 12_000
DAYS_BEFORE = 16
REVISED_AGO = timedelta(days=4, hours=3)
LEAST_FOR_REVISION = 100  # contributions; below, the first version alone is shown
DAYS_AFTER = 28

PEOPLE: tuple[tuple[str, str, tuple[Role, ...], Group | None], ...] = (
    ("citizen", "Cem Bürger", (Role.PARTICIPANT,), None),
    ("business", "Berta Betrieb", (Role.PARTICIPANT,), Group.BUSINESS),
    ("staff", "Mika Amt", (Role.PARTICIPANT,), Group.STAFF),
    ("council", "Petra Personalrat", (Role.COUNCIL_OFFICER,), Group.WORKS_COUNCIL),
    ("intake", "Irina Schalter", (Role.INTAKE,), None),
    ("moderator", "Mo Prüfer", (Role.MODERATOR,), None),
    ("moderator2", "Maja Prüfer", (Role.MODERATOR,), None),
    ("ciio", "Charlie Auswertung", (Role.ANALYST,), None),
    ("admin", "Alex Verwaltung", (Role.ADMINISTRATOR,), None),
    ("auditor", "Aude Revision", (Role.AUDITOR,), None),
)


def add(commands: Any) -> None:
    """Describe the command."""
    one = commands.add_parser("demo", help="load the demo consultation, accounts and voices")
    one.add_argument("--contributions", type=_count, default=1_000, metavar="N")
    one.add_argument("--votes", type=_count, metavar="N")
    one.add_argument("--seed", type=int, default=1)
    one.set_defaults(run=demo)


def demo(here: Installation, chosen: argparse.Namespace) -> None:
    """Load everything; what is there already stays as it is."""
    if here.settings.production:
        raise BadInput("demo data has no place in production")
    if pending(here.database):
        raise BadInput("the database is not migrated: run participation migrate")
    shipped = document()
    with here.database.writing() as session:
        made = sum(_account(session, *person) for person in PEOPLE)
        consultation = roadmap.consultation(session, shipped.slug)
        if consultation is None:
            around = window()
            with clock.held(around[0]):
                service.import_draft(session, shipped, ACTOR, publish=True, window=around)
            consultation = roadmap.consultation(session, shipped.slug)
        if consultation is None:
            raise BadInput(f"{DRAFT} was not loaded")
        if phase(consultation, clock.now()) in (Phase.ANNOUNCED, Phase.CLOSED):
            service.move_window(session, consultation, *window(), ACTOR)
        print(f"{shipped.slug}: {made} accounts made, the password is {PASSWORD}")
        spoken = _voices(here, session, consultation, chosen)
        _votes(session, consultation, chosen, spoken)


def _voices(
    here: Installation, session: Session, about: Consultation, chosen: argparse.Namespace
) -> int:
    """Take the voices in, before and after the second version; return how many were made up by chance."""
    wanted: int = chosen.contributions
    revision = demo_revision.Revision()
    if wanted < LEAST_FOR_REVISION:
        taken = _take(here, session, about, demo_voices.Voices(session, about, chosen.seed), wanted)
        _told(taken)
        return wanted
    by_chance = wanted - revision.count
    early = by_chance * 7 // 10
    turned = clock.now() - REVISED_AGO
    starts_at = about.starts_at or turned
    voices = demo_voices.Voices(session, about, chosen.seed, until=turned)
    with clock.held(turned):  # what is imported as published was published by then
        taken = _take(here, session, about, voices, early)
        taken += _import(here, session, about, revision.voices(starts_at, turned))
    published = versions.newest_published(session, about.id)
    if published is not None and published.number == 1:
        with clock.held(turned):
            changes = revision.publish(session, about, document())
        print(f"version 2 with {changes} changes")
    voices = demo_voices.Voices(session, about, chosen.seed, since=turned)
    taken += _take(here, session, about, voices, by_chance - early, early)
    _told(taken)
    return by_chance


def _take(
    here: Installation,
    session: Session,
    about: Consultation,
    voices: demo_voices.Voices,
    count: int,
    after: int = 0,
) -> Tally[str]:
    return _import(here, session, about, voices.contributions(count, after))


def _import(
    here: Installation, session: Session, about: Consultation, rows: Iterable[Row]
) -> Tally[str]:
    checked = importing.check(session, about, rows, Channel.WEB)
    done = importing.take_in(session, about, checked, here.settings.secret_key, ACTOR)
    return Tally(new=done.new, known=done.known)


def _told(taken: Tally[str]) -> None:
    if taken.total():
        print(f"{taken['new']} contributions, {taken['known']} known already")


def _votes(session: Session, about: Consultation, chosen: argparse.Namespace, spoken: int) -> None:
    count = chosen.votes
    if count is None:  # without contributions the bare draft is wanted
        count = USUAL_VOTES if chosen.contributions else 0
    if count:
        voices = demo_voices.Voices(session, about, chosen.seed)
        votes = stance_import.check(session, about, voices.votes(count, spoken))
        given = stance_import.take_in(session, about, votes, ACTOR)
        print(f"{given.new} votes, {given.known} known already")


def document() -> DraftDocument:
    """Return the draft that is shipped with the program."""
    file = resources.files("participation.roadmap") / "drafts" / DRAFT
    return read_draft(file.read_bytes(), DRAFT)


def _account(
    session: Session, local: str, name: str, roles: tuple[Role, ...], group: Group | None
) -> bool:
    email = f"{local}@example.org"
    if account_by_email(session, email) is not None:
        return False
    accounts.create(session, email, PASSWORD, roles, name, group, ACTOR)
    return True


def window() -> tuple[datetime, datetime]:
    """Return a window around today, from midnight to midnight in Berlin."""
    today = clock.berlin_date(clock.now())
    first, after = today - timedelta(days=DAYS_BEFORE), today + timedelta(days=DAYS_AFTER)
    return (
        datetime.combine(first, time(), clock.BERLIN),
        datetime.combine(after, time(), clock.BERLIN),
    )


def _count(written: str) -> int:
    if not written.isdigit():
        raise argparse.ArgumentTypeError(f"not a count: {written}")
    return int(written)
