# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in and out, and one's own account."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from participation.accounts import oidc_door, rules, service
from participation.accounts import sign_in as door
from participation.accounts.forms import SignInForm
from participation.accounts.queries import Person
from participation.web.access import allows, public
from participation.web.forms import Errors, error_list
from participation.web.unit import reading, work

blueprint = Blueprint("accounts", __name__, template_folder="templates")


@blueprint.get("/<locale>/sign-in/")
@public
def sign_in() -> ResponseReturnValue:
    """Show the form."""
    if current_user.is_authenticated:
        return redirect(_home(current_user.person), 303)
    return _form(SignInForm(request.args), [], 200)


@blueprint.post("/<locale>/sign-in/")
@public
def check_sign_in() -> ResponseReturnValue:
    """Let somebody in, or say the same sentence for a wrong address and a wrong password."""
    form = SignInForm(request.form)
    if not form.validate():
        return _form(form, error_list(form), 422)
    with reading() as database:
        who = service.who(database, form.email.data or "", form.password.data or "")
    if who is None:
        wrong = _("E-mail address and password do not belong together.")
        return _form(form, [(form.email.id, wrong)], 422)
    door.begin(who)
    service.signed_in(work(), who)
    onward = rules.safe_next(form.next.data, current_app.config["LOCALES"])
    return redirect(onward or _home(who), 303)


@blueprint.post("/<locale>/sign-out/")
@public
def sign_out() -> ResponseReturnValue:
    """End the session; who came from the identity provider is led to sign out there too."""
    onward = oidc_door.way_out()
    door.end()
    if onward is not None:
        return oidc_door.led_out(onward)
    return redirect(url_for("reading.consultations"), 303)


@blueprint.get("/<locale>/account/")
@allows(rules.Permission.OWN_ACCOUNT)
def account() -> ResponseReturnValue:
    """Show one's own account."""
    response = make_response(render_template("accounts/account.html"))
    response.headers["Cache-Control"] = "no-store"
    return response


def _home(who: Person) -> str:
    """Return where somebody's work begins."""
    if who.may(rules.Permission.MODERATE):
        return url_for("moderation.queue")
    if who.may(rules.Permission.SEE_INSIGHT):
        return url_for("insight.overview")
    return url_for("accounts.account")


def _form(form: SignInForm, errors: Errors, status: int) -> Response:
    page = render_template("accounts/sign_in.html", form=form, errors=errors)
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response
