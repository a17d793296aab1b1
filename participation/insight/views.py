# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the CIIO sees: who contributed what to which item, with small numbers protected."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template
from flask_login import current_user

from participation.accounts.rules import Permission
from participation.contributions import counts as numbers
from participation.contributions import figures as counted
from participation.contributions.rules import ORGANS, State
from participation.insight import matrix
from participation.roadmap import queries as roadmap
from participation.web.access import allows
from participation.web.cache import never_kept
from participation.web.locale import page_locale
from participation.web.unit import work

blueprint = Blueprint("insight", __name__, template_folder="templates")


@blueprint.get("/<locale>/insight/")
@allows(Permission.SEE_INSIGHT)
def overview() -> Response:
    """List the consultations."""
    heads = roadmap.heads(work(), page_locale())
    counts = {h.id: numbers.in_state(work(), h.id, State.PUBLISHED) for h in heads}
    return never_kept(
        render_template("insight/overview.html", c=None, consultations=heads, counts=counts)
    )


@blueprint.get("/<locale>/insight/<slug>/")
@allows(Permission.SEE_INSIGHT)
def consultation(slug: str) -> Response:
    """Show the figures of a consultation."""
    head = roadmap.head(work(), slug, page_locale())
    if head is None:
        abort(404)
    figures = counted.figures(work(), head, page_locale())
    return never_kept(
        render_template(
            "insight/consultation.html",
            c=head,
            figures=figures,
            rows=matrix.matrix(figures),
            groups=matrix.GROUPS,
            organs=[str(organ) for organ in ORGANS],
            waiting=numbers.in_state(work(), head.id, State.SUBMITTED),
            may_export=current_user.may(Permission.EXPORT),
        )
    )
