# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables of group codes: which exist, and marks of their uses, with nothing between the two."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.db import Base


class GroupCode(Base):
    """A code exists. The row is written once and never touched again, so no copy of it tells when it was used."""

    __tablename__ = "group_code"
    __table_args__ = ({"sqlite_with_rowid": False},)

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    group: Mapped[str] = mapped_column("group_code", String(20))


class CodeUse(Base):
    """Some code was used for some contribution. Neither is named, nor when."""

    __tablename__ = "code_use"
    __table_args__ = ({"sqlite_with_rowid": False},)

    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
