# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from participation.accounts import factors, oidc_door, rules, service
from participation.accounts import sign_in as door
from participation.accounts.forms import SignInForm
from participation.web import security_events
from participation.web.access import public
from participation.web.cache import never_kept
from participation.web.forms import Errors, error_list
from participation.web.limits import Holder, count
from participation.web.unit import reading, work

blueprint = Blueprint("accounts", __name__, template_folder="templates")


@blueprint.get("/<locale>/sign-in/")
@public
def sign_in() -> ResponseReturnValue:
    """Show the form."""
    if current_user.is_authenticated:
        return redirect(door.home(current_user.person), 303)
    return _form(SignInForm(request.args), [], 200)


@blueprint.post("/<locale>/sign-in/")
@public
def check_sign_in() -> ResponseReturnValue:
    """Let somebody in, or say the same sentence for a wrong address and a wrong password.

    Counted for the address that asks and for the account that is asked for, whether there is one or not.
    """
    form = SignInForm(request.form)
    if not form.validate():
        return _form(form, error_list(form), 422)
    email = form.email.data or ""
    count("sign_in", Holder("account", rules.email_key(email)))
    with reading() as database:
        who = service.who(database, email, form.password.data or "")
        owes = who is not None and bool(factors.of(database, who.account_id))
    if who is None:
        security_events.note("sign_in_refused")
        wrong = _("E-mail address and password do not belong together.")
        return _form(form, [(form.email.id, wrong)], 422)
    onward = rules.safe_next(form.next.data, current_app.config["LOCALES"])
    if owes:
        door.hold(who, onward)
        return redirect(url_for("factors.second"), 303)
    door.begin(who)
    service.signed_in(work(), who)
    if door.must_have(who):
        return redirect(url_for("factors.overview"), 303)
    return redirect(onward or door.home(who), 303)


@blueprint.post("/<locale>/sign-out/")
@public
def sign_out() -> ResponseReturnValue:
    """End the session; who came from the identity provider is led to sign out there too."""
    onward = oidc_door.way_out()
    door.end()
    if onward is not None:
        return oidc_door.led_out(onward)
    return redirect(url_for("reading.consultations"), 303)


def _form(form: SignInForm, errors: Errors, status: int) -> Response:
    page = render_template(
        "accounts/sign_in.html", form=form, errors=errors, done=request.args.get("done")
    )
    return never_kept(page, status)
