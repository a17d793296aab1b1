# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables of who wants to hear by e-mail, and about what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.db import Base


class Follower(Base):
    """An e-mail address and its language. No letter but the question whether it is theirs goes to an unconfirmed one.

    `asked_at` is the moment of the last question, or of the next one that is planned already; `asks` counts those that
    were not answered. `told_until` is the moment up to which the digest has told what happened.
    """

    __tablename__ = "follower"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    locale: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    asks: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None]
    told_until: Mapped[datetime]


class Follow(Base):
    """Something a follower wants to hear about: their own `receipt`, a `contribution`, an `item`, a `consultation`.

    `target_id` is the contribution's, item's or consultation's id.
    """

    __tablename__ = "follow"
    __table_args__ = (
        UniqueConstraint("follower_id", "kind", "target_id"),
        Index(None, "kind", "target_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    follower_id: Mapped[int] = mapped_column(ForeignKey("follower.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(12))
    target_id: Mapped[int]
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
