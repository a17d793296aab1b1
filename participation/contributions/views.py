# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Contributing: the form and its review."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import partial

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

from participation import clock
from participation.contributions import (
    browser,
    codes,
    grace,
    keeping,
    naming,
    pinning,
    queries,
    rights,
    rules,
    said_for,
    service,
    similar,
    speaking,
    wording,
)
from participation.contributions.forms import ContributionForm
from participation.contributions.making import new_contribution
from participation.contributions.own_views import fill_from_draft, form_address, settle
from participation.contributions.pinning import About
from participation.contributions.reading_views import head_or_404
from participation.contributions.speaking import Speaker
from participation.roadmap.queries import Head
from participation.web import challenges
from participation.web.access import public
from participation.web.cache import never_kept
from participation.web.forms import Errors, error_list
from participation.web.limits import coded, limited, sending
from participation.web.locale import page_locale
from participation.web.security import mends_stale_tokens, stale_token
from participation.web.unit import work

blueprint = Blueprint("contributions", __name__, template_folder="templates")

FORM = "contributions/form.html"
REVIEW = "contributions/review.html"


@blueprint.route("/<locale>/c/<slug>/items/<key>/contribute/", methods=["GET", "POST"])
@public
@mends_stale_tokens
@limited("contribute", sending)
@limited("code", coded)
def contribute(slug: str, key: str) -> ResponseReturnValue:
    """Take a contribution to an item: on all of it, on a passage, other words for one, a reply, a statement."""
    head = head_or_404(slug)
    form, who = _form(rules.Kind.COMMENT, head)
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
    return _contribute(head, about, form, who)


@blueprint.route("/<locale>/c/<slug>/propose/", methods=["GET", "POST"])
@public
@mends_stale_tokens
@limited("contribute", sending)
@limited("code", coded)
def propose(slug: str) -> ResponseReturnValue:
    """Take a proposal that belongs to no single item, or a reply to one."""
    head = head_or_404(slug)
    form, who = _form(rules.Kind.PROPOSAL, head)
    if form.passage.data or form.wording.data:
        abort(404)
    if form.kind.data == rules.Kind.COMMENT:
        form.kind.data = rules.Kind.PROPOSAL
    return _contribute(head, None, form, who)


def _contribute(
    head: Head, about: About | None, form: ContributionForm, who: Speaker
) -> ResponseReturnValue:
    parent = _parent(head, about, form)
    _pin(form, about)
    page = _Page(head, about, parent, form, who)
    if request.method == "GET":
        if not head.open:
            abort(403)
        if form.kind.data not in form.kinds:
            abort(404)
        return page.show(FORM, [], 200, fill_from_draft(form))
    fault = _sending_fault(head, form)
    if fault is not None:
        return page.show(FORM, [(form.text.id, fault[0])], fault[1])
    if request.form.get("step") == "keep" and current_user.is_authenticated:
        return _keep(page)
    if not form.validate() or page.who.faults:
        return page.show(FORM, [*error_list(form), *page.who.faults], 422)
    step = request.form.get("step", "review")
    if step != "send":
        return page.show(FORM if step == "edit" else REVIEW, [], 200)
    robot = challenges.fault(request.form, form.submission_key.data or "")
    if robot is not None:
        return page.show(REVIEW, [(form.submission_key.id, robot)], 422)
    token = browser.token()
    try:
        taken = _send(new_contribution(head, about, parent, form, who, token), form, who)
    except codes.UsedUp:
        return page.show(FORM, [(form.code.id, speaking.used_up())], 422)
    if who.code is None:
        settle(taken, form)
    response = make_response(redirect(url_for("receipts.receipt", sent="1"), 303))
    browser.keep_receipt(response, taken)
    if not who.settled:
        browser.keep_voter(response, token, form.group.data)
    return response


def _send(new: service.NewContribution, form: ContributionForm, who: Speaker) -> str:
    """Take the contribution in, or know it again; return the code of its receipt."""
    secret, open_code = current_app.config["RECEIPT_SECRET"], browser.receipt_code()
    if open_code is not None:  # somebody went back to the form and sent the same once more
        code_hash = rules.code_hash(secret, open_code)
        if service.same_again(work(), code_hash, new.digest()):
            return open_code
    key = form.submission_key.data or ""
    try:
        taken = service.submit(work(), secret, key, new, who.actor)
    except service.KeyReused:
        abort(409)
    if who.seat is not None:
        said_for.note(work(), taken.contribution_id, who.seat.id, who.seat.size)
    return taken.code


def _keep(page: _Page) -> ResponseReturnValue:
    """Keep the form as a draft in the account of whoever is signed in."""
    form = page.form
    try:
        keeping.keep(work(), current_user.person.account_id, form_address(form), form.data)
    except keeping.Full:
        full = _("Your account holds %(count)s drafts. Delete one first.", count=keeping.MOST)
        return page.show(FORM, [(form.text.id, full)], 422)
    except keeping.TooLong:
        return page.show(FORM, [(form.text.id, _("The text is too long to be kept."))], 422)
    return redirect(url_for("own.contributions"), 303)


def _sending_fault(head: Head, form: ContributionForm) -> tuple[str, int] | None:
    """Return why a form cannot be taken as it comes, and the status: nothing is sent, everything stays typed."""
    begun = grace.begun_at(current_app.config["SECRET_KEY"], form.begun.data or "")
    late = head.over and grace.may_send(clock.now(), head.ends_at, begun)
    if not head.open and not late:
        return _("This consultation takes no contributions now. Your text was not sent."), 403
    signed_out = form.account.data and not current_user.is_authenticated
    form.account.data = "1" if current_user.is_authenticated else None
    if signed_out:
        return (
            _("You have been signed out. Sign in again in another tab, or send this as a guest."),
            422,
        )
    if stale_token():
        return _("This form was opened a while ago. Please look through it and go on."), 422
    return None


def _parent(
    head: Head, about: About | None, form: ContributionForm
) -> queries.ContributionView | None:
    """Return the published contribution that is replied to; it has to stand where the form says."""
    if form.parent.data is None:
        return None
    found = queries.by_reference(work(), form.parent.data)
    if found is None or found.state != rules.State.PUBLISHED or found.parent_id is not None:
        abort(404)
    slug, key = queries.place(work(), found.id)
    if slug != head.slug or key != (about.item.key if about else None) or (about and about.seen):
        abort(404)
    form.replying, form.kind.data = True, rules.Kind.REPLY
    return found


def _form(kind: str, head: Head) -> tuple[ContributionForm, Speaker]:
    """Return the form with what came, the body of a POST or the preset answers of a GET; and who speaks with it."""
    posted = request.method == "POST"
    mine = speaking.seats()
    form = ContributionForm(
        request.form if posted else request.args,
        groups=rules.groups_for(current_user.group, head.groups),
        bodies=[(str(seat.id), seat.name) for seat in mine],
    )
    who = Speaker(current_user.group)
    if posted:
        who = speaking.speaker(head, mine, form.code.data, form.speaker.data)
        form.settle(who.group if who.settled else None, who.seat.name if who.seat else None)
    else:
        form.code.data = None
    if not posted:
        form.submission_key.data = secrets.token_urlsafe(24)
        form.language.data = form.language.data or ""
        form.group.data = form.group.data or browser.group()
        form.begun.data = grace.begun_token(current_app.config["SECRET_KEY"], clock.now())
        form.account.data = "1" if current_user.is_authenticated else None
    form.taken_for = partial(
        naming.name_fault, work(), current_app.config["SITE"], head, verified=current_user.group
    )
    form.stating = rights.may_state(current_user.group)
    form.kind.data = form.kind.data or kind
    return form, who


def _pin(form: ContributionForm, about: About | None) -> None:
    """Keep the form with the wording that is written about; another one begins as a copy of it."""
    seen = about.seen if about else None
    if seen is None:
        return
    form.present = seen.text
    form.passage.data, form.wording.data = str(seen.number), str(seen.passage_version_id)
    if request.method == "GET" and form.rewords and not form.text.data:
        form.text.data = seen.text


@dataclass(frozen=True)
class _Page:
    """What the form and its review show."""

    head: Head
    about: About | None
    parent: queries.ContributionView | None
    form: ContributionForm
    who: Speaker

    def show(
        self, page: str, errors: Errors, status: int, kept: keeping.Kept | None = None
    ) -> Response:
        """Return the form or its review."""
        head, about, form = self.head, self.about, self.form
        seen = about.seen if about else None
        rewords = seen if form.rewords else None
        reviewed = page == REVIEW
        item_id = about.item.id if about else None
        like = similar.find(work(), head.id, form.text.data or "", item_id) if reviewed else []
        written = render_template(
            page,
            c=head,
            item=about.item if about else None,
            passage=seen,
            parent=self.parent,
            moved=about.moved if about else None,
            present=about.present if about else None,
            form=form,
            kept=kept,
            rewords=rewords is not None,
            pieces=wording.pieces(rewords.text, form.text.data or "")
            if rewords and reviewed
            else (),
            similar=like,
            errors=errors,
            verified=self.who.verified(form.group.data),
            settled=self.who.settled,
            limit=rules.longest(form.kind.data or ""),
            grounds_limit=rules.LONGEST_GROUNDS,
        )
        return never_kept(written, status)
