# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters that tell what happened to a second factor: whoever did not do it learns of it."""

from __future__ import annotations

from participation.accounts.letters import Desk, Letter
from participation.i18n import N_, catalog

WORDS = {
    "factor.added": N_("A second factor has been set up for your account."),
    "factor.passkey_added": N_("A passkey has been set up for your account."),
    "factor.passkey_removed": N_("A passkey of your account has been taken away."),
    "factor.removed": N_("The second factor of your account has been taken away."),
    "factor.recovery_used": N_("Somebody has signed in to your account with a recovery code."),
}


def told(desk: Desk, act: str, locale: str) -> Letter:
    """Return the letter about an act."""
    _ = catalog(locale).gettext
    known = {"site": desk.name, "contact": desk.contact}
    words = WORDS[act]
    lines = (_(words), _("If it was not you, write to %(contact)s at once.") % known)
    return Letter(
        _("%(site)s: the second factor of your account") % known, "\n\n".join(lines) + "\n"
    )
