# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Flask-Login over our sessions and accounts."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask, session
from flask_login import (
    AnonymousUserMixin,
    LoginManager,
    UserMixin,
    current_user,
    login_user,
    logout_user,
)

from participation.accounts.queries import Person
from participation.accounts.sessions import ServerSessions, current
from participation.config import Settings
from participation.web import unit

CSRF_KEY = "csrf_token"


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
    sessions = ServerSessions(settings.secure_cookies)
    app.session_interface = sessions
    unit.before_commit(app, sessions.persist)
    manager = LoginManager()
    manager.session_protection = None  # it would keep a hash of address and browser
    manager.anonymous_user = Guest
    manager.user_loader(_load)
    manager.init_app(app, add_context_processor=False)
    app.context_processor(_me)


def _me() -> dict[str, Any]:
    """Give templates `me`: whoever is signed in, or None."""
    return {"me": current_user if current_user.is_authenticated else None}


def begin(who: Person) -> None:
    """Start a fresh session for somebody; whatever session there was ends."""
    current().begin()
    session[CSRF_KEY] = secrets.token_hex(20)
    login_user(SignedIn(who))


def end() -> None:
    """End the session, here and on the server."""
    logout_user()
    session.clear()


def _load(account_id: str) -> SignedIn | None:
    who = current().who
    return SignedIn(who) if who and str(who.account_id) == account_id else None
