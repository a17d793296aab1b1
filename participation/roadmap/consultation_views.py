# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Administration: consultations are set up in steps, announced, and brought through the acts after their end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from participation import clock
from participation.accounts.rules import Permission
from participation.i18n import LANGUAGES
from participation.methods.suppression import SMALLEST_K
from participation.roadmap import consultation_setup, consultations, rules, wall_clock
from participation.roadmap.consultation_forms import (
    OFFERED,
    POLICIES,
    PeopleForm,
    TextsForm,
    differences,
    number,
)
from participation.roadmap.consultation_sentences import ACT_SENTENCES, SENTENCES, sentences
from participation.roadmap.consultation_setup import STEP_OF, Setup
from participation.roadmap.consultations import Moved, Refused, SlugTaken
from participation.roadmap.draft_file import LARGEST_K, SLUG
from participation.roadmap.rules import ORIGINAL, PARTIES, Act, Phase
from participation.roadmap.window_forms import TURNS, TimeForm
from participation.web.access import allows
from participation.web.cache import never_kept
from participation.web.forms import Errors
from participation.web.unit import work

blueprint = Blueprint("consultations", __name__, template_folder="templates")

Step = TextsForm | TimeForm | PeopleForm

FORMS: dict[str, Callable[[Any, Setup], Step]] = {
    "texts": TextsForm,
    "time": TimeForm,
    "people": PeopleForm,
}
TEMPLATES = {
    "texts": "roadmap/admin_texts.html",
    "time": "roadmap/admin_time.html",
    "people": "roadmap/admin_people.html",
}
NEXT_STEP = {"texts": "time", "time": "people", "people": "announce"}
MOMENTS = {Act.EVALUATE: "evaluation_at", Act.ANSWER: "answered_at", Act.ARCHIVE: "archived_at"}


@blueprint.get("/<locale>/admin/")
@allows(Permission.RUN_CONSULTATIONS)
def index() -> Response:
    """List all consultations."""
    found = consultation_setup.listing(work())
    return _page("roadmap/admin_list.html", consultations=found)


# A slug has no underscore, so no consultation is hidden behind this page.
@blueprint.route("/<locale>/admin/new_consultation/", methods=["GET", "POST"])
@allows(Permission.RUN_CONSULTATIONS)
def create() -> ResponseReturnValue:
    """Make a consultation: the first step of setting it up."""
    if request.method == "GET":
        return _step("texts", None, TextsForm(), [], 200)
    form = TextsForm(request.form)
    if errors := form.faults():
        return _step("texts", None, form, errors, 422)
    slug = form.slug.data or ""
    try:
        consultations.create(work(), slug, form.part(), current_user.label)
    except SlugTaken:
        taken = _("Another consultation has this address already.")
        return _step("texts", None, form, [("slug", taken)], 422)
    return redirect(url_for("consultations.time", slug=slug, saved="texts"), 303)


@blueprint.get("/<locale>/admin/<slug>/")
@allows(Permission.RUN_CONSULTATIONS)
def overview(slug: str) -> Response:
    """Show one consultation: where it is, what can be done, what is set."""
    setup = _found(slug)
    acts = [(one, getattr(setup, MOMENTS[one]), _act_fault(setup, one)) for one in MOMENTS]
    done = request.args.get("done")
    done = done if done in {"announced", *MOMENTS} else None
    return _page("roadmap/admin_overview.html", s=setup, acts=acts, done=done)


@blueprint.route("/<locale>/admin/<slug>/texts/", methods=["GET", "POST"])
@allows(Permission.RUN_CONSULTATIONS)
def texts(slug: str) -> ResponseReturnValue:
    """Set languages and texts."""
    return _edit("texts", slug)


@blueprint.route("/<locale>/admin/<slug>/time/", methods=["GET", "POST"])
@allows(Permission.RUN_CONSULTATIONS)
def time(slug: str) -> ResponseReturnValue:
    """Set the window and the steps after it."""
    return _edit("time", slug)


@blueprint.route("/<locale>/admin/<slug>/people/", methods=["GET", "POST"])
@allows(Permission.RUN_CONSULTATIONS)
def people(slug: str) -> ResponseReturnValue:
    """Set groups, moderation and the smallest number that is shown."""
    return _edit("people", slug)


@blueprint.route("/<locale>/admin/<slug>/announce/", methods=["GET", "POST"])
@allows(Permission.RUN_CONSULTATIONS)
def announce(slug: str) -> ResponseReturnValue:
    """Show what the public will read and what is missing, and announce."""
    if request.method == "GET":
        return _announce(_found(slug), [], 200)
    try:
        consultations.perform(work(), slug, Act.ANNOUNCE, _edition(), current_user.label)
    except Moved:
        work().rollback()
        return _announce(_found(slug), [], 409)
    except Refused as refused:
        return _announce(_found(slug), refused.codes, 422)
    return redirect(url_for("consultations.overview", slug=slug, done="announced"), 303)


@blueprint.route("/<locale>/admin/<slug>/acts/<name>/", methods=["GET", "POST"])
@allows(Permission.RUN_CONSULTATIONS)
def act(slug: str, name: str) -> ResponseReturnValue:
    """Ask whether an act after the end is meant, and do it."""
    chosen = next((one for one in MOMENTS if one == name), None)
    if chosen is None:
        abort(404)
    if request.method == "GET":
        return _act(_found(slug), chosen, 200)
    try:
        consultations.perform(work(), slug, chosen, _edition(), current_user.label)
    except Moved:
        work().rollback()
        return _act(_found(slug), chosen, 409)
    except Refused:
        return _act(_found(slug), chosen, 422)
    return redirect(url_for("consultations.overview", slug=slug, done=chosen), 303)


def _edit(step: str, slug: str) -> ResponseReturnValue:
    setup = _found(slug)
    if request.method == "GET":
        return _step(step, setup, FORMS[step](None, setup), [], 200)
    form = FORMS[step](request.form, setup)
    if errors := form.faults():
        return _step(step, setup, form, errors, 422)
    try:
        consultations.save(work(), slug, form.seen(), form.part(), current_user.label)
    except Refused as refused:
        return _step(step, setup, form, sentences(refused.codes), 422)
    except Moved:
        work().rollback()
        now = _found(slug)
        form.edition.data = str(now.edition)
        return _step(step, now, form, [], 409, differences(form, FORMS[step](None, now)))
    onward = NEXT_STEP[step] if setup.announced_at is None else "overview"
    return redirect(url_for(f"consultations.{onward}", slug=slug, saved=step), 303)


def _step(
    step: str,
    setup: Setup | None,
    form: Step,
    errors: Errors,
    status: int,
    theirs: Mapping[str, str] | None = None,
) -> Response:
    return _page(
        TEMPLATES[step],
        status,
        s=setup,
        at=step,
        form=form,
        errors=errors,
        theirs=theirs or {},
        conflict=status == 409,
        frozen=setup.frozen if setup else frozenset(),
        kept=setup.kept_languages if setup else {ORIGINAL},
    )


def _announce(setup: Setup, refused: Sequence[str], status: int) -> Response:
    missing: dict[str, list[str]] = {step: [] for step in STEP_OF.values()}
    for code in setup.faults() if setup.announced_at is None else ():
        missing[STEP_OF[code]].append(str(SENTENCES[code][1]))
    return _page(
        "roadmap/admin_announce.html",
        status,
        s=setup,
        at="announce",
        missing=missing,
        errors=[(f"check-{STEP_OF[code]}", str(SENTENCES[code][1])) for code in refused],
        conflict=status == 409,
    )


def _act(setup: Setup, chosen: Act, status: int) -> Response:
    return _page(
        "roadmap/admin_act.html",
        status,
        s=setup,
        act=chosen,
        done_at=getattr(setup, MOMENTS[chosen]),
        fault=_act_fault(setup, chosen),
        refused=status == 422,
        conflict=status == 409,
    )


def _page(template: str, status: int = 200, **words: Any) -> Response:
    saved = request.args.get("saved")
    page = render_template(
        template,
        c=None,
        phases=list(Phase),
        languages=LANGUAGES,
        parties=PARTIES,
        policies=POLICIES,
        offered=[(code, POLICIES[code]) for code in OFFERED],
        turns=TURNS,
        least_k=SMALLEST_K,
        most_k=LARGEST_K,
        wall=wall_clock.shown,
        saved=saved if saved in FORMS and status == 200 else None,
        **words,
    )
    return never_kept(page, status)


def _found(slug: str) -> Setup:
    found = consultation_setup.find(work(), slug) if SLUG.fullmatch(slug) else None
    if found is None:
        abort(404)
    return found


def _edition() -> int:
    return number(request.form.get("edition"))


def _act_fault(setup: Setup, chosen: Act) -> str | None:
    """Return the sentence that says why an act cannot be done now, or None."""
    fault = rules.act_fault(setup, chosen, clock.now())
    return str(ACT_SENTENCES[fault]) if fault else None
