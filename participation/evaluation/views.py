# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Weighing: contributions to answer, and the answer to one."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from participation.accounts.rules import Permission
from participation.contributions import answers, changes
from participation.contributions import queries as contributions
from participation.contributions.answers import AnsweredMeanwhile
from participation.contributions.rules import Disposition, State
from participation.evaluation import queries
from participation.evaluation.forms import AnswerForm
from participation.roadmap import queries as roadmap
from participation.roadmap import service as drafts
from participation.roadmap import tree as draft
from participation.roadmap.queries import Head
from participation.web.access import allows
from participation.web.cache import never_kept
from participation.web.forms import Errors
from participation.web.locale import page_locale
from participation.web.unit import work

blueprint = Blueprint("evaluation", __name__, template_folder="templates")


@blueprint.get("/<locale>/evaluation/")
@allows(Permission.EVALUATE)
def overview() -> Response:
    """List the consultations."""
    heads = roadmap.heads(work(), page_locale())
    return never_kept(render_template("evaluation/overview.html", c=None, consultations=heads))


@blueprint.get("/<locale>/evaluation/<slug>/")
@allows(Permission.EVALUATE)
def listing(slug: str) -> Response:
    """List published contributions without an answer, or those that have one."""
    head = head_or_404(slug)
    names = draft.titles(work(), head.version_id, page_locale())
    wanted = request.args.get("item")
    item = next((id_ for id_, stop in names.items() if stop.key == wanted), None)
    answered = request.args.get("view") == "answered"
    page = queries.listing(work(), head.id, item, answered, request.args.get("after"))
    names.update(
        draft.former(
            work(), {row.item_id for row in page.rows if row.item_id} - names.keys(), page_locale()
        )
    )
    return never_kept(
        render_template(
            "evaluation/listing.html",
            c=head,
            rows=page.rows,
            next_cursor=page.next_cursor,
            names=names,
            item=names[item].key if item else None,
            answered=answered,
        )
    )


@blueprint.route("/<locale>/evaluation/<slug>/contributions/<reference>/", methods=["GET", "POST"])
@allows(Permission.EVALUATE)
def answer(slug: str, reference: str) -> ResponseReturnValue:
    """Answer a contribution."""
    head = head_or_404(slug)
    found = contributions.by_reference(work(), reference)
    if found is None or found.state != State.PUBLISHED:
        abort(404)
    if contributions.place(work(), found.id)[0] != slug:
        abort(404)
    form = AnswerForm(head.languages)
    known = answers.answers(work(), [found.id], public=False).get(found.id)
    if request.method == "GET":
        if known is not None:
            form.disposition, form.seen = known.disposition, known.edition
            form.text.update({c: w for c, w in known.text.items() if c in form.text})
            form.responsible_unit = known.responsible_unit or ""
        return _answer(head, found, form, [], 200)
    errors = form.fill(request.form)
    if errors:
        return _answer(head, found, form, errors, 422)
    try:
        answers.save_answer(
            work(),
            (found.id, reference),
            form.disposition,
            form.text,
            form.responsible_unit or None,
            form.seen,
            form.publish,
            current_user.label,
        )
    except AnsweredMeanwhile:
        work().rollback()
        form.seen = known.edition if known else 0
        return _answer(head, found, form, [], 409)
    if form.publish:
        drafts.touch(work(), head.id)
    onward = url_for("evaluation.answer", slug=slug, reference=reference, saved=1)
    return redirect(onward, 303)


def head_or_404(slug: str) -> Head:
    """Return a consultation in the page's language, or answer 404."""
    head = roadmap.head(work(), slug, page_locale())
    if head is None:
        abort(404)
    return head


def _answer(
    head: Head,
    found: contributions.ContributionView,
    form: AnswerForm,
    errors: Errors,
    status: int,
) -> Response:
    names = draft.titles(work(), head.version_id, page_locale())
    page = render_template(
        "evaluation/answer.html",
        c=head,
        said=found,
        about=names.get(found.item_id) if found.item_id else None,
        form=form,
        errors=errors,
        dispositions=list(Disposition),
        known=answers.answers(work(), [found.id], public=False).get(found.id),
        effects=changes.count_effects(work(), found.id),
        conflict=status == 409,
        saved="saved" in request.args and status == 200,
    )
    return never_kept(page, status)
