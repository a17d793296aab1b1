# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Somebody at a screen, in a real browser, and what people of every journey do there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page

from tests.support import browser as browsers
from tests.support import town


class Visitor:
    """Somebody at a screen; every page they come to is checked with axe and for sideways scrolling."""

    def __init__(
        self, context: BrowserContext, base: str, scripts: bool, others: tuple[str, ...] = ()
    ) -> None:
        self.page: Page = context.new_page()
        self.scripts = scripts
        self.base = base
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on(
            "request",
            lambda r: (
                r.url.startswith((base, "data:", *others))
                or self.faults.append(f"foreign: {r.url}")
            ),
        )

    def open(self, path: str) -> None:
        """Go to an address."""
        self.page.goto(self.base + path)
        self.check()

    def press(self, selector: str) -> None:
        """Press a button or link and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.check()

    def check(self) -> None:
        """Note what axe and the eye would complain about."""
        where = self.page.url.removeprefix(self.base)
        if self.scripts:  # axe is a script itself; the same pages pass it in the other runs
            self.faults += [f"{where}: {fault}" for fault in browsers.axe(self.page)]
        if browsers.overflow(self.page):
            self.faults.append(f"{where}: scrolls sideways")

    def text(self, selector: str) -> str:
        """Return the words of an element."""
        return self.page.locator(selector).first.inner_text()


@contextmanager
def visiting(
    browser: Browser,
    base: str,
    width: int,
    scripts: bool,
    dark: bool = False,
    others: tuple[str, ...] = (),
) -> Iterator[Visitor]:
    """Give a visitor with a fresh browser; at the end nothing may have been complained about.

    `others` are the sites beside ours that the visitor may be led to.
    """
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        locale="de-DE",
        bypass_csp=scripts,
        java_script_enabled=scripts,
        color_scheme="dark" if dark else "light",
        accept_downloads=True,
    )
    visitor = Visitor(context, base, scripts, others)
    try:
        yield visitor
        assert visitor.faults == []
    finally:
        context.close()


def sign_in(somebody: Visitor, email: str) -> None:
    """Sign in."""
    somebody.open("/de/sign-in/")
    somebody.page.locator("input[name=email]").fill(email)
    somebody.page.locator("input[name=password]").fill(town.PASSWORD)
    somebody.press("main button[type=submit], main button:not([type])")


def publish(moderator: Visitor, reference: str) -> None:
    """Open a contribution from the queue and publish it."""
    moderator.open("/de/moderation/")
    moderator.press(f'a[href*="{reference}"]')
    moderator.page.locator("input[name=outcome][value=publish]").check(force=True)
    moderator.press("form:has(input[name=outcome]) button[type=submit]")
    assert reference in moderator.text("main")
