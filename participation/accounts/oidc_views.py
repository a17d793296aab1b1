# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in with the identity provider, and the logout it tells us of."""

from __future__ import annotations

import logging

from flask import (
    Blueprint,
    Response,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from participation.accounts import oidc_door, oidc_rules, oidc_service, rules, service
from participation.accounts.oidc import REST
from participation.accounts.oidc_checks import Cancelled, Refused, Unavailable
from participation.web import kiosk, limits, locale
from participation.web.access import public
from participation.web.cache import never_kept
from participation.web.unit import work, writes_when_fetched

log = logging.getLogger(__name__)

blueprint = Blueprint("provider", __name__, template_folder="templates")


@blueprint.post("/<locale>/sign-in/provider/")
@public
@limits.limited("oidc")
def start() -> ResponseReturnValue:
    """Send somebody to the provider. Not from a shared device: the next person would still be signed in there."""
    provider = oidc_door.provider()
    again = request.form.get("again") == "yes"
    if kiosk.on() or (current_user.is_authenticated and not again):
        return redirect(url_for("accounts.sign_in"), 303)
    onward = rules.safe_next(request.form.get("next"), current_app.config["LOCALES"])
    state, language = oidc_service.fresh_state(), locale.page_locale()
    try:  # before anything is written: nobody holds the database while waiting
        address = provider.way_in(state, oidc_door.back(), language, again)
    except Unavailable as error:
        return _unavailable(error)
    oidc_service.open_attempt(work(), state, language, onward, again)
    oidc_door.remember(state)
    return oidc_door.led(address)


@blueprint.get("/oidc/callback")
@public
@writes_when_fetched
def callback() -> ResponseReturnValue:
    """Let in whom the provider has signed in. The attempt that this browser began is the proof that it may write."""
    provider = oidc_door.provider()
    state = request.args.get("state", "")
    attempt = oidc_door.taken(state)
    if attempt is None:
        if current_user.is_authenticated:  # somebody loads this address again
            return redirect(url_for("accounts.sign_in"), 303)
        return _fault("stale", 400)
    locale.speak(attempt.locale)
    try:
        arrival = provider.arrived(request.args, state, oidc_door.back(), attempt.again_since)
    except Unavailable as error:
        return _unavailable(error)
    except Refused as error:
        log.warning("identity provider's answer refused", extra={"reason": error.code})
        stopped = isinstance(error, Cancelled)
        return _fault("cancelled", 400) if stopped else _fault("refused", 403)
    given = oidc_rules.given(provider.entries, arrival.claims)
    who = oidc_door.admitted(arrival, given)
    if who is None or given is None:
        return _fault("denied", 403)
    weak = oidc_door.needs_own_factor(who, arrival)
    oidc_door.begin(who, arrival, given, factor=not weak)
    service.signed_in(work(), who)
    if weak:  # signed in, and without any right until the second factor is proved here
        return redirect(url_for("factors.overview"), 303)
    return redirect(attempt.onward or url_for("accounts.sign_in"), 303)


@blueprint.post("/oidc/logout")
@public
@limits.limited("oidc_logout")
def logout() -> ResponseReturnValue:
    """End the sessions that the provider says are over (Back-Channel Logout 1.0).

    It is a machine that asks, without session or form: what it may do stands in the token it has signed.
    """
    provider = oidc_door.provider()
    try:
        leave = provider.leaving(request.form.get("logout_token", ""))
    except Unavailable as error:
        log.warning("identity provider unavailable", extra={"reason": error.code})
        return _said("temporarily_unavailable", 503)
    except Refused as error:
        log.warning("logout token refused", extra={"reason": error.code})
        return _said("invalid_request", 400)
    oidc_service.logged_out(
        work(),
        oidc_door.secret(),
        provider.settings.issuer,
        leave.subject,
        leave.session,
        leave.until,
    )
    response = Response(status=200, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response


def _said(error: str, status: int) -> Response:
    response = jsonify(error=error)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    if status == 503:
        response.headers["Retry-After"] = str(REST)
    return response


def _unavailable(error: Unavailable) -> Response:
    log.warning("identity provider unavailable", extra={"reason": error.code})
    response = _fault("unavailable", 503)
    response.headers["Retry-After"] = str(REST)
    return response


def _fault(kind: str, status: int) -> Response:
    heading, message = _words(kind)
    page = render_template(
        "accounts/oidc_fault.html", heading=heading, message=message, kind=kind, status=status
    )
    return never_kept(page, status)


def _words(kind: str) -> tuple[str, str]:
    """Return heading and sentences for what went wrong."""
    name = oidc_door.provider().name
    known = {
        "unavailable": (
            _("%(name)s does not answer at the moment", name=name),
            _(
                "Signing in there is not possible now. Please try again in a few minutes. Reading and taking part "
                "work as usual without signing in."
            ),
        ),
        "stale": (
            _("This sign-in is no longer valid"),
            _(
                "It was begun in another browser or more than ten minutes ago, or it is done already. Please start again."
            ),
        ),
        "cancelled": (
            _("You have not been signed in"),
            _("%(name)s has broken off the sign-in. You can start again at any time.", name=name),
        ),
        "refused": (
            _("This sign-in could not be checked"),
            _(
                "The answer of %(name)s did not pass our checks, so nobody was signed in. Please start again. If it "
                "happens again, tell us.",
                name=name,
            ),
        ),
        "denied": (
            _("Your account is not meant for this site"),
            _(
                "You have signed in to %(name)s, but it gives you no group and no task here. If that is wrong, tell "
                "us. You can take part without an account like everybody else.",
                name=name,
            ),
        ),
    }
    return known[kind]
