# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The private page of a receipt, and what its holder may do: edit, take back, contest."""

from __future__ import annotations

from dataclasses import dataclass

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

from participation import clock
from participation.contributions import (
    answers,
    browser,
    changes,
    latest,
    pinning,
    queries,
    revising,
    rights,
    rules,
    wording,
)
from participation.contributions.forms import ComplaintForm, ReceiptForm, RevisionForm
from participation.contributions.queries import ContributionView
from participation.contributions.reading_views import head_or_404
from participation.methods import languages
from participation.roadmap import items
from participation.roadmap.items import ItemPage
from participation.roadmap.queries import Head
from participation.text import is_blank
from participation.web.access import public
from participation.web.cache import never_kept
from participation.web.forms import Errors, error_list
from participation.web.limits import limited
from participation.web.locale import page_locale
from participation.web.unit import work
from participation.web.values import write_value

blueprint = Blueprint("receipts", __name__, template_folder="templates")


@dataclass(frozen=True)
class Held:
    """The contribution whose receipt is open in this browser, and where it stands."""

    code: str
    contribution: ContributionView
    head: Head
    item: ItemPage | None


@blueprint.get("/<locale>/receipt/")
@public
def receipt() -> Response:
    """Show the private page of the receipt this browser holds, or ask for a code."""
    held = _held()
    if held is None:
        return _ask_code(ReceiptForm(), [], 200)
    found = held.contribution
    decided = queries.decisions(work(), found.id)
    last = decided[-1] if decided else None
    complaint = revising.complaint_about(work(), found.id)
    page = render_template(
        "contributions/receipt.html",
        c=held.head,
        contribution=found,
        item=held.item,
        answer=answers.answers(work(), [found.id]).get(found.id),
        effects=changes.effects_of(work(), found.id, page_locale(), write_value),
        code=held.code,
        decision=last,
        fresh="sent" in request.args,
        done=request.args.get("done"),
        may_edit=rights.may_edit(found.state),
        may_withdraw=rights.may_withdraw(found.state),
        may_complain=last is not None
        and rights.may_complain(
            found.state, last.outcome, last.decided_at, complaint is not None, clock.now()
        ),
        complain_until=rights.complaint_until(last.decided_at) if last else None,
        complaint=complaint,
    )
    return never_kept(page, 200)


@blueprint.post("/<locale>/receipt/")
@public
@limited("receipt", lambda: request.form.get("action") != "close")
def open_receipt() -> ResponseReturnValue:
    """Open the private page with a code, or put the receipt away on this device."""
    if request.form.get("action") == "close":
        response = make_response(redirect(url_for("receipts.receipt"), 303))
        browser.close_receipt(response)
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
    response = make_response(redirect(url_for("receipts.receipt"), 303))
    browser.keep_receipt(response, code)
    return response


@blueprint.route("/<locale>/receipt/edit/", methods=["GET", "POST"])
@public
def edit() -> ResponseReturnValue:
    """Change the words of a contribution that nobody but moderation can read yet."""
    held = _held()
    if held is None:
        return _to_code()
    found = held.contribution
    form = _revision(found)
    if not rights.may_edit(found.state):
        return _edit_page(held, form, [(form.text.id, _decided())], 409)
    if request.method == "GET":
        return _edit_page(held, form, [], 200)
    if not form.validate():
        return _edit_page(held, form, error_list(form), 422)
    words = form.text.data or ""
    grounds = form.grounds.data or ""
    guessed = found.lang if form.rewords else languages.guess(words, languages.ALLOWED)[0]
    new = revising.Words(
        title=form.title.data or None,
        text=words,
        grounds=None if is_blank(grounds) else grounds,
        concern=form.concern.data,
        language=form.language.data or guessed,
    )
    try:
        revising.revise(work(), found.id, rules.read_id(form.seen.data or "") or 0, new)
    except revising.MovedOn:
        return _edit_page(held, form, [(form.text.id, _decided())], 409)
    return redirect(url_for("receipts.receipt", done="edited"), 303)


@blueprint.route("/<locale>/receipt/withdraw/", methods=["GET", "POST"])
@public
def withdraw() -> ResponseReturnValue:
    """Ask, then take a contribution back."""
    held = _held()
    if held is None:
        return _to_code()
    if request.method == "POST":
        try:
            revising.withdraw(work(), held.contribution.id)
        except revising.MovedOn:
            abort(409)
        return redirect(url_for("receipts.receipt", done="withdrawn"), 303)
    if not rights.may_withdraw(held.contribution.state):
        return redirect(url_for("receipts.receipt"), 303)
    return _act_page("contributions/withdraw.html", held, 200)


@blueprint.route("/<locale>/receipt/complain/", methods=["GET", "POST"])
@public
def complain() -> ResponseReturnValue:
    """Take a complaint against the decision in."""
    held = _held()
    if held is None:
        return _to_code()
    form = ComplaintForm(request.form)
    decided = queries.decisions(work(), held.contribution.id)
    last = decided[-1] if decided else None
    if last is None or last.outcome == rules.Outcome.PUBLISH:
        abort(404)
    errors: Errors = []
    status = 200
    if request.method == "POST":
        errors, status = error_list(form) if not form.validate() else [], 422
        if not errors:
            words = form.text.data or ""
            language = languages.guess(words, languages.ALLOWED)[0]
            try:
                revising.contest(work(), held.contribution.id, words, language)
            except revising.NoComplaint:
                gone = _("This decision cannot be contested any more, or it has been already.")
                errors, status = [(form.text.id, gone)], 409
            else:
                return redirect(url_for("receipts.receipt", done="contested"), 303)
    return _act_page(
        "contributions/complain.html",
        held,
        status,
        form=form,
        errors=errors,
        decision=last,
        limit=rules.LONGEST_EXPLANATION,
    )


def _held() -> Held | None:
    code = browser.receipt_code()
    found = _by_code(code) if code else None
    if code is None or found is None:
        return None
    slug, key = queries.place(work(), found.id)
    head = head_or_404(slug)
    version = latest.version_with(work(), head.id, key) if key else None
    item = items.item(work(), version.id, key, page_locale()) if version and key else None
    return Held(code, found, head, item)


def _revision(found: ContributionView) -> RevisionForm:
    """Return the form with what came, or with the words as they are."""
    posted = request.method == "POST"
    form = RevisionForm(request.form if posted else None)
    form.kind.data = found.kind
    form.replying, form.stating = found.kind == rules.Kind.REPLY, found.statement
    if found.passage_version_id is not None and found.kind == rules.Kind.COUNTER_WORDING:
        pinned = pinning.pinned(work(), found.passage_version_id)
        form.present = pinned.text if pinned else None
    if not posted:
        form.title.data, form.text.data, form.grounds.data = found.title, found.text, found.grounds
        form.concern.data, form.language.data = found.concern, found.lang
        form.seen.data = str(found.words_version)
    return form


def _edit_page(held: Held, form: RevisionForm, errors: Errors, status: int) -> Response:
    return _act_page(
        "contributions/edit.html",
        held,
        status,
        form=form,
        errors=errors,
        pieces=wording.pieces(held.contribution.pinned_text or "", form.text.data or "")
        if form.rewords
        else (),
        limit=rules.longest(held.contribution.kind),
        grounds_limit=rules.LONGEST_GROUNDS,
    )


def _decided() -> str:
    return str(
        _("Your contribution was decided or changed elsewhere meanwhile. Nothing was changed now.")
    )


def _act_page(template: str, held: Held, status: int, **more: object) -> Response:
    page = render_template(
        template, c=held.head, contribution=held.contribution, item=held.item, **more
    )
    return never_kept(page, status)


def _to_code() -> ResponseReturnValue:
    return redirect(url_for("receipts.receipt"), 303)


def _ask_code(form: ReceiptForm, errors: Errors, status: int) -> Response:
    return never_kept(
        render_template("contributions/receipt_enter.html", form=form, errors=errors), status
    )


def _by_code(code: str) -> ContributionView | None:
    return queries.by_code_hash(work(), rules.code_hash(current_app.config["RECEIPT_SECRET"], code))
