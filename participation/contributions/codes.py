# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Making group codes, knowing them again, and using them up."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from participation.audit import service as audit
from participation.contributions import code_rules
from participation.contributions.code_models import CodeUse, GroupCode


class UsedUp(Exception):
    """As much has been said with this code as may be."""


def create(
    session: Session, secret: str, consultation_id: int, group: str, count: int, actor: str
) -> list[str]:
    """Make codes and return them; nobody can read them again afterwards. Group and count have been checked."""
    made = sorted({code_rules.new_code() for _ in range(count)})
    session.add_all(
        GroupCode(
            hash=code_rules.code_hash(secret, consultation_id, code),
            consultation_id=consultation_id,
            group=group,
        )
        for code in made
    )
    session.flush()
    subject = f"consultation/{consultation_id}"
    audit.record(
        session, audit.Act("codes.created", actor, subject, {"group": group, "count": len(made)})
    )
    return made


def group_of(session: Session, secret: str, consultation_id: int, code: str) -> str | None:
    """Return the group that a code lets somebody speak for; None for one that does not exist here."""
    found = session.get(GroupCode, code_rules.code_hash(secret, consultation_id, code))
    return None if found is None or found.consultation_id != consultation_id else found.group


def spend(session: Session, secret: str, consultation_id: int, code: str) -> None:
    """Use a code for one contribution. The database settles between twins; raises `UsedUp` after the last use."""
    make: Any = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}[
        session.get_bind().dialect.name
    ]
    for number in range(code_rules.MOST_USES):
        mark = code_rules.use_hash(secret, consultation_id, code, number)
        written = session.execute(
            make(CodeUse).values(mark=mark).on_conflict_do_nothing().returning(CodeUse.mark)
        ).first()
        if written is not None:
            return
    raise UsedUp


def counts(session: Session, consultation_id: int) -> dict[str, int]:
    """Return how many codes exist for each group of a consultation."""
    rows = session.execute(
        select(GroupCode.group, func.count())
        .where(GroupCode.consultation_id == consultation_id)
        .group_by(GroupCode.group)
        .order_by(GroupCode.group)
    )
    return {row[0]: row[1] for row in rows}
