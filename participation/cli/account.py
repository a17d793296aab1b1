# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""`account create`, `account grant` and `account reset-factor`."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import Any

from participation.accounts import administration, factors, queries, rules, service
from participation.accounts.administration_words import REFUSED
from participation.accounts.letters import Desk
from participation.cli.base import ACTOR, BadInput, Installation


def add(commands: Any) -> None:
    """Describe the command."""
    family = commands.add_parser("account", help="make accounts, help people who lost a factor")
    actions = family.add_subparsers(required=True, metavar="ACTION")
    create_ = actions.add_parser("create")
    create_.add_argument("--email", required=True)
    create_.add_argument(
        "--role", required=True, action="append", help="may be given several times"
    )
    create_.add_argument("--name", default="")
    create_.add_argument(
        "--password-stdin", action="store_true", help="read it from standard input"
    )
    create_.set_defaults(run=create)
    grant_ = actions.add_parser("grant", help="give a role where nobody can on the pages")
    grant_.add_argument("--email", required=True)
    grant_.add_argument("--role", required=True)
    grant_.add_argument("--reason", required=True)
    grant_.set_defaults(run=grant)
    reset_ = actions.add_parser("reset-factor", help="take somebody's second factor away")
    reset_.add_argument("--email", required=True)
    reset_.set_defaults(run=reset_factor)


def create(here: Installation, chosen: argparse.Namespace) -> None:
    """Make an account."""
    password = _password(chosen.password_stdin)
    try:
        with here.database.writing() as session:
            service.create(session, chosen.email, password, chosen.role, chosen.name, actor=ACTOR)
    except service.AccountRefused as error:
        raise BadInput(str(error)) from error
    print(f"account made for {chosen.email}")


def grant(here: Installation, chosen: argparse.Namespace) -> None:
    """Give a role. Roles keep apart here too; no second person is asked, for whoever runs this could do anything."""
    site = here.settings.site
    desk = Desk(site.name, site.contact_email, here.settings.base_url, here.settings.secret_key)
    email, role, reason = rules.email_key(chosen.email), chosen.role, chosen.reason
    try:
        with here.database.writing() as session:
            administration.grant_by_command(session, email, role, reason, ACTOR, desk)
    except administration.NoSuchAccount as error:
        raise BadInput(f"there is no account for {chosen.email}") from error
    except administration.Refused as error:
        raise BadInput(f"{chosen.email}: {REFUSED[error.code]}") from error
    print(f"{chosen.email} is {role} now")


def reset_factor(here: Installation, chosen: argparse.Namespace) -> None:
    """Take the second factor away from somebody who has lost it; they set a new one up when they sign in."""
    with here.database.writing() as session:
        account = queries.account_by_email(session, chosen.email)
        if account is None:
            raise BadInput(f"there is no account for {chosen.email}")
        factors.reset(session, account, ACTOR)
        service.end_sessions(session, account.id)
    print(f"second factor taken away from {chosen.email}")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Password: ")
    if first != getpass.getpass("Again: "):
        raise BadInput("the two passwords differ")
    return first
