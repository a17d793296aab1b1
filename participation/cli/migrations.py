# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Alembic, driven by the command: the migrations lie beside the package."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from participation.db import Database

FOLDERS = (
    Path(__file__).resolve().parent.parent / "migrations",  # in a wheel
    Path(__file__).resolve().parent.parent.parent / "migrations",  # in a checkout
)


def config(database: Database) -> Config:
    """Return Alembic's configuration for a database."""
    made = Config()
    made.set_main_option("script_location", str(next(f for f in FOLDERS if f.is_dir())))
    made.attributes["engine"] = database.engine
    return made


def migrate(database: Database, revision: str = "head") -> None:
    """Bring the database up to a revision."""
    command.upgrade(config(database), revision)


def demote(database: Database, revision: str) -> None:
    """Take the database down to a revision."""
    command.downgrade(config(database), revision)


def pending(database: Database) -> bool:
    """Say whether migrations are missing."""
    heads = set(ScriptDirectory.from_config(config(database)).get_heads())
    with database.engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) != heads
