# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters about organisations. What their people call them is not quoted: nobody writes through our letters."""

from __future__ import annotations

from participation.accounts.letters import Desk, Letter
from participation.accounts.organisation_rules import INVITATION_LIFE
from participation.i18n import catalog


def decided(desk: Desk, organisation_id: int, locale: str) -> Letter:
    """Tell whoever manages an organisation that an administrator has looked at it."""
    _ = catalog(locale).gettext
    names = {"site": desk.name}
    return _letter(
        _("%(site)s: your organisation was checked") % names,
        _("We have checked the details of your organisation. You read the result here:"),
        f"{desk.base_url}/{locale}/account/organisations/{organisation_id}/",
    )


def invited(desk: Desk, token: str, locale: str) -> Letter:
    """Ask whether somebody wants to speak for an organisation."""
    _ = catalog(locale).gettext
    known = {"site": desk.name, "days": INVITATION_LIFE.days}
    return _letter(
        _("%(site)s: an organisation invites you") % known,
        _(
            "A verified organisation on “%(site)s” asks whether you want to take part for it. On this page you see which one it is:"
        )
        % known,
        f"{desk.base_url}/{locale}/organisations/join/{token}/",
        _("The link works for %(days)s days, once. You need an account for it.") % known,
        _("If you do not want this, do nothing. Your address is deleted here then."),
    )


def _letter(subject: str, *lines: str) -> Letter:
    return Letter(subject, "\n\n".join(lines) + "\n")
