# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The public pages that are read: consultations, one consultation's tree, one item, one contribution."""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import replace

from flask import Blueprint, abort, render_template, request

from participation import clock
from participation.contributions import (
    answers,
    changes,
    figures,
    latest,
    lists,
    narrowing,
    queries,
    rules,
)
from participation.contributions import counts as counted
from participation.contributions import trace as causing
from participation.contributions.rules import State
from participation.roadmap import items, trace
from participation.roadmap import queries as roadmap
from participation.roadmap import tree as draft
from participation.roadmap.queries import Head
from participation.web.access import public
from participation.web.cache import cached_for_guests
from participation.web.locale import page_locale
from participation.web.unit import work
from participation.web.values import write_value

blueprint = Blueprint("reading", __name__, template_folder="templates")

OFFERS = lists.Offers(tuple(lists.Order), rules.kinds_on(passage=True))


def stamp_of(slug: str | None = None, **_others: object) -> str:
    return roadmap.stamp(work(), slug)


def _everything(**_arguments: object) -> str:
    return roadmap.stamp(work())


@blueprint.get("/<locale>/")
@public
@cached_for_guests(_everything)
def consultations() -> str:
    """List the consultations."""
    heads = roadmap.heads(work(), page_locale())
    counts = {head.id: sum(counted.published_by_item(work(), head.id).values()) for head in heads}
    return render_template("contributions/consultations.html", consultations=heads, counts=counts)


@blueprint.get("/<locale>/c/<slug>/")
@public
@cached_for_guests(stamp_of)
def consultation(slug: str) -> str:
    """Show a consultation: what it is about, and the tree of its draft."""
    head = head_or_404(slug)
    goals = draft.tree(work(), head.version_id, page_locale())
    counts = counted.published_by_item(work(), head.id)
    changed = trace.changed_items(work(), head.version_id)
    items_ = draft.flat(goals)
    for item_ in items_:
        item_.contributions = counts.get(item_.id, 0)
        item_.changed = item_.id in changed
    wanted = narrowing.read(request.args)
    return render_template(
        "contributions/consultation.html",
        c=head,
        tree=narrowing.narrowed(goals, wanted) if wanted else goals,
        wanted=wanted,
        offers=narrowing.offers(items_, clock.now().year),
        matches=narrowing.found(goals, wanted) if wanted else None,
        contributions=sum(counts.values()),
        stances=counted.stance_total(work(), head.id),
        items_count=Tally(item_.level for item_ in items_),
        latest=latest.newest(work(), head.id, page_locale()),
    )


@blueprint.get("/<locale>/c/<slug>/items/<key>/")
@public
@cached_for_guests(stamp_of)
def item(slug: str, key: str) -> str:
    """Show an item: summary, facts, wording, stances, and what people said; a dropped one as it last was."""
    head = head_or_404(slug)
    version = latest.version_with(work(), head.id, key)
    found = items.item(work(), version.id, key, page_locale()) if version else None
    if version is None or found is None:
        abort(404)
    counts = counted.published_by_passage(work(), head.id, found.id)
    changed_ids = trace.changed_passages(work(), version.id, found.id)
    passages = tuple(
        replace(p, contributions=counts.get(p.id, 0), change=changed_ids.get(p.id))
        for p in found.passages
    )
    wanted = lists.read(request.args, OFFERS)
    page = lists.of_item(work(), (head.id, found.id), wanted, page_locale())
    said = [view.id for view in page.contributions]
    return render_template(
        "contributions/item.html",
        c=head,
        item=replace(found, passages=passages),
        version=version,
        dropped=version.id != head.version_id,
        changed=found.id in trace.changed_items(work(), version.id),
        stances=_shares(head, key),
        contributions=page.contributions,
        answers=answers.answers(work(), said),
        effects=causing.effects(work(), said),
        since=causing.changed_since(work(), found.id),
        next_cursor=page.next_cursor,
        statements=queries.statements(work(), found.id),
        total=counted.published_by_item(work(), head.id).get(found.id, 0),
        wanted=wanted,
        offers=OFFERS,
    )


@blueprint.get("/<locale>/contributions/<reference>/")
@public
@cached_for_guests(_everything)
def contribution(reference: str) -> str:
    """Show a published contribution and what it has changed; a withdrawn one says that it is."""
    found = queries.by_reference(work(), reference)
    if found is None or found.state not in (State.PUBLISHED, State.WITHDRAWN):
        abort(404)
    if found.state == State.WITHDRAWN:
        abort(410)
    slug, key = queries.place(work(), found.id)
    head = head_or_404(slug)
    version = latest.version_with(work(), head.id, key) if key else None
    about = items.item(work(), version.id, key, page_locale()) if version and key else None
    return render_template(
        "contributions/contribution.html",
        c=head,
        contribution=found,
        item=about,
        answer=answers.answers(work(), [found.id]).get(found.id),
        effects=changes.effects_of(work(), found.id, page_locale(), write_value),
        parent=queries.by_id(work(), found.parent_id) if found.parent_id else None,
        replies=queries.replies(work(), found.id) if not found.parent_id else [],
    )


def head_or_404(slug: str) -> Head:
    """Return a consultation in the page's language, or answer 404."""
    head = roadmap.head(work(), slug, page_locale())
    if head is None:
        abort(404)
    return head


def _shares(head: Head, key: str) -> figures.Shares:
    """Return the stances on an item, protected together with all other figures of the consultation."""
    rows = figures.figures(work(), head, page_locale()).rows
    row = next((row for row in rows if row.key == key), None)
    return figures.shares(row, head.k) if row else figures.Shares(0, False, head.k, ())
