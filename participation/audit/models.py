# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables of the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.db import Base


class AuditEntry(Base):
    """One act. Salt and content may be erased; number, moment, commitment and hash never."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "subject"), Index(None, "at"))

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    subject: Mapped[str | None] = mapped_column(String(80))
    salt: Mapped[str | None] = mapped_column(String(32))
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    commitment: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The newest number and hash, in one row: whoever appends holds it, so entries follow one another."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class AuditCheck(Base):
    """What the newest check of the whole chain found, in one row. `wanted_at` is later while another one is due."""

    __tablename__ = "audit_check"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    wanted_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    entries: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))
    faults: Mapped[list[str]]
