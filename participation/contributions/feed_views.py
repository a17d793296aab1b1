# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Atom feeds (RFC 4287): what is new in a consultation, and about one item."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, render_template, url_for

from participation.contributions import feeds, latest
from participation.contributions.queries import ContributionView
from participation.contributions.reading_views import head_or_404, stamp_of
from participation.roadmap import items
from participation.roadmap.queries import Head
from participation.text import without_unstorable
from participation.web.access import public
from participation.web.cache import cached_for_guests
from participation.web.locale import page_locale
from participation.web.unit import work

blueprint = Blueprint("feeds", __name__, template_folder="templates")

MIMETYPE = "application/atom+xml"
SINCE = 2026  # the year from which on this site's names in tag URIs are its own (RFC 4151)


@blueprint.get("/<locale>/c/<slug>/feed.atom")
@public
@cached_for_guests(stamp_of)
def consultation(slug: str) -> Response:
    """Give the newest contributions of a consultation."""
    head = head_or_404(slug)
    said = feeds.newest(work(), head.id)
    page = url_for("reading.consultation", slug=slug)
    return _feed(
        head, (head.title, head.lang), page, url_for("feeds.consultation", slug=slug), said
    )


@blueprint.get("/<locale>/c/<slug>/items/<key>/feed.atom")
@public
@cached_for_guests(stamp_of)
def item(slug: str, key: str) -> Response:
    """Give the newest contributions about an item, also one that stands in the draft no more."""
    head = head_or_404(slug)
    version = latest.version_with(work(), head.id, key)
    found = items.item(work(), version.id, key, page_locale()) if version else None
    if found is None:
        abort(404)
    said = feeds.newest(work(), head.id, found.id)
    page = url_for("reading.item", slug=slug, key=key)
    here = url_for("feeds.item", slug=slug, key=key)
    return _feed(head, (f"{key} {found.title}", found.lang), page, here, said)


def _feed(
    head: Head, name: tuple[str, str], page: str, here: str, said: list[ContributionView]
) -> Response:
    base = current_app.config["BASE_URL"]
    updated = max((one.published_at for one in said if one.published_at), default=head.published_at)
    body = render_template(
        "contributions/feed.xml",
        base=base,
        tag=f"tag:{urlsplit(base).hostname},{SINCE}:",
        name=without_unstorable(name[0]),
        lang=name[1],
        page=page,
        here=here,
        updated=_moment(updated),
        entries=[_entry(one) for one in said],
    )
    return Response(body, mimetype=MIMETYPE)


def _entry(said: ContributionView) -> dict[str, object]:
    """Return what a feed says of a contribution; its HTML as text, which the template escapes."""
    place = f'lang="{escape(said.lang)}" dir="{said.dir}"'
    html = f"<div {place}>{said.html}{said.grounds_html or ''}</div>"
    return {
        "said": said,
        "title": feeds.title(said),
        "updated": _moment(said.published_at or said.submitted_at),
        "content": without_unstorable(html),
    }


def _moment(value: datetime) -> str:
    """Write a moment as RFC 3339 wants it, in UTC, to the second."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
