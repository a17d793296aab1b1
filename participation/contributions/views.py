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

from participation.contributions import (
    answers,
    changes,
    latest,
    pinning,
    queries,
    rules,
    service,
    wording,
)
from participation.contributions.forms import ContributionForm, ReceiptForm
from participation.contributions.pinning import About
from participation.contributions.queries import ContributionView
from participation.contributions.reading_views import head_or_404
from participation.methods import languages
from participation.roadmap import items
from participation.roadmap.queries import Head
from participation.text import is_blank
from participation.web.access import public
from participation.web.cache import never_kept
from participation.web.forms import Errors, error_list
from participation.web.locale import page_locale
from participation.web.unit import work
from participation.web.values import write_value

blueprint = Blueprint("contributions", __name__, template_folder="templates")

FORM = "contributions/form.html"
REVIEW = "contributions/review.html"
RECEIPT_SECONDS = (
    15 * 60
)  # how long this browser shows a receipt without its code being typed again


@blueprint.route("/<locale>/c/<slug>/items/<key>/contribute/", methods=["GET", "POST"])
@public
def contribute(slug: str, key: str) -> ResponseReturnValue:
    """Take a comment on an item or on one of its passages, or another wording for a passage."""
    head = head_or_404(slug)
    form = _form(rules.Kind.COMMENT, head)
    about = pinning.about(
        work(),
        head,
        key,
        page_locale(),
        form.passage.data,
        form.wording.data,
        begun=request.method == "POST",
    )
    if about is None:
        abort(404)
    return _contribute(head, about, form)


@blueprint.route("/<locale>/c/<slug>/propose/", methods=["GET", "POST"])
@public
def propose(slug: str) -> ResponseReturnValue:
    """Take a proposal that belongs to no single item."""
    head = head_or_404(slug)
    form = _form(rules.Kind.PROPOSAL, head)
    if form.passage.data or form.wording.data:
        abort(404)
    if form.kind.data == rules.Kind.COMMENT:
        form.kind.data = rules.Kind.PROPOSAL
    return _contribute(head, None, form)


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
    version = latest.version_with(work(), head.id, key) if key else None
    page = render_template(
        "contributions/receipt.html",
        c=head,
        contribution=found,
        item=items.item(work(), version.id, key, page_locale()) if version and key else None,
        answer=answers.answers(work(), [found.id]).get(found.id),
        effects=changes.effects_of(work(), found.id, page_locale(), write_value),
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


def _contribute(head: Head, about: About | None, form: ContributionForm) -> ResponseReturnValue:
    _pin(form, about)
    if request.method == "GET":
        if not head.open:
            abort(403)
        if form.kind.data not in rules.kinds_on(form.present is not None):
            abort(404)
        return _show(FORM, head, about, form, [], 200)
    if not head.open:
        over = _("This consultation takes no contributions now. Your text was not sent.")
        return _show(FORM, head, about, form, [(form.text.id, over)], 403)
    if not form.validate():
        return _show(FORM, head, about, form, error_list(form), 422)
    step = request.form.get("step", "review")
    if step != "send":
        return _show(FORM if step == "edit" else REVIEW, head, about, form, [], 200)
    try:
        new = _new(head, about, form)
        key = form.submission_key.data or ""
        taken = service.submit(
            work(), current_app.config["RECEIPT_SECRET"], key, new, current_user.label
        )
    except service.KeyReused:
        abort(409)
    return _to_receipt(taken.code, sent="1")


def _form(kind: str, head: Head) -> ContributionForm:
    """Return the form with what came: the body of a POST, the preset answers of a GET."""
    posted = request.method == "POST"
    form = ContributionForm(
        request.form if posted else request.args,
        groups=rules.groups_for(current_user.group, head.groups),
    )
    if not posted:
        form.submission_key.data = secrets.token_urlsafe(24)
        form.language.data = form.language.data or ""
    form.kind.data = form.kind.data or kind
    return form


def _pin(form: ContributionForm, about: About | None) -> None:
    """Keep the form with the wording that is written about; another one begins as a copy of it."""
    seen = about.seen if about else None
    if seen is None:
        return
    form.present = seen.text
    form.passage.data, form.wording.data = str(seen.number), str(seen.passage_version_id)
    if request.method == "GET" and form.rewords and not form.text.data:
        form.text.data = seen.text


def _new(head: Head, about: About | None, form: ContributionForm) -> service.NewContribution:
    item, seen = (about.item, about.seen) if about else (None, None)
    group = form.group.data
    words, grounds = form.text.data or "", form.grounds.data or ""
    if form.rewords and seen is not None:
        language = seen.lang
    else:
        language = form.language.data or languages.guess(words, languages.ALLOWED)[0]
    return service.NewContribution(
        consultation_id=head.id,
        item_id=item.id if item else None,
        item_version_id=seen.item_version_id if seen else item.version_id if item else None,
        passage_version_id=seen.passage_version_id if seen else None,
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
        grounds=grounds if form.rewords and not is_blank(grounds) else None,
        email=form.email.data,
        locale=page_locale(),
    )


def _show(
    page: str,
    head: Head,
    about: About | None,
    form: ContributionForm,
    errors: Errors,
    status: int,
) -> Response:
    seen = about.seen if about else None
    rewords = seen if form.rewords else None
    compared = (
        wording.pieces(rewords.text, form.text.data or "") if rewords and page == REVIEW else ()
    )
    written = render_template(
        page,
        c=head,
        item=about.item if about else None,
        passage=seen,
        moved=about.moved if about else None,
        present=about.present if about else None,
        form=form,
        rewords=rewords is not None,
        pieces=compared,
        errors=errors,
        limit=rules.longest(form.kind.data or ""),
        grounds_limit=rules.LONGEST_GROUNDS,
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
