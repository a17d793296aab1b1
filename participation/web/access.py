# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may call what: each endpoint says so itself, and an application with a silent one does not start."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import Forbidden

from participation.web import security_events

PUBLIC: Final = "public"
MARK: Final = "__access__"

View = TypeVar("View", bound=Callable[..., Any])


class SignedOut(Forbidden):
    """Somebody sends a form that is for those who are signed in, and is not, or not any more."""


class UndeclaredAccess(RuntimeError):
    """An endpoint says neither `@public` nor `@allows(…)`."""


def public(view: View) -> View:
    """Declare that everybody may call this view."""
    setattr(view, MARK, PUBLIC)
    return view


def allows(permission: StrEnum) -> Callable[[View], View]:
    """Declare that a view needs a permission; the wings say which, `accounts` says who has it."""

    def declare(view: View) -> View:
        setattr(view, MARK, permission)
        return view

    return declare


def declared(app: Flask, endpoint: str) -> object:
    """Return what an endpoint declares, or None."""
    return getattr(app.view_functions.get(endpoint), MARK, None)


def require_declared(app: Flask) -> None:
    """Raise `UndeclaredAccess` naming every endpoint that is silent about who may call it."""
    silent = sorted({r.endpoint for r in app.url_map.iter_rules() if not declared(app, r.endpoint)})
    if silent:
        raise UndeclaredAccess("no access declared: " + ", ".join(silent))


def enforce() -> ResponseReturnValue | None:
    """Let a request through, send it to the sign-in page, or refuse it with 403. Closed by default."""
    if request.endpoint is None:
        return None  # no such page: routing answers with 404
    wanted = declared(current_app, request.endpoint)
    if wanted == PUBLIC:
        return None
    if not current_user.is_authenticated:
        if request.method == "GET":
            return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)
        raise SignedOut
    if wanted is None or not current_user.may(wanted):
        security_events.note("forbidden", endpoint=request.endpoint)
        abort(403)
    return None
