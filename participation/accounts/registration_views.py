# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages for whoever has no account yet, or has forgotten the password."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response

from participation.accounts import passwords, registration, resetting
from participation.accounts.desk import desk
from participation.accounts.forms import AddressForm, ConfirmForm, NewPasswordForm
from participation.accounts.registration import NewAccount
from participation.accounts.rules import email_key
from participation.web.access import public
from participation.web.cache import never_kept
from participation.web.forms import Errors, error_list
from participation.web.limits import Holder, count, limited
from participation.web.locale import page_locale
from participation.web.unit import reading, work

blueprint = Blueprint("registration", __name__, template_folder="templates")


@blueprint.route("/<locale>/register/", methods=["GET", "POST"])
@public
@limited("register")
def register() -> ResponseReturnValue:
    """Take an application for an account; the answer is the same for every address."""
    if current_user.is_authenticated:
        return redirect(url_for("account.account"), 303)
    form = AddressForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return _page("accounts/register.html", form, [], 200, asked="asked" in request.args)
    if not form.validate():
        return _page("accounts/register.html", form, error_list(form), 422, asked=False)
    registration.apply(work(), form.email.data or "", page_locale())
    return redirect(url_for("registration.register", asked="1"), 303)


@blueprint.route("/<locale>/register/<token>/", methods=["GET", "POST"])
@public
@limited("register")
def confirm(token: str) -> ResponseReturnValue:
    """Make the account; a person chooses the password, for mail programs look at links too."""
    secret = current_app.config["SECRET_KEY"]
    with reading() as database:
        found = registration.waiting_for(database, secret, token)
    if found is None:
        return _gone()
    form = ConfirmForm(request.form if request.method == "POST" else None)
    form.about = (found.email, current_app.config["SITE"].name)
    if request.method == "GET":
        return _page("accounts/confirm.html", form, [], 200, email=found.email)
    if not form.validate():
        errors = error_list(form, ("name", "password"))
        return _page("accounts/confirm.html", form, errors, 422, email=found.email)
    password_hash = passwords.hashed(form.password.data or "")
    found = registration.waiting_for(work(), secret, token)
    if found is None:
        return _gone()
    new = NewAccount(form.name.data or "", password_hash, page_locale())
    registration.confirm(work(), found, new)
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
    secret = current_app.config["SECRET_KEY"]
    with reading() as database:
        account = resetting.account_of(database, secret, token)
    if account is None:
        return _gone()
    form = NewPasswordForm(request.form if request.method == "POST" else None)
    form.about = (account.email or "", account.name, current_app.config["SITE"].name)
    if request.method == "GET":
        return _page("accounts/reset.html", form, [], 200, email=account.email)
    if not form.validate():
        return _page("accounts/reset.html", form, error_list(form), 422, email=account.email)
    password_hash = passwords.hashed(form.password.data or "")
    account = resetting.account_of(work(), secret, token)
    if account is None:
        return _gone()
    resetting.renew(work(), account, password_hash, desk(), page_locale())
    return redirect(url_for("accounts.sign_in", done="reset"), 303)


def _page(template: str, form: object, errors: Errors, status: int, **more: object) -> Response:
    return never_kept(render_template(template, form=form, errors=errors, **more), status)


def _gone() -> Response:
    return never_kept(render_template("accounts/gone.html"), 404)
