# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""One unit of work per request: one session, one commit, here and nowhere else.

`commit` is called by the application when a view has answered. Everything the request did, its audit entries and its
jobs stand or fall together.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, g, request
from sqlalchemy.orm import Session

from participation.db import Database

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FIRST_ERROR = 400
EXTENSION = "participation.database"
BEFORE_COMMIT = "participation.before_commit"

WRITES = "_writes_when_fetched"

Step = Callable[[Response], None]
View = TypeVar("View", bound=Callable[..., Any])


def install(app: Flask, database: Database) -> None:
    """Give the application its database, and close each request's session with the request."""
    app.extensions[EXTENSION] = database
    app.extensions[BEFORE_COMMIT] = []
    app.teardown_appcontext(_close)


def database() -> Database:
    """Return the application's database."""
    return cast(Database, current_app.extensions[EXTENSION])


def before_commit(app: Flask, step: Step) -> None:
    """Have `step` called with the response before its request commits."""
    app.extensions[BEFORE_COMMIT].append(step)


def writes_when_fetched(view: View) -> View:
    """Let a GET of this view write: another site sends people back here, and can only do so with a link.

    The view itself must know that its own visitor began this, else a foreign page could make anybody write.
    """
    setattr(view, WRITES, True)
    return view


def work() -> Session:
    """Return the request's session, opened at first use: a reader for GET, a writer for everything else."""
    if "work" not in g:
        g.work = database().writer() if _may_write() else database().reader()
    return cast(Session, g.work)


def reading() -> AbstractContextManager[Session]:
    """Open a short session of its own that only reads, for slow checks that must not hold the write lock."""
    return database().reading()


def commit(response: Response) -> Response:
    """End a request that went well: let the steps write what belongs to it, then commit. Errors write nothing."""
    if response.status_code < FIRST_ERROR:
        for step in current_app.extensions[BEFORE_COMMIT]:
            step(response)
        if "work" in g and _may_write():
            g.work.commit()
    return response


def _may_write() -> bool:
    if request.method in SAFE_METHODS:
        view = current_app.view_functions.get(request.endpoint or "")
        return request.method == "GET" and bool(getattr(view, WRITES, False))
    return True


def _close(_error: BaseException | None) -> None:
    session = g.pop("work", None)
    if session is not None:
        session.close()
