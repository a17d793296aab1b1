# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Checking the whole chain as a job, and keeping what the newest check found."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from participation import clock
from participation.audit import rules, service
from participation.audit.models import AuditCheck
from participation.db import beside

log = logging.getLogger(__name__)

JOB = "audit.check"
ROW = 1
EVERY = timedelta(days=1)
MOST_FAULTS = 100  # that are kept; one is bad enough


@dataclass(frozen=True)
class Checked:
    """What the newest check found. `checked_at` is empty before the first; `due` while another one is wanted."""

    checked_at: datetime | None
    entries: int
    head: str
    faults: tuple[str, ...]
    due: bool


def newest(session: Session) -> Checked | None:
    """Return what the newest check found; None when none was ever wanted."""
    row = session.get(AuditCheck, ROW)
    if row is None:
        return None
    due = row.checked_at is None or row.wanted_at > row.checked_at
    return Checked(row.checked_at, row.entries, row.head, tuple(row.faults), due)


def want(session: Session) -> bool:
    """Ask for a check unless one is due already; return whether one was asked for. The caller wants the job `JOB`."""
    row = session.get(AuditCheck, ROW, with_for_update=True)
    now = clock.now()
    if row is None:
        session.add(AuditCheck(id=ROW, wanted_at=now, entries=0, head=rules.START, faults=[]))
        return True
    if row.checked_at is None or row.wanted_at > row.checked_at:
        return False
    row.wanted_at = now
    return True


def want_daily(session: Session) -> bool:
    """Ask for a check when the newest one is a day old; return as `want` does."""
    row = session.get(AuditCheck, ROW)
    if row is not None and row.wanted_at > clock.now() - EVERY:
        return False
    return want(session)


def check(session: Session, _payload: Mapping[str, Any], anchors: Path) -> None:
    """Do the job: walk the chain beside everybody's work, holding it against the anchors in a file, and keep the result."""
    began_at = clock.now()
    lines = anchors.read_text("ascii").splitlines() if anchors.exists() else []
    with beside(session) as reader:
        verdict = service.verify(reader, lines)
    if verdict.faults:
        log.error("the audit trail has faults", extra={"faults": len(verdict.faults)})
    row = session.get(AuditCheck, ROW, with_for_update=True)
    if row is None:
        row = AuditCheck(id=ROW, wanted_at=began_at)
        session.add(row)
    row.checked_at = began_at
    row.entries, row.head = verdict.entries, verdict.head
    row.faults = list(verdict.faults[:MOST_FAULTS])
