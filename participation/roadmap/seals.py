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
from participation.roadmap.models import Consultation, DraftVersion

KIND = "draft"


def subject(slug: str, number: int) -> str:
    """Return how the trail names a version of a draft."""
    return f"{KIND}/{slug}/{number}"


def of(session: Session, consultation: Consultation, version: DraftVersion) -> dict[str, Any]:
    """Return the sealed form of a version."""
    whole = asdict(document(session, consultation, version))
    published = version.published_at.isoformat() if version.published_at else None
    return {"published_at": published, "document": _plain(whole)}


def read(session: Session) -> Iterator[tuple[str, object]]:
    """Yield (subject, sealed form) of every version of every draft."""
    rows = session.execute(
        select(Consultation, DraftVersion)
        .join(DraftVersion, DraftVersion.consultation_id == Consultation.id)
        .order_by(DraftVersion.id)
    ).all()
    for consultation, version in rows:
        yield subject(consultation.slug, version.number), of(session, consultation, version)


def _plain(value: Any) -> Any:
    """Return a value as JSON would have it: days as text, tuples as lists."""
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
