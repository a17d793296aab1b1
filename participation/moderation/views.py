# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The queue, and one contribution under review."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from participation import clock
from participation.accounts.rules import Permission
from participation.contributions import grounds
from participation.contributions import queries as contributions
from participation.contributions.rules import CHANNELS, CLAUSES, GROUPS, Channel, Group, State
from participation.contributions.service import AlreadyDecided
from participation.i18n import LANGUAGES
from participation.moderation import dossier, hints, learning, queries, rules, service
from participation.moderation.forms import DecisionForm
from participation.moderation.hints import Hints, Text
from participation.roadmap import items
from participation.roadmap import queries as roadmap
from participation.roadmap import tree as draft
from participation.roadmap.queries import Head
from participation.roadmap.tree import Stop
from participation.web.access import allows
from participation.web.cache import never_kept
from participation.web.forms import Errors
from participation.web.locale import page_locale
from participation.web.unit import work

blueprint = Blueprint("moderation", __name__, template_folder="templates")


@blueprint.get("/<locale>/moderation/")
@allows(Permission.MODERATE)
def queue() -> Response:
    """Show what waits, the oldest first."""
    heads = roadmap.heads(work(), page_locale())
    if not heads:
        return never_kept(render_template("moderation/empty.html", c=None), 200)
    head = next((h for h in heads if h.slug == request.args.get("consultation")), heads[0])
    names = draft.titles(work(), head.version_id, page_locale())
    view = request.args.get("view", "")
    view = view if view in rules.VIEWS else rules.QueueView.OPEN
    filters = _filters(names)
    page = queries.queue(work(), head.id, view, filters, request.args.get("after"))
    counts = queries.counts(work(), head.id)
    return never_kept(
        render_template(
            "moderation/queue.html",
            c=head,
            consultations=heads,
            view=view,
            views=list(counts.items()),
            rows=page.rows,
            hints=_hints(head, page.rows),
            learned=learning.learned(work(), head.id),
            names=names,
            next_cursor=page.next_cursor,
            filters=filters,
            item_key=names[filters.item].key if filters.item else None,
            groups=list(Group),
            channels=list(Channel),
            ages=list(rules.Age) if view == rules.QueueView.OPEN else [],
            languages=[entry for entry in LANGUAGES.values() if "-" not in entry.code],
            decided=_flash(),
        ),
        200,
    )


@blueprint.get("/<locale>/moderation/complaints/")
@allows(Permission.MODERATE)
def complaints() -> Response:
    """Show what authors say against decisions."""
    heads = roadmap.heads(work(), page_locale())
    head = next((h for h in heads if h.slug == request.args.get("consultation")), None)
    if head is None:
        abort(404)
    rows = queries.complaints(work(), head.id)
    return never_kept(render_template("moderation/complaints.html", c=head, rows=rows))


@blueprint.route("/<locale>/moderation/<reference>/", methods=["GET", "POST"])
@allows(Permission.MODERATE)
def review(reference: str) -> ResponseReturnValue:
    """Show one contribution, and decide about it."""
    found = contributions.by_reference(work(), reference)
    if found is None:
        abort(404)
    slug, key = contributions.place(work(), found.id)
    head = roadmap.head(work(), slug, page_locale())
    if head is None:
        abort(404)
    if request.method == "GET":
        form = DecisionForm()
        form.version.data = str(found.words_version)
        return _review(head, found, key, form, [], 200)
    form = DecisionForm(request.form)
    errors = form.faults()
    if errors:
        return _review(head, found, key, form, errors, 422)
    ruling = service.Ruling(
        reference,
        form.read_version(),
        form.outcome.data or "",
        form.reason.data,
        form.explanation.data,
    )
    try:
        service.decide(work(), ruling, current_user.label)
    except AlreadyDecided:
        work().rollback()
        return _conflict(reference, form)
    onward = queries.next_reference(work(), head.id)
    told: dict[str, Any] = {"decided": reference, "outcome": ruling.outcome}
    if onward is None:
        return redirect(url_for("moderation.queue", consultation=slug, **told), 303)
    return redirect(url_for("moderation.review", reference=onward, **told), 303)


def _review(
    head: Head,
    found: contributions.ContributionView,
    key: str | None,
    form: DecisionForm,
    errors: Errors,
    status: int,
) -> Response:
    version = found.draft_version_id  # the one it was written on, whatever the draft says now
    item = items.item(work(), version, key, page_locale()) if version and key else None
    waiting = clock.now() - found.submitted_at if found.state == State.SUBMITTED else timedelta()
    decided = contributions.decisions(work(), found.id)
    page = render_template(
        "moderation/review.html",
        c=head,
        row=found,
        hints=_hints_of(head, found),
        item=item,
        newest=version == head.version_id,
        waiting=waiting,
        overdue=rules.is_overdue(waiting),
        decisions=decided,
        dossier=dossier.dossier(work(), head.id, found, decided),
        form=form,
        errors=errors,
        reasons=[(code, _(words), CLAUSES[code]) for code, words in grounds.REASONS.items()],
        next_reference=queries.next_reference(work(), head.id, found.reference),
        waiting_count=queries.counts(work(), head.id)[rules.QueueView.OPEN],
        decided=_flash(),
    )
    return never_kept(page, status)


def _hints(head: Head, rows: list[queries.QueueRow]) -> dict[int, Hints]:
    texts = [Text(row.version_id, row.version, _words(row.title, row.text)) for row in rows]
    return hints.of_texts(work(), head.id, texts)


def _hints_of(head: Head, found: contributions.ContributionView) -> Hints:
    words = "\n\n".join(said for said in (found.title, found.text, found.grounds) if said)
    text = Text(found.version_id, found.words_version, words)
    return hints.of_texts(work(), head.id, [text])[text.version_id]


def _words(title: str | None, text: str) -> str:
    return f"{title}\n\n{text}" if title else text


def _conflict(reference: str, form: DecisionForm) -> Response:
    """Say what was decided, not by whom, and keep what this moderator wrote."""
    found = contributions.by_reference(work(), reference)
    if found is None:
        abort(404)
    slug, _key = contributions.place(work(), found.id)
    decided = contributions.decisions(work(), found.id)
    page = render_template(
        "moderation/conflict.html",
        c=roadmap.head(work(), slug, page_locale()),
        row=found,
        decision=decided[-1] if decided else None,
        form=form,
    )
    return never_kept(page, 409)


def _filters(names: dict[int, Stop]) -> queries.Filters:
    wanted, group = request.args.get("item"), request.args.get("group")
    spoken, channel, age = (request.args.get(name) for name in ("language", "channel", "age"))
    return queries.Filters(
        item=next((id_ for id_, stop in names.items() if stop.key == wanted), None),
        group=group if group in GROUPS else None,
        language=spoken if spoken in LANGUAGES else None,
        channel=channel if channel in CHANNELS else None,
        age=age if age in rules.AGES else None,
    )


def _flash() -> tuple[str, str] | None:
    """Return (reference, outcome) of the decision that led here."""
    reference, outcome = request.args.get("decided", ""), request.args.get("outcome", "")
    known = contributions.by_reference(work(), reference) if reference else None
    return (known.reference, outcome) if known and outcome in ("publish", "reject") else None
