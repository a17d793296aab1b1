# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages for whoever speaks for an organisation."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from participation import clock
from participation.accounts import (
    organisation_members,
    organisation_queries,
    organisation_rules,
    organisations,
)
from participation.accounts.desk import desk
from participation.accounts.organisation_forms import InviteForm, OrganisationForm, taken_words
from participation.accounts.organisation_queries import Seat
from participation.accounts.organisation_rules import NewOrganisation
from participation.accounts.rules import Permission
from participation.web.access import allows
from participation.web.cache import never_kept
from participation.web.forms import Errors, error_list
from participation.web.limits import count, limited
from participation.web.locale import page_locale
from participation.web.unit import work

blueprint = Blueprint("organisations", __name__, template_folder="templates")

OFFICIAL_NAMES = "OFFICIAL_NAMES"  # setting: tells which official body a name could be taken for
NUMBER = f"<int(max={2**31 - 1}):number>"  # what a database takes as an id


@blueprint.get("/<locale>/account/organisations/")
@allows(Permission.OWN_ACCOUNT)
def mine() -> Response:
    """List the organisations one speaks for."""
    found = organisation_queries.seats(work(), _me())
    return _page("accounts/organisations.html", 200, seats=found, done=request.args.get("done"))


@blueprint.route("/<locale>/account/organisations/register/", methods=["GET", "POST"])
@allows(Permission.OWN_ACCOUNT)
@limited("organisation")
def register() -> ResponseReturnValue:
    """Register an organisation: it waits for an administrator."""
    form = OrganisationForm(request.form if request.method == "POST" else None)
    form.taken_for = partial(current_app.config[OFFICIAL_NAMES], current_app.config["SITE"])
    if request.method == "GET":
        return _registering(form, [], 200)
    if not form.validate():
        return _registering(form, error_list(form), 422)
    new = NewOrganisation(
        name=form.name.data or "",
        body=form.body.data,
        size=form.size.data,
        association=bool(form.association.data),
        proof=form.proof.data or "",
    )
    try:
        found = organisations.register(work(), current_user.person, new)
    except organisations.NameTaken as taken:
        return _registering(form, [(form.name.id, taken_words(str(taken)))], 422)
    except organisations.TooMany:
        wait = _("Organisations of yours are still waiting to be checked. Please wait for that.")
        return _registering(form, [(form.name.id, wait)], 422)
    return redirect(url_for("organisations.one", number=found.id, done="registered"), 303)


@blueprint.get(f"/<locale>/account/organisations/{NUMBER}/")
@allows(Permission.OWN_ACCOUNT)
def one(number: int) -> Response:
    """Show an organisation to one of its members."""
    return _one(_seat(number), InviteForm(), [], 200)


@blueprint.post(f"/<locale>/account/organisations/{NUMBER}/invite/")
@allows(Permission.OWN_ACCOUNT)
def invite(number: int) -> ResponseReturnValue:
    """Invite somebody by e-mail."""
    count("invite")
    seat = _managed(number)
    form = InviteForm(request.form)
    if not form.validate():
        return _one(seat, form, error_list(form), 422)
    try:
        organisation_members.invite(work(), number, form.email.data or "", desk(), page_locale())
    except organisation_members.NotVerified:
        abort(403)
    except organisations.TooMany:
        full = _("So many invitations wait already that no more can be sent. Take one back first.")
        return _one(seat, form, [(form.email.id, full)], 422)
    return _back(number, "invited")


@blueprint.post(f"/<locale>/account/organisations/{NUMBER}/members/")
@allows(Permission.OWN_ACCOUNT)
def members(number: int) -> ResponseReturnValue:
    """Give or take rights, hand over, take somebody out, take an invitation back."""
    _managed(number)
    action = request.form.get("action", "")
    whom = _number("member")
    if action == "call_back":
        organisation_members.call_back(work(), number, _number("invitation"))
        return _back(number, "called_back")
    if action in ("release", "no_release"):
        may = action == "release"
        organisation_members.set_release(work(), number, whom, may, current_user.label)
        return _back(number, "right")
    if action == "hand_over":
        organisation_members.hand_over(work(), number, _me(), whom)
        return _back(number, "handed_over")
    if action != "remove" or whom == _me():
        abort(400)
    organisation_members.remove(work(), number, whom, current_user.label)
    return _back(number, "removed")


@blueprint.post(f"/<locale>/account/organisations/{NUMBER}/leave/")
@allows(Permission.OWN_ACCOUNT)
def leave(number: int) -> ResponseReturnValue:
    """Speak for an organisation no longer."""
    seat = _seat(number)
    try:
        organisation_members.remove(work(), number, _me(), current_user.label)
    except organisation_members.LastManager:
        fault = _("Nobody else looks after the members. Hand this over first.")
        return _one(seat, InviteForm(), [("leave", fault)], 409)
    return redirect(url_for("organisations.mine", done="left"), 303)


@blueprint.route("/<locale>/organisations/join/<token>/", methods=["GET", "POST"])
@allows(Permission.OWN_ACCOUNT)
@limited("organisation")
def join(token: str) -> ResponseReturnValue:
    """Accept an invitation; a person does, for mail programs look at links too."""
    secret = current_app.config["SECRET_KEY"]
    found = organisation_members.invitation_of(work(), secret, token)
    if found is None:
        return never_kept(render_template("accounts/gone.html"), 404)
    invitation, organisation = found
    if request.method == "GET":
        return _page("accounts/organisation_join.html", 200, organisation=organisation)
    organisation_members.join(work(), invitation, _me())
    return redirect(url_for("organisations.one", number=organisation.id, done="joined"), 303)


def _me() -> int:
    return int(current_user.person.account_id)


def _seat(number: int) -> Seat:
    """Return an organisation of whoever is signed in; answers 404 for those of others."""
    seat = organisation_queries.seat(work(), _me(), number)
    if seat is None:
        abort(404)
    return seat


def _managed(number: int) -> Seat:
    """Return an organisation whose members one looks after; answers 403 to its other members."""
    seat = _seat(number)
    if not seat.may_manage:
        abort(403)
    return seat


def _number(field: str) -> int:
    """Return the id that a form sent; answers 400 for anything else."""
    written = request.form.get(field, "")
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        abort(400)
    return int(written)


def _back(number: int, done: str) -> Response:
    return redirect(url_for("organisations.one", number=number, done=done), 303)


def _registering(form: OrganisationForm, errors: Errors, status: int) -> Response:
    limit = organisation_rules.LONGEST_PROOF
    return _page(
        "accounts/organisation_register.html", status, form=form, errors=errors, limit=limit
    )


def _one(seat: Seat, form: InviteForm, errors: Errors, status: int) -> Response:
    return _page(
        "accounts/organisation.html",
        status,
        seat=seat,
        form=form,
        errors=errors,
        members=organisation_queries.members(work(), seat.id),
        invitations=organisation_queries.invitations(work(), seat.id, clock.now())
        if seat.may_manage
        else (),
        mine=_me(),
        done=request.args.get("done") if status == 200 else None,
    )


def _page(template: str, status: int, **more: object) -> Response:
    return never_kept(render_template(template, **more), status)
