# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""`codes create` and `codes count`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from participation.cli.base import ACTOR, BadInput, Installation, head
from participation.contributions import code_rules, code_sheet, codes
from participation.i18n import AUTHORITATIVE

FAULTS = {
    "unknown": "there is no such group",
    "organ": "organs speak for themselves: there are no codes for them",
    "not_invited": "this consultation does not ask the group",
}


def add(commands: Any) -> None:
    """Describe the command."""
    family = commands.add_parser("codes", help="codes with which people speak for a group")
    actions = family.add_subparsers(required=True, metavar="ACTION")
    create_ = actions.add_parser("create", help="make codes; they are shown this once")
    create_.add_argument("slug")
    create_.add_argument("--group", required=True)
    create_.add_argument("--count", required=True, type=int)
    create_.add_argument("--output", type=Path, help="a PDF to print instead of lines")
    create_.add_argument("--locale", default=AUTHORITATIVE)
    create_.set_defaults(run=create)
    count_ = actions.add_parser("count", help="how many codes there are for each group")
    count_.add_argument("slug")
    count_.set_defaults(run=count)


def create(here: Installation, chosen: argparse.Namespace) -> None:
    """Make codes and print them, one a line, or write a sheet of cards."""
    if code_rules.count_fault(chosen.count):
        raise BadInput(f"--count: from 1 to {code_rules.MOST_CODES} at once")
    if chosen.locale not in here.settings.locales:
        raise BadInput(f"--locale: one of {', '.join(here.settings.locales)}")
    settings = here.settings
    with here.database.writing() as session:
        about = head(session, chosen.slug, chosen.locale)
        fault = code_rules.group_fault(chosen.group, frozenset(about.groups))
        if fault is not None:
            raise BadInput(f"--group {chosen.group}: {FAULTS[fault]}")
        made = codes.create(
            session, settings.secret_key, about.id, chosen.group, chosen.count, ACTOR
        )
        if chosen.output is not None:
            address = f"{settings.base_url}/{chosen.locale}/c/{about.slug}/"
            try:
                chosen.output.write_bytes(
                    code_sheet.sheet(
                        made,
                        chosen.group,
                        about.title,
                        settings.site.operator,
                        address,
                        chosen.locale,
                    )
                )
            except OSError as error:
                raise BadInput(f"cannot write {chosen.output}: {error.strerror}") from error
    if chosen.output is None:
        for code in made:
            print(code_rules.written(code))


def count(here: Installation, chosen: argparse.Namespace) -> None:
    """Say how many codes there are; which were used nobody can say."""
    with here.database.reading() as session:
        about = head(session, chosen.slug, AUTHORITATIVE)
        for group, number in codes.counts(session, about.id).items():
            print(f"{group} {number}")
