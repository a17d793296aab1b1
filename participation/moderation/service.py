# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Deciding: the publication state moves through `contributions`, the author is told by mail if they left an address."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from participation.contributions import letters
from participation.contributions import service as contributions
from participation.contributions.models import Receipt
from participation.mail import service as mail


@dataclass(frozen=True)
class Ruling:
    """A checked decision about the version of a contribution that was read."""

    reference: str
    version: int
    outcome: str
    reason: str | None
    explanation: str | None


def decide(session: Session, ruling: Ruling, actor: str, receipt_url: str, contact: str) -> None:
    """Decide, and post the letter in the same transaction.

    Raises `contributions.AlreadyDecided` when somebody was faster or the words have changed.
    """
    contribution = contributions.decide(
        session,
        ruling.reference,
        ruling.version,
        ruling.outcome,
        ruling.reason,
        ruling.explanation,
        actor,
    )
    receipt = session.get(Receipt, contribution.id)
    if receipt is None or receipt.email is None:
        return
    letter = letters.body(
        ruling.reference,
        ruling.outcome,
        ruling.reason,
        ruling.explanation,
        receipt_url,
        contact,
        receipt.locale,
    )
    title = letters.subject(ruling.reference, receipt.locale)
    mail.post(session, receipt.email, title, letter, receipt.locale)
