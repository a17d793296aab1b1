# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The door to the identity provider: what a browser's session knows of it, and the pages that lead there and back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final, cast

from flask import Flask, Response, abort, current_app, render_template, session, url_for

from participation import clock
from participation.accounts import oidc_rules, oidc_service, rules
from participation.accounts import sign_in as door
from participation.accounts.oidc import Arrival, Provider
from participation.accounts.oidc_models import SignInAttempt
from participation.accounts.oidc_rules import Given
from participation.accounts.oidc_service import DATA
from participation.accounts.queries import Person
from participation.config import PREFIX, Settings, SettingsError
from participation.web import unit
from participation.web.cache import never_kept

EXTENSION: Final = "participation.identity_provider"
ATTEMPTS: Final = "provider_attempts"
MOST_ATTEMPTS = 5  # tabs in which somebody began to sign in


def install(app: Flask, settings: Settings, groups: Collection[str]) -> None:
    """Set the provider up, if there is one. Raises `SettingsError` for a map of groups that cannot be read."""
    found = None
    if settings.oidc is not None:
        try:
            entries = oidc_rules.read_map(settings.oidc.group_map, groups, rules.ROLES)
        except oidc_rules.MapError as error:
            named = [f"{PREFIX}OIDC_GROUP_MAP: {fault}" for fault in error.faults]
            raise SettingsError(named) from error
        found = Provider(settings.oidc, entries, settings.secret_key, settings.production)
    app.extensions[EXTENSION] = found
    app.jinja_env.globals["identity_provider"] = found.name if found else ""


def provider() -> Provider:
    """Return the identity provider; without one its pages do not exist (404)."""
    return cast(Provider, current_app.extensions[EXTENSION] or abort(404))


def secret() -> str:
    """Return what keys everything we keep of the provider's people."""
    return cast(str, current_app.config["SECRET_KEY"])


def back() -> str:
    """Return the address the provider sends people back to: one for all languages, as it is registered there."""
    return _here("provider.callback")


def remember(state: str) -> None:
    """Bind an attempt to this browser."""
    session[ATTEMPTS] = [*session.get(ATTEMPTS, []), oidc_service.state_key(state)][-MOST_ATTEMPTS:]


def taken(state: str) -> SignInAttempt | None:
    """Take this browser's attempt with this state; None for another browser's, a used and an old one.

    In a transaction of its own: it is used up whatever comes of it, and before the provider is asked.
    """
    if not state or oidc_service.state_key(state) not in session.get(ATTEMPTS, []):
        return None
    with unit.database().writing() as database:
        return oidc_service.take_attempt(database, state)


def admitted(arrival: Arrival, given: Given | None) -> Person | None:
    """Bring the account of whoever arrived up to date and return them; None if they may not come in.

    In a transaction of its own: what the provider takes away is gone even if nobody is let in.
    """
    at = provider()
    key = oidc_service.Key(at.settings.issuer, arrival.subject)
    name = oidc_rules.display_name(arrival.claims)
    with unit.database().writing() as database:
        return oidc_service.admit(database, secret(), key, given, name)


def needs_own_factor(who: Person, arrival: Arrival) -> bool:
    """Say whether somebody must show a second factor of ours: their provider vouched for none."""
    privileged = bool(who.permissions - {rules.Permission.OWN_ACCOUNT})
    strong = oidc_rules.strong(arrival.claims, provider().settings.acr)
    production = current_app.config["MODE"] == "production"
    return oidc_rules.needs_own_factor(production, privileged, strong)


def begin(who: Person, arrival: Arrival, given: Given, factor: bool) -> None:
    """Start a session for somebody the provider has signed in; `factor`: nothing more is asked for."""
    from participation.accounts import oidc_tokens  # only who comes this way needs it

    sid = arrival.claims.get("sid")
    kept: dict[str, Any] = {
        "began": clock.now().isoformat(),
        "sid": oidc_service.keyed(secret(), "sid", sid) if isinstance(sid, str) else None,
        "end": arrival.end_session,
        "token": None,
    }
    if oidc_rules.may_be_kept(arrival.token, arrival.claims, given):
        kept["token"] = oidc_tokens.locked(secret(), arrival.token)
    door.begin(who, factor=factor)
    session[DATA] = kept


def way_out() -> str | None:
    """Return where this session's person signs out at the provider; None if they did not come from there."""
    kept = session.get(DATA)
    if not kept or not kept["end"] or current_app.extensions[EXTENSION] is None:
        return None
    token = None
    if kept["token"]:
        from participation.accounts import oidc_tokens

        token = oidc_tokens.unlocked(secret(), kept["token"])
    return provider().way_out(kept["end"], token, _here("web.start"))


def led(onward: str) -> Response:
    """Return a page that leads to the provider.

    A page and no redirect: browsers hold what a form leads to against the form's own policy, which names this site only.
    """
    return never_kept(render_template("accounts/oidc_leaving.html", onward=onward, ended=False))


def led_out(onward: str) -> Response:
    """Return the page for whoever has signed out here and now does so at the provider."""
    return never_kept(render_template("accounts/oidc_leaving.html", onward=onward, ended=True))


def _here(endpoint: str) -> str:
    return str(current_app.config["BASE_URL"]) + url_for(endpoint)
