# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the audit trail seals of an account: who may do what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import Account, RoleGrant
from participation.accounts.oidc_models import ProviderIdentity

KIND = "account"


def subject(account_id: int) -> str:
    """Return how the trail names an account."""
    return f"{KIND}/{account_id}"


def of(session: Session, account: Account) -> dict[str, Any]:
    """Return the sealed form of an account. Its password is not part of it: it changes without privileges."""
    roles = session.scalars(select(RoleGrant.role).where(RoleGrant.account_id == account.id))
    sealed = {
        "email": account.email,
        "group": account.group,
        "roles": sorted(roles),
        "disabled": account.disabled_at is not None,
    }
    if account.salt:  # none in accounts from before there was one
        sealed["salt"] = account.salt
    identity = session.get(ProviderIdentity, account.id)
    if identity is not None:
        sealed["provider"] = [identity.issuer, identity.subject_hash]
    return sealed


def read(session: Session) -> Iterator[tuple[str, object]]:
    """Yield (subject, sealed form) of every account."""
    for account in session.scalars(select(Account).order_by(Account.id)):
        yield subject(account.id), of(session, account)
