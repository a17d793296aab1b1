# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A passkey made and used in a real browser, with an authenticator that the browser plays itself."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser

from participation.db import Database
from tests.support import town
from tests.support.visitor import Visitor, sign_in, visiting

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def sign_out(somebody: Visitor) -> None:
    """Sign out on the page of the account."""
    somebody.open("/de/account/")
    somebody.press("main form[action$='/sign-out/'] button")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_somebody_makes_a_passkey_and_comes_in_with_it(
    app: Flask, database: Database, server: str, browser: Browser
) -> None:
    town.settle(database)
    base = server.replace("127.0.0.1", "localhost")
    app.config["BASE_URL"] = base
    with visiting(browser, base, 390, True) as kim:
        tools = kim.page.context.new_cdp_session(kim.page)
        tools.send("WebAuthn.enable")
        made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        sign_in(kim, town.MODERATOR)
        kim.open("/de/account/factors/passkey/")
        kim.press("form[data-passkey] button")
        assert kim.page.locator("#name-error, .faults").count() > 0, "without a name, words"
        kim.page.locator("input[name=name]").fill("Laptop im Büro")
        kim.press("form[data-passkey] button")
        assert kim.page.locator(".recovery-codes bdi").count() == 10
        kim.open("/de/account/factors/")
        assert "Laptop im Büro" in kim.text("main")
        sign_out(kim)

        kim.open("/de/sign-in/")
        kim.press("form[data-passkey] button")
        assert "/de/moderation/" in kim.page.url, "no password, no code"
        sign_out(kim)

        sign_in(kim, town.MODERATOR)
        assert "/sign-in/second/" in kim.page.url
        kim.press("form[data-passkey] button")
        assert "/de/moderation/" in kim.page.url
        sign_out(kim)

        unverified = {"authenticatorId": made["authenticatorId"], "isUserVerified": False}
        tools.send("WebAuthn.setUserVerified", unverified)
        kim.open("/de/sign-in/")
        kim.page.locator("form[data-passkey] button").click()
        kim.page.locator("[data-passkey-fault]").wait_for(state="visible")
        kim.check()
        assert kim.page.url.endswith("/de/sign-in/")
