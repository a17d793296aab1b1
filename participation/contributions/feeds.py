# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The newest published contributions, for readers of feeds."""

from __future__ import annotations

from sqlalchemy.orm import Session

from participation.contributions.models import Contribution
from participation.contributions.queries import ContributionView, view, views
from participation.contributions.rules import State
from participation.text import excerpt, plain, without_unstorable

SIZE = 50
LONGEST_TITLE = 80  # characters


def newest(
    session: Session, consultation_id: int, item_id: int | None = None, size: int = SIZE
) -> list[ContributionView]:
    """Return what was published last in a consultation, or about one item of it: every kind, replies too."""
    wanted = views().where(
        Contribution.consultation_id == consultation_id, Contribution.state == State.PUBLISHED
    )
    if item_id is not None:
        wanted = wanted.where(Contribution.item_id == item_id)
    order = (Contribution.published_at.desc(), Contribution.id.desc())
    return [view(row) for row in session.execute(wanted.order_by(*order).limit(size))]


def title(said: ContributionView) -> str:
    """Return a contribution's title, or its first words; nothing in it that XML has no place for."""
    given = without_unstorable(plain(said.title or ""))
    return excerpt(given or without_unstorable(said.text), LONGEST_TITLE) or said.reference
