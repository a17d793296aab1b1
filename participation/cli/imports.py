# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""`contributions import` and `stances import`."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from participation.cli.base import ACTOR, BadInput, Installation, consultation
from participation.contributions import import_file, import_receipts, importing, stance_import
from participation.contributions.import_file import FileRefused
from participation.contributions.importing import Imported, RowsRefused
from participation.contributions.rules import Channel


def add(commands: Any) -> None:
    """Describe the commands."""
    family = commands.add_parser("contributions", help="bring contributions in")
    one = family.add_subparsers(required=True, metavar="ACTION").add_parser("import")
    _arguments(one)
    one.add_argument("--channel", default=Channel.API.value, choices=[c.value for c in Channel])
    one.add_argument("--receipts", type=Path, metavar="FILE", help="write the receipt codes (CSV)")
    one.set_defaults(run=contributions)
    family = commands.add_parser("stances", help="bring stances and votes in")
    one = family.add_subparsers(required=True, metavar="ACTION").add_parser("import")
    _arguments(one)
    one.set_defaults(run=stances)


def contributions(here: Installation, chosen: argparse.Namespace) -> None:
    """Import contributions: all rows or none."""
    secret = here.settings.secret_key
    with _Refusals(chosen.file):
        if chosen.dry_run:
            with here.database.reading() as session:
                about = consultation(session, chosen.consultation)
                rows = importing.check(
                    session, about, import_file.rows(chosen.file), chosen.channel
                )
            print(f"{len(rows)} rows are right; nothing was imported")
            return
        with here.database.writing() as session:
            about = consultation(session, chosen.consultation)
            rows = importing.check(session, about, import_file.rows(chosen.file), chosen.channel)
            done = importing.take_in(session, about, rows, secret, ACTOR)
    _report(done, "contributions")
    if chosen.receipts is not None:
        with here.database.reading() as session:
            about = consultation(session, chosen.consultation)
            _write_receipts(chosen.receipts, import_receipts.receipt_codes(session, about, secret))


def stances(here: Installation, chosen: argparse.Namespace) -> None:
    """Import stances: all rows or none."""
    with _Refusals(chosen.file):
        if chosen.dry_run:
            with here.database.reading() as session:
                about = consultation(session, chosen.consultation)
                rows = stance_import.check(session, about, import_file.rows(chosen.file))
            print(f"{len(rows)} rows are right; nothing was imported")
            return
        with here.database.writing() as session:
            about = consultation(session, chosen.consultation)
            rows = stance_import.check(session, about, import_file.rows(chosen.file))
            done = stance_import.take_in(session, about, rows, ACTOR)
    _report(done, "stances")


class _Refusals:
    """Turn what an import refuses into lines that name file and row."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, FileRefused):
            raise BadInput(str(error)) from error
        if isinstance(error, RowsRefused):
            raise BadInput(
                *(f"{self.file}: row {number}: {fault}" for number, fault in error.faults)
            ) from error


def _arguments(one: argparse.ArgumentParser) -> None:
    one.add_argument("file", type=Path, metavar="FILE", help="JSON Lines or CSV")
    one.add_argument("--consultation", required=True, metavar="SLUG")
    one.add_argument("--dry-run", action="store_true", help="check every row, change nothing")


def _report(done: Imported, what: str) -> None:
    print(f"{done.new} {what} imported, {done.known} known already")


def _write_receipts(path: Path, rows: Iterable[tuple[str, str, str]]) -> None:
    try:
        with path.open("x", encoding="utf-8", newline="") as out:
            path.chmod(0o600)
            writer = csv.writer(out)
            writer.writerow(("external_id", "reference", "receipt_code"))
            writer.writerows(rows)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from error
