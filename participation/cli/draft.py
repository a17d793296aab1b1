# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""`draft import` and `draft export`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from participation.cli.base import ACTOR, BadInput, Installation, consultation
from participation.evaluation import service as evaluation
from participation.roadmap import documents, service, trace, versions
from participation.roadmap.draft_document import DraftDocument, DraftFaults
from participation.roadmap.draft_formats import ENDINGS, FORMATS, dump
from participation.roadmap.draft_formats import read as read_file
from participation.roadmap.draft_yaml import LARGEST_FILE
from participation.roadmap.rules import CHANGE_REASONS, ORIGINAL, is_reason

MOST_TOLD = 20  # differences in one message


def add(commands: Any) -> None:
    """Describe the commands."""
    family = commands.add_parser("draft", help="bring drafts in and out")
    actions = family.add_subparsers(required=True, metavar="ACTION")
    one = actions.add_parser("import")
    one.add_argument("file", type=Path, metavar="FILE", help=f"one of {', '.join(ENDINGS)}")
    one.add_argument("--consultation", metavar="SLUG", help="instead of the file's own")
    one.add_argument("--publish", action="store_true", help="publish it as the next version")
    one.add_argument(
        "--reason",
        choices=sorted(CHANGE_REASONS),
        help="why it differs from the version before, where no contribution is linked",
    )
    one.add_argument("--explanation", default="", metavar="TEXT", help="of the reason, in German")
    one.set_defaults(run=import_)
    one = actions.add_parser("export")
    one.add_argument("slug", metavar="SLUG")
    one.add_argument("--version", type=int, metavar="N", help="the newest one if absent")
    one.add_argument("--format", required=True, choices=FORMATS)
    one.add_argument("--output", type=Path, metavar="FILE", help="standard output if absent")
    one.set_defaults(run=export)


def import_(here: Installation, chosen: argparse.Namespace) -> None:
    """Import a draft whole, or refuse it with every fault."""
    document = read(chosen.file)
    with here.database.writing() as session:
        number = service.import_draft(session, document, ACTOR, slug=chosen.consultation)
        if chosen.publish:
            _publish(session, chosen.consultation or document.slug, chosen)
    print(f"version {number} imported" + (" and published" if chosen.publish else ""))


def _publish(session: Session, slug: str, chosen: argparse.Namespace) -> None:
    """Publish what was imported; what differs without a cause gets the reason that was given."""
    about = consultation(session, slug)
    version = versions.in_preparation(session, about.id)
    if version is None:
        raise BadInput(f"{slug} has no version in preparation")
    if chosen.reason is not None:
        if not is_reason(chosen.reason, chosen.explanation):
            raise BadInput(f"the reason {chosen.reason} needs an --explanation")
        for difference in trace.differences(session, version):
            if trace.change_at(session, version, difference.place) is None:
                said = {ORIGINAL: chosen.explanation}
                trace.explain(session, version, difference, chosen.reason, said, 0)
    try:
        evaluation.publish(session, about, version, ACTOR)
        service.announce_if_ready(session, about, ACTOR)
    except trace.Untraced as missing:
        lines = [
            f"{one.key}, {one.field}{f' {one.number}' if one.number else ''}: "
            f"{one.kind}, with neither a contribution nor a reason"
            for one in missing.differences[:MOST_TOLD]
        ]
        raise BadInput(*lines, "give a --reason, or link contributions on the page") from missing


def export(here: Installation, chosen: argparse.Namespace) -> None:
    """Write a version of a draft."""
    if chosen.format == "xlsx" and chosen.output is None and sys.stdout.isatty():
        raise BadInput("a workbook is not for reading on a terminal: name a file with --output")
    with here.database.reading() as session:
        about = consultation(session, chosen.slug)
        version = documents.find_version(session, about, chosen.version)
        if version is None:
            raise BadInput(f"{chosen.slug} has no version {chosen.version or ''}".strip())
        document = documents.document(session, about, version)
    _write(dump(document, chosen.format), chosen.output)


def _write(written: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(written)
    except OSError as error:
        raise BadInput(f"{output}: {error.strerror}") from error


def read(path: Path) -> DraftDocument:
    """Read a draft file of any format or fail as bad input, naming each fault's place."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)  # enough to see that it is too large
        return read_file(data, str(path))
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from error
    except DraftFaults as error:
        raise BadInput(*(str(fault) for fault in error.faults)) from error
