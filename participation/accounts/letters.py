# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters to people with an account, or who want one."""

from __future__ import annotations

from dataclasses import dataclass, field

from participation.accounts.rules import CONFIRM_LIFE, RESET_LIFE
from participation.i18n import catalog


@dataclass(frozen=True)
class Desk:
    """Whoever writes: the site's name and address, where people may write back, what signs the links, the languages."""

    name: str
    contact: str
    base_url: str
    secret: str = field(repr=False)
    locales: tuple[str, ...] = ()

    def language(self, chosen: str | None, otherwise: str) -> str:
        """Return the language somebody has chosen if it is still offered, else another."""
        return chosen if chosen in self.locales else otherwise


@dataclass(frozen=True)
class Letter:
    """A letter without its address."""

    subject: str
    body: str


def confirm(desk: Desk, token: str, locale: str) -> Letter:
    """Ask whether somebody wants the account that was applied for with their address."""
    _ = catalog(locale).gettext
    known = {"site": desk.name, "hours": int(CONFIRM_LIFE.total_seconds() // 3600)}
    return _letter(
        _("%(site)s: confirm your account") % known,
        _("Somebody wants an account on “%(site)s” with this e-mail address.") % known,
        _("Was it you? Then open this page and confirm it within %(hours)s hours:") % known,
        f"{desk.base_url}/{locale}/register/{token}/",
        _("If it was not you, do nothing. No account is made, and your address is deleted here."),
    )


def known(desk: Desk, locale: str) -> Letter:
    """Tell the owner of an account that somebody wanted a second one with their address."""
    _ = catalog(locale).gettext
    names = {"site": desk.name}
    return _letter(
        _("%(site)s: you have an account already") % names,
        _("Somebody wants an account on “%(site)s” with this e-mail address. There is one already.")
        % names,
        _("Was it you? Sign in here:"),
        f"{desk.base_url}/{locale}/sign-in/",
        _("Password forgotten? Get a new one here:"),
        f"{desk.base_url}/{locale}/password/",
        _("If it was not you, do nothing. Nothing has changed."),
    )


def reset(desk: Desk, token: str, locale: str) -> Letter:
    """Send the way to a new password."""
    _ = catalog(locale).gettext
    names = {"site": desk.name, "minutes": int(RESET_LIFE.total_seconds() // 60)}
    return _letter(
        _("%(site)s: your new password") % names,
        _("On this page you choose a new password. The link works for %(minutes)s minutes, once:")
        % names,
        f"{desk.base_url}/{locale}/password/{token}/",
        _("If it was not you who asked for it, do nothing. Your password stays as it is."),
    )


def changed(desk: Desk, locale: str, everywhere: bool) -> Letter:
    """Tell the owner that the password is another one now; `everywhere`: no session was left."""
    _ = catalog(locale).gettext
    names = {"site": desk.name, "contact": desk.contact}
    return _letter(
        _("%(site)s: your password was changed") % names,
        _("The password of your account has been changed, and you have been signed out everywhere.")
        if everywhere
        else _("The password of your account has been changed, and every other session has ended."),
        _("If it was not you, write to %(contact)s at once.") % names,
    )


def _letter(subject: str, *lines: str) -> Letter:
    return Letter(subject, "\n\n".join(lines) + "\n")
