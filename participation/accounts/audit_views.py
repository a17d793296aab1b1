# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Auditors ask to read the audit trail, read what somebody else has agreed to, and see whether it is whole."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from participation import clock
from participation.accounts import administration_words as words
from participation.accounts import audit_reading, queries
from participation.accounts.audit_forms import SUBJECTS, AskForm
from participation.accounts.audit_reading import NoSuchRequest, Refused
from participation.accounts.audit_scope import State
from participation.accounts.desk import desk
from participation.accounts.rules import Permission
from participation.audit import checking
from participation.audit import service as audit
from participation.web.access import allows
from participation.web.cache import never_kept
from participation.web.forms import Errors
from participation.web.unit import database, work

blueprint = Blueprint("audit", __name__, template_folder="templates")

ID = "<int(max=2147483647):request_id>"


@blueprint.get("/<locale>/audit/")
@allows(Permission.READ_AUDIT)
def requests() -> Response:
    """Show one's own requests, and what the newest check of the whole trail found."""
    return _page(
        "accounts/audit_requests.html",
        wishes=audit_reading.of(work(), current_user.person),
        checked=checking.newest(work()),
        anchor=audit.anchor(work()),
        done=request.args.get("done"),
    )


@blueprint.route("/<locale>/audit/ask/", methods=["GET", "POST"])
@allows(Permission.READ_AUDIT)
def ask() -> ResponseReturnValue:
    """Ask to read, with a reason."""
    if request.method == "GET":
        return _ask(AskForm(), [], 200)
    form = AskForm(request.form)
    if errors := form.faults():
        return _ask(form, errors, 422)
    written, account_id = form.written_account(), None
    if written is not None:
        account = queries.account_by_email(work(), written)
        if account is None:
            return _ask(form, [("name", _("There is no account with this address."))], 422)
        account_id = account.id
    try:
        audit_reading.ask(
            work(),
            current_user.person,
            form.reason.data or "",
            form.scope(account_id),
            desk(),
        )
    except Refused:
        many = _("Three of your requests are waiting or open. End one of them first.")
        return _ask(form, [("reason", many)], 422)
    return redirect(url_for("audit.requests", done="asked"), 303)


@blueprint.get(f"/<locale>/audit/{ID}/")
@allows(Permission.READ_AUDIT)
def entries(request_id: int) -> Response:
    """Show one request, and once it is approved what it opens; each page of it is recorded before it is shown."""
    wish = audit_reading.one(work(), request_id)
    if wish is None or wish.asked_by != current_user.person.account_id:
        abort(404)
    after = request.args.get("after", "")
    number = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0
    page = None
    if wish.state == State.OPEN:
        try:
            with database().writing() as session:
                page = audit_reading.read(session, request_id, current_user.person, number)
        except Refused:  # its time has ended just now
            wish = audit_reading.one(work(), request_id) or wish
    return _page("accounts/audit_entries.html", wish=wish, page=page, states=State)


@blueprint.post(f"/<locale>/audit/{ID}/open/")
@allows(Permission.READ_AUDIT)
def begin(request_id: int) -> ResponseReturnValue:
    """Begin to read: from now on the time runs."""
    try:
        audit_reading.begin(work(), request_id, current_user.person)
    except NoSuchRequest:
        abort(404)
    except Refused:
        work().rollback()
    return redirect(url_for("audit.entries", request_id=request_id), 303)


@blueprint.post(f"/<locale>/audit/{ID}/end/")
@allows(Permission.READ_AUDIT)
def end(request_id: int) -> ResponseReturnValue:
    """End one's own request early."""
    try:
        audit_reading.end(work(), request_id, current_user.person)
    except NoSuchRequest:
        abort(404)
    except Refused:
        return redirect(url_for("audit.requests"), 303)
    return redirect(url_for("audit.requests", done="ended"), 303)


@blueprint.post("/<locale>/audit/check/")
@allows(Permission.READ_AUDIT)
def check() -> ResponseReturnValue:
    """Have the whole trail checked once more."""
    audit_reading.want_check(work(), current_user.person)
    return redirect(url_for("audit.requests", done="check"), 303)


@blueprint.get("/<locale>/audit/anchor.txt")
@allows(Permission.READ_AUDIT)
def anchor() -> Response:
    """Give the line to keep outside: moment, newest number and hash. It tells nothing about anybody."""
    line = f"{clock.now().isoformat(timespec='seconds')} {audit.anchor(work())}\n"
    response = make_response(line)
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="audit-anchor.txt"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _ask(form: AskForm, errors: Errors, status: int) -> Response:
    return _page("accounts/audit_ask.html", status, form=form, errors=errors, subjects=SUBJECTS)


def _page(template: str, status: int = 200, **more: Any) -> Response:
    return never_kept(render_template(template, words=words, c=None, **more), status)
