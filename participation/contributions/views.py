# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Contributing: the form, its review, the receipt."""

from __future__ import annotations

import secrets
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from participation.contributions import queries, rules, service
from participation.contributions.forms import ContributionForm, ReceiptForm
from participation.contributions.queries import ContributionView
from participation.contributions.reading_views import head_or_404
from participation.methods import languages
from participation.roadmap import tree as draft
from participation.roadmap.queries import Head
from participation.roadmap.tree import ItemPage, PassageView
from participation.web.access import public
from participation.web.cache import never_kept
from participation.web.forms import Errors, error_list
from participation.web.locale import page_locale
from participation.web.unit import work

blueprint = Blueprint("contributions", __name__, template_folder="templates")

FORM = "contributions/form.html"
REVIEW = "contributions/review.html"
RECEIPT_SECONDS = (
    15 * 60
)  # how long this browser shows a receipt without its code being typed again


@blueprint.route("/<locale>/c/<slug>/items/<key>/contribute/", methods=["GET", "POST"])
@public
def contribute(slug: str, key: str) -> ResponseReturnValue:
    """Take a comment on an item or on one of its passages."""
    head = head_or_404(slug)
    item = draft.item(work(), head.version_id, key, page_locale())
    if item is None:
        abort(404)
    return _contribute(head, item)


@blueprint.route("/<locale>/c/<slug>/propose/", methods=["GET", "POST"])
@public
def propose(slug: str) -> ResponseReturnValue:
    """Take a proposal that belongs to no single item."""
    return _contribute(head_or_404(slug), None)


@blueprint.get("/<locale>/receipt/")
@public
def receipt() -> Response:
    """Show the private page of the receipt this browser holds, or ask for a code."""
    code = rules.read_code(request.cookies.get(_receipt_cookie(), ""))
    found = _by_code(code) if code else None
    if code is None or found is None:
        return _ask_code(ReceiptForm(), [], 200)
    slug, key = queries.place(work(), found.id)
    head = head_or_404(slug)
    decided = queries.decisions(work(), found.id)
    page = render_template(
        "contributions/receipt.html",
        c=head,
        contribution=found,
        item=draft.item(work(), head.version_id, key, page_locale()) if key else None,
        code=code,
        decision=decided[-1] if decided else None,
        fresh="sent" in request.args,
    )
    return never_kept(page, 200)


@blueprint.post("/<locale>/receipt/")
@public
def open_receipt() -> ResponseReturnValue:
    """Open the private page with a code, or put the receipt away on this device."""
    if request.form.get("action") == "close":
        response = make_response(redirect(url_for("contributions.receipt"), 303))
        response.delete_cookie(_receipt_cookie(), **_cookie_flags())
        return response
    form = ReceiptForm(request.form)
    if not form.validate():
        return _ask_code(form, error_list(form), 422)
    code = rules.read_code(form.code.data or "")
    if code is None:
        fault = _("This is not a receipt code. It has 12 letters and digits; please check each.")
        return _ask_code(form, [(form.code.id, fault)], 422)
    if _by_code(code) is None:
        fault = _("There is no contribution with this receipt code.")
        return _ask_code(form, [(form.code.id, fault)], 422)
    return _to_receipt(code)


def _contribute(head: Head, item: ItemPage | None) -> ResponseReturnValue:
    form = _form(item)
    if request.method == "GET":
        if not head.open:
            abort(403)
        return _show(FORM, head, item, form, [], 200)
    if not head.open:
        over = _("This consultation takes no contributions now. Your text was not sent.")
        return _show(FORM, head, item, form, [(form.text.id, over)], 403)
    valid = form.validate()
    passage = _passage(item, form.passage.data)
    if form.passage.data and passage is None:
        abort(404)
    if not valid:
        return _show(FORM, head, item, form, error_list(form), 422)
    step = request.form.get("step", "review")
    if step != "send":
        return _show(FORM if step == "edit" else REVIEW, head, item, form, [], 200)
    try:
        new = _new(head, item, passage, form)
        key = form.submission_key.data or ""
        taken = service.submit(
            work(), current_app.config["RECEIPT_SECRET"], key, new, current_user.label
        )
    except service.KeyReused:
        abort(409)
    return _to_receipt(taken.code, sent="1")


def _form(item: ItemPage | None) -> ContributionForm:
    """Return the form with what came: the body of a POST, the preset answers of a GET."""
    kind = rules.Kind.COMMENT if item else rules.Kind.PROPOSAL
    posted = request.method == "POST"
    form = ContributionForm(
        request.form if posted else request.args, groups=rules.groups_for(current_user.group)
    )
    if not posted:
        form.submission_key.data = secrets.token_urlsafe(24)
        form.language.data = form.language.data or ""
    form.kind.data = kind if not form.kind.data else form.kind.data
    if posted and form.kind.data in (rules.Kind.COMMENT, rules.Kind.PROPOSAL) and item is None:
        form.kind.data = rules.Kind.PROPOSAL
    return form


def _new(
    head: Head, item: ItemPage | None, passage: PassageView | None, form: ContributionForm
) -> service.NewContribution:
    group = form.group.data
    words = form.text.data or ""
    language = form.language.data or languages.guess(words, languages.ALLOWED)[0]
    return service.NewContribution(
        consultation_id=head.id,
        item_id=item.id if item else None,
        item_version_id=item.version_id if item else None,
        passage_version_id=passage.version_id if passage else None,
        kind=form.kind.data or "",
        concern=form.concern.data,
        stance=form.stance.data if item else None,
        group=group,
        verified=group == current_user.group,
        organisation=form.organisation.data or None,
        display_name=form.display_name.data or None,
        channel=rules.Channel.WEB,
        language=language,
        title=form.title.data or None,
        text=words,
        email=form.email.data,
        locale=page_locale(),
    )


def _passage(item: ItemPage | None, number: str | None) -> PassageView | None:
    if item is None or not number:
        return None
    return next((p for p in item.passages if str(p.number) == number), None)


def _show(
    page: str,
    head: Head,
    item: ItemPage | None,
    form: ContributionForm,
    errors: Errors,
    status: int,
) -> Response:
    passage = _passage(item, form.passage.data)
    context: dict[str, Any] = {"c": head, "item": item, "passage": passage, "form": form}
    written = render_template(
        page,
        errors=errors,
        limit=rules.longest(form.kind.data or ""),
        **context,
    )
    return never_kept(written, status)


def _to_receipt(code: str, **query: Any) -> Response:
    response = make_response(redirect(url_for("contributions.receipt", **query), 303))
    response.set_cookie(_receipt_cookie(), code, max_age=RECEIPT_SECONDS, **_cookie_flags())
    return response


def _ask_code(form: ReceiptForm, errors: Errors, status: int) -> Response:
    return never_kept(
        render_template("contributions/receipt_enter.html", form=form, errors=errors), status
    )


def _by_code(code: str) -> ContributionView | None:
    return queries.by_code_hash(work(), rules.code_hash(current_app.config["RECEIPT_SECRET"], code))


def _receipt_cookie() -> str:
    return "__Host-receipt" if current_app.config["SECURE_COOKIES"] else "receipt"


def _cookie_flags() -> dict[str, Any]:
    return {
        "secure": current_app.config["SECURE_COOKIES"],
        "httponly": True,
        "samesite": "Strict",
    }
