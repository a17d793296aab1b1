# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables that hold limits: how often something was done lately, by nobody who could be named."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.db import Base


class LimitHits(Base):
    """How often something was done in a window of time. `bucket` is a keyed hash, never an address."""

    __tablename__ = "limit_hits"
    __table_args__ = (Index(None, "ends_at"),)

    bucket: Mapped[str] = mapped_column(String(120), primary_key=True)
    hits: Mapped[int]
    ends_at: Mapped[datetime]


class AddressKey(Base):
    """The random key by which a day's addresses are hashed. Once it is gone, so is every way back to them."""

    __tablename__ = "address_key"

    day: Mapped[date] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))


class SpentChallenge(Base):
    """A solved challenge that has been used; it works once."""

    __tablename__ = "spent_challenge"
    __table_args__ = (Index(None, "ends_at"),)

    challenge: Mapped[str] = mapped_column(String(128), primary_key=True)
    ends_at: Mapped[datetime]
