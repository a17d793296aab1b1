# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters about roles, disabled accounts and wishes to read the audit trail. They quote no reason: mail is read by many."""

from __future__ import annotations

from participation.accounts.administration_words import ROLES
from participation.accounts.letters import Desk, Letter
from participation.i18n import catalog


def role_given(desk: Desk, role: str, locale: str) -> Letter:
    """Tell somebody that they hold another role."""
    _ = catalog(locale).gettext
    known = {"site": desk.name, "role": _(ROLES[role]), "contact": desk.contact}
    return _letter(
        _("%(site)s: you have another role") % known,
        _("Your account now holds the role “%(role)s”.") % known,
        _("You find what it opens after signing in: %(url)s")
        % {"url": f"{desk.base_url}/{locale}/account/"},
        _("If you did not expect this, write to %(contact)s.") % known,
    )


def role_taken(desk: Desk, role: str, locale: str) -> Letter:
    """Tell somebody that a role was taken away."""
    _ = catalog(locale).gettext
    known = {"site": desk.name, "role": _(ROLES[role]), "contact": desk.contact}
    return _letter(
        _("%(site)s: a role was taken away") % known,
        _("Your account no longer holds the role “%(role)s”.") % known,
        _("If you did not expect this, write to %(contact)s.") % known,
    )


def disabled(desk: Desk, locale: str) -> Letter:
    """Tell somebody that their account is disabled."""
    _ = catalog(locale).gettext
    known = {"site": desk.name, "contact": desk.contact}
    return _letter(
        _("%(site)s: your account is disabled") % known,
        _("Your account has been disabled. Nobody can sign in to it, and what you sent stays."),
        _("If you have questions, write to %(contact)s.") % known,
    )


def enabled(desk: Desk, locale: str) -> Letter:
    """Tell somebody that their account can be used again."""
    _ = catalog(locale).gettext
    known = {"site": desk.name, "contact": desk.contact}
    return _letter(
        _("%(site)s: your account can be used again") % known,
        _("Your account is no longer disabled. You can sign in as before."),
        _("If you have questions, write to %(contact)s.") % known,
    )


def approval_wanted(desk: Desk, locale: str) -> Letter:
    """Ask somebody to look at what waits for a second person."""
    _ = catalog(locale).gettext
    names = {"site": desk.name}
    return _letter(
        _("%(site)s: your approval is asked for") % names,
        _("Something needs the approval of a second person. Please read it and decide:"),
        f"{desk.base_url}/{locale}/approvals/",
    )


def reading_decided(desk: Desk, request_id: int, locale: str) -> Letter:
    """Tell an auditor that somebody has decided."""
    _ = catalog(locale).gettext
    names = {"site": desk.name}
    return _letter(
        _("%(site)s: your request was decided") % names,
        _("Your request to read the audit trail has been decided:"),
        f"{desk.base_url}/{locale}/audit/{request_id}/",
    )


def _letter(subject: str, *lines: str) -> Letter:
    return Letter(subject, "\n\n".join(lines) + "\n")
