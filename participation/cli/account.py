# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""`account create`."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import Any

from participation.accounts import service
from participation.cli.base import ACTOR, BadInput, Installation


def add(commands: Any) -> None:
    """Describe the command."""
    family = commands.add_parser("account", help="make accounts")
    create_ = family.add_subparsers(required=True, metavar="ACTION").add_parser("create")
    create_.add_argument("--email", required=True)
    create_.add_argument(
        "--role", required=True, action="append", help="may be given several times"
    )
    create_.add_argument("--name", default="")
    create_.add_argument(
        "--password-stdin", action="store_true", help="read it from standard input"
    )
    create_.set_defaults(run=create)


def create(here: Installation, chosen: argparse.Namespace) -> None:
    """Make an account."""
    password = _password(chosen.password_stdin)
    try:
        with here.database.writing() as session:
            service.create(session, chosen.email, password, chosen.role, chosen.name, actor=ACTOR)
    except service.AccountRefused as error:
        raise BadInput(str(error)) from error
    print(f"account made for {chosen.email}")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Password: ")
    if first != getpass.getpass("Again: "):
        raise BadInput("the two passwords differ")
    return first
