# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""From another wording to version 2, once, in a real browser: the author sees what it has changed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from participation.app import register_seals
from participation.audit import service as audit
from participation.db import Database
from tests.support import town
from tests.support.visitor import Visitor, publish, sign_in, visiting

ITEM = f"/de/c/{town.SLUG}/items/M1.1.1/"
DRAFT = f"/de/draft/{town.SLUG}/"
CHANGES = f"/de/evaluation/{town.SLUG}/changes/"
OLD = town.DOCUMENT.items[2].text["de"][1]
NEW = "Zweiter Absatz zu Posteingang scannen, auch für handgeschriebene Briefe."
WHY = "Viele schreiben noch mit der Hand."


@pytest.mark.parametrize(
    ("backend", "width", "scripts"),
    [("sqlite", 320, True), ("sqlite", 1280, False), ("postgresql", 1280, True)],
)
def test_a_proposed_wording_becomes_the_next_version(
    database: Database, server: str, browser: Browser, width: int, scripts: bool
) -> None:
    register_seals()
    town.settle(database)
    with visiting(browser, server, width, scripts) as citizen:
        code, reference = propose(citizen)
    with visiting(browser, server, width, scripts, dark=True) as moderator:
        sign_in(moderator, town.MODERATOR)
        moderator.open(f"/de/moderation/{reference}/")
        assert "auch für handgeschriebene Briefe" in moderator.text("main ins")
        publish(moderator, reference)
    with visiting(browser, server, width, scripts) as ciio:
        sign_in(ciio, town.ANALYST)
        rewrite(ciio)
        answer(ciio, reference)
        trace(ciio, reference)
        read_changes(ciio, reference)
    with visiting(browser, server, width, scripts, dark=True) as citizen:
        see_what_became_of_it(citizen, code)
        citizen.open(ITEM)
        assert NEW in citizen.text("main")
    with database.reading() as session:
        assert audit.verify(session).faults == ()


def propose(citizen: Visitor) -> tuple[str, str]:
    """Suggest other words for a paragraph, reached by the keyboard alone; return code and reference."""
    citizen.open(ITEM)
    link = citizen.page.locator('#p2 a[href*="counter_wording"]')
    link.focus()
    with citizen.page.expect_navigation():
        citizen.page.keyboard.press("Enter")
    citizen.check()
    words = citizen.page.locator("textarea[name=text]")
    assert words.input_value() == OLD
    words.fill(NEW)
    citizen.page.locator("textarea[name=grounds]").fill(WHY)
    citizen.page.locator("input[name=group][value=citizen]").check(force=True)
    citizen.press("button[name=step][value=review]")
    assert "auch für handgeschriebene Briefe" in citizen.text("main ins")
    citizen.press("button[name=step][value=send]")
    return "".join(citizen.text("#receipt-code").split()), citizen.text("#reference").strip()


def rewrite(ciio: Visitor) -> None:
    """Begin version 2 and take the wording over."""
    ciio.open(DRAFT)
    ciio.press('form[action$="/begin/"] button')
    ciio.open(f"{DRAFT}items/M1.1.1/")
    ciio.page.locator("textarea[name='passage-text[]']").nth(1).fill(NEW)
    ciio.press(".drafting__save button")
    assert "Gespeichert." in ciio.text("[data-saved]")
    ciio.open(f"{DRAFT}items/M1.1.1/?language=en")
    assert "Das Original hat sich seit der Übersetzung geändert." in ciio.text("main")
    ciio.open(f"{DRAFT}items/M1.1.1/paragraphs/")
    ciio.open(f"{DRAFT}items/M1.1.1/preview/")
    assert NEW in ciio.text("main")


def answer(ciio: Visitor, reference: str) -> None:
    """Answer, to be read with the next version."""
    ciio.open(f"/de/evaluation/{town.SLUG}/")
    ciio.press(f'a[href*="{reference}"]')
    ciio.page.locator("input[name=disposition][value=follow]").check(force=True)
    ciio.page.locator("textarea[name=text-de]").fill("Das übernehmen wir gern.")
    ciio.press("button[name=act][value=save]")


def trace(ciio: Visitor, reference: str) -> None:
    """Publish: refused while the change has no cause, then done."""
    ciio.open(CHANGES)
    assert "hat weder einen Beitrag" in ciio.text("main")
    assert ciio.page.locator("form:has(input[name=version])").count() == 0
    ciio.press(".traced__why a")
    ciio.page.locator(f"input[value={reference}]").check(force=True)
    ciio.page.locator("textarea[name=explanation-de]").fill("Der Vorschlag ist übernommen.")
    ciio.press(".why__save button")
    ciio.press("form:has(input[name=version]) button[type=submit]")
    assert ciio.page.url.endswith("/versions/2/changes/")


def read_changes(ciio: Visitor, reference: str) -> None:
    """Read the public page of what has changed."""
    said = ciio.text("main")
    assert "Geändert wegen 1 Beitrags" in said
    assert "Der Vorschlag ist übernommen." in said
    assert reference in said
    ciio.open(f"/de/c/{town.SLUG}/results/")


def see_what_became_of_it(citizen: Visitor, code: str) -> None:
    """Look up, with the code alone, what the wording has changed."""
    citizen.open("/de/receipt/")
    citizen.page.locator("input[name=code]").fill(code)
    citizen.press("form:has(input[name=code]) button[type=submit]")
    said = " ".join(citizen.text("main").split())
    assert "Das übernehmen wir gern." in said
    assert "Geändert in Fassung 2:" in said
    before, after = citizen.page.locator(".outcome .diff__side").all_inner_texts()
    assert OLD.removesuffix(".") in before
    assert "auch für handgeschriebene Briefe" in after
