# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who is in the room of an organisation, and what they see there."""

from __future__ import annotations

from dataclasses import dataclass

from flask import (
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Redirect

from participation.accounts import organisation_queries, sessions
from participation.accounts.organisation_queries import Seat
from participation.accounts.organisation_rules import always_sealed
from participation.contributions import browser, said_for, statement_rules, statements
from participation.contributions.rules import LARGEST_ID
from participation.contributions.statement_forms import KeyForm
from participation.contributions.statements import Room
from participation.roadmap import queries as roadmap
from participation.roadmap import tree
from participation.roadmap.queries import Head
from participation.web.cache import never_kept
from participation.web.forms import Errors
from participation.web.locale import page_locale
from participation.web.unit import work

PLACE = f"/<locale>/account/organisations/<int(max={LARGEST_ID}):number>/statements/"


@dataclass(frozen=True)
class Inside:
    """Somebody in the room of an organisation that they speak for. `bearer` is for whom it is open in this browser."""

    seat: Seat
    room: Room
    bearer: str


def inside(number: int) -> Inside:
    """Return whoever is signed in, in the room of their organisation; 404 to others, 403 before it is verified."""
    seat = organisation_queries.seat(work(), current_user.person.account_id, number)
    if seat is None:
        abort(404)
    if not seat.verified:
        abort(403)
    bearer = f"{number}/{current_user.id}/{sessions.current().handle}"
    key = statement_rules.key_of(current_app.config["SECRET_KEY"], browser.room_ticket(), bearer)
    return Inside(seat, statements.room(work(), number, always_sealed(seat.group), key), bearer)


def page(who: Inside, form: KeyForm, errors: Errors, status: int) -> Response:
    """Return the room: its door while it is shut, else what is being written; and what was said."""
    found = statements.drafts(work(), who.room) if who.room.open else []
    written = render_template(
        "contributions/room.html",
        seat=who.seat,
        room=who.room,
        key=statement_rules.written(who.room.key) if who.room.key else None,
        drafts=found,
        places=dict(places()) if found else {},
        said=said_for.by(work(), who.seat.id),
        form=form,
        errors=errors,
        done=request.args.get("done") if status == 200 else None,
    )
    return never_kept(written, status)


def back(number: int, done: str) -> Redirect:
    """Return the way back into the room."""
    return redirect(url_for("rooms.room", number=number, done=done), 303)


def keep_open(who: Inside, key: str, done: str | None) -> Response:
    """Let the room stay open in this browser, for whoever is signed in now, and lead into it."""
    target = url_for("rooms.room", number=who.seat.id, done=done)
    response = make_response(redirect(target, 303))
    ticket = statement_rules.ticket(current_app.config["SECRET_KEY"], key, who.bearer)
    browser.keep_room(response, ticket, int(statement_rules.OPEN.total_seconds()))
    return response


def places() -> list[tuple[str, str]]:
    """Return what a statement may be about now: ("slug/" or "slug/key", words)."""
    found = []
    for head in open_heads():
        found.append((f"{head.slug}/", _("%(title)s: as a whole", title=head.title)))
        found += [
            (f"{head.slug}/{item.key}", f"{item.key} {item.title}")
            for item in tree.flat(tree.tree(work(), head.version_id, page_locale()))
        ]
    return found


def open_heads() -> list[Head]:
    """Return the consultations that take contributions now."""
    return [head for head in roadmap.heads(work(), page_locale()) if head.open]
