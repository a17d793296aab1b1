# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages for whoever has no account yet, or has forgotten the password."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response

from participation.accounts import registration, resetting
from participation.accounts.forms import AddressForm, NewPasswordForm, RegisterForm
from participation.accounts.letters import Desk
from participation.accounts.registration import Applicant
from participation.accounts.rules import email_key
from participation.web.access import public
from participation.web.cache import never_kept
from participation.web.forms import Errors, error_list
from participation.web.limits import Holder, count, limited
from participation.web.locale import page_locale
from participation.web.unit import work

blueprint = Blueprint("registration", __name__, template_folder="templates")


@blueprint.route("/<locale>/register/", methods=["GET", "POST"])
@public
@limited("register")
def register() -> ResponseReturnValue:
    """Take an application for an account; the answer is the same for every address."""
    if current_user.is_authenticated:
        return redirect(url_for("account.account"), 303)
    form = RegisterForm(request.form if request.method == "POST" else None)
    form.about = (current_app.config["SITE"].name,)
    if request.method == "GET":
        return _page("accounts/register.html", form, [], 200, asked="asked" in request.args)
    if not form.validate():
        return _page("accounts/register.html", form, error_list(form), 422, asked=False)
    applicant = Applicant(
        form.email.data or "", form.name.data or "", form.password.data or "", page_locale()
    )
    registration.apply(work(), applicant)
    return redirect(url_for("registration.register", asked="1"), 303)


@blueprint.route("/<locale>/register/<token>/", methods=["GET", "POST"])
@public
def confirm(token: str) -> ResponseReturnValue:
    """Make the account; a person presses the button, for mail programs look at links too."""
    found = registration.waiting_for(work(), current_app.config["SECRET_KEY"], token)
    if found is None:
        return _gone()
    if request.method == "GET":
        return never_kept(render_template("accounts/confirm.html", email=found.email))
    registration.confirm(work(), found)
    return redirect(url_for("accounts.sign_in", done="registered"), 303)


@blueprint.route("/<locale>/password/", methods=["GET", "POST"])
@public
def forgotten() -> ResponseReturnValue:
    """Have the way to a new password sent; the answer is the same for every address."""
    form = AddressForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return _page("accounts/forgotten.html", form, [], 200, asked="asked" in request.args)
    if not form.validate():
        return _page("accounts/forgotten.html", form, error_list(form), 422, asked=False)
    count("reset", Holder("account", email_key(form.email.data or "")))
    resetting.ask(work(), form.email.data or "", page_locale())
    return redirect(url_for("registration.forgotten", asked="1"), 303)


@blueprint.route("/<locale>/password/<token>/", methods=["GET", "POST"])
@public
@limited("reset")
def reset(token: str) -> ResponseReturnValue:
    """Choose a new password."""
    account = resetting.account_of(work(), current_app.config["SECRET_KEY"], token)
    if account is None:
        return _gone()
    form = NewPasswordForm(request.form if request.method == "POST" else None)
    form.about = (account.email or "", account.name, current_app.config["SITE"].name)
    if request.method == "GET":
        return _page("accounts/reset.html", form, [], 200, email=account.email)
    if not form.validate():
        return _page("accounts/reset.html", form, error_list(form), 422, email=account.email)
    resetting.reset(work(), account, form.password.data or "", desk(), page_locale())
    return redirect(url_for("accounts.sign_in", done="reset"), 303)


def desk() -> Desk:
    """Return who writes letters from this site."""
    config = current_app.config
    site = config["SITE"]
    return Desk(site.name, site.contact_email, config["BASE_URL"], config["SECRET_KEY"])


def _page(template: str, form: object, errors: Errors, status: int, **more: object) -> Response:
    return never_kept(render_template(template, form=form, errors=errors, **more), status)


def _gone() -> Response:
    return never_kept(render_template("accounts/gone.html"), 404)
