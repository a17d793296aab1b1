# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""`draft import` and `draft export`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from participation.cli.base import ACTOR, BadInput, Installation, consultation
from participation.roadmap import documents, service
from participation.roadmap.draft_document import DraftDocument, DraftFaults
from participation.roadmap.draft_dump import dump_draft
from participation.roadmap.draft_file import read_draft


def add(commands: Any) -> None:
    """Describe the commands."""
    family = commands.add_parser("draft", help="bring drafts in and out")
    actions = family.add_subparsers(required=True, metavar="ACTION")
    one = actions.add_parser("import")
    one.add_argument("file", type=Path, metavar="FILE", help="YAML")
    one.add_argument("--consultation", metavar="SLUG", help="instead of the file's own")
    one.add_argument("--publish", action="store_true", help="publish it as the next version")
    one.set_defaults(run=import_)
    one = actions.add_parser("export")
    one.add_argument("slug", metavar="SLUG")
    one.add_argument("--version", type=int, metavar="N", help="the newest one if absent")
    one.add_argument("--format", required=True, choices=("yaml",))
    one.add_argument("--output", type=Path, metavar="FILE", help="standard output if absent")
    one.set_defaults(run=export)


def import_(here: Installation, chosen: argparse.Namespace) -> None:
    """Import a draft whole, or refuse it with every fault."""
    document = read(chosen.file)
    with here.database.writing() as session:
        number = service.import_draft(
            session, document, ACTOR, slug=chosen.consultation, publish=chosen.publish
        )
    print(f"version {number} imported" + (" and published" if chosen.publish else ""))


def export(here: Installation, chosen: argparse.Namespace) -> None:
    """Write a version of a draft."""
    with here.database.reading() as session:
        about = consultation(session, chosen.slug)
        version = documents.find_version(session, about, chosen.version)
        if version is None:
            raise BadInput(f"{chosen.slug} has no version {chosen.version or ''}".strip())
        written = dump_draft(documents.document(session, about, version))
    if chosen.output is None:
        sys.stdout.write(written)
        return
    try:
        chosen.output.write_text(written, "utf-8")
    except OSError as error:
        raise BadInput(f"{chosen.output}: {error.strerror}") from error


def read(path: Path) -> DraftDocument:
    """Read a draft file or fail as bad input, naming each fault's line."""
    try:
        return read_draft(path.read_bytes(), str(path))
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from error
    except DraftFaults as error:
        raise BadInput(*(str(fault) for fault in error.faults)) from error
