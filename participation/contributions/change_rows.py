# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The changes of a draft as rows: what changed, before and after, why, and which contributions caused it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.contributions import trace as causing
from participation.roadmap import trace
from participation.roadmap.comparing import PASSAGE
from participation.roadmap.models import DraftVersion
from participation.roadmap.queries import Head
from participation.roadmap.rules import best_locale
from participation.roadmap.snapshots import Value

COLUMNS = (
    "draft_version",
    "item",
    "item_title",
    "level",
    "field",
    "passage",
    "kind",
    "before",
    "after",
    "language",
    "reason",
    "explanation",
    "contributions",
    "contribution_count",
)

Cell = str | int | None


def documents(
    session: Session, head: Head, locale: str, number: int | None = None
) -> Iterator[dict[str, Any]]:
    """Yield each change of a consultation's published versions (or of one) as a mapping by `COLUMNS`.

    `contributions` is a list of the references that can be read; `contribution_count` counts all causes.
    """
    statement = select(DraftVersion).where(
        DraftVersion.consultation_id == head.id, DraftVersion.published_at.is_not(None)
    )
    if number is not None:
        statement = statement.where(DraftVersion.number == number)
    for version in session.scalars(statement.order_by(DraftVersion.number)).all():
        causes = causing.causes(session, version.id)
        for one in trace.traced(session, version, locale):
            known = causes.get(one.change_id or 0, [])
            difference = one.difference
            said = one.explanation
            yield {
                "draft_version": version.number,
                "item": difference.key,
                "item_title": difference.title.text,
                "level": difference.level,
                "field": difference.field,
                "passage": difference.number if difference.field == PASSAGE else None,
                "kind": str(difference.kind),
                "before": plain(difference.before),
                "after": plain(difference.after),
                "language": difference.lang,
                "reason": one.reason,
                "explanation": said[best_locale(locale, sorted(said))] if said else None,
                "contributions": [cause.reference for cause in known if cause.public],
                "contribution_count": len(known),
            }


def rows(
    session: Session, head: Head, locale: str, number: int | None = None
) -> Iterator[tuple[Cell, ...]]:
    """Yield the changes as rows by `COLUMNS`; references stand in one cell, separated by blanks."""
    for document in documents(session, head, locale, number):
        references = " ".join(document["contributions"]) or None
        yield tuple({**document, "contributions": references}[name] for name in COLUMNS)


def plain(value: Value) -> str | None:
    """Return a fact's value as exports write it: days as ISO dates, yes and no as words of the interface."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return value
