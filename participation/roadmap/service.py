# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Bringing drafts in, publishing them, and telling caches that something public has changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation import clock
from participation.audit import service as audit
from participation.roadmap import rules, store, trace, versions
from participation.roadmap.draft_document import DraftDocument
from participation.roadmap.models import Consultation, ConsultationText

USUAL_WINDOW = timedelta(days=28)
USUAL_EVALUATION = timedelta(days=42)
USUAL_ANSWERS = timedelta(days=84)


def touch(session: Session, consultation_id: int) -> None:
    """Move a consultation's content revision: pages that were kept for guests are made anew."""
    session.execute(
        update(Consultation)
        .where(Consultation.id == consultation_id)
        .values(revision=Consultation.revision + 1)
        .execution_options(synchronize_session=False)
    )


def import_draft(
    session: Session,
    document: DraftDocument,
    actor: str,
    slug: str | None = None,
    publish: bool = False,
    window: tuple[datetime, datetime] | None = None,
) -> int:
    """Take a draft in as the version in preparation of its consultation (made if there is none); return its number.

    What was in preparation is replaced; paragraphs keep the identity of those they are most like. `window` is
    (start, end) for a new consultation; without one it starts now and lasts four weeks. Raises `trace.Untraced`
    when it is to be published and differs from the version before without a cause or reason.
    """
    consultation = _consultation(session, document, slug or document.slug, window)
    version, before = versions.renew(session, consultation, document.document)
    store.put(session, consultation.id, version.id, document.items, before)
    session.flush()
    subject = f"preparation/{consultation.slug}/{version.number}"
    audit.record(session, audit.Act("draft.imported", actor, subject))
    if publish:
        trace.publish(session, consultation, version, (), actor)
        announce_if_ready(session, consultation, actor)
        touch(session, consultation.id)
    return version.number


def announce_if_ready(session: Session, consultation: Consultation, actor: str) -> None:
    """Announce a consultation whose draft has come out, if nothing else is missing."""
    titles = {
        text.locale: text.title
        for text in session.scalars(
            select(ConsultationText).where(ConsultationText.consultation_id == consultation.id)
        )
    }
    faults = rules.announce_faults(
        consultation, consultation.responsible_unit, consultation.groups, titles, draft=True
    )
    now = clock.now()
    if consultation.announced_at is None and not faults and rules.end_ahead(consultation, now):
        consultation.announced_at, consultation.edition = now, consultation.edition + 1
        session.flush()
        subject = f"consultation/{consultation.slug}"
        audit.record(session, audit.Act("consultation.announced", actor, subject))


def move_window(
    session: Session, consultation: Consultation, starts_at: datetime, ends_at: datetime, actor: str
) -> None:
    """Give a consultation another window in time."""
    session.execute(
        update(Consultation)
        .where(Consultation.id == consultation.id)
        .values(
            starts_at=starts_at,
            ends_at=ends_at,
            evaluation_until=(ends_at + USUAL_EVALUATION).date(),
            answers_until=(ends_at + USUAL_ANSWERS).date(),
            revision=Consultation.revision + 1,
            edition=Consultation.edition + 1,
        )
        .execution_options(synchronize_session=False)
    )
    session.refresh(consultation)
    detail = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
    subject = f"consultation/{consultation.slug}"
    audit.record(session, audit.Act("consultation.moved", actor, subject, detail))


def _consultation(
    session: Session,
    document: DraftDocument,
    slug: str,
    window: tuple[datetime, datetime] | None,
) -> Consultation:
    found = session.scalars(select(Consultation).where(Consultation.slug == slug)).first()
    if found is not None:
        return found
    now = clock.now()
    starts_at, ends_at = window or (now, now + USUAL_WINDOW)
    made = Consultation(
        slug=slug,
        responsible_unit=document.responsible_unit,
        languages=list(document.languages),
        groups=list(rules.PARTIES),
        moderation_policy=rules.Policy.BEFORE,
        k=document.k,
        starts_at=starts_at,
        ends_at=ends_at,
        evaluation_until=(ends_at + USUAL_EVALUATION).date(),
        answers_until=(ends_at + USUAL_ANSWERS).date(),
        announced_at=None,
        evaluation_at=None,
        answered_at=None,
        archived_at=None,
        edition=1,
        revision=1,
        created_at=now,
    )
    session.add(made)
    session.flush()
    session.add_all(
        ConsultationText(
            consultation_id=made.id,
            locale=code,
            title=document.title.get(code, ""),
            lead=document.lead.get(code, ""),
            purpose=document.purpose.get(code, ""),
            legal_basis=document.legal_basis.get(code, ""),
        )
        for code in document.languages
    )
    return made
