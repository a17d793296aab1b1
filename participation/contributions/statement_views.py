# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writing an organisation's official statement, and releasing it."""

from __future__ import annotations

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

from participation.accounts.freshness import fresh
from participation.accounts.rules import Permission
from participation.contributions import browser, pinning, rooms, rules, statements, wording
from participation.contributions.rooms import PLACE, Inside
from participation.contributions.service import NewContribution
from participation.contributions.statement_forms import KeyForm, StatementForm
from participation.contributions.statement_rules import Words
from participation.contributions.statements import Draft
from participation.web.access import allows
from participation.web.cache import never_kept
from participation.web.forms import Errors, error_list
from participation.web.locale import page_locale
from participation.web.unit import work

blueprint = Blueprint("statements", __name__, template_folder="templates")

DRAFT = f"{PLACE}<int(max={rules.LARGEST_ID}):draft>/"


@blueprint.route(f"{PLACE}new/", methods=["GET", "POST"])
@allows(Permission.OWN_ACCOUNT)
def begin(number: int) -> ResponseReturnValue:
    """Begin a statement."""
    who, form = rooms.inside(number), _form()
    if request.method == "GET":
        if not who.room.open:
            return redirect(url_for("rooms.room", number=number), 303)
        form.about.data = request.args.get("about", "")
        return _writing(who, None, form, [], 200)
    try:
        if not form.validate():
            return _writing(who, None, form, error_list(form), 422)
        statements.begin(work(), who.room, form.words())
    except statements.Full:
        full = _("As many drafts are here as may be. Delete one first.")
        return _writing(who, None, form, [(form.text.id, full)], 422)
    except (statements.Locked, statements.Overtaken):
        return _writing(who, None, form, [(form.text.id, _shut())], 409)
    return rooms.back(number, "saved")


@blueprint.route(DRAFT, methods=["GET", "POST"])
@allows(Permission.OWN_ACCOUNT)
def edit(number: int, draft: int) -> ResponseReturnValue:
    """Go on writing a statement."""
    who, form = rooms.inside(number), _form()
    if not who.room.open:
        if request.method == "GET":
            return redirect(url_for("rooms.room", number=number), 303)
        return _writing(who, None, form, [(form.text.id, _shut())], 409)
    found = statements.draft(work(), who.room, draft)
    if request.method == "GET":
        if found is None:
            abort(404)
        form.fill(found.words, found.version)
        return _writing(who, found, form, [], 200)
    if not form.validate():
        return _writing(who, found, form, error_list(form), 422)
    seen = rules.read_id(form.version.data or "") or 0
    try:
        statements.save(work(), who.room, draft, seen, form.words())
    except statements.Overtaken:
        return _writing(who, found, form, [(form.text.id, _overtaken())], 409, overtaken=True)
    return rooms.back(number, "saved")


@blueprint.post(f"{DRAFT}delete/")
@allows(Permission.OWN_ACCOUNT)
def delete(number: int, draft: int) -> ResponseReturnValue:
    """Delete a statement that is being written."""
    who = rooms.inside(number)
    seen = rules.read_id(request.form.get("version", "")) or 0
    try:
        if not who.room.open:
            raise statements.Overtaken(draft)
        statements.discard(work(), who.room, draft, seen)
    except statements.Overtaken:
        return rooms.page(who, KeyForm(), [("drafts", _overtaken())], 409)
    return rooms.back(number, "deleted")


@blueprint.get(f"{DRAFT}release/")
@allows(Permission.OWN_ACCOUNT)
def look_through(number: int, draft: int) -> ResponseReturnValue:
    """Show a statement as it will be read, before it is released."""
    who = rooms.inside(number)
    found = _found(who, draft)
    if found is None:
        return redirect(url_for("rooms.room", number=number), 303)
    return _looking(who, found, None, 200)


@blueprint.post(f"{DRAFT}release/")
@allows(Permission.OWN_ACCOUNT)
@fresh()
def release(number: int, draft: int) -> ResponseReturnValue:
    """Release a statement: it goes to moderation as the position of the organisation."""
    who = rooms.inside(number)
    found = _found(who, draft)
    if found is None:
        return rooms.page(who, KeyForm(), [("drafts", _overtaken())], 409)
    if str(found.version) != request.form.get("version"):
        return _looking(who, found, _overtaken(), 409)
    new = _new(who, found.words)
    if new is None:
        over = _("This consultation takes no contributions to this now. Nothing was released.")
        return _looking(who, found, over, 422)
    secret, actor = current_app.config["RECEIPT_SECRET"], current_user.label
    try:
        taken = statements.release(work(), secret, who.room, found, new, who.seat.size, actor)
    except statements.Overtaken:
        return rooms.page(who, KeyForm(), [("drafts", _overtaken())], 409)
    except statements.StatedAlready:
        return _looking(who, found, _stands(), 409)
    response = make_response(redirect(url_for("receipts.receipt", sent="1"), 303))
    browser.keep_receipt(response, taken.code)
    return response


def _found(who: Inside, draft: int) -> Draft | None:
    """Return a draft to somebody who may release it; None when it is gone or the room is shut."""
    if not who.seat.may_release:
        abort(403)
    return statements.draft(work(), who.room, draft) if who.room.open else None


def _new(who: Inside, words: Words) -> NewContribution | None:
    """Return the contribution that a draft becomes; None when there is no such place any more, or none that is open."""
    head = next((head for head in rooms.open_heads() if head.slug == words.slug), None)
    if head is None or who.seat.group not in head.groups:
        return None
    about = None
    if words.item:
        about = pinning.about(work(), head, words.item, page_locale(), None, None, begun=False)
        if about is None:
            return None
    return NewContribution(
        consultation_id=head.id,
        item_id=about.item.id if about else None,
        item_version_id=about.item.version_id if about else None,
        passage_version_id=None,
        kind=rules.Kind.STATEMENT,
        concern=None,
        stance=None,
        group=who.seat.group,
        verified=True,
        organisation=who.seat.name,
        display_name=None,
        channel=rules.Channel.WEB,
        language=words.language,
        title=words.title or None,
        text=words.text,
        locale=page_locale(),
    )


def _form() -> StatementForm:
    posted = request.form if request.method == "POST" else None
    return StatementForm(posted, places=rooms.places())


def _writing(
    who: Inside,
    draft: Draft | None,
    form: StatementForm,
    errors: Errors,
    status: int,
    overtaken: bool = False,
) -> Response:
    """Return the form; `overtaken`: beside it what somebody else has saved meanwhile, and its version from now on."""
    if overtaken:
        form.version.data = str(draft.version) if draft else "0"
    written = render_template(
        "contributions/statement.html",
        seat=who.seat,
        draft=draft,
        theirs=draft.words if overtaken and draft else None,
        form=form,
        errors=errors,
        limit=rules.LONGEST_STATEMENT,
    )
    return never_kept(written, status)


def _looking(who: Inside, draft: Draft, fault: str | None, status: int) -> Response:
    about = dict(rooms.places()).get(f"{draft.words.slug}/{draft.words.item}")
    written = render_template(
        "contributions/statement_release.html",
        seat=who.seat,
        draft=draft,
        about=about,
        html=wording.html_of(rules.Kind.STATEMENT, draft.words.text),
        errors=[("version", fault)] if fault else [],
    )
    return never_kept(written, status)


def _shut() -> str:
    return str(
        _(
            "The room is shut. Open it with its key in another tab, then save again here; your text is kept."
        )
    )


def _overtaken() -> str:
    return str(
        _("Somebody else has changed, released or deleted this meanwhile. Please look again.")
    )


def _stands() -> str:
    return str(
        _(
            "Your organisation has made a statement about this already. Withdraw that one first, with its receipt."
        )
    )
