# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Following things, and the pages behind the links in letters."""

from __future__ import annotations

from datetime import timedelta

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from participation.accounts.rules import email_key
from participation.contributions import browser
from participation.contributions import queries as contributions
from participation.contributions import rules as contribution_rules
from participation.following import addresses, queries, rules, service
from participation.following.forms import AddressForm
from participation.following.models import Follower
from participation.following.queries import Subject
from participation.i18n import LANGUAGES
from participation.mail import links
from participation.roadmap import queries as roadmap
from participation.roadmap.queries import Head
from participation.web.access import public
from participation.web.cache import never_kept
from participation.web.forms import Errors, error_list
from participation.web.limits import limited
from participation.web.locale import page_locale
from participation.web.unit import work

blueprint = Blueprint("following", __name__, template_folder="templates")

ONE_CLICK = "List-Unsubscribe"  # RFC 8058: a mail program sends it for its reader
TICK = "follow-"  # begins the name of a box that can be ticked


@blueprint.route("/<locale>/c/<slug>/follow/", methods=["GET", "POST"])
@public
@limited("follow")
def consultation(slug: str) -> ResponseReturnValue:
    """Follow a consultation."""
    return _follow(rules.Kind.CONSULTATION, _head(slug).id)


@blueprint.route("/<locale>/c/<slug>/items/<key>/follow/", methods=["GET", "POST"])
@public
@limited("follow")
def item(slug: str, key: str) -> ResponseReturnValue:
    """Follow an item."""
    return _follow(rules.Kind.ITEM, queries.item_of(work(), _head(slug), key))


@blueprint.route("/<locale>/contributions/<reference>/follow/", methods=["GET", "POST"])
@public
@limited("follow")
def contribution(reference: str) -> ResponseReturnValue:
    """Follow somebody's published contribution: replies to it, and its answer."""
    return _follow(rules.Kind.CONTRIBUTION, queries.public_contribution(work(), reference))


@blueprint.route("/<locale>/receipt/follow/", methods=["GET", "POST"])
@public
@limited("follow", lambda: request.form.get("action") != "stop")
def receipt() -> ResponseReturnValue:
    """Have letters about one's own contribution sent, or no more."""
    code = browser.receipt_code()
    secret = current_app.config["RECEIPT_SECRET"]
    held = contribution_rules.code_hash(secret, code) if code else None
    found = contributions.by_code_hash(work(), held) if held else None
    if found is None:
        return redirect(url_for("receipts.receipt"), 303)
    if request.method == "POST" and request.form.get("action") == "stop":
        service.stop_receipt(work(), found.id)
        return redirect(url_for("following.receipt"), 303)
    return _follow(rules.Kind.RECEIPT, found.id)


@blueprint.route("/<locale>/letters/", methods=["GET", "POST"])
@public
@limited("follow")
def letters() -> ResponseReturnValue:
    """Have the link to one's list of letters sent; the answer is the same for every address."""
    form = AddressForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return _ask_address(form, [], 200)
    if not form.validate():
        return _ask_address(form, error_list(form), 422)
    service.want_link(work(), form.email.data or "", page_locale())
    return redirect(url_for("following.letters", asked="1"), 303)


@blueprint.route("/<locale>/letters/confirm/<token>/", methods=["GET", "POST"])
@public
def confirm(token: str) -> ResponseReturnValue:
    """Show what an address was named for; a person begins the letters with a button, never a program by looking."""
    who = _holder(addresses.CONFIRM, token, rules.CONFIRM_LIFE)
    if who is None:
        return _gone()
    if request.method == "POST":
        service.confirm(work(), who, _ticked())
        return redirect(_everything_of(who, "begun"), 303)
    waiting = queries.followed(
        work(), queries.follows(work(), who.id, confirmed=False), page_locale()
    )
    return never_kept(
        render_template(
            "following/confirm.html",
            follows=waiting,
            email=who.email,
            until=who.created_at + rules.CONFIRM_LIFE,
        )
    )


@blueprint.route("/<locale>/letters/all/<token>/", methods=["GET", "POST"])
@public
def everything(token: str) -> ResponseReturnValue:
    """Show what somebody gets letters about, and let them change it."""
    who = _holder(addresses.EVERYTHING, token, rules.MANAGE_LIFE)
    if who is None:
        return _gone()
    if request.method == "POST":
        return _change(who)
    follows = queries.followed(
        work(), queries.follows(work(), who.id, confirmed=True), page_locale()
    )
    return never_kept(
        render_template(
            "following/everything.html",
            follows=follows,
            email=who.email,
            language=who.locale,
            languages=[(code, LANGUAGES[code].name) for code in current_app.config["LOCALES"]],
            done=request.args.get("done"),
        )
    )


@blueprint.route("/<locale>/letters/stop/<token>/", methods=["GET", "POST"])
@public
def stop(token: str) -> ResponseReturnValue:
    """End letters with one click: a person's on the page, or a mail program's in the letter."""
    parts = _parts(addresses.STOP, token, rules.STOP_LIFE, 3)
    if parts is None:
        return _gone()
    who = queries.follower(work(), parts[0], parts[1])
    if request.method == "GET":
        return never_kept(
            render_template("following/stop.html", digest=parts[2] == addresses.DIGEST)
        )
    if who is not None and parts[2] == addresses.DIGEST:
        service.stop_digest(work(), who)
    elif who is not None:
        service.stop(work(), who, [parts[2]])
    if ONE_CLICK in request.form:
        return never_kept(render_template("following/stopped.html"))
    return redirect(url_for("following.stopped"), 303)


@blueprint.get("/<locale>/letters/stopped/")
@public
def stopped() -> Response:
    """Say that letters have ended."""
    return never_kept(render_template("following/stopped.html"))


def _follow(kind: rules.Kind, target_id: int | None) -> ResponseReturnValue:
    subject = (
        queries.subject(work(), kind, target_id, page_locale()) if target_id is not None else None
    )
    if subject is None:
        abort(404)
    form = AddressForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        form.email.data = current_user.email if current_user.is_authenticated else None
        return _page(subject, form, [], 200)
    if not form.validate():
        return _page(subject, form, error_list(form), 422)
    email = email_key(form.email.data or "")
    own = current_user.is_authenticated and email == current_user.email
    if kind == rules.Kind.RECEIPT:
        service.stop_receipt(work(), subject.target_id)  # one contribution, one address
    service.follow(work(), email, page_locale(), kind, subject.target_id, confirmed=own)
    done = "on" if own else "asked"
    return redirect(f"{request.path}?{done}=1", 303)


def _page(subject: Subject, form: AddressForm, errors: Errors, status: int) -> Response:
    known = None
    if subject.kind == rules.Kind.RECEIPT:
        known = queries.receipt_follow(work(), subject.target_id)
    page = render_template(
        "following/follow.html",
        c=_head(subject.slug),
        subject=subject,
        form=form,
        errors=errors,
        known=rules.masked(known[0].email) if known else None,
        confirmed=bool(known and known[1].confirmed_at),
        asked="asked" in request.args,
        on="on" in request.args,
        days=rules.CONFIRM_LIFE.days,
    )
    return never_kept(page, status)


def _change(who: Follower) -> ResponseReturnValue:
    """Do what was chosen on the page of everything."""
    action = request.form.get("action", "")
    if action == "forget":
        service.forget(work(), who)
        return redirect(url_for("following.stopped"), 303)
    if action == "language":
        wanted = request.form.get("language", "")
        if wanted not in current_app.config["LOCALES"]:
            abort(400)
        service.write_in(who, wanted)
    elif action == "stop":
        chosen = contribution_rules.read_id(request.form.get("follow", ""))
        service.stop(work(), who, [] if chosen is None else [chosen])
        if not queries.follows(work(), who.id):
            return redirect(url_for("following.stopped"), 303)
    else:
        abort(400)
    return redirect(_everything_of(who, "saved"), 303)


def _ask_address(form: AddressForm, errors: Errors, status: int) -> Response:
    page = render_template(
        "following/letters.html", form=form, errors=errors, asked="asked" in request.args
    )
    return never_kept(page, status)


def _holder(purpose: str, token: str, life: timedelta) -> Follower | None:
    parts = _parts(purpose, token, life, 2)
    return queries.follower(work(), parts[0], parts[1]) if parts else None


def _parts(purpose: str, token: str, life: timedelta, count: int) -> list[int] | None:
    """Return the numbers in a link of ours; None for anything else."""
    found = links.read(current_app.config["SECRET_KEY"], purpose, token, life)
    if found is None or len(found) != count:
        return None
    return [part for part in found if isinstance(part, int)]


def _everything_of(who: Follower, done: str) -> str:
    secret = current_app.config["SECRET_KEY"]
    token = links.sign(secret, addresses.EVERYTHING, who.id, queries.stamp(who))
    return url_for("following.everything", token=token, done=done)


def _ticked() -> list[int]:
    """Return the ids of the follows that were ticked."""
    names = (name.removeprefix(TICK) for name in request.form if name.startswith(TICK))
    return [number for one in names if (number := contribution_rules.read_id(one)) is not None]


def _head(slug: str) -> Head:
    found = roadmap.head(work(), slug, page_locale())
    if found is None:
        abort(404)
    return found


def _gone() -> Response:
    return never_kept(render_template("following/gone.html"), 404)
