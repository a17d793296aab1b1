# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the audit trail seals of a draft: every word and every fact of a version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.roadmap.documents import document
from participation.roadmap.models import Change, Consultation, DraftVersion

KIND = "draft"
CHANGES = "changes"


def subject(slug: str, number: int) -> str:
    """Return how the trail names a version of a draft."""
    return f"{KIND}/{slug}/{number}"


def of(session: Session, consultation: Consultation, version: DraftVersion) -> dict[str, Any]:
    """Return the sealed form of a version."""
    whole = asdict(document(session, consultation, version))
    whole["items"] = [_sealed(item) for item in whole["items"]]
    published = version.published_at.isoformat() if version.published_at else None
    return {"published_at": published, "document": _plain(whole)}


def read(session: Session) -> Iterator[tuple[str, object]]:
    """Yield (subject, sealed form) of every published version; what is being written still changes every minute."""
    rows = session.execute(
        select(Consultation, DraftVersion)
        .join(DraftVersion, DraftVersion.consultation_id == Consultation.id)
        .where(DraftVersion.published_at.is_not(None))
        .order_by(DraftVersion.id)
    ).all()
    for consultation, version in rows:
        yield subject(consultation.slug, version.number), of(session, consultation, version)


def changes_of(session: Session, version_id: int) -> list[Any]:
    """Return the sealed form of a version's changes and their reasons; their causes are sealed by who links them."""
    rows = session.scalars(
        select(Change).where(Change.draft_version_id == version_id).order_by(Change.position)
    )
    return [
        [row.item_id, row.field, row.passage_id, row.kind, row.reason, row.explanation]
        for row in rows
    ]


def read_changes(session: Session) -> Iterator[tuple[str, object]]:
    """Yield (subject, sealed form) of the changes of every published version that has some."""
    rows = session.execute(
        select(Consultation.slug, DraftVersion.number, DraftVersion.id)
        .join(DraftVersion, DraftVersion.consultation_id == Consultation.id)
        .where(
            DraftVersion.published_at.is_not(None),
            select(Change.id).where(Change.draft_version_id == DraftVersion.id).exists(),
        )
        .order_by(DraftVersion.id)
    ).all()
    for row in rows:
        yield f"{CHANGES}/{row.slug}/{row.number}", changes_of(session, row.id)


def _sealed(item: dict[str, Any]) -> dict[str, Any]:
    """Return an item as it has always been sealed: one word where all languages say the same, no empty marks."""
    sealed = {name: value for name, value in item.items() if name != "stale" or value}
    for name in ("baseline", "target_value", "budget_class", "status"):
        words = sealed[name]
        if words and set(words) == set(item["title"]) and len(set(words.values())) == 1:
            sealed[name] = next(iter(words.values()))
    return sealed


def _plain(value: Any) -> Any:
    """Return a value as JSON would have it: days as text, tuples as lists."""
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
