# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who gets through to which route: asked of the application itself, role by role.

`python -m tests.support.access_table` prints the table as it is, to be read, signed off and kept in
`tests/guards/access.yaml`.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from flask import Flask, g, request
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import HTTPException
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule

from participation.accounts import queries
from participation.accounts import service as accounts
from participation.accounts import sign_in as door
from participation.accounts.rules import Role
from participation.app import create_app
from participation.config import Settings
from participation.db import Database
from participation.web import unit
from tests.support import databases, town

EVERYBODY, SIGNED_IN = "everybody", "whoever is signed in"
ROLES: dict[str, Role | None] = {"guest": None, **{str(role): role for role in Role}}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

Table = dict[str, list[str] | str]


def table(app: Flask, database: Database) -> Table:
    """Return, by route and method, who gets through; `database` gets an account for each role."""
    with database.writing() as writer:
        people = {
            name: accounts.create(writer, f"{name}@example.org", town.PASSWORD, [role], name).id
            for name, role in ROLES.items()
            if role is not None
        }
    found: Table = {}
    for rule in sorted(
        app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))
    ):
        for method in METHODS:
            if method in (rule.methods or ()):
                through = [
                    name for name in ROLES if passes(app, rule, method, people.get(name), database)
                ]
                found[f"{method} {rule.rule}"] = _short(through)
    return found


def passes(app: Flask, rule: Rule, method: str, account_id: int | None, database: Database) -> bool:
    """Say whether a request gets as far as its view; the view itself is not called."""
    with app.test_request_context(address(app, rule), method=method):
        if account_id is not None:
            with database.reading() as reader:
                who = queries.person(reader, account_id)
            assert who is not None
            door.begin(who)
            g.pop("_login_user")  # who it is shall be found out as in any request
            door.current().who = who
            request.environ["HTTP_X_CSRFTOKEN"] = generate_csrf()
        try:
            return app.preprocess_request() is None
        except HTTPException as refused:
            assert refused.code == 403, (rule.rule, refused)
            return False


def address(app: Flask, rule: Rule) -> str:
    """Return an address of a route, with whatever fits its arguments."""
    values = {name: _fitting(rule._converters[name]) for name in rule.arguments}
    if "locale" in values:
        values["locale"] = "de"
    return str(app.url_map.bind("localhost").build(rule.endpoint, values, method=None))


def _fitting(converter: BaseConverter) -> object:
    if isinstance(converter, IntegerConverter):
        return 1
    return min(converter.items) if isinstance(converter, AnyConverter) else "x"


def _short(through: list[str]) -> list[str] | str:
    if len(through) == len(ROLES):
        return EVERYBODY
    return SIGNED_IN if through == [name for name in ROLES if name != "guest"] else through


def lines(found: Table) -> Iterator[str]:
    """Yield the table as lines of YAML."""
    for route, who in found.items():
        yield f"{route}: {who if isinstance(who, str) else '[' + ', '.join(who) + ']'}"


def main() -> None:
    """Print the table."""
    with databases.fresh("sqlite") as url, tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            data_dir=Path(folder),
            database_url=url,
            secret_key=town.SECRET,
            base_url="http://localhost",
        )
        app = create_app(settings)
        database: Database = app.extensions[unit.EXTENSION]
        sys.stdout.write("".join(f"{line}\n" for line in lines(table(app, database))))
        database.dispose()


if __name__ == "__main__":
    main()
