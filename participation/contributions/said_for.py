# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was said in the name of a verified organisation."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.contributions import rules
from participation.contributions.models import Contribution, Submission
from participation.contributions.queries import ContributionView, view, views
from participation.contributions.service import NewContribution
from participation.contributions.statement_models import SaidFor


def note(session: Session, contribution_id: int, organisation_id: int, size: str | None) -> None:
    """Note in whose name a contribution was made; a form that is sent twice notes it once."""
    if session.get(SaidFor, contribution_id) is None:
        session.add(
            SaidFor(contribution_id=contribution_id, organisation_id=organisation_id, size=size)
        )
        session.flush()


def by(session: Session, organisation_id: int) -> list[ContributionView]:
    """Return what was said in the name of an organisation, in whatever state, the newest first."""
    rows = session.execute(
        views()
        .join(SaidFor, SaidFor.contribution_id == Contribution.id)
        .where(SaidFor.organisation_id == organisation_id)
        .order_by(Contribution.submitted_at.desc(), Contribution.id.desc())
    )
    return [view(row) for row in rows]


def stated_already(session: Session, organisation_id: int, new: NewContribution) -> bool:
    """Say whether an organisation's statement about the same thing stands, or waits for moderation."""
    stands = (rules.State.SUBMITTED, rules.State.ASKED, rules.State.PUBLISHED)
    item = Contribution.item_id
    found = (
        select(Contribution.id)
        .join(SaidFor, SaidFor.contribution_id == Contribution.id)
        .where(
            SaidFor.organisation_id == organisation_id,
            Contribution.consultation_id == new.consultation_id,
            item.is_(None) if new.item_id is None else item == new.item_id,
            Contribution.kind == rules.Kind.STATEMENT,
            Contribution.state.in_(stands),
        )
    )
    return session.scalar(found.limit(1)) is not None


def receipt_code(
    session: Session, secret: str, organisation_id: int, contribution_id: int
) -> str | None:
    """Return the receipt code of an organisation's own statement, None for anything else."""
    key = session.scalar(
        select(Submission.key)
        .join(SaidFor, SaidFor.contribution_id == Submission.contribution_id)
        .join(Contribution, Contribution.id == SaidFor.contribution_id)
        .where(
            SaidFor.contribution_id == contribution_id,
            SaidFor.organisation_id == organisation_id,
            Contribution.kind == rules.Kind.STATEMENT,
        )
    )
    return None if key is None else rules.receipt_code(secret, key)
