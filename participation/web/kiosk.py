# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A device that many people use one after another: nothing of one person is there when the next one comes.

The cookie marks the device and holds the number of the present person's turn. Forms carry that number too, so a form
that the browser still remembers from an earlier turn ("send again?") is not shown to the next person.
"""

from __future__ import annotations

import re
import secrets
from typing import Any

from flask import Flask, Response, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from participation.web.unit import SAFE_METHODS

FIELD = "kiosk"
IDLE_SECONDS = 120  # without input until everything is deleted
WARNING_SECONDS = 30  # before that; WCAG 2.2.1 asks for at least 20 to say "go on"
RECEIPT_SECONDS = 3 * 60  # how long a shared device shows a receipt
ONE_YEAR = 31_536_000
_NAME = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)  # RFC 6265: what a cookie may be called


def install(app: Flask) -> None:
    """Refuse forms of earlier turns, and let templates ask `kiosk_on()`, `kiosk_turn()`, `kiosk_times()`."""
    app.before_request(refuse_earlier_turns)
    app.jinja_env.globals.update(kiosk_on=on, kiosk_turn=turn, kiosk_times=times)


def on() -> bool:
    """Say whether the request comes from a shared device."""
    return bool(turn())


def turn() -> str:
    """Return the number of the present person's turn at a shared device; empty on every other device."""
    return request.cookies.get(_cookie(), "")


def times() -> dict[str, int]:
    """Return after how many seconds what happens: for pages and their script."""
    return {"idle": IDLE_SECONDS, "warning": WARNING_SECONDS, "receipt": RECEIPT_SECONDS}


def begin(response: Response) -> None:
    """Mark the device as shared, or begin the next person's turn at it."""
    response.set_cookie(_cookie(), secrets.token_urlsafe(12), max_age=ONE_YEAR, **_flags())


def end(response: Response) -> None:
    """Make it a device like every other."""
    response.delete_cookie(_cookie(), **_flags())


def forget_person(response: Response) -> None:
    """Leave nothing of whoever used the device: no session, no cookie of ours but the device's own, no storage."""
    logout_user()
    session.clear()
    for name in request.cookies:
        if name != _cookie() and _NAME.fullmatch(name):
            response.delete_cookie(name, **_flags())
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    response.headers["Cache-Control"] = "no-store"


def refuse_earlier_turns() -> ResponseReturnValue | None:
    """Send a form that an earlier person left behind to the start page, without showing what it holds."""
    if request.method in SAFE_METHODS or not on():
        return None
    if request.form.get(FIELD, turn()) == turn():
        return None
    return redirect(url_for("reading.consultations"), 303)


def _cookie() -> str:
    return "__Host-kiosk" if current_app.config["SECURE_COOKIES"] else "kiosk"


def _flags() -> dict[str, Any]:
    return {
        "secure": current_app.config["SECURE_COOKIES"],
        "httponly": True,
        "samesite": "Strict",
    }
