# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The life of a draft version: begun from the one before, changed while nobody sees it, published once, then frozen."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation import clock
from participation.audit import service as audit
from participation.roadmap import documents, seals, store
from participation.roadmap.models import Change, Consultation, DraftVersion


class Frozen(Exception):
    """The version is not in preparation: somebody has published or discarded it."""


def newest_published(session: Session, consultation_id: int) -> DraftVersion | None:
    """Return the version that everybody reads, or None."""
    return session.scalars(
        select(DraftVersion)
        .where(
            DraftVersion.consultation_id == consultation_id, DraftVersion.published_at.is_not(None)
        )
        .order_by(DraftVersion.number.desc())
        .limit(1)
    ).first()


def before(session: Session, version: DraftVersion) -> DraftVersion | None:
    """Return the published version that a version follows, or None for the first."""
    return session.scalars(
        select(DraftVersion)
        .where(
            DraftVersion.consultation_id == version.consultation_id,
            DraftVersion.published_at.is_not(None),
            DraftVersion.number < version.number,
        )
        .order_by(DraftVersion.number.desc())
        .limit(1)
    ).first()


def in_preparation(session: Session, consultation_id: int) -> DraftVersion | None:
    """Return the version that is being written, or None."""
    return session.scalars(
        select(DraftVersion).where(
            DraftVersion.consultation_id == consultation_id, DraftVersion.published_at.is_(None)
        )
    ).first()


def numbered(session: Session, consultation_id: int, number: int) -> DraftVersion | None:
    """Return a version by its number."""
    return session.scalars(
        select(DraftVersion).where(
            DraftVersion.consultation_id == consultation_id, DraftVersion.number == number
        )
    ).first()


def begin(session: Session, consultation: Consultation, actor: str) -> DraftVersion:
    """Return the version in preparation; where there is none, it begins as a copy of the published one."""
    there = in_preparation(session, consultation.id)
    if there is not None:
        return there
    published = newest_published(session, consultation.id)
    document = dict(published.document) if published is not None else {}
    version = _add(session, consultation.id, document)
    if version is None:
        return begin(session, consultation, actor)  # somebody else has just begun it
    if published is not None:
        whole = documents.document(session, consultation, published)
        known = store.known(session, published.id)
        store.put(session, consultation.id, version.id, whole.items, known)
    subject = f"preparation/{consultation.slug}/{version.number}"
    audit.record(session, audit.Act("draft.begun", actor, subject))
    return version


def claim(session: Session, version_id: int) -> None:
    """Take hold of a version for a change; until the commit nobody else changes or publishes it.

    Raises `Frozen` when it is not in preparation.
    """
    held = session.execute(
        update(DraftVersion)
        .where(DraftVersion.id == version_id, DraftVersion.published_at.is_(None))
        .values(edition=DraftVersion.edition + 1)
        .returning(DraftVersion.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if held is None:
        raise Frozen(str(version_id))


def publish(
    session: Session, consultation: Consultation, version: DraftVersion, actor: str
) -> None:
    """Freeze a version and show it to everybody; whether it may be is settled by whoever calls.

    Two at once: one wins. Raises `Frozen` for the other.
    """
    now = clock.now()
    won = session.execute(
        update(DraftVersion)
        .where(DraftVersion.id == version.id, DraftVersion.published_at.is_(None))
        .values(published_at=now)
        .returning(DraftVersion.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if won is None:
        raise Frozen(str(version.id))
    session.refresh(version)
    fact = seals.of(session, consultation, version)
    subject = seals.subject(consultation.slug, version.number)
    audit.record(session, audit.Act("draft.published", actor, subject, None, fact))


def discard(
    session: Session, consultation: Consultation, version: DraftVersion, actor: str
) -> None:
    """Throw a version in preparation away. Raises `Frozen` when it is none."""
    claim(session, version.id)
    store.clear(session, version.id)
    session.execute(delete(Change).where(Change.draft_version_id == version.id))
    session.execute(delete(DraftVersion).where(DraftVersion.id == version.id))
    subject = f"preparation/{consultation.slug}/{version.number}"
    audit.record(session, audit.Act("draft.discarded", actor, subject))


def renew(
    session: Session, consultation: Consultation, document: Mapping[str, str]
) -> tuple[DraftVersion, dict[str, store.Known]]:
    """Return the version in preparation, emptied, and what its items said, for a document to be put in."""
    version = in_preparation(session, consultation.id)
    if version is None:
        published = newest_published(session, consultation.id)
        known = store.known(session, published.id) if published is not None else {}
        version = _add(session, consultation.id, document)
        if version is None:
            return renew(session, consultation, document)
        return version, known
    claim(session, version.id)
    known = store.known(session, version.id)
    store.clear(session, version.id)
    session.execute(
        update(DraftVersion)
        .where(DraftVersion.id == version.id)
        .values(document=dict(document))
        .execution_options(synchronize_session=False)
    )
    session.refresh(version)
    return version, known


def _add(
    session: Session, consultation_id: int, document: Mapping[str, str]
) -> DraftVersion | None:
    """Add a version in preparation; None when somebody else was faster."""
    newest = session.scalar(
        select(func.max(DraftVersion.number)).where(DraftVersion.consultation_id == consultation_id)
    )
    version = DraftVersion(
        consultation_id=consultation_id,
        number=(newest or 0) + 1,
        document=dict(document),
        edition=1,
        created_at=clock.now(),
        published_at=None,
    )
    try:
        with session.begin_nested():
            session.add(version)
    except IntegrityError:
        return None
    return version
