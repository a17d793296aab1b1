# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The trace while it is made: every difference of the version in preparation, why it is there, and publishing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from participation.accounts.rules import Permission
from participation.contributions import changes as showing
from participation.contributions import trace as causing
from participation.evaluation import queries, service
from participation.evaluation.forms import WhyForm
from participation.roadmap import queries as roadmap
from participation.roadmap import trace, versions
from participation.roadmap.models import Consultation, DraftVersion
from participation.roadmap.rules import ORIGINAL, ChangeReason
from participation.web.access import allows
from participation.web.cache import never_kept
from participation.web.forms import Errors
from participation.web.locale import page_locale
from participation.web.unit import work
from participation.web.values import write_value

blueprint = Blueprint("tracing", __name__, template_folder="templates")


@blueprint.get("/<locale>/evaluation/<slug>/changes/")
@allows(Permission.EVALUATE)
def changes(slug: str) -> Response:
    """Show every difference of the version in preparation from the published one."""
    return _changes(_consultation(slug), [], 200)


@blueprint.post("/<locale>/evaluation/<slug>/changes/")
@allows(Permission.EVALUATE)
def publish(slug: str) -> ResponseReturnValue:
    """Publish the version in preparation."""
    consultation = _consultation(slug)
    version = versions.in_preparation(work(), consultation.id)
    if version is None or str(version.number) != request.form.get("version"):
        return _changes(consultation, [_already()], 409)
    number = version.number
    try:
        service.publish(work(), consultation, version, current_user.label)
    except trace.Untraced:
        work().rollback()
        return _changes(consultation, [], 422)
    except versions.Frozen:
        work().rollback()
        return _changes(_consultation(slug), [_already()], 409)
    if consultation.announced_at is None:
        return redirect(url_for("tracing.changes", slug=slug), 303)
    if number == 1:
        return redirect(url_for("reading.consultation", slug=slug), 303)
    return redirect(url_for("trace.version_changes", slug=slug, number=number), 303)


@blueprint.route(
    "/<locale>/evaluation/<slug>/changes/<int(max=2147483647):item_id>/<field>/<int(max=2147483647):passage_id>/",
    methods=["GET", "POST"],
)
@allows(Permission.EVALUATE)
def change(slug: str, item_id: int, field: str, passage_id: int) -> ResponseReturnValue:
    """Say why one difference is there."""
    consultation = _consultation(slug)
    version = versions.in_preparation(work(), consultation.id)
    place = (item_id, field, passage_id)
    found = trace.traced(work(), version, page_locale()) if version else []
    one = next((t for t in found if t.difference.place == place), None)
    if version is None or one is None:
        abort(404)
    causes = causing.causes(work(), version.id).get(one.change_id or 0, [])
    form = WhyForm(consultation.languages, {c.reference: c.quote or "" for c in causes})
    if request.method == "GET":
        form.reason, form.seen = one.reason or "", one.edition
        form.explanation.update({c: w for c, w in one.explanation.items() if c in form.explanation})
        return _change(consultation, version, one, form, [], 200)
    errors = form.fill(request.form)
    if errors:
        return _change(consultation, version, one, form, errors, 422)
    try:
        service.say_why(
            work(), consultation, version, place, form.why(), form.seen, current_user.label
        )
    except service.UnknownCauses as unknown:
        names = ", ".join(unknown.references)
        fault = _("No published contribution of this consultation: %(names)s", names=names)
        return _change(consultation, version, one, form, [("references", fault)], 422)
    except service.NotQuoted as wrong:
        names = ", ".join(wrong.quotes)
        fault = _("The stretch does not stand in the words of %(names)s.", names=names)
        return _change(consultation, version, one, form, [("references", fault)], 422)
    except (trace.SaidMeanwhile, versions.Frozen, service.NoSuchDifference):
        work().rollback()
        return _meanwhile(slug, place, form)
    return redirect(url_for("tracing.changes", slug=slug) + f"#d-{_place(place)}", 303)


def _consultation(slug: str) -> Consultation:
    found = roadmap.consultation(work(), slug)
    if found is None:
        abort(404)
    return found


def _already() -> str:
    return str(
        _("This version is out already, or another one is written. Nothing was published now.")
    )


def _meanwhile(slug: str, place: trace.Place, form: WhyForm) -> Response:
    """Answer somebody who was overtaken: what they wrote stays, beside what stands now."""
    consultation = _consultation(slug)
    version = versions.in_preparation(work(), consultation.id)
    found = trace.traced(work(), version, page_locale()) if version else []
    one = next((t for t in found if t.difference.place == place), None)
    if version is None or one is None:
        gone = _("This change is gone: the version is out, or the text was changed again.")
        return _changes(consultation, [str(gone)], 409)
    form.seen = one.edition
    return _change(consultation, version, one, form, [], 409)


def _place(place: trace.Place) -> str:
    return f"{place[0]}-{place[1].replace(':', '-')}-{place[2]}"


def _changes(consultation: Consultation, told: list[str], status: int) -> Response:
    version = versions.in_preparation(work(), consultation.id)
    found = trace.traced(work(), version, page_locale()) if version else []
    causes = causing.causes(work(), version.id) if version else {}
    shown = [_shown(one, causes) for one in found]
    page = render_template(
        "evaluation/changes.html",
        c=roadmap.head(work(), consultation.slug, page_locale()),
        consultation=consultation,
        version=version,
        older=versions.before(work(), version) if version else None,
        changes=shown,
        missing=[entry for entry in shown if not entry["whole"]],
        told=told,
        refused=status == 422,
    )
    return never_kept(page, status)


def _shown(one: trace.Traced, causes: dict[int, list[causing.Cause]]) -> dict[str, Any]:
    before, after = showing.sides(one.difference, write_value)
    known = causes.get(one.change_id or 0, [])
    caused = {one.change_id} if known and one.change_id else set()
    return {
        "view": showing.view(one, causes, page_locale(), write_value),
        "before": before,
        "after": after,
        "anchor": "d-" + _place(one.difference.place),
        "whole": one.difference.language is not None or one.whole(caused),
    }


def _change(
    consultation: Consultation,
    version: DraftVersion,
    one: trace.Traced,
    form: WhyForm,
    errors: Errors,
    status: int,
) -> Response:
    item_id, _field, passage_id = one.difference.place
    page = render_template(
        "evaluation/change.html",
        c=roadmap.head(work(), consultation.slug, page_locale()),
        consultation=consultation,
        version=version,
        older=versions.before(work(), version),
        entry=_shown(one, causing.causes(work(), version.id)),
        form=form,
        errors=errors,
        reasons=list(ChangeReason),
        original=ORIGINAL,
        candidates=queries.candidates(
            work(), consultation.id, item_id, passage_id, list(form.causes)
        ),
        conflict=status == 409,
    )
    return never_kept(page, status)
