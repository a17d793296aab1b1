# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Accounts and their roles, for administrators. An address that is looked for stands in no link, so in no log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from participation.accounts import administration, administration_lists, separation
from participation.accounts import administration_words as words
from participation.accounts.administration import NoSuchAccount, Refused
from participation.accounts.administration_forms import FindForm, GrantForm, ReasonForm
from participation.accounts.administration_lists import AccountPage, AccountView
from participation.accounts.desk import desk
from participation.accounts.freshness import fresh
from participation.accounts.rules import GRANTS, Permission, Role, permissions_of
from participation.web.access import allows
from participation.web.cache import never_kept
from participation.web.forms import Errors, error_list
from participation.web.limits import limited
from participation.web.unit import work

blueprint = Blueprint("administration", __name__, template_folder="templates")

MANY = 2_147_483_647  # the largest number that the tables hold
ID = f"<int(max={MANY}):account_id>"


@dataclass(frozen=True)
class Act:
    """Something that is done to an account for a reason: what does it, and what may speak against it."""

    do: Callable[..., None]
    fault: Callable[[int, separation.Holder], str | None]


ACTS = {
    "disable": Act(
        administration.disable, lambda actor, of: separation.disable_fault(actor, of, ())
    ),
    "enable": Act(administration.enable, separation.enable_fault),
}


@blueprint.get("/<locale>/admin/role_table/")
@allows(Permission.GRANT_ROLES)
def table() -> Response:
    """Show which role may do what, and which roles keep apart."""
    may = {role: permissions_of([role]) for role in GRANTS}
    return _page("accounts/admin_roles.html", may=may, permissions=list(Permission))


# A slug has no underscore, so no consultation is hidden behind these pages.
@blueprint.get("/<locale>/admin/user_accounts/")
@allows(Permission.GRANT_ROLES)
def accounts() -> Response:
    """List accounts with a role that opens something."""
    role = request.args.get("role")
    role = role if role in set(Role) - {Role.PARTICIPANT} else None
    after = request.args.get("after", "")
    number = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else None
    page = administration_lists.listed(work(), role, number)
    return _list(page, FindForm(), [], role=role)


@blueprint.post("/<locale>/admin/user_accounts/")
@allows(Permission.GRANT_ROLES)
@limited("find_account")
def find() -> Response:
    """Look for somebody by name or address."""
    form = FindForm(request.form)
    if not form.validate():
        page = administration_lists.listed(work(), None, None)
        return _list(page, form, error_list(form), 422)
    page = administration_lists.found(work(), form.words.data or "")
    return _list(page, form, [], looked=True)


@blueprint.get(f"/<locale>/admin/user_accounts/{ID}/")
@allows(Permission.GRANT_ROLES)
def account(account_id: int) -> Response:
    """Show one account: its roles and since when."""
    done = request.args.get("done")
    done = done if done in ("granted", "proposed", "revoked", *ACTS) else None
    return _page("accounts/admin_account.html", a=_found(account_id), done=done, own=_me())


@blueprint.get(f"/<locale>/admin/user_accounts/{ID}/grant/")
@allows(Permission.GRANT_ROLES)
@fresh()
def grant(account_id: int) -> Response:
    """Ask which role somebody is to have."""
    return _grant(_found(account_id), GrantForm(), [], 200)


@blueprint.post(f"/<locale>/admin/user_accounts/{ID}/grant/")
@allows(Permission.GRANT_ROLES)
@fresh()
def give(account_id: int) -> ResponseReturnValue:
    """Give the role, or propose it."""
    form = GrantForm(request.form)
    if not form.validate():
        return _grant(_found(account_id), form, error_list(form, ("role", "reason")), 422)
    role, reason = form.role.data or "", form.reason.data or ""
    try:
        holds = administration.grant(work(), account_id, role, reason, _actor(), desk())
    except NoSuchAccount:
        abort(404)
    except Refused as refused:
        work().rollback()
        return _grant(_found(account_id), form, [("role", _refusal(refused))], 422)
    return _back(account_id, "granted" if holds else "proposed")


@blueprint.get(f"/<locale>/admin/user_accounts/{ID}/revoke/<role>/")
@allows(Permission.GRANT_ROLES)
@fresh()
def revoke(account_id: int, role: str) -> Response:
    """Ask why a role is to be taken away."""
    return _revoke(_found(account_id), role, ReasonForm(), [], 200)


@blueprint.post(f"/<locale>/admin/user_accounts/{ID}/revoke/<role>/")
@allows(Permission.GRANT_ROLES)
@fresh()
def take(account_id: int, role: str) -> ResponseReturnValue:
    """Take the role away."""
    form = ReasonForm(request.form)
    if not form.validate():
        return _revoke(_found(account_id), role, form, error_list(form), 422)
    reason = form.reason.data or ""
    try:
        administration.revoke(work(), account_id, role, reason, _actor(), desk())
    except NoSuchAccount:
        abort(404)
    except Refused as refused:
        work().rollback()
        return _revoke(_found(account_id), role, form, [("reason", _refusal(refused))], 422)
    return _back(account_id, "revoked")


@blueprint.get(f"/<locale>/admin/user_accounts/{ID}/<any(disable, enable):name>/")
@allows(Permission.GRANT_ROLES)
@fresh()
def switch(account_id: int, name: str) -> Response:
    """Ask why an account is to be disabled or enabled."""
    return _switch(_found(account_id), name, ReasonForm(), [], 200)


@blueprint.post(f"/<locale>/admin/user_accounts/{ID}/<any(disable, enable):name>/")
@allows(Permission.GRANT_ROLES)
@fresh()
def turn(account_id: int, name: str) -> ResponseReturnValue:
    """Disable or enable the account."""
    form = ReasonForm(request.form)
    if not form.validate():
        return _switch(_found(account_id), name, form, error_list(form), 422)
    try:
        ACTS[name].do(work(), account_id, form.reason.data or "", _actor(), desk())
    except NoSuchAccount:
        abort(404)
    except Refused as refused:
        work().rollback()
        return _switch(_found(account_id), name, form, [("reason", _refusal(refused))], 422)
    return _back(account_id, name)


def _list(
    page: AccountPage,
    form: FindForm,
    errors: Errors,
    status: int = 200,
    role: str | None = None,
    looked: bool = False,
) -> Response:
    return _page(
        "accounts/admin_accounts.html",
        status,
        page=page,
        form=form,
        errors=errors,
        role=role,
        looked=looked,
    )


def _grant(found: AccountView, form: GrantForm, errors: Errors, status: int) -> Response:
    """Show the form with every role, and beside those that cannot be given why not."""
    holder = _holder(found)
    waiting = {proposal.role for proposal in found.proposals}
    faults = {
        role: separation.grant_fault(_me(), holder, role)
        or ("proposed" if role in waiting else None)
        for role in Role
    }
    return _page(
        "accounts/admin_grant.html",
        status,
        a=found,
        form=form,
        errors=errors,
        faults_of=faults,
        apart={role: separation.apart_from(holder.roles, role) for role in Role},
        may={role: sorted(GRANTS[role]) for role in Role},
        guarded=separation.GUARDED,
        own=_me() == found.id,
    )


def _revoke(
    found: AccountView, role: str, form: ReasonForm, errors: Errors, status: int
) -> Response:
    if role not in set(Role):
        abort(404)
    fault = separation.revoke_fault(_me(), _holder(found), role, last=False)
    return _reason("revoke", found, form, errors, status, fault, role)


def _switch(
    found: AccountView, name: str, form: ReasonForm, errors: Errors, status: int
) -> Response:
    return _reason(name, found, form, errors, status, ACTS[name].fault(_me(), _holder(found)))


def _reason(
    act: str,
    found: AccountView,
    form: ReasonForm,
    errors: Errors,
    status: int,
    fault: str | None,
    role: str | None = None,
) -> Response:
    shown = None if fault is None else str(_(words.REFUSED[fault]))
    more = {"act": act, "a": found, "role": role, "fault": shown, "form": form}
    errors = [] if shown else errors  # there is no form that they could lead to
    return _page("accounts/admin_reason.html", status, errors=errors, **more)


def _page(template: str, status: int = 200, **more: Any) -> Response:
    return never_kept(render_template(template, words=words, c=None, **more), status)


def _found(account_id: int) -> AccountView:
    found = administration_lists.one(work(), account_id)
    if found is None:
        abort(404)
    return found


def _holder(found: AccountView) -> separation.Holder:
    disabled = found.disabled_at is not None
    return separation.Holder(
        found.id, frozenset(found.roles), disabled, found.closed, found.provided
    )


def _refusal(refused: Refused) -> str:
    return str(_(words.REFUSED[refused.code]))


def _back(account_id: int, done: str) -> ResponseReturnValue:
    return redirect(url_for("administration.account", account_id=account_id, done=done), 303)


def _actor() -> Any:
    return current_user.person


def _me() -> int:
    return int(current_user.person.account_id)
