# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Staff sign in with the identity provider in a real browser, under the strict policy, and sign out of both."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from participation.config import Settings
from participation.db import Database
from tests.support import identity, servers, town
from tests.support import provider as stand_in
from tests.support.provider import CONNECT, REALM, Provider
from tests.support.visitor import Visitor, visiting

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider with its own page to sign in."""
    with stand_in.providing() as running:
        yield running


@pytest.fixture
def app(settings: Settings, database: Database, provider: Provider) -> Flask:
    """The application of a town whose staff sign in with the provider."""
    return identity.made(settings, database, provider)


def go_to_provider(somebody: Visitor, provider: Provider) -> None:
    """Press the button; our page leads on by itself."""
    somebody.page.locator("form[action$='/sign-in/provider/'] button").click()
    somebody.page.wait_for_url(f"{provider.issuer}/**")


@pytest.mark.parametrize(("width", "scripts"), [(390, True), (1280, False)])
def test_staff_sign_in_see_their_group_and_sign_out_of_both(
    app: Flask,
    database: Database,
    provider: Provider,
    browser: Browser,
    width: int,
    scripts: bool,
) -> None:
    town.found(database)
    with servers.serving(app) as base:
        app.config["BASE_URL"] = base
        there = provider.issuer.removesuffix(REALM)
        # With scripts the visitor goes past the policy for axe; without them it holds for every form and redirect.
        with visiting(browser, base, width, scripts, dark=scripts, others=(there,)) as staff:
            staff.open("/de/account/")
            go_to_provider(staff, provider)
            staff.page.locator("button").click()
            staff.page.wait_for_url(f"{base}/de/account/")
            staff.check()
            shown = staff.text("main")
            assert "Town Login" in shown
            assert "Beschäftigte*r der Stadt" in shown
            staff.page.locator("main form[action$='/sign-out/'] button").click()
            staff.page.wait_for_url(f"{base}/de/")
            staff.open("/de/account/")
            assert staff.page.url == f"{base}/de/sign-in/?next=/de/account/"
    (told,) = provider.signed_out
    assert told["client_id"] == stand_in.CLIENT
    assert told["id_token_hint"].count(".") == 2


def test_staff_are_told_when_the_provider_is_down_and_can_go_on_as_guests(
    app: Flask, database: Database, provider: Provider, browser: Browser
) -> None:
    town.found(database)
    provider.instead[f"{REALM}/.well-known/openid-configuration"] = lambda handler: stand_in.send(
        handler, 500, b""
    )
    with servers.serving(app) as base, visiting(browser, base, 390, scripts=True) as staff:
        staff.open("/de/sign-in/")
        staff.press("form[action$='/sign-in/provider/'] button")
        assert "Town Login" in staff.text("h1")
        assert staff.page.locator("form[action$='/sign-in/provider/'] button").is_visible()
        staff.press("main a.kern-btn--secondary")
        assert staff.page.url == f"{base}/de/"
    assert f"{CONNECT}/token" not in provider.asked
