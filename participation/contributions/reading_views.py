# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The public pages that are read: consultations, one consultation's tree, one item, one contribution."""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import replace

from flask import Blueprint, abort, render_template, request

from participation.contributions import counts as counted
from participation.contributions import figures, queries, rules
from participation.contributions.rules import State
from participation.roadmap import queries as roadmap
from participation.roadmap import tree as draft
from participation.roadmap.queries import Head
from participation.roadmap.tree import TreeItem
from participation.web.access import public
from participation.web.cache import cached_for_guests
from participation.web.locale import page_locale
from participation.web.unit import work

blueprint = Blueprint("reading", __name__, template_folder="templates")

FEW = 3  # an item with fewer published contributions is one that "few" looks for
LONGEST_SEARCH = 100


def _stamp(slug: str | None = None, **_others: object) -> str:
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
@cached_for_guests(_stamp)
def consultation(slug: str) -> str:
    """Show a consultation: what it is about, and the tree of its draft."""
    head = head_or_404(slug)
    goals = draft.tree(work(), head.version_id, page_locale())
    counts = counted.published_by_item(work(), head.id)
    items = draft.flat(goals)
    for item_ in items:
        item_.contributions = counts.get(item_.id, 0)
    search = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    few = request.args.get("few") == "1"
    matches = None
    if search or few:
        goals = _narrowed(goals, search.casefold(), few)
        matches = sum(_matches(i, search.casefold(), few) for i in draft.flat(goals))
    return render_template(
        "contributions/consultation.html",
        c=head,
        tree=goals,
        q=search,
        few=few,
        matches=matches,
        contributions=sum(counts.values()),
        stances=counted.stance_total(work(), head.id),
        items_count=Tally(item_.level for item_ in items),
    )


@blueprint.get("/<locale>/c/<slug>/items/<key>/")
@public
@cached_for_guests(_stamp)
def item(slug: str, key: str) -> str:
    """Show an item: summary, facts, wording, stances, and what people said."""
    head = head_or_404(slug)
    found = draft.item(work(), head.version_id, key, page_locale())
    if found is None:
        abort(404)
    counts = counted.published_by_passage(work(), head.id, found.id)
    passages = tuple(replace(p, contributions=counts.get(p.id, 0)) for p in found.passages)
    filters = queries.Filters(
        _code("concern", rules.CONCERNS),
        _code("group", rules.GROUPS),
    )
    page = queries.published(work(), found.id, filters, request.args.get("after"))
    return render_template(
        "contributions/item.html",
        c=head,
        item=replace(found, passages=passages),
        stances=_shares(head, key),
        contributions=page.contributions,
        next_cursor=page.next_cursor,
        statements=queries.statements(work(), found.id),
        total=counted.published_by_item(work(), head.id).get(found.id, 0),
        filters=filters,
        concerns=list(rules.Concern),
        groups=list(rules.Group),
    )


@blueprint.get("/<locale>/contributions/<reference>/")
@public
@cached_for_guests(_everything)
def contribution(reference: str) -> str:
    """Show a published contribution; a withdrawn one says that it is."""
    found = queries.by_reference(work(), reference)
    if found is None or found.state not in (State.PUBLISHED, State.WITHDRAWN):
        abort(404)
    if found.state == State.WITHDRAWN:
        abort(410)
    slug, key = queries.place(work(), found.id)
    head = head_or_404(slug)
    about = draft.item(work(), head.version_id, key, page_locale()) if key else None
    return render_template(
        "contributions/contribution.html", c=head, contribution=found, item=about
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
    return figures.shares(next(row for row in rows if row.key == key), head.k)


def _code(name: str, known: frozenset[str]) -> str | None:
    value = request.args.get(name)
    return value if value in known else None


def _matches(item_: TreeItem, search: str, few: bool) -> bool:
    words = f"{item_.key} {item_.title} {item_.summary} {item_.responsible_unit or ''}".casefold()
    return search in words and (not few or item_.contributions < FEW)


def _narrowed(items: list[TreeItem], search: str, few: bool) -> list[TreeItem]:
    """Keep the items that match and those on the way to them."""
    kept = []
    for item_ in items:
        children = _narrowed(item_.children, search, few)
        if children or _matches(item_, search, few):
            kept.append(replace(item_, children=children))
    return kept
