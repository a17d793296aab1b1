# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""News of a contribution, as jobs: wanted in the transaction of the fact, told by whoever has a handler for them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from participation.jobs import service as jobs

ADDRESS_LEFT = "contribution.address_left"
DECIDED = "contribution.decided"
ANSWERED = "contribution.answered"


def address_left(session: Session, contribution_id: int, email: str, locale: str) -> None:
    """Tell that a contributor wants to hear by e-mail; the job forgets the address when it is done."""
    jobs.want(
        session, ADDRESS_LEFT, {"contribution": contribution_id, "email": email, "locale": locale}
    )


def decided(session: Session, contribution_id: int) -> None:
    """Tell that moderation has decided."""
    jobs.want(session, DECIDED, {"contribution": contribution_id})


def answered(session: Session, contribution_id: int, again: bool) -> None:
    """Tell that the city's answer is out, or (`again`) that it has been changed."""
    jobs.want(session, ANSWERED, {"contribution": contribution_id, "again": again})
