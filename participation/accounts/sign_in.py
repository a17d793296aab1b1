# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Flask-Login over our sessions and accounts."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Flask, current_app, session, url_for
from flask_login import (
    AnonymousUserMixin,
    LoginManager,
    UserMixin,
    current_user,
    login_user,
    logout_user,
)

from participation import clock
from participation.accounts import factor_rules, rules, sessions
from participation.accounts.queries import Person
from participation.accounts.sessions import WAITING, ServerSessions, current
from participation.config import Settings
from participation.web import unit
from participation.web.locale import page_locale

CSRF_KEY = "csrf_token"
FACTOR = "factor"  # set in a session whose owner has proved a second factor
REQUIRED = "REQUIRE_FACTOR"


@dataclass(frozen=True)
class Waiting:
    """Somebody between the password and the second factor, and where they want to go."""

    account_id: int
    onward: str | None


class Guest(AnonymousUserMixin):
    """Somebody who has not signed in: may nothing that is not public."""

    label = "guest"
    group = None

    def may(self, permission: str) -> bool:
        """Say no."""
        return False


class SignedIn(UserMixin):
    """A person, as Flask-Login wants them."""

    def __init__(self, who: Person) -> None:
        self.person = who
        self.id = str(who.account_id)
        self.name, self.email, self.group, self.label = who.name, who.email, who.group, who.label

    def may(self, permission: str) -> bool:
        """Say whether this person holds a permission."""
        return self.person.may(permission)


def install(app: Flask, settings: Settings) -> None:
    """Load who is signed in at each request: a revoked role or a disabled account holds at once."""
    app.config[REQUIRED] = settings.production
    interface = ServerSessions(settings.secure_cookies)
    app.session_interface = interface
    unit.before_commit(app, interface.persist)
    manager = LoginManager()
    manager.session_protection = None  # it would keep a hash of address and browser
    manager.anonymous_user = Guest
    manager.user_loader(_load)
    manager.init_app(app, add_context_processor=False)
    app.context_processor(_me)


def _me() -> dict[str, Any]:
    """Give templates `me`: whoever is signed in, or None."""
    return {"me": current_user if current_user.is_authenticated else None}


def begin(who: Person, factor: bool = False) -> None:
    """Start a fresh session for somebody; whatever session there was ends. `factor`: they have proved a second one."""
    current().begin()
    session[CSRF_KEY] = secrets.token_hex(20)
    if factor:
        session[FACTOR] = True
    login_user(SignedIn(who))


def hold(who: Person, onward: str | None) -> None:
    """Keep in a fresh session who has given the right password, until the second factor comes."""
    current().begin()
    session[WAITING] = {
        "account": who.account_id,
        "at": clock.now().isoformat(),
        "next": onward or "",
    }


def waiting() -> Waiting | None:
    """Return who has given the password a short while ago and still owes the second factor."""
    held = session.get(WAITING)
    if not held:
        return None
    late = clock.now() - datetime.fromisoformat(held["at"]) >= factor_rules.PENDING
    return None if late else Waiting(held["account"], held["next"] or None)


def owing() -> Waiting | None:
    """Return who is signed in and may not use their rights before they have proved a second factor."""
    who = current().who
    if who is None or session.get(FACTOR) or not must_have(who):
        return None
    return Waiting(who.account_id, None)


def must_have(who: Person) -> bool:
    """Say whether somebody may use their rights with a second factor only: in production, whoever has any."""
    return bool(current_app.config[REQUIRED]) and rules.privileged(who.permissions)


def proved_lately() -> bool:
    """Say whether whoever is signed in gave their password a short while ago."""
    return sessions.fresh(clock.now())


def home(who: Person) -> str:
    """Return the address at which somebody's work begins, in the language they have chosen."""
    chosen = who.locale if who.locale in current_app.config["LOCALES"] else page_locale()
    if who.may(rules.Permission.MODERATE):
        return url_for("moderation.queue", locale=chosen)
    if who.may(rules.Permission.SEE_INSIGHT):
        return url_for("insight.overview", locale=chosen)
    if who.may(rules.Permission.READ_AUDIT):
        return url_for("audit.requests", locale=chosen)
    if who.may(rules.Permission.RUN_CONSULTATIONS):
        return url_for("consultations.index", locale=chosen)
    if who.may(rules.Permission.APPROVE):
        return url_for("approvals.waiting", locale=chosen)
    return url_for("account.account", locale=chosen)


def end() -> None:
    """End the session, here and on the server."""
    logout_user()
    session.clear()


def _load(account_id: str) -> SignedIn | None:
    who = current().who
    if who is None or str(who.account_id) != account_id:
        return None
    if must_have(who) and not session.get(FACTOR):
        who = replace(who, permissions=rules.permissions_of(()))
    return SignedIn(who)
