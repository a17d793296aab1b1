# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What every answer carries and every request must pass: headers, hosts, sizes, origin, CSRF token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from participation.config import Settings
from participation.web import security_events
from participation.web.unit import SAFE_METHODS

LARGEST_BODY = 2 * 1024 * 1024  # bytes: forms carry text only
REPORTS = "/csp-report"
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        f"report-uri {REPORTS}",
        "report-to csp",
    )
)
HEADERS = {
    "Reporting-Endpoints": f'csp="{REPORTS}"',
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
}
ONE_YEAR = 31_536_000

BODY = "_largest_body"
MENDS = "_mends_stale_tokens"
TOKENLESS = "_carries_no_token"
LIST = "[]"  # ends the name of a field that may come several times
View = TypeVar("View", bound=Callable[..., Any])

csrf = CSRFProtect()


def install(app: Flask, settings: Settings) -> None:
    """Switch everything in this file on."""
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=200,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as its session: long texts are not lost
        WTF_CSRF_SSL_STRICT=False,  # the origin is checked below, for every scheme
    )
    csrf.init_app(app)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        proxied = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)
        app.__dict__["wsgi_app"] = proxied
    app.before_request(refuse_what_cannot_be)
    app.before_request(refuse_foreign_posts)
    app.before_request(refuse_doubled_answers)
    app.after_request(add_headers)
    if settings.secure_cookies:
        app.after_request(_add_transport_security)


def takes_files(largest: int) -> Callable[[View], View]:
    """Let a view take bodies of up to `largest` bytes: it reads a file."""

    def declare(view: View) -> View:
        setattr(view, BODY, largest)
        return view

    return declare


def mends_stale_tokens(view: View) -> View:
    """Let a view answer a form whose token is stale itself: it shows the form again with what was typed."""
    setattr(view, MENDS, True)
    return view


def carries_no_token(view: View) -> View:
    """Let a view take what a browser sends by itself, with its cookies and no token; it changes nothing of anybody's."""
    setattr(view, TOKENLESS, True)
    return view


def stale_token() -> bool:
    """Say whether this request's form came with a token that is not this session's; it must change nothing."""
    return bool(g.get("stale_token", False))


def refuse_what_cannot_be() -> None:
    """Answer 404 to an address with a NUL in it, which no database takes; make room for views that read files."""
    if "\0" in request.path:
        abort(404)
    largest = getattr(current_app.view_functions.get(request.endpoint or ""), BODY, None)
    if largest is not None:
        request.max_content_length = largest


def refuse_foreign_posts() -> None:
    """Refuse a state-changing request that another site sent.

    Guests have no session and so no token: for them the origin the browser states is the whole defence, and there is
    nothing of theirs a foreign page could borrow. Whoever is signed in must bring the session's token too.
    """
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        security_events.note("foreign_form", endpoint=request.endpoint or "")
        abort(403)
    origin = request.headers.get("Origin")
    if origin is not None and not _of_this_site(origin):
        security_events.note("foreign_form", endpoint=request.endpoint or "")
        abort(403)
    view = current_app.view_functions.get(request.endpoint or "")
    if current_user.is_authenticated and not getattr(view, TOKENLESS, False):
        try:
            csrf.protect()
        except CSRFError:
            if not getattr(view, MENDS, False):
                security_events.note("token_missing", endpoint=request.endpoint or "")
                raise
            g.stale_token = True


def refuse_doubled_answers() -> None:
    """Refuse a form that answers a question twice: two readers of it could take it for two different things.

    Fields that hold several answers have a name that ends in `[]`.
    """
    if request.method in SAFE_METHODS:
        return
    for name, answers in request.form.lists():
        if len(answers) > 1 and not name.endswith(LIST):
            security_events.note("doubled_answer", endpoint=request.endpoint or "")
            abort(400)


def _of_this_site(origin: str) -> bool:
    try:
        return urlsplit(origin).netloc == request.host
    except ValueError:
        return False


def add_headers(response: Response) -> Response:
    """Put the security headers on an answer; what a view set itself stays."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _add_transport_security(response: Response) -> Response:
    response.headers.setdefault(
        "Strict-Transport-Security", f"max-age={ONE_YEAR}; includeSubDomains"
    )
    return response
