# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What waits for a second person: guarded roles, and wishes to read the audit trail."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from participation.accounts import (
    administration,
    administration_lists,
    audit_reading,
    audit_scope,
)
from participation.accounts import administration_words as words
from participation.accounts.administration import NoSuchAccount
from participation.accounts.administration_forms import ACCEPT, VerdictForm
from participation.accounts.administration_lists import Proposal
from participation.accounts.audit_reading import NoSuchRequest, Wish
from participation.accounts.desk import desk
from participation.accounts.freshness import fresh
from participation.accounts.rules import Permission
from participation.web.access import allows
from participation.web.cache import never_kept
from participation.web.forms import Errors, error_list
from participation.web.unit import work

blueprint = Blueprint("approvals", __name__, template_folder="templates")

ID = "<int(max=2147483647):number>"


@blueprint.get("/<locale>/approvals/")
@allows(Permission.APPROVE)
def waiting() -> Response:
    """List what waits, and the requests to read that have been decided."""
    reads = _decides_about_reading()
    return _page(
        "accounts/approvals.html",
        proposals=administration_lists.proposals(work()),
        reads=reads,
        wishes=audit_reading.undecided(work()) if reads else [],
        decided=audit_reading.decided(work()) if reads else [],
        done=request.args.get("done"),
        own=_me(),
    )


@blueprint.route(f"/<locale>/approvals/roles/{ID}/", methods=["GET", "POST"])
@allows(Permission.APPROVE)
@fresh()
def role(number: int) -> ResponseReturnValue:
    """Show a proposed role, and agree to it or not."""
    proposal = administration_lists.proposal(work(), number)
    if proposal is None:
        abort(404)
    form = VerdictForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return _role(proposal, form, [], 200)
    if not form.validate():
        return _role(proposal, form, error_list(form), 422)
    accept = form.verdict.data == ACCEPT
    try:
        administration.decide(
            work(), number, accept, form.reason.data or "", current_user.person, desk()
        )
    except NoSuchAccount:
        abort(404)
    except administration.Refused as refused:
        work().rollback()
        if refused.code == "own":
            abort(403)
        return _role(proposal, form, [("verdict", _(words.REFUSED[refused.code]))], 422)
    return redirect(url_for("approvals.waiting", done="role" if accept else "role_refused"), 303)


@blueprint.route(f"/<locale>/approvals/reading/{ID}/", methods=["GET", "POST"])
@allows(Permission.APPROVE)
@fresh()
def reading(number: int) -> ResponseReturnValue:
    """Show a wish to read the audit trail, and agree to it or not; later, what came of it."""
    wish = audit_reading.one(work(), number) if _decides_about_reading() else None
    if wish is None:
        abort(404)
    form = VerdictForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return _reading(wish, form, [], 200)
    if not form.validate():
        return _reading(wish, form, error_list(form), 422)
    accept = form.verdict.data == ACCEPT
    try:
        audit_reading.decide(
            work(), number, accept, form.reason.data or "", current_user.person, desk()
        )
    except audit_reading.Refused as refused:
        work().rollback()
        if refused.code != "decided":
            abort(403)
        decided = _("This request has been decided or ended already.")
        now = audit_reading.one(work(), number) or wish
        return _reading(now, form, [("verdict", decided)], 409)
    return redirect(url_for("approvals.waiting", done="read" if accept else "read_refused"), 303)


@blueprint.post(f"/<locale>/approvals/reading/{ID}/end/")
@allows(Permission.APPROVE)
def end(number: int) -> ResponseReturnValue:
    """End reading early."""
    try:
        audit_reading.end(work(), number, current_user.person)
    except NoSuchRequest:
        abort(404)
    except audit_reading.Refused as refused:
        if refused.code != "closed":
            abort(404)
    return redirect(url_for("approvals.reading", number=number), 303)


def _role(proposal: Proposal, form: VerdictForm, errors: Errors, status: int) -> Response:
    own = _me() in (proposal.proposed_by, proposal.account_id)
    return _page(
        "accounts/approve_role.html", status, p=proposal, form=form, errors=errors, own=own
    )


def _reading(wish: Wish, form: VerdictForm, errors: Errors, status: int) -> Response:
    return _page(
        "accounts/approve_reading.html",
        status,
        wish=wish,
        form=form,
        errors=errors,
        own=_me() == wish.asked_by,
        readings=audit_reading.readings(work(), wish.id),
        hours=int(audit_scope.READING.total_seconds() // 3600),
    )


def _page(template: str, status: int = 200, **more: Any) -> Response:
    return never_kept(render_template(template, words=words, c=None, **more), status)


def _decides_about_reading() -> bool:
    council = audit_reading.council_present(work())
    return audit_scope.may_see_approvals(current_user.person.roles, council)


def _me() -> int:
    return int(current_user.person.account_id)
