# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables of the people who sign in."""

from __future__ import annotations

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.accounts.rules import LONGEST_EMAIL, LONGEST_NAME
from participation.db import Base


class Origin(StrEnum):
    """Who gave a role: somebody here, or the identity provider, which takes it away again."""

    MANUAL = "manual"
    PROVIDER = "provider"


class Account(Base):
    """Somebody who signs in. `group` is the verified group that their contributions carry, if any.

    Whoever comes from the identity provider has neither address nor password here. `locale` is the language they have
    chosen. `salt` goes into what the audit trail seals, so that nobody can guess a sealed address once the salt is gone.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(String(LONGEST_EMAIL), unique=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    group: Mapped[str | None] = mapped_column("group_code", String(20))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    locale: Mapped[str | None] = mapped_column(String(12))
    salt: Mapped[str | None] = mapped_column(String(32), default=lambda: secrets.token_hex(16))


class RoleGrant(Base):
    """A role that an account holds."""

    __tablename__ = "role_grant"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    granted_at: Mapped[datetime]
    origin: Mapped[str] = mapped_column(
        String(10), default=Origin.MANUAL, server_default=Origin.MANUAL
    )


class Registration(Base):
    """An address for which somebody wants an account. `asked_at`: the last letter to it.

    Name and password are asked of whoever confirms: what others type for an address is never its owner's account.
    """

    __tablename__ = "registration"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(LONGEST_EMAIL), unique=True)
    locale: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime]


SIGNED_IN = "_user_id"  # where in a session's data flask-login keeps who it is


class WebSession(Base):
    """A session, on the server: deleting the row ends it at once. The token itself is only in the browser.

    `account_id` is whose it is, also while they still owe the second factor and are not signed in.

    `handle` names it on its owner's page and opens nothing. `seen_at` is exact to a few minutes; `expires_at` is the
    end that no use puts off; `proved_at` is when the password was given last.
    """

    __tablename__ = "web_session"
    __table_args__ = (Index(None, "expires_at"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    handle: Mapped[str] = mapped_column(String(32), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    proved_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
