# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The room in which an organisation's people write its statements: its key, and what was said."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from participation.accounts.freshness import fresh
from participation.accounts.rules import Permission
from participation.contributions import browser, rooms, rules, said_for, statement_rules, statements
from participation.contributions.rooms import PLACE
from participation.contributions.statement_forms import KeyForm
from participation.web.access import allows
from participation.web.forms import error_list
from participation.web.limits import count
from participation.web.unit import work

blueprint = Blueprint("rooms", __name__, template_folder="templates")


@blueprint.get(PLACE)
@allows(Permission.OWN_ACCOUNT)
def room(number: int) -> Response:
    """Show the room: its door while it is shut, else what is being written, and what was released."""
    return rooms.page(rooms.inside(number), KeyForm(), [], 200)


@blueprint.post(PLACE)
@allows(Permission.OWN_ACCOUNT)
def enter(number: int) -> ResponseReturnValue:
    """Open the room with its key, or shut it in this browser."""
    if request.form.get("action") == "shut":
        response = make_response(rooms.back(number, "shut"))
        browser.keep_room(response, "", 0)
        return response
    count("receipt")
    who = rooms.inside(number)
    form = KeyForm(request.form)
    if not form.validate():
        return rooms.page(who, form, error_list(form), 422)
    key = statement_rules.read_key(form.key.data or "") or ""
    if not statements.room(work(), number, who.room.must_lock, key).key:
        wrong = _("This is not the key of this room.")
        return rooms.page(who, form, [(form.key.id, wrong)], 422)
    return rooms.keep_open(who, key, None)


@blueprint.post(f"{PLACE}lock/")
@allows(Permission.OWN_ACCOUNT)
@fresh()
def lock(number: int) -> ResponseReturnValue:
    """Lock the room with a new key; whoever is inside sees it."""
    who = rooms.inside(number)
    if not who.seat.may_release:
        abort(403)
    key = statement_rules.read_key(statement_rules.new_key()) or ""
    try:
        statements.lock(work(), who.room, key, current_user.label)
    except (statements.Locked, statements.Overtaken):
        changed = _("The room has another key by now. Nothing was changed.")
        return rooms.page(rooms.inside(number), KeyForm(), [("key", changed)], 409)
    return rooms.keep_open(who, key, "locked")


@blueprint.post(f"{PLACE}clear/")
@allows(Permission.OWN_ACCOUNT)
@fresh()
def clear(number: int) -> ResponseReturnValue:
    """Begin anew without the key: everything that is being written is lost."""
    who = rooms.inside(number)
    if not who.seat.may_release:
        abort(403)
    if request.form.get("sure") != "yes":
        fault = _("Confirm that all drafts may be lost.")
        return rooms.page(who, KeyForm(), [("sure", fault)], 422)
    statements.clear(work(), number, current_user.label)
    response = make_response(rooms.back(number, "cleared"))
    browser.keep_room(response, "", 0)
    return response


@blueprint.post(f"{PLACE}receipt/")
@allows(Permission.OWN_ACCOUNT)
@fresh()
def receipt(number: int) -> ResponseReturnValue:
    """Open the receipt of a statement that was released, to change or withdraw it."""
    who = rooms.inside(number)
    said = rules.read_id(request.form.get("contribution", "")) or 0
    secret = current_app.config["RECEIPT_SECRET"]
    code = said_for.receipt_code(work(), secret, number, said)
    if code is None or not who.seat.may_release:
        abort(403)
    response = make_response(redirect(url_for("receipts.receipt"), 303))
    browser.keep_receipt(response, code)
    return response
