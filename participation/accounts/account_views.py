# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""One's own account: name, password, sessions, and its end."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response

from participation import clock
from participation.accounts import passwords, queries, resetting, rules, service, sessions
from participation.accounts import sign_in as door
from participation.accounts.desk import desk
from participation.accounts.forms import ChangePasswordForm, NameForm, ProveForm
from participation.accounts.freshness import wrong
from participation.accounts.models import Account
from participation.i18n import language
from participation.web.access import allows
from participation.web.cache import never_kept
from participation.web.forms import Errors, error_list
from participation.web.locale import page_locale
from participation.web.unit import work

blueprint = Blueprint("account", __name__, template_folder="templates")

OWN = rules.Permission.OWN_ACCOUNT


@blueprint.get("/<locale>/account/")
@allows(OWN)
def account() -> ResponseReturnValue:
    """Show one's own account."""
    return _account(NameForm(data={"name": current_user.name}), [], 200)


@blueprint.post("/<locale>/account/")
@allows(OWN)
def change() -> ResponseReturnValue:
    """Change name or language, end sessions."""
    action = request.form.get("action", "name")
    if action == "name":
        form = NameForm(request.form)
        if not form.validate():
            return _account(form, error_list(form), 422)
        service.rename(_mine(), form.name.data or "")
    elif action == "language":
        code = request.form.get("language", "")
        if code not in current_app.config["LOCALES"]:
            abort(400)
        service.choose_language(_mine(), code)
        return redirect(url_for("account.account", locale=code, done=action), 303)
    elif action == "end":
        service.end_session(work(), _me(), request.form.get("session", ""))
    elif action == "end_others":
        service.end_sessions(work(), _me(), sessions.current().handle)
    else:
        abort(400)
    return redirect(url_for("account.account", done=action), 303)


@blueprint.route("/<locale>/account/password/", methods=["GET", "POST"])
@allows(OWN)
def password() -> ResponseReturnValue:
    """Change the password; every other session ends."""
    _must_have_a_password()
    form = ChangePasswordForm(request.form if request.method == "POST" else None)
    form.about = (current_user.email, current_user.name, current_app.config["SITE"].name)
    if request.method == "GET":
        return _page("accounts/password.html", form, [], 200)
    errors = error_list(form, ("present", "password")) if not form.validate() else []
    errors = errors or _wrong(form.present.id, form.present.data or "")
    if errors:
        return _page("accounts/password.html", form, errors, 422)
    password_hash = passwords.hashed(form.password.data or "")
    sessions.current().prove()
    keep = sessions.current().handle
    resetting.renew(work(), _mine(), password_hash, desk(), page_locale(), keep)
    return redirect(url_for("account.account", done="password"), 303)


@blueprint.route("/<locale>/account/close/", methods=["GET", "POST"])
@allows(OWN)
def close() -> ResponseReturnValue:
    """Close the account for good. Whoever holds rights hands them over first: an administrator takes them away."""
    _must_have_a_password()
    may = not rules.privileged(current_user.person.permissions)
    form = ProveForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return _page("accounts/close.html", form, [], 200, may=may)
    errors = error_list(form) if not form.validate() else []
    errors = errors or _wrong(form.present.id, form.present.data or "")
    if errors or not may:
        return _page("accounts/close.html", form, errors, 422 if may else 403, may=may)
    service.close(work(), _mine())
    door.end()
    return redirect(url_for("reading.consultations"), 303)


@blueprint.route("/<locale>/account/prove/", methods=["GET", "POST"])
@allows(OWN)
def prove() -> ResponseReturnValue:
    """Ask for the password once more, then go on."""
    form = ProveForm(request.form if request.method == "POST" else request.args)
    if request.method == "GET":
        return _page("accounts/prove.html", form, [], 200)
    errors = error_list(form) if not form.validate() else []
    errors = errors or _wrong(form.present.id, form.present.data or "")
    if errors:
        return _page("accounts/prove.html", form, errors, 422)
    sessions.current().prove()
    onward = rules.safe_next(form.next.data, current_app.config["LOCALES"])
    return redirect(onward or url_for("account.account"), 303)


def _must_have_a_password() -> None:
    """Answer 404 to whoever comes from the identity provider: their account is kept there."""
    if current_user.email is None:
        abort(404)


def _wrong(field_id: str, given: str) -> Errors:
    """Return the fault of a password that is not the account's."""
    fault = wrong(given)
    return [] if fault is None else [(field_id, fault)]


def _account(form: NameForm, errors: Errors, status: int) -> Response:
    return _page(
        "accounts/account.html",
        form,
        errors,
        status,
        sessions=queries.sessions(work(), _me(), clock.now()),
        handle=sessions.current().handle,
        languages=[(code, language(code).name) for code in current_app.config["LOCALES"]],
        done=request.args.get("done"),
        privileged=rules.privileged(current_user.person.permissions),
    )


def _me() -> int:
    return int(current_user.person.account_id)


def _mine() -> Account:
    return queries.account(work(), _me())


def _page(template: str, form: object, errors: Errors, status: int, **more: object) -> Response:
    return never_kept(render_template(template, form=form, errors=errors, **more), status)
