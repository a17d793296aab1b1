# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables of the people who sign in with the identity provider."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from participation.db import Base


class ProviderIdentity(Base):
    """Whose account it is: issuer and subject, the subject only as a keyed hash.

    `group` is the group the provider gave last; another one in the account was given by hand and stays. `named` says
    that the account's name came from the provider.
    """

    __tablename__ = "provider_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject_hash"),)

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    issuer: Mapped[str] = mapped_column(String(300))
    subject_hash: Mapped[str] = mapped_column(String(64))
    group: Mapped[str | None] = mapped_column("group_code", String(20))
    named: Mapped[bool]


class SignInAttempt(Base):
    """Somebody who was sent to the provider and may come back once. The state itself is only in the browser."""

    __tablename__ = "sign_in_attempt"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    locale: Mapped[str] = mapped_column(String(12))
    onward: Mapped[str | None] = mapped_column(String(2000))
    again_since: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
