# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""`demo`: the council's motion as a consultation, demo accounts, and as many voices as are wanted."""

from __future__ import annotations

import argparse
from datetime import datetime, time, timedelta
from importlib import resources
from typing import Any

from sqlalchemy.orm import Session

from participation import clock
from participation.accounts import service as accounts
from participation.accounts.queries import account_by_email
from participation.accounts.rules import Role
from participation.cli import demo_voices
from participation.cli.base import BadInput, Installation
from participation.cli.migrations import pending
from participation.contributions import importing, stance_import
from participation.contributions.rules import Channel, Group
from participation.roadmap import queries as roadmap
from participation.roadmap import service
from participation.roadmap.draft_document import DraftDocument
from participation.roadmap.draft_file import read_draft
from participation.roadmap.models import Consultation
from participation.roadmap.rules import Phase, phase

DRAFT = "memorandum-2020-2025.yaml"
PASSWORD = "demo-participation"
ACTOR = "demo"
USUAL_VOTES = 12_000
DAYS_BEFORE = 16
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
            service.import_draft(session, shipped, ACTOR, publish=True, window=window())
            consultation = roadmap.consultation(session, shipped.slug)
        if consultation is None:
            raise BadInput(f"{DRAFT} was not loaded")
        if phase(consultation.starts_at, consultation.ends_at, clock.now()) != Phase.OPEN:
            service.move_window(session, consultation, *window(), ACTOR)
        print(f"{shipped.slug}: {made} accounts made, the password is {PASSWORD}")
        _voices(here, session, consultation, chosen)


def _voices(
    here: Installation, session: Session, about: Consultation, chosen: argparse.Namespace
) -> None:
    voices = demo_voices.Voices(session, about, chosen.seed)
    if chosen.contributions:
        rows = importing.check(
            session, about, voices.contributions(chosen.contributions), Channel.WEB
        )
        done = importing.take_in(session, about, rows, here.settings.secret_key, ACTOR)
        print(f"{done.new} contributions, {done.known} known already")
    count = chosen.votes
    if count is None:  # without contributions the bare draft is wanted
        count = USUAL_VOTES if chosen.contributions else 0
    if count:
        votes = stance_import.check(session, about, voices.votes(count, chosen.contributions))
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
