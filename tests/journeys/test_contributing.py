# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Contributing in a real browser, with and without scripts, on a narrow screen, and with nothing but the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from participation.contributions import service
from participation.contributions.models import Contribution, ItemStance
from participation.db import Database
from tests.support import town
from tests.support.visitor import Visitor, visiting

ITEM = f"/de/c/{town.SLUG}/items/M1.1.1/"
LIKE = "Die Post soll schon am Eingang gescannt werden, und zwar am selben Tag."
MOST_PAGES, MOST_ANSWERS = 3, 4  # from an item to the receipt, for a guest
MOST_TABS = 150


def say(database: Database, words: str) -> str:
    """Have somebody say something that is published; return its reference."""
    with database.writing() as session:
        taken = town.say(session, words, stance=None)
        service.decide(session, taken.reference, 1, "publish", None, None, "test")
    return taken.reference


def states(database: Database) -> list[str]:
    """Return the states of all contributions, in the order they came."""
    with database.reading() as session:
        return list(session.scalars(select(Contribution.state).order_by(Contribution.id)))


@pytest.mark.parametrize(
    ("backend", "width", "scripts"),
    [("sqlite", 320, True), ("sqlite", 320, False), ("postgresql", 1280, True)],
)
def test_a_guest_contributes_in_every_way(
    database: Database, server: str, browser: Browser, width: int, scripts: bool
) -> None:
    town.settle(database)
    other = say(database, LIKE)
    with visiting(browser, server, width, scripts, dark=not scripts) as guest:
        take_a_stance(guest)
        comment_on_a_paragraph(guest)
        change_it(guest)
        propose_what_others_have_said(guest, other)
        take_it_back(guest)
    assert states(database) == ["published", "submitted", "withdrawn"]
    with database.writing() as session:
        waiting = session.scalars(select(Contribution).where(Contribution.state == "submitted"))
        service.decide(session, waiting.one().reference, 2, "reject", "off_topic", "Nein.", "test")
        assert [row.stance for row in session.scalars(select(ItemStance))] == ["partly"]


def take_a_stance(guest: Visitor) -> None:
    """Say where one stands with one press; the group is asked for once."""
    guest.open(ITEM)
    guest.press(".stance__choice button[value=agree]")
    guest.page.locator("input[name=group][value=citizen]").check(force=True)
    guest.press("form.form button[type=submit]")
    assert guest.page.locator("#mine").get_attribute("data-stance") == "agree"
    guest.press(".stance__choice button[value=partly]")
    assert guest.page.locator("#mine").get_attribute("data-stance") == "partly"


def comment_on_a_paragraph(guest: Visitor) -> None:
    """Write about one paragraph; the group is known by now."""
    guest.open(ITEM)
    guest.press('a[href*="passage=2"]:not([href*="kind="])')
    assert guest.page.locator("input[name=group][value=citizen]").is_checked()
    guest.page.locator("textarea[name=text]").fill("Auch am Telefon, bitte.")
    guest.press("button[value=review]")
    guest.press("button[value=send]")
    assert guest.page.locator("#receipt-code").count() == 1


def change_it(guest: Visitor) -> None:
    """Change the words with the receipt."""
    guest.press('a[href$="/receipt/edit/"]')
    guest.page.locator("textarea[name=text]").fill("")
    guest.press("form.form button[type=submit]")
    assert guest.page.locator("#text-fault").count() == 1
    guest.page.locator("textarea[name=text]").fill("Auch am Telefon, und zwar abends.")
    guest.press("form.form button[type=submit]")
    assert "und zwar abends" in guest.text("#words ~ .contributions")


def propose_what_others_have_said(guest: Visitor, other: str) -> None:
    """Be shown what is alike at the review, support it, and send one's own too."""
    guest.open(ITEM)
    guest.press('a[href$="/contribute/"]')
    guest.page.locator("textarea[name=text]").fill(LIKE + " Das wäre gut.")
    guest.press("button[value=review]")
    assert other in guest.text("section.similar")
    guest.press("section.similar button[value=agree]")
    assert guest.page.locator("#mine").get_attribute("data-stance") == "agree"
    guest.open(f"{ITEM}contribute/?kind=proposal")
    guest.page.locator("textarea[name=text]").fill(LIKE + " Und zwar überall.")
    guest.press("button[value=review]")
    guest.press("button[value=send]")


def take_it_back(guest: Visitor) -> None:
    """Take the newest contribution back."""
    guest.press('a[href$="/receipt/withdraw/"]')
    guest.press("form.form button[type=submit]")
    assert "zurückgezogen" in guest.text("main")
    assert guest.page.locator("#words").count() == 0


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_rejection_is_contested(database: Database, server: str, browser: Browser) -> None:
    town.settle(database)
    with visiting(browser, server, 320, scripts=True) as guest:
        guest.open(ITEM)
        guest.press('a[href$="/contribute/"]')
        guest.page.locator("textarea[name=text]").fill("Kurz gesagt.")
        guest.page.locator("input[name=group][value=citizen]").check(force=True)
        guest.press("button[value=review]")
        guest.press("button[value=send]")
        with database.writing() as session:
            one = session.scalars(select(Contribution)).one()
            service.decide(session, one.reference, 1, "reject", "off_topic", "Nein.", "test")
        guest.open("/de/receipt/")
        guest.press('a[href$="/receipt/complain/"]')
        guest.page.locator("textarea[name=text]").fill("Es geht doch um die Roadmap.")
        guest.press("form.form button[type=submit]")
        assert "Es geht doch um die Roadmap." in guest.text("main")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_with_the_keyboard_alone_it_takes_three_pages_and_four_answers(
    database: Database, server: str, browser: Browser
) -> None:
    town.settle(database)
    with visiting(browser, server, 1280, scripts=True) as guest:
        guest.open(ITEM)
        pages = 0
        enter(guest, 'a[href$="/contribute/"]')
        pages += 1
        assert guest.page.locator("main [required]").count() >= 1
        required = set(
            guest.page.locator("form.form [required]").evaluate_all(
                "fields => fields.map(field => field.name)"
            )
        )
        assert len(required) <= MOST_ANSWERS
        reach(guest, "textarea[name=text]")
        guest.page.keyboard.type("Mit der Tastatur geschrieben.")
        reach(guest, "input[name=group]")
        guest.page.keyboard.press("Space")
        assert guest.page.locator("input[name=group]:checked").count() == 1
        enter(guest, "button[value=review]")
        pages += 1
        enter(guest, "button[value=send]")
        pages += 1
        assert guest.page.locator("#receipt-code").count() == 1
        assert pages <= MOST_PAGES
    assert states(database) == ["submitted"]


def reach(guest: Visitor, selector: str) -> None:
    """Press Tab until an element that fits has the focus, visibly."""
    for _press in range(MOST_TABS):
        guest.page.keyboard.press("Tab")
        if guest.page.evaluate("s => document.activeElement.matches(s)", selector):
            ring = guest.page.evaluate(
                "() => getComputedStyle(document.activeElement).outlineStyle + "
                "getComputedStyle(document.activeElement).boxShadow"
            )
            assert ring != "nonenone", f"{selector} shows no focus"
            return
    raise AssertionError(f"{selector} cannot be reached with Tab")


def enter(guest: Visitor, selector: str) -> None:
    """Reach a link or button and press it with Enter."""
    reach(guest, selector)
    with guest.page.expect_navigation():
        guest.page.keyboard.press("Enter")
    guest.check()
