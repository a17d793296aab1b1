# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Table of outgoing mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from participation.db import Base


class OutgoingMail(Base):
    """A letter in the outbox. Recipient and words are dropped once it is sent.

    `stop_url` is the address that ends letters of its kind with one click (RFC 8058), where there is one.
    """

    __tablename__ = "outgoing_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str | None] = mapped_column(String(254))
    subject: Mapped[str | None] = mapped_column(String(200))
    body: Mapped[str | None] = mapped_column(Text)
    stop_url: Mapped[str | None] = mapped_column(String(500))
    locale: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
