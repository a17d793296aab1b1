# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Receipt codes of imported contributions: they can be printed again for the letters that carry them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.contributions import rules
from participation.contributions.models import Contribution
from participation.roadmap.models import Consultation


def origin(consultation: Consultation, external_id: str) -> str:
    """Return what the receipt code and the reference of an imported contribution are derived from."""
    return f"import/{consultation.slug}/{external_id}"


def receipt_codes(
    session: Session, consultation: Consultation, secret: str
) -> Iterator[tuple[str, str, str]]:
    """Yield (external id, reference, receipt code) of everything imported, for the letters that carry them."""
    rows = session.execute(
        select(Contribution.external_id, Contribution.reference)
        .where(
            Contribution.consultation_id == consultation.id, Contribution.external_id.is_not(None)
        )
        .order_by(Contribution.id)
    )
    for external_id, reference in rows:
        code = rules.receipt_code(secret, origin(consultation, str(external_id)))
        yield str(external_id), reference, code
