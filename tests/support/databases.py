# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A fresh, migrated database for each test, on SQLite and on PostgreSQL.

Migrating happens once a run for each of them; a test gets a copy (SQLite: the file, PostgreSQL: 0.03 s from a
template) and may do to it what it likes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support import postgres, run_folder

SQLITE, POSTGRESQL = "sqlite", "postgresql"
BACKENDS = (SQLITE, POSTGRESQL)
ROOT = Path(__file__).resolve().parents[2]


def migrate(url: str, data_dir: Path) -> None:
    """Bring a database to the newest revision with the command that an operator types."""
    subprocess.run(
        [Path(sys.executable).with_name("participation"), "migrate"],
        env={
            **os.environ,
            "PARTICIPATION_DATABASE_URL": url,
            "PARTICIPATION_DATA_DIR": str(data_dir),
        },
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


@contextmanager
def empty(backend: str) -> Iterator[str]:
    """Give the address of a database without any table, for a block."""
    name = f"participation_{uuid.uuid4().hex[:12]}"
    if backend == POSTGRESQL:
        url = postgres.create(name)
        try:
            yield url.render_as_string(hide_password=False)
        finally:
            postgres.drop(name)
    else:
        folder = run_folder.path() / name
        folder.mkdir()
        try:
            yield _sqlite_url(folder)
        finally:
            shutil.rmtree(folder)


@contextmanager
def fresh(backend: str) -> Iterator[str]:
    """Give the address of a migrated database without any row, for a block."""
    template = _template(backend)
    if backend == POSTGRESQL:
        name = f"participation_{uuid.uuid4().hex[:12]}"
        url = postgres.create(name, template)
        try:
            yield url.render_as_string(hide_password=False)
        finally:
            postgres.drop(name)
    else:
        with empty(backend) as address:
            shutil.copyfile(template, address.removeprefix("sqlite:///"))
            yield address


def _sqlite_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'participation.sqlite3'}"


def _template(backend: str) -> str:
    """Return the name (PostgreSQL) or the path (SQLite) of this run's migrated template."""
    name = f"participation_{run_folder.path().name.rpartition('-')[2]}_template"
    folder = run_folder.path() / "template"
    with run_folder.locked(f"template-{backend}") as done:
        if not done.exists():
            if backend == POSTGRESQL:
                migrate(postgres.create(name).render_as_string(hide_password=False), folder)
            else:
                folder.mkdir(exist_ok=True)
                migrate(_sqlite_url(folder), folder)
            done.touch()
    return name if backend == POSTGRESQL else _sqlite_url(folder).removeprefix("sqlite:///")


def drop_template() -> None:
    """Delete the template on a server that is not ours; what is ours goes with the run's folder."""
    if os.environ.get("TEST_DATABASE_URL"):
        postgres.drop(f"participation_{run_folder.path().name.rpartition('-')[2]}_template")
