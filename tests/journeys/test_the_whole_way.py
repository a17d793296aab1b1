# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The whole way, once, in a real browser: from an item on a phone to the CIIO's export."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from participation.app import register_seals
from participation.audit import service as audit
from participation.contributions import stance_import
from participation.contributions.rules import Group
from participation.db import Database
from participation.roadmap import queries as roadmap
from tests.support import town
from tests.support.visitor import Visitor, publish, sign_in, visiting

WORDS = "Auch telefonisch, bitte. Meine Nachbarin ist 81."
WHY = "Der Text wirbt für ein Produkt."
ITEM = f"/c/{town.SLUG}/items/M1.1.1/"
WIDTHS = {"phone": 320, "desk": 1280}


def crowd(database: Database) -> None:
    """Let thirty people take a stance, so that figures can be shown."""
    rows = [
        {"voter": f"v{n}", "group": group, "target": "M1.1.1", "stance": stance}
        for n, (group, stance) in enumerate(
            [(Group.CITIZEN, "agree")] * 12
            + [(Group.CITIZEN, "disagree")] * 8
            + [(Group.STAFF, "agree")] * 9
            + [(Group.BUSINESS, "partly")] * 2
        )
    ]
    with database.writing() as session:
        about = roadmap.consultation(session, town.SLUG)
        assert about is not None
        checked = stance_import.check(session, about, enumerate(rows, start=1))
        stance_import.take_in(session, about, checked, "test")


@pytest.mark.parametrize(
    ("backend", "screen", "scripts"),
    [
        ("sqlite", "phone", True),
        ("sqlite", "desk", False),
        ("postgresql", "desk", True),
    ],
)
def test_from_a_comment_to_the_export(
    database: Database,
    server: str,
    browser: Browser,
    tmp_path: Path,
    screen: str,
    scripts: bool,
) -> None:
    register_seals()
    town.settle(database)
    crowd(database)
    width = WIDTHS[screen]
    with visiting(browser, server, width, scripts) as citizen:
        good = comment(citizen, WORDS)
        bad = comment(citizen, "Kaufen Sie jetzt den Superscanner!")
        assert citizen.text("main").count("Superscanner") == 1
    with visiting(browser, server, width, scripts, dark=True) as moderator:
        sign_in(moderator, town.MODERATOR)
        publish(moderator, good[1])
        reject(moderator, bad[1])
    with visiting(browser, server, width, scripts) as citizen:
        see_outcome(citizen, *bad)
        citizen.open(f"/de{ITEM}")
        assert WORDS in citizen.text("main")
        assert "Superscanner" not in citizen.text("main")
        citizen.open(f"/en{ITEM}")
        assert WORDS in citizen.text("main")
    with visiting(browser, server, width, scripts, dark=screen == "phone") as ciio:
        sign_in(ciio, town.ANALYST)
        look_at_figures(ciio, tmp_path)
    with database.reading() as session:
        assert audit.verify(session).faults == ()


def comment(citizen: Visitor, words: str) -> tuple[str, str]:
    """Comment on an item as a guest; return receipt code and reference."""
    citizen.open("/de/")
    citizen.press(f'a[href="/de/c/{town.SLUG}/"]')
    citizen.open(f"/de{ITEM}")
    citizen.press('a[href*="/contribute/"]')
    citizen.page.locator("textarea[name=text]").fill(words)
    citizen.page.locator("input[name=concern][value=accessibility]").check(force=True)
    citizen.page.locator("input[name=stance][value=agree]").check(force=True)
    asked = citizen.page.locator("input[name=group]:checked").count() == 0
    citizen.press("button[name=step][value=review]")
    if asked:
        assert citizen.page.locator("#group-fault").count() == 1, "no group was chosen"
        assert citizen.page.locator("textarea[name=text]").input_value() == words
        citizen.page.locator("input[name=group][value=citizen]").check(force=True)
        citizen.press("button[name=step][value=review]")
    assert words in citizen.text("main")
    citizen.press("button[name=step][value=send]")
    code = "".join(citizen.text("#receipt-code").split())
    return code, citizen.text("#reference").strip()


def reject(moderator: Visitor, reference: str) -> None:
    """Reject a contribution: first without an explanation, which is refused, then with one."""
    moderator.open(f"/de/moderation/{reference}/")
    moderator.page.locator("input[name=outcome][value=reject]").check(force=True)
    moderator.page.locator("select[name=reason]").select_option("advertising")
    moderator.press("form:has(input[name=outcome]) button[type=submit]")
    assert moderator.page.locator("select[name=reason]").input_value() == "advertising"
    moderator.page.locator("textarea[name=explanation]").fill(WHY)
    moderator.press("form:has(input[name=outcome]) button[type=submit]")


def see_outcome(citizen: Visitor, code: str, reference: str) -> None:
    """Look up, with the code alone, what became of a contribution."""
    citizen.open("/de/receipt/")
    citizen.page.locator("input[name=code]").fill(code)
    citizen.press("form:has(input[name=code]) button[type=submit]")
    said = citizen.text("main")
    assert reference in said
    assert "Nicht veröffentlicht" in said
    assert WHY in said


def look_at_figures(ciio: Visitor, folder: Path) -> None:
    """See the figures with small numbers withheld, and take them out in all formats."""
    ciio.open(f"/de/insight/{town.SLUG}/")
    assert ciio.page.locator("main table").count() > 0
    files = {}
    for what in ("contributions", "aggregate"):
        for form in ("csv", "xlsx", "json"):
            with ciio.page.expect_download() as download:
                ciio.page.locator(f'a[href$="/exports/{what}.{form}"]').first.click()
            target = folder / f"{what}.{form}"
            download.value.save_as(target)
            files[what, form] = target.read_bytes()
    rows = list(
        csv.DictReader(
            io.StringIO(files["contributions", "csv"].decode("utf-8-sig")), delimiter=";"
        )
    )
    assert [row["text"] for row in rows] == [WORDS]
    assert files["contributions", "xlsx"].startswith(b"PK")
    figures = json.loads(files["aggregate", "json"])
    item = next(i for i in figures["items"] if i["key"] == "M1.1.1")
    assert item["stances"]["citizen"] == {"agree": 13, "partly": 0, "disagree": 8, "none": 0}
    assert item["stances"]["business"] is None, "two businesses are too few to be told"
    assert item["contributions"]["citizen"] is None, "one contribution is too few to be told"
