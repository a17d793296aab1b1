# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables of organisations and of who speaks for them."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from participation.accounts.organisation_rules import LONGEST_CLAIM, LONGEST_NAME
from participation.accounts.rules import LONGEST_EMAIL
from participation.db import Base


class Organisation(Base):
    """A body that wants to be heard as one. `group` is what it speaks for, `size` how large an enterprise it is.

    `association`: it speaks for members of its own. `proof` is for the administrator who verifies it, and `reason` is
    why one refused it. `salt` goes into what the audit trail seals.
    """

    __tablename__ = "organisation"
    __table_args__ = (Index(None, "verified_at", "refused_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    group: Mapped[str] = mapped_column("group_code", String(20))
    size: Mapped[str | None] = mapped_column(String(10))
    association: Mapped[bool]
    proof: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    refused_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(16))


class NameClaim(Base):
    """A form of a verified organisation's name. Its key decides between two that look alike."""

    __tablename__ = "name_claim"

    form: Mapped[str] = mapped_column(String(LONGEST_CLAIM), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )


class Membership(Base):
    """Somebody speaks for an organisation. `may_manage`: its members; `may_release`: its official statements."""

    __tablename__ = "membership"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    may_manage: Mapped[bool]
    may_release: Mapped[bool]
    joined_at: Mapped[datetime]


class Invitation(Base):
    """A letter asks whether somebody wants to speak for an organisation; the row goes when they say yes."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    email: Mapped[str] = mapped_column(String(LONGEST_EMAIL))
    nonce: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(16))
    invited_at: Mapped[datetime]
