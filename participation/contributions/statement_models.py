# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables of the statements that an organisation writes together, and of what was said in its name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from participation.db import Base


class RoomLock(Base):
    """An organisation's drafts are locked with a key that only its people have. `proof` tells it from others.

    `edition` grows with every new key, so that two people who change it at once do not lose drafts.
    """

    __tablename__ = "room_lock"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    salt: Mapped[str] = mapped_column(String(32))
    proof: Mapped[str] = mapped_column(String(64))
    edition: Mapped[int] = mapped_column(default=1)


class StatementDraft(Base):
    """A statement that an organisation is still writing. `body` is all of it: what it says, and about what.

    In a locked room it is sealed. The row goes when the statement is released.
    """

    __tablename__ = "statement_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    origin: Mapped[str] = mapped_column(String(48), unique=True)
    body: Mapped[str] = mapped_column(Text)
    sealed: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]


class SaidFor(Base):
    """A contribution was made in the name of a verified organisation, which had this size then."""

    __tablename__ = "said_for"

    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True
    )
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    size: Mapped[str | None] = mapped_column(String(10))
