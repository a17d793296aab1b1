# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters to accounts: in the language their owner has chosen, and only where an address is known."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from participation.accounts.letters import Desk, Letter
from participation.accounts.models import Account
from participation.i18n import AUTHORITATIVE
from participation.mail import service as mail


def post(session: Session, account: Account, desk: Desk, write: Callable[[str], Letter]) -> None:
    """Post what `write` makes for a language. The identity provider's people have no address here: they get nothing."""
    if account.email is None:
        return
    locale = desk.language(account.locale, AUTHORITATIVE)
    letter = write(locale)
    mail.post(session, account.email, letter.subject, letter.body, locale)
