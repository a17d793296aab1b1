# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables of moderation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from participation.db import Base


class LearnedModel(Base):
    """What a consultation's decisions have taught, as numbers, and how right its hint was on decisions it had not seen."""

    __tablename__ = "learned_model"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    numbers: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    threshold: Mapped[float]
    precision: Mapped[float]
    published: Mapped[int]
    rejected: Mapped[int]
    learned_at: Mapped[datetime]


class Likeness(Base):
    """How much a waiting text is like rejected ones (0 … 1): of the text, never of its author. Gone once it is decided."""

    __tablename__ = "likeness"

    contribution_version_id: Mapped[int] = mapped_column(
        ForeignKey("contribution_version.id", ondelete="CASCADE"), primary_key=True
    )
    share: Mapped[float]
