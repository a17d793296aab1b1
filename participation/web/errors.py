# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Error pages: clear, in the reader's language, never a stack trace and never a dead end."""

from __future__ import annotations

import logging
import re
from urllib.parse import urlsplit

from flask import Flask, Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    SecurityError,
    ServiceUnavailable,
    TooManyRequests,
)

from participation.web.access import SignedOut
from participation.web.unit import SAFE_METHODS

log = logging.getLogger(__name__)

RETRY_SECONDS = 5
KEPT = ("title", "text", "grounds", "explanation")
# Forms of those who write the draft and weigh contributions: one field for each language, word or paragraph.
KEPT_TOO = re.compile(
    r"(?:(?:title|text|explanation|lead|purpose|legal_basis)-[a-z-]+|word-\w+|passage-\w+|passage-text\[\]"
    r"|summary|indicator|note|lead|purpose|legal_basis)",
    re.ASCII,
)


def install(app: Flask) -> None:
    """Register the pages."""
    app.register_error_handler(HTTPException, show)
    app.register_error_handler(OperationalError, busy)


def show(error: HTTPException) -> Response:
    """Show what happened and what to do now."""
    if error.response is not None:
        return make_response(error.response)
    if isinstance(error, SecurityError):
        return Response("This host is not served here.\n", 400, mimetype="text/plain")
    status = error.code or InternalServerError.code
    heading, message = words(status, isinstance(error, CSRFError))
    signed_out = isinstance(error, SignedOut)
    if signed_out:
        heading = _("You are not signed in any more")
        message = _("Your session has ended. Sign in again and open the page once more.")
    wait = error.retry_after if isinstance(error, TooManyRequests) else None
    if isinstance(wait, int):
        message = patience(wait)
    page = render_template(
        "web/error.html",
        status=status,
        heading=heading,
        message=message,
        typed=typed(),
        signed_out=signed_out,
        came_from=urlsplit(request.referrer or "").path,
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    if status in (429, 503):
        seconds = wait if isinstance(wait, int) else RETRY_SECONDS
        response.headers.setdefault("Retry-After", str(seconds))
    return response


def patience(seconds: int) -> str:
    """Return the sentence for whoever has done something too often and may do it again after a while."""
    minutes = -(-seconds // 60)
    return str(
        ngettext(
            "This was done very often from here in a short time. Please try again in %(num)s minute.",
            "This was done very often from here in a short time. Please try again in %(num)s minutes.",
            minutes,
        )
    )


def typed() -> list[tuple[str, str]]:
    """Return (field, words) of the texts in a form that was refused, so that nobody has to write them again."""
    if request.method in SAFE_METHODS:
        return []
    try:
        form = request.form
    except HTTPException:
        return []  # too large to be read
    kept = [(name, form[name]) for name in KEPT if form.get(name)]
    others = [(n, v) for n, v in form.items(multi=True) if n not in KEPT and KEPT_TOO.fullmatch(n)]
    return kept + [(name, value) for name, value in others if value]


def busy(error: OperationalError) -> Response:
    """The database did not answer in time: nothing was written, and trying again is safe."""
    log.error("database unavailable", extra={"error": type(error.orig).__name__})
    return show(ServiceUnavailable())


def words(status: int, stale_token: bool = False) -> tuple[str, str]:
    """Return heading and sentence for a status."""
    if stale_token:
        return (
            _("This form is no longer valid"),
            _("Go back, load the page again and send the form once more. What you typed is kept."),
        )
    known = {
        400: (
            _("This request cannot be understood"),
            _("Something in the address or the form is broken. Please start again."),
        ),
        403: (
            _("You may not do this"),
            _(
                "This is closed, your account does not allow it, or the request came from another website."
            ),
        ),
        404: (
            _("This page does not exist"),
            _("The address may be mistyped, or the page is not public."),
        ),
        405: (
            _("This does not work here"),
            _("The page exists, but it does not accept this kind of request."),
        ),
        409: (
            _("Somebody was faster"),
            _("The content has changed in the meantime. Load the page again to see how it is now."),
        ),
        410: (
            _("This contribution was withdrawn"),
            _("Its author has taken it back. The text is no longer shown."),
        ),
        413: (
            _("This is too much at once"),
            _("What was sent is larger than this page accepts. Please shorten it."),
        ),
        429: (
            _("Too many requests"),
            _("Please wait a moment and try again."),
        ),
        503: (
            _("Not available at the moment"),
            _("Nothing was saved. Please try again in a moment."),
        ),
    }
    return known.get(
        status,
        (
            _("Something went wrong"),
            _("The error is on our side. Please try again later."),
        ),
    )
