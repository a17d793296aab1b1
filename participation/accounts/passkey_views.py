# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in with a passkey, and one's own passkeys."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from participation.accounts import factors, passkey_rules, passkeys, queries, rules, service
from participation.accounts import sign_in as door
from participation.accounts.desk import desk
from participation.accounts.freshness import fresh
from participation.accounts.passkey_forms import NewPasskeyForm, PasskeyForm
from participation.accounts.passkey_rules import Site
from participation.web import kiosk, security_events
from participation.web.access import allows, public
from participation.web.cache import never_kept
from participation.web.forms import Errors, error_list
from participation.web.limits import Holder, count
from participation.web.locale import page_locale
from participation.web.unit import work

blueprint = Blueprint("passkeys", __name__, template_folder="templates")

OWN = rules.Permission.OWN_ACCOUNT


@blueprint.app_template_global("passkey_request")
def passkey_request() -> str | None:
    """Return what a browser needs to offer a passkey on the page of the door; None where there is none to offer."""
    if not site().offered or kiosk.on():
        return None
    waiting = door.waiting() or door.owing()
    number = waiting.account_id if waiting else None
    if number is not None and not factors.of(work(), number).passkeys:
        return None
    return passkeys.request_options(work(), _key(), site(), number)


@blueprint.route("/<locale>/sign-in/passkey/", methods=["GET", "POST"])
@public
def enter() -> ResponseReturnValue:
    """Let somebody in whose passkey answers: it is password and second factor in one, or the second after the first."""
    if request.method == "GET":
        return redirect(url_for("accounts.sign_in"), 303)
    form = PasskeyForm(request.form)
    waiting = door.waiting() or door.owing()
    if waiting is None:
        count("sign_in")
    else:
        count("second", Holder("account", str(waiting.account_id)))
    try:
        number = passkeys.entering(
            work(),
            _key(),
            site(),
            form.credential.data or "",
            waiting.account_id if waiting else None,
        )
        who = queries.person(work(), number)
        if who is None:
            raise passkeys.Refused("passkey_of_nobody")
    except passkeys.Refused as refused:
        security_events.note(str(refused))
        fault = _("This passkey was not accepted. Try again, or sign in another way.")
        page = render_template(
            "accounts/passkey_refused.html", errors=[("again", fault)], waiting=waiting
        )
        return never_kept(page, 422)
    wanted = waiting.onward if waiting else form.next.data
    onward = rules.safe_next(wanted, current_app.config["LOCALES"])
    if current_user.is_authenticated:
        session[door.FACTOR] = True
    else:
        door.begin(who, factor=True)
        service.signed_in(work(), who)
    return redirect(onward or door.home(who), 303)


@blueprint.route("/<locale>/account/factors/passkey/", methods=["GET", "POST"])
@allows(OWN)
@fresh()
def add() -> ResponseReturnValue:
    """Make a passkey for the account."""
    if not site().offered or current_user.email is None:
        abort(404)
    form = NewPasskeyForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return _new(form, [], 200)
    if not form.validate():
        return _new(form, error_list(form), 422)
    account = queries.account(work(), _me())
    try:
        first = passkeys.add(
            work(),
            _key(),
            site(),
            account,
            form.name.data or "",
            form.credential.data or "",
            desk(),
            page_locale(),
        )
    except passkeys.Refused as refused:
        security_events.note(str(refused))
        return _new(form, [(form.name.id, _refusal(str(refused)))], 422)
    session[door.FACTOR] = True
    if first:
        return redirect(url_for("factors.recovery"), 303)
    return redirect(url_for("factors.overview", done="passkey"), 303)


@blueprint.post("/<locale>/account/factors/passkey/remove/")
@allows(OWN)
@fresh()
def remove() -> ResponseReturnValue:
    """Take a passkey away; not the last factor of somebody whose rights need one."""
    written = request.form.get("passkey", "")
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0
    mine = factors.of(work(), _me())
    who = queries.person(work(), _me())
    last = mine.totp_since is None and len(mine.passkeys) == 1
    if last and who is not None and door.must_have(who):
        abort(403)
    account = queries.account(work(), _me())
    passkeys.remove(work(), account, number, desk(), page_locale())
    return redirect(url_for("factors.overview", done="passkey_removed"), 303)


def site() -> Site:
    """Return for whom passkeys are here: as set, never as a request says."""
    return passkey_rules.site_of(current_app.config["BASE_URL"])


def _refusal(code: str) -> str:
    if code == "too_many_passkeys":
        return str(_("As many passkeys as possible are set up. Take one away first."))
    if code == "passkey_known":
        return str(_("This passkey is set up already."))
    return str(_("The passkey was not made. Try again; it takes a browser with JavaScript."))


def _new(form: NewPasskeyForm, errors: Errors, status: int) -> Response:
    account = queries.account(work(), _me())
    name = current_app.config["SITE"].name
    page = render_template(
        "accounts/passkey.html",
        form=form,
        errors=errors,
        options=passkeys.creation_options(work(), _key(), site(), account, name),
    )
    return never_kept(page, status)


def _me() -> int:
    return int(current_user.person.account_id)


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])
