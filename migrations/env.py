# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Alembic's environment: it works on the engine that the caller hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from participation import app
from participation.db import Base, Moment
from participation.following.models import Follower
from participation.mail.models import OutgoingMail
from participation.web.models import LimitHits


def plain_moment(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Write our moment type as the plain type it is stored in: migrations do not depend on today's code."""
    if kind == "type" and isinstance(thing, Moment):
        return "sa.DateTime(timezone=True)"
    return False


def ours(_thing: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """Leave out what a full-text index makes for itself; no model names it."""
    if kind == "index":
        return name != "ix_search_entry_words"
    return kind != "table" or not (name or "").startswith("search_words")


engine = context.config.attributes["engine"]
assert app.BLUEPRINTS, "importing the application has filled the metadata"
assert {Follower.__table__, LimitHits.__table__, OutgoingMail.__table__} <= {
    *Base.metadata.tables.values()
}

with engine.connect() as connection:
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        # Tables are rebuilt by copy and rename: foreign keys would be followed to tables that are about to go.
        # Inside a transaction the pragma does nothing, and SQLAlchemy's own execution would begin one.
        connection.connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=sqlite,
        transaction_per_migration=True,
        compare_type=True,
        render_item=plain_moment,
        include_object=ours,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
    if sqlite:
        connection.connection.execute("PRAGMA foreign_keys=ON")
