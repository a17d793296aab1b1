# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Nothing typed is lost, and nothing is there for another person: in a real browser, with its storage looked into."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from participation.db import Database
from tests.support import browser as browsers
from tests.support import town
from tests.support.visitor import visiting

FORM = f"/de/c/{town.SLUG}/items/M1.1.1/contribute/"
PROPOSE = f"/de/c/{town.SLUG}/propose/"
WORDS = "Ein langer Text, der nicht verloren gehen darf."
TEXT = "textarea[name=text]"
BOX = "#keep-here"
REVIEW = "button[name=step][value=review]"
SEND = "button[name=step][value=send]"
FINISH = "#kiosk-finish button"
WARNING = ".kiosk__warning"

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@contextmanager
def device(browser: Browser) -> Iterator[BrowserContext]:
    """Give a browser whose pages may be closed and opened again."""
    context = browser.new_context(locale="de-DE", viewport={"width": 390, "height": 800})
    context.set_default_timeout(15_000)
    try:
        yield context
    finally:
        context.close()


def opened(context: BrowserContext, address: str) -> Page:
    """Open an address in a new page."""
    page = context.new_page()
    page.goto(address)
    return page


def press(page: Page, selector: str) -> None:
    """Press a button and wait for the page it leads to."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def stored(page: Page) -> str:
    """Return everything that this site keeps in the browser's storage."""
    return str(page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])"))


def keep(page: Page, words: str) -> None:
    """Tick the box and type."""
    page.locator(BOX).check()
    page.locator(TEXT).fill(words)


def test_what_was_typed_is_back_after_the_page_was_closed(
    database: Database, server: str, browser: Browser
) -> None:
    town.found(database)
    with device(browser) as context:
        page = opened(context, server + FORM)
        keep(page, WORDS)
        page.locator("summary").last.click()
        page.locator("input[name=title]").fill("Ein Titel")
        page.locator("input[name=email]").fill("name@example.org")
        page.locator("input[name=display_name]").fill("Ein Name")
        page.close()
        page = opened(context, server + FORM)
        expect(page.locator(TEXT)).to_have_value(WORDS)
        expect(page.locator("input[name=title]")).to_have_value("Ein Titel")
        expect(page.locator("input[name=title]")).to_be_visible()
        expect(page.locator(BOX)).to_be_checked()
        expect(page.locator("form .moved")).to_be_visible()
        assert "example.org" not in stored(page)
        assert "Ein Name" not in stored(page)
        other = opened(context, f"{server}{FORM}?passage=2")
        expect(other.locator(TEXT)).to_have_value("")
        expect(other.locator(BOX)).not_to_be_checked()


def test_the_restored_text_can_be_deleted(
    database: Database, server: str, browser: Browser
) -> None:
    town.found(database)
    with device(browser) as context:
        page = opened(context, server + FORM)
        keep(page, WORDS)
        page.close()
        page = opened(context, server + FORM)
        page.locator("form .moved button").click()
        expect(page.locator(TEXT)).to_have_value("")
        expect(page.locator(TEXT)).to_be_focused()
        expect(page.locator(BOX)).not_to_be_checked()
        assert stored(page) == "[{},{}]"


def test_sending_empties_the_storage_and_leaves_what_belongs_to_another_form(
    database: Database, server: str, browser: Browser
) -> None:
    town.found(database)
    with device(browser) as context:
        other = opened(context, server + PROPOSE)
        keep(other, "Etwas anderes, noch nicht fertig.")
        other.close()
        page = opened(context, server + FORM)
        keep(page, WORDS)
        press(page, REVIEW)
        expect(page.locator("#group-fault")).to_be_visible()
        expect(page.locator(TEXT)).to_have_value(WORDS)
        expect(page.locator(BOX)).to_be_checked()
        page.locator("input[name=group][value=citizen]").check(force=True)
        press(page, REVIEW)
        assert WORDS in stored(page)
        press(page, SEND)
        expect(page.locator("#receipt-code")).to_be_visible()
        assert WORDS not in stored(page)
        assert "Etwas anderes" in stored(page)


def test_without_the_box_ticked_nothing_is_stored(
    database: Database, server: str, browser: Browser
) -> None:
    town.found(database)
    with device(browser) as context:
        page = opened(context, server + FORM)
        page.locator(TEXT).fill(WORDS)
        page.locator("input[name=group][value=citizen]").check(force=True)
        page.clock.install()
        page.clock.run_for(2000)
        assert stored(page) == "[{},{}]"
        press(page, REVIEW)
        press(page, SEND)
        assert stored(page) == "[{},{}]"


def test_unticking_deletes_and_a_week_does_too(
    database: Database, server: str, browser: Browser
) -> None:
    town.found(database)
    with device(browser) as context:
        page = opened(context, server + FORM)
        keep(page, WORDS)
        page.locator(BOX).uncheck()
        assert stored(page) == "[{},{}]"
        page.locator(BOX).check()
        assert WORDS in stored(page)
        aged = "for (const k in {...localStorage}) localStorage[k] = localStorage[k].replace(/\\d{13}/, (t) => t - 7 * 864e5)"
        page.evaluate(aged)
        page.close()
        page = opened(context, server + PROPOSE)
        assert stored(page) == "[{},{}]"


def test_nothing_is_sent_without_a_connection_and_the_text_stays(
    database: Database, server: str, browser: Browser
) -> None:
    town.found(database)
    with device(browser) as context:
        page = opened(context, server + FORM)
        page.locator(TEXT).fill(WORDS)
        page.locator("input[name=group][value=citizen]").check(force=True)
        context.set_offline(True)
        page.locator(REVIEW).click()
        expect(page.locator("[data-offline]")).not_to_be_empty()
        expect(page.locator(TEXT)).to_have_value(WORDS)
        context.set_offline(False)
        expect(page.locator("[data-offline]")).to_be_empty()
        page.route("**/healthz", lambda route: route.abort())
        page.locator(REVIEW).click()
        expect(page.locator("[data-offline]")).not_to_be_empty()
        page.unroute("**/healthz")
        press(page, REVIEW)
        assert WORDS in page.locator("main").inner_text()
        press(page, SEND)
        expect(page.locator("#receipt-code")).to_be_visible()


def test_a_shared_device_offers_nothing_and_keeps_nothing(
    database: Database, server: str, browser: Browser
) -> None:
    town.found(database)
    with device(browser) as context:
        page = opened(context, f"{server}/de/kiosk/")
        press(page, "button[name=action][value=begin]")
        page.goto(server + FORM)
        expect(page.locator(FINISH)).to_be_visible()
        assert page.locator(BOX).count() == 0
        page.locator(TEXT).fill(WORDS)
        page.locator("input[name=group][value=citizen]").check(force=True)
        press(page, REVIEW)
        press(page, SEND)
        expect(page.locator("#receipt-code")).to_be_visible()
        press(page, FINISH)
        assert page.url == f"{server}/de/"
        assert [cookie["name"] for cookie in context.cookies()] == ["kiosk"]
        assert stored(page) == "[{},{}]"
        page.go_back()
        expect(page.locator("input[name=code]")).to_be_visible()
        page.go_forward()
        with page.expect_navigation(url=f"{server}{FORM}"):
            page.evaluate("history.go(-3)")
        expect(page.locator(TEXT)).to_have_value("")


def test_a_shared_device_asks_before_it_deletes(
    database: Database, server: str, browser: Browser
) -> None:
    town.found(database)
    with device(browser) as context:
        page = opened(context, f"{server}/de/kiosk/")
        press(page, "button[name=action][value=begin]")
        page.clock.install()
        page.goto(server + FORM)
        page.locator(TEXT).fill(WORDS)
        page.clock.fast_forward(85_000)
        expect(page.locator(WARNING)).not_to_be_visible()
        page.clock.fast_forward(10_000)
        expect(page.locator(WARNING)).to_be_visible()
        page.locator(f"{WARNING} [data-stay]").click()
        expect(page.locator(WARNING)).not_to_be_visible()
        expect(page.locator(TEXT)).to_have_value(WORDS)
        page.clock.fast_forward(95_000)
        expect(page.locator(WARNING)).to_be_visible()
        with page.expect_navigation():
            page.clock.fast_forward(30_000)
        assert page.url == f"{server}/de/"


def test_typing_in_one_window_keeps_the_other_from_deleting(
    database: Database, server: str, browser: Browser
) -> None:
    town.found(database)
    with device(browser) as context:
        page = opened(context, f"{server}/de/kiosk/")
        press(page, "button[name=action][value=begin]")
        first, second = context.new_page(), context.new_page()
        for page in (first, second):
            page.clock.install()
            page.goto(server + FORM)
        first.clock.fast_forward(95_000)
        expect(first.locator(WARNING)).to_be_visible()
        second.clock.fast_forward(2_000)
        second.locator(TEXT).press_sequentially("Noch da.")
        expect(first.locator(WARNING)).not_to_be_visible()
        press(second, FINISH)
        first.wait_for_url(f"{server}/de/")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_pages_are_sound_on_a_phone_with_and_without_scripts(
    database: Database, server: str, browser: Browser, scripts: bool
) -> None:
    town.found(database)
    with visiting(browser, server, 320, scripts) as visitor:
        visitor.open(FORM)
        if scripts:
            visitor.page.locator(BOX).check()
            visitor.page.locator(TEXT).fill(WORDS)
            visitor.open(FORM)
            assert visitor.page.locator("form .moved").count() == 1
        browsers.screenshot(visitor.page, f"keeping-form-{scripts}")
        visitor.open("/de/kiosk/")
        visitor.press("button[name=action][value=begin]")
        visitor.open(FORM)
        browsers.screenshot(visitor.page, f"keeping-kiosk-{scripts}")
        if scripts:
            visitor.page.evaluate("document.querySelector('.kiosk__warning').showModal()")
            visitor.check()
            browsers.screenshot(visitor.page, "keeping-warning")
            visitor.page.keyboard.press("Escape")
        visitor.press(FINISH)
        assert visitor.page.url.endswith("/de/")
