# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""An account from the first letter to its end, and rights that take two people, in a real browser."""

from __future__ import annotations

import pyotp
import pytest
from playwright.sync_api import Browser

from participation import clock
from participation.accounts.rules import Role
from participation.config import Settings
from participation.db import Database
from tests.support import rights, town
from tests.support.letterbox import LetterBox
from tests.support.people import BETTER, GOOD, KIM, link
from tests.support.visitor import Visitor, sign_in, visiting

FORM = "main form.form button[type=submit]"


def enter(somebody: Visitor, password: str) -> None:
    """Give address and password at the door."""
    somebody.open("/de/sign-in/")
    somebody.page.locator("input[name=email]").fill(KIM)
    somebody.page.locator("input[name=password]").fill(password)
    somebody.press("main button[type=submit]")


def leave(somebody: Visitor) -> None:
    """Sign out on the page of the account."""
    somebody.open("/de/account/")
    somebody.press("main form[action$='/sign-out/'] button")


@pytest.mark.parametrize(
    ("backend", "width", "scripts"), [("sqlite", 320, True), ("postgresql", 1280, False)]
)
def test_an_account_is_made_guarded_and_closed(
    database: Database,
    settings: Settings,
    server: str,
    browser: Browser,
    width: int,
    scripts: bool,
) -> None:
    town.found(database)
    mailbox = LetterBox(database, settings)
    with visiting(browser, server, width, scripts) as kim:
        kim.open("/de/register/")
        kim.page.locator("input[name=email]").fill(KIM)
        kim.press(FORM)
        (letter,) = mailbox.empty()
        kim.open(link(letter))
        kim.page.locator("input[name=name]").fill("Kim")
        kim.page.locator("input[name=password]").fill("passwort1234")
        kim.press(FORM)
        assert kim.page.locator("input[name=name]").input_value() == "Kim", "kept; the password not"
        kim.page.locator("input[name=password]").fill(GOOD)
        kim.press(FORM)
        enter(kim, GOOD)
        assert KIM in kim.text("main")

        kim.open("/de/account/factors/")
        kim.press("main button[value=begin]")
        key = kim.text("#totp-key").replace(" ", "")
        kim.page.locator("input[name=code]").fill(pyotp.TOTP(key).at(clock.now()))
        kim.press(FORM)
        recovery = kim.page.locator(".recovery-codes bdi").all_inner_texts()
        assert len(recovery) == 10
        leave(kim)

        kim.open("/de/password/")
        kim.page.locator("input[name=email]").fill(KIM)
        kim.press(FORM)
        letters = mailbox.empty()
        kim.open(link(letters[-1]))
        kim.page.locator("input[name=password]").fill(BETTER)
        kim.press(FORM)
        enter(kim, BETTER)
        assert kim.page.locator("input[name=code]").count() == 1, "a reset keeps the second factor"
        kim.page.locator("input[name=code]").fill(recovery[0])
        kim.press("main form button[type=submit]")
        kim.open("/de/account/")
        assert KIM in kim.text("main")

        kim.press("main a[href$='/account/close/']")
        kim.page.locator("input[name=present]").fill(BETTER)
        kim.press(FORM)
        enter(kim, BETTER)
        assert kim.page.locator("input[name=password]").count() == 1, "nobody is there any more"


@pytest.mark.parametrize(
    ("backend", "width", "scripts"), [("sqlite", 390, True), ("sqlite", 1280, False)]
)
def test_a_role_and_the_audit_trail_take_two_people(
    database: Database, server: str, browser: Browser, width: int, scripts: bool
) -> None:
    town.found(database)
    them = rights.people(
        database, admin=Role.ADMINISTRATOR, council=Role.COUNCIL_OFFICER, lea=Role.PARTICIPANT
    )
    with (
        visiting(browser, server, width, scripts) as admin,
        visiting(browser, server, width, scripts) as council,
        visiting(browser, server, width, scripts) as lea,
    ):
        sign_in(admin, "admin@example.org")
        sign_in(council, "council@example.org")
        sign_in(lea, "lea@example.org")
        admin.open(f"/de/admin/user_accounts/{them['lea']}/")
        admin.press("main a[href$='/grant/']")
        admin.page.locator("input[name=role][value=auditor]").check()
        admin.page.locator("textarea[name=reason]").fill("Vertretung im Rechnungsprüfungsamt.")
        admin.press("form.rights__form button[type=submit]")
        lea.open("/de/account/")
        assert lea.page.goto(f"{server}/de/audit/").status == 403, "it waits for a second person"

        council.open("/de/approvals/")
        council.press("main a[href*='/approvals/roles/']")
        council.page.locator("input[value=accept]").check()
        council.press("main form button[type=submit]")
        lea.open("/de/audit/ask/")
        lea.page.locator("textarea[name=reason]").fill("Eine Beschwerde.")
        lea.page.locator("input[value=accounts]").check()
        today = clock.berlin_date(clock.now()).isoformat()
        lea.page.locator("input[name=first]").fill(today)
        lea.page.locator("input[name=last]").fill(today)
        lea.press("form.rights__form button[type=submit]")

        council.open("/de/approvals/")
        council.press("main a[href*='/approvals/reading/']")
        council.page.locator("input[value=accept]").check()
        council.press("main form button[type=submit]")
        lea.open("/de/audit/1/")
        lea.press("form[action$='/open/'] button")
        assert "Rolle gegeben" in lea.text("main")
        council.open("/de/approvals/reading/1/")
        council.press("form[action$='/end/'] button")
        lea.open("/de/audit/1/")
        assert "Rolle gegeben" not in lea.text("main")
