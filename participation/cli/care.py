# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Commands that keep an installation well: migrate, counters, audit."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from participation.audit import service as audit
from participation.cli.base import BadInput, CheckFailed, Installation
from participation.cli.migrations import migrate as migrate_database
from participation.contributions import counters, search, similar


def add(commands: Any) -> None:
    """Describe the commands."""
    one = commands.add_parser("migrate", help="bring the database to the newest state")
    one.set_defaults(run=migrate)
    family = commands.add_parser("counters", help="prove or rebuild the numbers that pages show")
    family.add_argument("action", choices=("check", "rebuild"))
    family.set_defaults(run=count)
    family = commands.add_parser("audit", help="prove the audit trail, or print its newest hash")
    family.add_argument("action", choices=("verify", "anchor"))
    family.add_argument("--anchor", type=Path, metavar="FILE", help="hashes kept outside")
    family.set_defaults(run=trail)


def migrate(here: Installation, _chosen: argparse.Namespace) -> None:
    """Run the migrations."""
    migrate_database(here.database)


def count(here: Installation, chosen: argparse.Namespace) -> None:
    """Check or rebuild the counters."""
    if chosen.action == "rebuild":
        with here.database.writing() as session:
            print(f"{counters.rebuild(session)} counters written")
            print(f"{search.rebuild(session)} contributions can be found")
            print(f"{similar.rebuild(session)} contributions can be compared")
        return
    with here.database.reading() as session:
        faults = counters.check(session)
    if faults:
        raise CheckFailed(*faults)
    print("all counters are right")


def trail(here: Installation, chosen: argparse.Namespace) -> None:
    """Verify the audit trail, or print the line to keep outside."""
    if chosen.action == "anchor":
        with here.database.reading() as session:
            print(audit.anchor(session))
        return
    anchors: list[str] = []
    if chosen.anchor is not None:
        try:
            anchors = chosen.anchor.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"{chosen.anchor}: {error}") from error
    with here.database.reading() as session:
        try:
            verdict = audit.verify(session, anchors)
        except ValueError as error:
            raise BadInput(f"{chosen.anchor}: {error}") from error
    if verdict.faults:
        raise CheckFailed(*verdict.faults)
    print(f"{verdict.entries} entries, all in order; newest {verdict.head}")
