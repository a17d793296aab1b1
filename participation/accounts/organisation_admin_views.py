# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Administration: organisations are verified or refused."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from participation.accounts import organisation_queries, organisation_rules, organisations
from participation.accounts.desk import desk
from participation.accounts.freshness import fresh
from participation.accounts.organisation_forms import RefusalForm, taken_words
from participation.accounts.rules import Permission
from participation.web.access import allows
from participation.web.cache import never_kept
from participation.web.forms import Errors, error_list
from participation.web.locale import page_locale
from participation.web.unit import work

blueprint = Blueprint("organisation_admin", __name__, template_folder="templates")

NUMBER = f"<int(max={2**31 - 1}):number>"


@blueprint.get("/<locale>/admin/organisations/")
@allows(Permission.RUN_ORGANISATIONS)
def listing() -> Response:
    """List all organisations, those first that wait."""
    found = organisation_queries.applications(work())
    return _page("accounts/admin_organisations.html", 200, organisations=found)


@blueprint.get(f"/<locale>/admin/organisations/{NUMBER}/")
@allows(Permission.RUN_ORGANISATIONS)
def one(number: int) -> Response:
    """Show what an organisation says of itself."""
    return _one(number, RefusalForm(), [], 200)


@blueprint.post(f"/<locale>/admin/organisations/{NUMBER}/")
@allows(Permission.RUN_ORGANISATIONS)
@fresh()
def decide(number: int) -> ResponseReturnValue:
    """Verify an organisation, or refuse it with a reason."""
    action = request.form.get("action")
    form = RefusalForm(request.form)
    if organisation_queries.application(work(), number) is None:
        abort(404)
    try:
        if action == "verify":
            organisations.verify(work(), number, current_user.person, desk(), page_locale())
        elif action == "refuse":
            if not form.validate():
                return _one(number, form, error_list(form), 422)
            reason = form.reason.data or ""
            organisations.refuse(work(), number, reason, current_user.person, desk(), page_locale())
        else:
            abort(400)
    except organisations.NameTaken as taken:
        return _one(number, form, [("standing", taken_words(str(taken)))], 409)
    except organisations.AlreadyDecided:
        decided = _("Somebody has decided meanwhile. Nothing was changed now.")
        return _one(number, form, [("standing", decided)], 409)
    return redirect(url_for("organisation_admin.one", number=number, done=action), 303)


def _one(number: int, form: RefusalForm, errors: Errors, status: int) -> Response:
    found = organisation_queries.application(work(), number)
    if found is None:
        abort(404)
    return _page(
        "accounts/admin_organisation.html",
        status,
        one=found,
        members=organisation_queries.members(work(), number),
        form=form,
        errors=errors,
        limit=organisation_rules.LONGEST_REASON,
        done=request.args.get("done") if status == 200 else None,
    )


def _page(template: str, status: int, **more: object) -> Response:
    return never_kept(render_template(template, **more), status)
