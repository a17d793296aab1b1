# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What somebody keeps in their account: contributions of their own, and forms they have begun."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import Form

from participation import clock
from participation.accounts.rules import Permission
from participation.contributions import grace, keeping, queries, rules
from participation.contributions.forms import ContributionForm
from participation.web.access import allows
from participation.web.cache import never_kept
from participation.web.unit import work

blueprint = Blueprint("own", __name__, template_folder="templates")

TELLING_APART = ("kind", "parent", "passage", "wording")


@blueprint.get("/<locale>/account/contributions/")
@allows(Permission.OWN_ACCOUNT)
def contributions() -> Response:
    """Show one's own contributions with their states, and what one has begun to write."""
    account_id = current_user.person.account_id
    return never_kept(
        render_template(
            "contributions/own.html",
            contributions=keeping.own_contributions(work(), account_id),
            drafts=keeping.all_kept(work(), account_id),
            days=keeping.LIFETIME.days,
        )
    )


@blueprint.post("/<locale>/account/contributions/drafts/")
@allows(Permission.OWN_ACCOUNT)
def delete_draft() -> ResponseReturnValue:
    """Delete a draft."""
    keeping.forget(work(), current_user.person.account_id, request.form.get("form", ""))
    return redirect(url_for("own.contributions"), 303)


@blueprint.post("/<locale>/account/contributions/")
@allows(Permission.OWN_ACCOUNT)
def disown() -> ResponseReturnValue:
    """Take a contribution out of one's account."""
    number = rules.read_id(request.form.get("contribution", ""))
    if number is not None:
        keeping.disown(work(), current_user.person.account_id, number)
    return redirect(url_for("own.contributions"), 303)


@blueprint.app_template_global("form_address")
def form_address(form: Form) -> str:
    """Return the address under which the present page's form is kept, here and in the browser."""
    which = {name: form[name].data for name in TELLING_APART if name in form}
    return keeping.address(request.path, **which)


@blueprint.app_template_global("ending_of")
def ending_of(ends_at: datetime | None) -> grace.Ending | None:
    """Return what a form of a consultation with this end says about it; None when there is nothing to say yet."""
    return grace.ending(clock.now(), ends_at) if ends_at else None


def settle(code: str, form: ContributionForm) -> None:
    """Put what was sent into the account of whoever is signed in, if they want it there; its draft goes."""
    if not current_user.is_authenticated:
        return
    account_id = current_user.person.account_id
    keeping.forget(work(), account_id, form_address(form))
    sent = queries.by_code_hash(work(), rules.code_hash(current_app.config["RECEIPT_SECRET"], code))
    if form.own.data and sent is not None:
        keeping.own(work(), account_id, sent.id)


def fill_from_draft(form: ContributionForm) -> keeping.Kept | None:
    """Fill the form with the draft that is kept in the account of whoever is signed in; return that draft."""
    if not current_user.is_authenticated:
        return None
    kept = keeping.kept(work(), current_user.person.account_id, form_address(form))
    if kept is not None:
        for name, given in kept.answers.items():
            if name in form:
                form[name].data = given
    return kept
