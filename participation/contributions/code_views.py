# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where the works council makes the group codes that it hands out."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from participation.accounts.freshness import fresh
from participation.accounts.rules import Permission
from participation.contributions import code_rules, code_sheet, codes
from participation.contributions.code_forms import SheetForm
from participation.contributions.reading_views import head_or_404
from participation.contributions.rules import Group
from participation.roadmap import queries as roadmap
from participation.roadmap.queries import Head
from participation.web.access import allows
from participation.web.cache import never_kept
from participation.web.forms import Errors, error_list
from participation.web.locale import page_locale
from participation.web.unit import work

blueprint = Blueprint("codes", __name__, template_folder="templates")


@blueprint.get("/<locale>/codes/")
@allows(Permission.HAND_OUT_CODES)
def overview() -> Response:
    """List the consultations, with how many codes there are."""
    heads = roadmap.heads(work(), page_locale())
    made = {head.id: codes.counts(work(), head.id) for head in heads}
    return never_kept(render_template("contributions/codes.html", heads=heads, made=made))


@blueprint.get("/<locale>/codes/<slug>/")
@allows(Permission.HAND_OUT_CODES)
def one(slug: str) -> Response:
    """Ask for which group and how many."""
    head = head_or_404(slug)
    form = SheetForm(groups=_groups(head))
    form.group.data = Group.STAFF if Group.STAFF in form.groups else None
    return _page(head, form, [], 200)


@blueprint.post("/<locale>/codes/<slug>/")
@allows(Permission.HAND_OUT_CODES)
@fresh()
def make(slug: str) -> ResponseReturnValue:
    """Make codes, and give them out as a sheet to print; they are shown this once."""
    head = head_or_404(slug)
    form = SheetForm(request.form, groups=_groups(head))
    if not form.validate():
        return _page(head, form, error_list(form), 422)
    secret = current_app.config["RECEIPT_SECRET"]
    made = codes.create(work(), secret, head.id, form.group.data, form.number, current_user.label)
    address = current_app.config["BASE_URL"] + url_for("reading.consultation", slug=head.slug)
    publisher = current_app.config["SITE"].operator
    pdf = code_sheet.sheet(made, form.group.data, head.title, publisher, address, page_locale())
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Cache-Control"] = "no-store"
    name = f"codes-{head.slug}-{form.group.data}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _groups(head: Head) -> list[str]:
    invited = frozenset(head.groups)
    return [group for group in Group if code_rules.group_fault(group, invited) is None]


def _page(head: Head, form: SheetForm, errors: Errors, status: int) -> Response:
    page = render_template(
        "contributions/codes_make.html",
        c=head,
        form=form,
        errors=errors,
        made=codes.counts(work(), head.id),
        most=code_rules.MOST_CODES,
        uses=code_rules.MOST_USES,
    )
    return never_kept(page, status)
