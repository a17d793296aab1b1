# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables of roles that wait for a second person, and of wishes to read the audit trail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.db import Base


class RoleProposal(Base):
    """A guarded role that somebody wants to give. The row goes with the decision; the trail keeps what was decided."""

    __tablename__ = "role_proposal"
    __table_args__ = (UniqueConstraint("account_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    proposed_at: Mapped[datetime]


class AuditRequest(Base):
    """A wish to read the audit trail: why, what (`kinds` of act, perhaps one `subject`), and of which time.

    `starts_at` belongs to it, `ends_at` does not. `approved` is empty until somebody decides; reading begins with
    `opened_at` and is over early with `closed_at`.
    """

    __tablename__ = "audit_request"
    __table_args__ = (Index(None, "asked_by", "id"), Index(None, "decided_at", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    asked_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    kinds: Mapped[list[str]]
    subject: Mapped[str | None] = mapped_column(String(80))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]
    approved: Mapped[bool | None]
    answer: Mapped[str | None] = mapped_column(Text)
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
