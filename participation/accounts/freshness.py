# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Asking for the password once more, before what would hurt if somebody found a screen unlocked."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Response, abort, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from participation import clock
from participation.accounts import rules, service, sessions
from participation.web.cache import never_kept
from participation.web.errors import typed
from participation.web.forms import Errors
from participation.web.limits import Holder, count
from participation.web.unit import SAFE_METHODS, reading

FIELD = "password_once_more"

View = TypeVar("View", bound=Callable[..., Any])


def fresh(when: Callable[..., bool] | None = None) -> Callable[[View], View]:
    """Let only those through to a view who have given their password a short while ago; ask the others for it.

    It stands below `allows`; `when` says of a view's arguments whether it matters. Who fetches a page is sent on to it
    afterwards. Of a form that is sent everything is kept, and sent again together with the password; files are not.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def answer(**arguments: Any) -> Any:
            matters = when is None or when(**arguments)
            if not matters or sessions.fresh(clock.now()):
                return view(**arguments)
            if request.method in SAFE_METHODS:
                back = request.full_path.rstrip("?")
                return redirect(url_for("account.prove", next=back), 303)
            held_up = _held_up()
            return view(**arguments) if held_up is None else held_up

        return cast(View, answer)

    return declare


def wrong(given: str) -> str | None:
    """Return what to say of a password that is not that of whoever is signed in; it is counted, as at the door.

    Answers 404 to those who come from the identity provider: they have no password here and give it there.
    """
    if current_user.email is None:
        abort(404)
    count("sign_in", Holder("account", current_user.email))
    with reading() as database:
        right = service.who(database, current_user.email, given) is not None
    return None if right else str(_("This is not your password."))


def _held_up() -> Response | None:
    """Return the page that asks for the password; None once the form has come with the right one."""
    given = request.form.get(FIELD)
    if given is None:
        return _page([], 403)
    fault = wrong(given)
    if fault is not None:
        return _page([(FIELD, fault)], 422)
    sessions.prove_for_good()
    return None


def _page(errors: Errors, status: int) -> Response:
    held = [(name, value) for name, value in request.form.items(multi=True) if name != FIELD]
    came_from = rules.safe_next(
        urlsplit(request.referrer or "").path, current_app.config["LOCALES"]
    )
    page = render_template(
        "accounts/prove_form.html",
        field=FIELD,
        held=held,
        typed=typed(),
        errors=errors,
        came_from=came_from,
    )
    return never_kept(page, status)
