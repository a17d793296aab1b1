# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The public page that searches what has been said in a consultation, and lists all of it."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from participation.contributions import lists, rules
from participation.contributions import search as searching
from participation.contributions.lists import Offers, Order
from participation.contributions.reading_views import head_or_404, stamp_of
from participation.roadmap import tree as draft
from participation.web.access import public
from participation.web.cache import cached_for_guests
from participation.web.locale import page_locale
from participation.web.unit import work

blueprint = Blueprint("search", __name__, template_folder="templates")

OFFERS = Offers((Order.NEWEST, Order.SUPPORTED, Order.DISCUSSED), tuple(rules.Kind))


@blueprint.get("/<locale>/c/<slug>/search/")
@public
@cached_for_guests(stamp_of)
def search(slug: str) -> str:
    """Show the items and contributions that have some words, or all contributions."""
    head = head_or_404(slug)
    wanted = lists.read(request.args, OFFERS)
    page = lists.of_consultation(work(), head.id, wanted, page_locale())
    items = draft.flat(draft.tree(work(), head.version_id, page_locale()))
    names = {item.id: draft.Stop(item.key, item.title, item.level, item.lang) for item in items}
    said_on = {said.item_id for said in page.contributions if said.item_id is not None}
    return render_template(
        "contributions/search.html",
        c=head,
        wanted=wanted,
        offers=OFFERS,
        items=searching.items_with(items, wanted.q, page_locale()),
        names=names | draft.former(work(), said_on - names.keys(), page_locale()),
        contributions=page.contributions,
        next_cursor=page.next_cursor,
    )
