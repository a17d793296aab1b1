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
    grace,
    keeping,
    naming,
    pinning,
    queries,
    rights,
    rules,
    service,
    similar,
    wording,
)
from participation.contributions.forms import ContributionForm
from participation.contributions.own_views import fill_from_draft, form_address, settle
from participation.contributions.pinning import About
from participation.contributions.reading_views import head_or_404
from participation.methods import languages
from participation.roadmap.queries import Head
from participation.text import is_blank
from participation.web import challenges
from participation.web.access import public
from participation.web.cache import never_kept
from participation.web.forms import Errors, error_list
from participation.web.limits import limited, sending
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
def contribute(slug: str, key: str) -> ResponseReturnValue:
    """Take a contribution to an item: on all of it, on a passage, other words for one, a reply, a statement."""
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
@mends_stale_tokens
@limited("contribute", sending)
def propose(slug: str) -> ResponseReturnValue:
    """Take a proposal that belongs to no single item, or a reply to one."""
    head = head_or_404(slug)
    form = _form(rules.Kind.PROPOSAL, head)
    if form.passage.data or form.wording.data:
        abort(404)
    if form.kind.data == rules.Kind.COMMENT:
        form.kind.data = rules.Kind.PROPOSAL
    return _contribute(head, None, form)


def _contribute(head: Head, about: About | None, form: ContributionForm) -> ResponseReturnValue:
    parent = _parent(head, about, form)
    _pin(form, about)
    page = _Page(head, about, parent, form)
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
    if not form.validate():
        return page.show(FORM, error_list(form), 422)
    step = request.form.get("step", "review")
    if step != "send":
        return page.show(FORM if step == "edit" else REVIEW, [], 200)
    robot = challenges.fault(request.form, form.submission_key.data or "")
    if robot is not None:
        return page.show(REVIEW, [(form.submission_key.id, robot)], 422)
    token = browser.token()
    code = _send(_new(head, about, parent, form, token), form)
    settle(code, form)
    response = make_response(redirect(url_for("receipts.receipt", sent="1"), 303))
    browser.keep_receipt(response, code)
    browser.keep_voter(response, token, form.group.data)
    return response


def _send(new: service.NewContribution, form: ContributionForm) -> str:
    """Take the contribution in, or know it again; return the code of its receipt."""
    secret, open_code = current_app.config["RECEIPT_SECRET"], browser.receipt_code()
    if open_code is not None:  # somebody went back to the form and sent the same once more
        code_hash = rules.code_hash(secret, open_code)
        if service.same_again(work(), code_hash, new.digest()):
            return open_code
    key = form.submission_key.data or ""
    try:
        return service.submit(work(), secret, key, new, current_user.label).code
    except service.KeyReused:
        abort(409)


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
        form.group.data = form.group.data or browser.group()
        form.begun.data = grace.begun_token(current_app.config["SECRET_KEY"], clock.now())
        form.account.data = "1" if current_user.is_authenticated else None
    form.taken_for = partial(
        naming.name_fault, work(), current_app.config["SITE"], head, verified=current_user.group
    )
    form.stating = rights.may_state(current_user.group)
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


def _new(
    head: Head,
    about: About | None,
    parent: queries.ContributionView | None,
    form: ContributionForm,
    token: str,
) -> service.NewContribution:
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
        stance=form.stance.data if item and not parent else None,
        group=group,
        verified=group == current_user.group,
        organisation=form.organisation.data or None,
        display_name=form.display_name.data or None,
        channel=rules.Channel.WEB,
        language=language,
        title=form.title.data or None,
        text=words,
        grounds=grounds if form.rewords and not is_blank(grounds) else None,
        parent_id=parent.id if parent else None,
        email=form.email.data,
        locale=page_locale(),
        voter=browser.voter(token, f"item/{item.id}", group) if item else None,
    )


@dataclass(frozen=True)
class _Page:
    """What the form and its review show."""

    head: Head
    about: About | None
    parent: queries.ContributionView | None
    form: ContributionForm

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
            limit=rules.longest(form.kind.data or ""),
            grounds_limit=rules.LONGEST_GROUNDS,
        )
        return never_kept(written, status)
