# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""`export contributions` and `export aggregate`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO, cast

from participation.cli.base import BadInput, Installation, head
from participation.reports import download as files


def add(commands: Any) -> None:
    """Describe the command."""
    one = commands.add_parser("export", help="write contributions or the aggregate to a file")
    one.add_argument("what", choices=files.WHAT)
    one.add_argument("slug", metavar="SLUG")
    one.add_argument("--format", required=True, choices=files.FORMATS)
    one.add_argument("--state", default="published", choices=("published", "all"))
    one.add_argument("--output", type=Path, metavar="FILE", help="standard output if absent")
    one.add_argument("--locale", default="en", metavar="L")
    one.set_defaults(run=export)


def export(here: Installation, chosen: argparse.Namespace) -> None:
    """Write an export; a file appears whole or not at all."""
    if chosen.locale not in here.settings.locales:
        known = ", ".join(here.settings.locales)
        raise BadInput(f"unknown locale {chosen.locale!r} (known: {known})")
    wanted = files.Wanted(chosen.what, chosen.format, chosen.state, chosen.locale)
    with here.database.reading() as session:
        about = head(session, chosen.slug, chosen.locale)
        if chosen.output is None:
            files.write(session, about, wanted, sys.stdout.buffer)
            sys.stdout.buffer.flush()
            return
        try:
            with NamedTemporaryFile(dir=chosen.output.parent, delete=False) as out:
                files.write(session, about, wanted, cast("BinaryIO", out))
            Path(out.name).replace(chosen.output)
        except OSError as error:
            raise BadInput(f"{chosen.output}: {error.strerror}") from error
