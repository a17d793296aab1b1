# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Following in a real browser: from the item to the mailbox, back to the site, and out of it again."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from participation import clock
from participation.config import Settings
from participation.contributions import service
from participation.db import Database
from participation.following import telling
from participation.following.models import Follower
from tests.support import town
from tests.support.letterbox import LetterBox, link, words
from tests.support.visitor import Visitor, visiting

ITEM = f"/de/c/{town.SLUG}/items/M1.1.1/"
KIM = "kim@example.org"


@pytest.mark.parametrize(
    ("backend", "width", "scripts"),
    [("sqlite", 320, True), ("sqlite", 320, False), ("postgresql", 1280, True)],
)
def test_a_reader_follows_an_item_hears_of_it_and_ends_it(
    database: Database,
    settings: Settings,
    server: str,
    browser: Browser,
    width: int,
    scripts: bool,
) -> None:
    town.settle(database)
    mailbox = LetterBox(database, settings)
    with visiting(browser, server, width, scripts, dark=not scripts) as reader:
        ask_for_letters(reader)
        (question,) = mailbox.empty()
        begin_them(reader, link(question, "confirm"))
        digest = next_morning(database, mailbox)
        end_them(reader, link(digest, "stop"))
    with database.reading() as session:
        assert session.scalars(select(Follower)).all() == []


def ask_for_letters(reader: Visitor) -> None:
    """Find the way from the item, mistype the address, and mend it."""
    reader.open(ITEM)
    reader.press('a[href$="/items/M1.1.1/follow/"]')
    reader.page.locator("input[name=email]").fill("kim at example.org")
    reader.press("form.form button[type=submit]")
    assert reader.page.locator("#email-fault").count() == 1
    assert reader.page.locator("input[name=email]").input_value() == "kim at example.org"
    reader.page.locator("input[name=email]").fill(KIM)
    reader.press("form.form button[type=submit]")
    assert "bestätigen" in reader.text("h1")


def begin_them(reader: Visitor, address: str) -> None:
    """Confirm with the link in the letter, and write in English from now on."""
    reader.open(address)
    assert "M1.1.1" in reader.text("form.form")
    reader.press("form.form button[type=submit]")
    assert "bestätigt" in reader.text("[role=status]")
    reader.page.locator("select[name=language]").select_option("en")
    reader.press("button[value=language]")
    assert "gespeichert" in reader.text("[role=status]")


def next_morning(database: Database, mailbox: LetterBox) -> EmailMessage:
    """Have something said and published, and the digest come."""
    with database.writing() as session:
        taken = town.say(session)
        service.decide(session, taken.reference, 1, "publish", None, None, "test")
    clock.fix(clock.now() + timedelta(days=1))
    with database.writing() as session:
        telling.want_digests(session)
    (digest,) = mailbox.empty()
    assert "1 new contribution" in words(digest)
    return digest


def end_them(reader: Visitor, address: str) -> None:
    """End the letters with the link in the letter."""
    reader.open(address)
    reader.press("form.form button[type=submit]")
    assert "ended" in reader.text("h1")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_following_works_with_the_keyboard_alone(
    database: Database, settings: Settings, server: str, browser: Browser
) -> None:
    town.settle(database)
    mailbox = LetterBox(database, settings)
    with visiting(browser, server, 320, scripts=True) as reader:
        reader.open(f"{ITEM}follow/")
        tab_to(reader, "input[name=email]")
        reader.page.keyboard.type(KIM)
        with reader.page.expect_navigation():
            reader.page.keyboard.press("Enter")
        (question,) = mailbox.empty()
        reader.open(link(question, "confirm"))
        tab_to(reader, "form.form button[type=submit]")
        with reader.page.expect_navigation():
            reader.page.keyboard.press("Space")
        reader.check()
        assert reader.page.locator("[role=status]").count() == 1


def tab_to(reader: Visitor, selector: str) -> None:
    """Press the tabulator until an element has the focus."""
    for _press in range(100):
        reader.page.keyboard.press("Tab")
        if reader.page.locator(selector).first.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError(f"{selector} cannot be reached")
