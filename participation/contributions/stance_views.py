# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Saying where one stands in one step: on an item, or to somebody else's contribution. The group is asked once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from participation.contributions import browser, latest, queries, rights, rules, speaking, voting
from participation.contributions.forms import ChoiceForm
from participation.contributions.reading_views import head_or_404
from participation.contributions.voting import Voter
from participation.roadmap import items
from participation.roadmap.queries import Head
from participation.web.access import public
from participation.web.cache import never_kept
from participation.web.forms import Errors, error_list
from participation.web.limits import coded, limited
from participation.web.locale import page_locale
from participation.web.unit import work

blueprint = Blueprint("stances", __name__, template_folder="templates")

TAKE_BACK = "take_back"

Take = Callable[[Voter, str | None], None]


@blueprint.route("/<locale>/c/<slug>/items/<key>/stance/", methods=["GET", "POST"])
@public
@limited("vote")
@limited("code", coded)
def item(slug: str, key: str) -> ResponseReturnValue:
    """Take a stance on an item, and show what this browser or account said."""
    head = head_or_404(slug)
    found = items.item(work(), head.version_id, key, page_locale())
    if found is None:
        abort(404)

    def take(voter: Voter, stance: str | None) -> None:
        voting.take_stance(work(), head.id, found.id, voter, stance)

    target = f"item/{found.id}"
    mine = voting.stance_of(work(), _pseudonym(target), found.id)
    about = {"item": found, "contribution": None, "codes": tuple(rules.Stance), "mine": mine}
    return _choose(head, target, rules.STANCES, take, about)


@blueprint.route("/<locale>/contributions/<reference>/vote/", methods=["GET", "POST"])
@public
@limited("vote")
@limited("code", coded)
def vote(reference: str) -> ResponseReturnValue:
    """Agree, disagree or pass on a published contribution, and show what this browser or account said."""
    said = queries.by_reference(work(), reference)
    if said is None or not rights.may_be_voted_on(said.kind, said.state):
        abort(404)
    slug, key = queries.place(work(), said.id)
    head = head_or_404(slug)
    version = latest.version_with(work(), head.id, key) if key else None
    found = items.item(work(), version.id, key, page_locale()) if version and key else None

    def take(voter: Voter, stance: str | None) -> None:
        try:
            voting.vote(work(), said.id, voter, stance)
        except voting.NotVotable:
            abort(409)

    target = f"contribution/{said.id}"
    mine = voting.vote_of(work(), _pseudonym(target), said.id)
    about = {"item": found, "contribution": said, "codes": tuple(rules.Vote), "mine": mine}
    return _choose(head, target, rules.VOTES, take, about)


def _choose(
    head: Head, target: str, codes: frozenset[str], take: Take, about: dict[str, Any]
) -> ResponseReturnValue:
    form = ChoiceForm(
        request.form if request.method == "POST" else request.args,
        groups=rules.groups_for(current_user.group, head.groups),
    )
    if request.method == "GET":
        if form.stance.data not in codes:
            form.stance.data = None
        form.code.data = None
        form.group.data = browser.group()
        return _page(head, form, [], 200, about)
    if not head.open:
        over = _("This consultation takes no answers now. Yours was not counted.")
        return _page(head, form, [(form.stance.id, over)], 403, about)
    if form.stance.data not in {*codes, TAKE_BACK}:
        abort(400)
    who = speaking.speaker(head, (), form.code.data, None)
    form.settle(who.group if who.settled else None)
    if "group" not in request.form and not who.settled:
        form.group.data = browser.group()
    if not form.group.data and "group" not in request.form:
        return _page(head, form, [], 200, about)  # asked once; nothing is counted yet
    if not form.validate() or who.faults:
        return _page(head, form, [*error_list(form), *who.faults], 422, about)
    token, group = browser.token(), form.group.data
    stance = None if form.stance.data == TAKE_BACK else form.stance.data
    take(speaking.voter(who, token, target, group), stance)
    if who.settled:
        return redirect(f"{request.path}?done=code", 303)
    response = make_response(redirect(request.path, 303))
    browser.keep_voter(response, token, group)
    return response


def _pseudonym(target: str) -> str:
    return browser.voter(browser.token(), target, "").pseudonym


def _page(
    head: Head, form: ChoiceForm, errors: Errors, status: int, about: dict[str, Any]
) -> Response:
    done = request.args.get("done") if status == 200 else None
    page = render_template(
        "contributions/stance.html", c=head, form=form, errors=errors, done=done, **about
    )
    return never_kept(page, status)
