# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The trace from contributions to the draft: what caused a change, and what a contribution has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from participation.audit import service as audit
from participation.contributions.models import ChangeCause, Contribution
from participation.contributions.rules import Kind, State
from participation.roadmap.models import Change, Consultation, DraftVersion

KIND = "causes"  # how the audit trail names them


@dataclass(frozen=True)
class Cause:
    """A contribution that caused a change, as pages name it. One that is not public any more has no link."""

    reference: str
    group: str
    organisation: str | None
    statement: bool
    public: bool
    quote: str | None


@dataclass(frozen=True)
class Effect:
    """A change in a published version that a contribution caused."""

    change_id: int
    version_id: int
    version_number: int
    item_id: int
    field: str
    passage_id: int


def caused(session: Session, version_id: int) -> set[int]:
    """Return the ids of a version's changes that contributions caused."""
    return set(
        session.scalars(
            select(ChangeCause.change_id)
            .join(Change, Change.id == ChangeCause.change_id)
            .where(Change.draft_version_id == version_id)
            .distinct()
        )
    )


def tally(session: Session, version_id: int) -> tuple[int, int]:
    """Return (changes, those that contributions caused) of a published version."""
    total = session.scalar(
        select(func.count()).select_from(Change).where(Change.draft_version_id == version_id)
    )
    return int(total or 0), len(caused(session, version_id))


def causes(session: Session, version_id: int) -> dict[int, list[Cause]]:
    """Return the causes of a version's changes by the changes' ids: statements first, then as they came in."""
    rows = session.execute(
        select(ChangeCause.change_id, ChangeCause.quote, Contribution)
        .join(Change, Change.id == ChangeCause.change_id)
        .join(Contribution, Contribution.id == ChangeCause.contribution_id)
        .where(Change.draft_version_id == version_id)
        .order_by(Contribution.kind != Kind.STATEMENT, Contribution.submitted_at, Contribution.id)
    )
    found: dict[int, list[Cause]] = {}
    for change_id, quote, contribution in rows:
        found.setdefault(change_id, []).append(_cause(contribution, quote))
    return found


def set_causes(session: Session, change_id: int, quotes: Mapping[int, str | None]) -> None:
    """Let these contributions (ids, with the stretch of their words that counted, or None for all) be the causes."""
    session.execute(delete(ChangeCause).where(ChangeCause.change_id == change_id))
    session.add_all(
        ChangeCause(change_id=change_id, contribution_id=number, quote=quote)
        for number, quote in sorted(quotes.items())
    )
    session.flush()


def publishable(
    session: Session, consultation_id: int, references: Iterable[str]
) -> dict[str, int]:
    """Return the ids of those references that name published contributions of a consultation."""
    wanted = list(references)
    rows = session.execute(
        select(Contribution.reference, Contribution.id).where(
            Contribution.consultation_id == consultation_id,
            Contribution.reference.in_(wanted),
            Contribution.state == State.PUBLISHED,
        )
    )
    return {row.reference: row.id for row in rows}


def effects(session: Session, contribution_ids: Sequence[int]) -> dict[int, list[Effect]]:
    """Return what contributions have changed in published versions, by contribution, in the versions' order."""
    rows = session.execute(
        select(ChangeCause.contribution_id, Change, DraftVersion.number)
        .join(Change, Change.id == ChangeCause.change_id)
        .join(DraftVersion, DraftVersion.id == Change.draft_version_id)
        .where(
            ChangeCause.contribution_id.in_(contribution_ids),
            DraftVersion.published_at.is_not(None),
        )
        .order_by(DraftVersion.number, Change.position)
    )
    found: dict[int, list[Effect]] = {}
    for number, change, version_number in rows:
        found.setdefault(number, []).append(
            Effect(
                change.id,
                change.draft_version_id,
                version_number,
                change.item_id,
                change.field,
                change.passage_id,
            )
        )
    return found


def changed_since(session: Session, item_id: int) -> dict[int, int]:
    """Return, by passage of an item, the number of the newest published version that changed it."""
    rows = session.execute(
        select(Change.passage_id, func.max(DraftVersion.number))
        .join(DraftVersion, DraftVersion.id == Change.draft_version_id)
        .where(
            Change.item_id == item_id,
            Change.passage_id != 0,
            DraftVersion.published_at.is_not(None),
        )
        .group_by(Change.passage_id)
    )
    return {row[0]: row[1] for row in rows}


def seal_causes(session: Session, slug: str, version: DraftVersion, actor: str) -> None:
    """Have the audit trail seal which contributions caused what in a version that has come out."""
    fact = _causes_fact(session, version.id)
    if fact:
        subject = f"{KIND}/{slug}/{version.number}"
        audit.record(session, audit.Act("draft.caused", actor, subject, None, fact))


def read_causes(session: Session) -> Iterator[tuple[str, object]]:
    """Yield (subject, sealed form) of the causes of every published version that has some."""
    rows = session.execute(
        select(Consultation.slug, DraftVersion.number, DraftVersion.id)
        .join(DraftVersion, DraftVersion.consultation_id == Consultation.id)
        .where(DraftVersion.published_at.is_not(None))
        .order_by(DraftVersion.id)
    ).all()
    for row in rows:
        fact = _causes_fact(session, row.id)
        if fact:
            yield f"{KIND}/{row.slug}/{row.number}", fact


def _causes_fact(session: Session, version_id: int) -> list[Any]:
    rows = session.execute(
        select(
            Change.item_id,
            Change.field,
            Change.passage_id,
            Contribution.reference,
            ChangeCause.quote,
        )
        .join(ChangeCause, ChangeCause.change_id == Change.id)
        .join(Contribution, Contribution.id == ChangeCause.contribution_id)
        .where(Change.draft_version_id == version_id)
        .order_by(Change.position, Contribution.reference)
    )
    return [list(row) for row in rows]


def _cause(contribution: Contribution, quote: str | None) -> Cause:
    return Cause(
        contribution.reference,
        contribution.group,
        contribution.organisation,
        contribution.kind == Kind.STATEMENT,
        contribution.state == State.PUBLISHED,
        quote,
    )
