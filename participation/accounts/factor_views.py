# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The second step of signing in, and one's second factors."""

from __future__ import annotations

from flask import (
    Blueprint,
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
from werkzeug.wrappers import Response

from participation.accounts import factor_rules, factors, passkey_rules, queries, rules, service
from participation.accounts import sign_in as door
from participation.accounts.desk import desk
from participation.accounts.factor_forms import CodeForm
from participation.accounts.freshness import fresh
from participation.web import security_events
from participation.web.access import allows, public
from participation.web.cache import never_kept
from participation.web.forms import Errors, error_list
from participation.web.limits import Holder, count
from participation.web.locale import page_locale
from participation.web.unit import work

blueprint = Blueprint("factors", __name__, template_folder="templates")

OWN = rules.Permission.OWN_ACCOUNT


@blueprint.route("/<locale>/sign-in/second/", methods=["GET", "POST"])
@public
def second() -> ResponseReturnValue:
    """Ask whoever has given the right password for the second factor; before it they are nobody."""
    waiting = door.waiting() or door.owing()
    if waiting is None:
        return redirect(url_for("accounts.sign_in"), 303)
    form = CodeForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return _page("accounts/second.html", form, [], 200)
    if not form.validate():
        return _page("accounts/second.html", form, error_list(form), 422)
    count("second", Holder("account", str(waiting.account_id)))
    who = queries.person(work(), waiting.account_id)
    account = queries.account(work(), waiting.account_id)
    if who is None:
        door.end()
        return redirect(url_for("accounts.sign_in"), 303)
    if not factors.proves(work(), _key(), account, form.code.data or "", desk(), page_locale()):
        security_events.note("second_factor_refused")
        wrong = _("This code is not right, or it has been used already. Wait for the next one.")
        return _page("accounts/second.html", form, [(form.code.id, wrong)], 422)
    onward = rules.safe_next(waiting.onward, current_app.config["LOCALES"])
    if current_user.is_authenticated:
        session[door.FACTOR] = True
    else:
        door.begin(who, factor=True)
        service.signed_in(work(), who)
    return redirect(onward or door.home(who), 303)


@blueprint.get("/<locale>/account/factors/")
@allows(OWN)
def overview() -> ResponseReturnValue:
    """Show one's second factors."""
    found = factors.of(work(), _me())
    return _page(
        "accounts/factors.html",
        CodeForm(),
        [],
        200,
        factors=found,
        must=door.must_have(_full()),
        passkeys_offered=passkey_rules.site_of(current_app.config["BASE_URL"]).offered,
        owes=door.owing() is not None and bool(found),
        done=request.args.get("done"),
    )


@blueprint.post("/<locale>/account/factors/")
@allows(OWN)
@fresh()
def change() -> ResponseReturnValue:
    """Begin to set codes by app up, take them away, renew the recovery codes."""
    action, account = request.form.get("action"), queries.account(work(), _me())
    mine = factors.of(work(), _me())
    has = bool(mine)
    if action == "begin" and mine.totp_since is None:
        factors.begin_totp(work(), _key(), _me())
        return redirect(url_for("factors.totp"), 303)
    if action == "recovery" and has:
        factors.renew_recovery(work(), _me())
        return redirect(url_for("factors.recovery"), 303)
    if action == "remove" and has:
        if door.must_have(_full()):
            abort(403)
        factors.remove_totp(work(), account, desk(), page_locale())
        return redirect(url_for("factors.overview", done="removed"), 303)
    return redirect(url_for("factors.overview"), 303)


@blueprint.route("/<locale>/account/factors/app/", methods=["GET", "POST"])
@allows(OWN)
def totp() -> ResponseReturnValue:
    """Show the secret to an authenticator app, and take the first code."""
    secret = factors.pending_secret(work(), _key(), _me())
    if secret is None or not door.proved_lately():
        return redirect(url_for("factors.overview"), 303)
    form = CodeForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return _set_up(form, [], 200, secret)
    if not form.validate():
        return _set_up(form, error_list(form), 422, secret)
    account = queries.account(work(), _me())
    if not factors.confirm_totp(
        work(), _key(), account, form.code.data or "", desk(), page_locale()
    ):
        wrong = _("This code is not right. Look whether the clock of your device is right, too.")
        return _set_up(form, [(form.code.id, wrong)], 422, secret)
    session[door.FACTOR] = True
    return redirect(url_for("factors.recovery"), 303)


@blueprint.get("/<locale>/account/factors/recovery/")
@allows(OWN)
@fresh()
def recovery() -> ResponseReturnValue:
    """Show new recovery codes, for ten minutes."""
    codes = factors.recovery_codes(work(), _key(), _me())
    if codes is None:
        return redirect(url_for("factors.overview"), 303)
    return _page("accounts/recovery.html", CodeForm(), [], 200, codes=codes)


def _set_up(form: CodeForm, errors: Errors, status: int, secret: str) -> Response:
    address = factor_rules.address_of(secret, current_user.email, current_app.config["SITE"].name)
    return _page(
        "accounts/totp.html",
        form,
        errors,
        status,
        drawn=factor_rules.drawn(address),
        secret=factor_rules.grouped(secret),
    )


def _full() -> queries.Person:
    """Return whoever is signed in with all their rights, those too that wait for a second factor."""
    who = queries.person(work(), _me())
    return who or current_user.person


def _me() -> int:
    return int(current_user.person.account_id)


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])


def _page(template: str, form: CodeForm, errors: Errors, status: int, **more: object) -> Response:
    return never_kept(render_template(template, form=form, errors=errors, **more), status)
