# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""From a checked form to the contribution that is taken in."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app
from sqlalchemy.orm import Session

from participation.contributions import codes, queries, rules, speaking
from participation.contributions.forms import ContributionForm
from participation.contributions.pinning import About
from participation.contributions.service import NewContribution
from participation.contributions.speaking import Speaker
from participation.methods import languages
from participation.roadmap.queries import Head
from participation.text import is_blank
from participation.web.locale import page_locale


def new_contribution(
    head: Head,
    about: About | None,
    parent: queries.ContributionView | None,
    form: ContributionForm,
    who: Speaker,
    token: str,
) -> NewContribution:
    """Return what a checked form says. Somebody with a code uses it up in the transaction that takes it in."""
    item, seen = (about.item, about.seen) if about else (None, None)
    group = form.group.data
    words, grounds = form.text.data or "", form.grounds.data or ""
    if form.rewords and seen is not None:
        language = seen.lang
    else:
        language = form.language.data or languages.guess(words, languages.ALLOWED)[0]
    return NewContribution(
        consultation_id=head.id,
        item_id=item.id if item else None,
        item_version_id=seen.item_version_id if seen else item.version_id if item else None,
        passage_version_id=seen.passage_version_id if seen else None,
        kind=form.kind.data or "",
        concern=form.concern.data,
        stance=form.stance.data if item and not parent else None,
        group=group,
        verified=who.verified(group),
        organisation=who.seat.name if who.seat else form.organisation.data or None,
        display_name=form.display_name.data or None,
        channel=rules.Channel.WEB,
        language=language,
        title=form.title.data or None,
        text=words,
        grounds=grounds if form.rewords and not is_blank(grounds) else None,
        parent_id=parent.id if parent else None,
        email=form.email.data,
        locale=page_locale(),
        voter=speaking.voter(who, token, f"item/{item.id}", group) if item else None,
        spend=_spending(who, head),
    )


def _spending(who: Speaker, head: Head) -> Callable[[Session], None] | None:
    if who.code is None:
        return None
    secret, code = current_app.config["RECEIPT_SECRET"], who.code

    def spend(session: Session) -> None:
        codes.spend(session, secret, head.id, code)

    return spend
