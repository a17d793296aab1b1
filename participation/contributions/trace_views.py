# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The public pages of what became of it: the changes of a version, and the results of a consultation."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from participation.contributions import changes, counts, figures, trace
from participation.contributions.reading_views import head_or_404, stamp_of
from participation.roadmap import tree, versions
from participation.web.access import public
from participation.web.cache import cached_for_guests
from participation.web.locale import page_locale
from participation.web.unit import work
from participation.web.values import write_value

blueprint = Blueprint("trace", __name__, template_folder="templates")


@blueprint.get("/<locale>/c/<slug>/versions/<int(max=100000):number>/changes/")
@public
@cached_for_guests(stamp_of)
def version_changes(slug: str, number: int) -> str:
    """Show every change of a version: before, after, why, and who contributed."""
    head = head_or_404(slug)
    version = changes.published(work(), head.id, number)
    if version is None:
        abort(404)
    found = changes.views(work(), version, page_locale(), write_value)
    goal = request.args.get("goal", "")
    shown = [view for view in found if not goal or changes.goal_of(view.difference.key) == goal]
    names = {stop.key: stop for stop in tree.titles(work(), version.id, page_locale()).values()}
    return render_template(
        "contributions/changes.html",
        c=head,
        version=version,
        older=versions.before(work(), version),
        newest=version.number == head.version_number,
        groups=changes.grouped(shown),
        total=len(found),
        caused=sum(1 for view in found if view.causes),
        voices=len({cause.reference for view in found for cause in view.causes}),
        goals=[(names.get(key), key, n) for key, n in changes.goals(found).items()],
        goal=goal,
    )


@blueprint.get("/<locale>/c/<slug>/results/")
@public
@cached_for_guests(stamp_of)
def results(slug: str) -> str:
    """Show what was asked, how many took part, and what changed."""
    head = head_or_404(slug)
    whole = figures.figures(work(), head, page_locale())
    published = [
        (version, *trace.tally(work(), version.id))
        for number in range(head.version_number, 1, -1)
        if (version := changes.published(work(), head.id, number)) is not None
    ]
    return render_template(
        "contributions/results.html",
        c=head,
        whole=whole,
        contributions=sum(counts.published_by_item(work(), head.id).values()),
        stances=counts.stance_total(work(), head.id),
        versions=published,
    )
