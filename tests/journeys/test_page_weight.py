# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a first visit costs over a slow line, as a real browser counts it: every byte of bodies and headers."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import Browser

from participation.contributions import service
from participation.db import Database
from participation.web import assets
from tests.support import town, tree
from tools import trim_css

ITEM = f"/de/c/{town.SLUG}/items/M1.1.1/"
MOST = 60_000  # bytes, fonts aside: 60 kB are twelve seconds at 40 kbit/s
SENTENCES = (
    "Der Posteingang im Bürgerbüro Süd wird heute noch von Hand sortiert.",
    "Wer berufstätig ist, kommt vormittags nicht zum Amt; bitte auch abends öffnen.",
    "Ältere Menschen brauchen weiterhin einen Schalter, an dem jemand zuhört.",
    "Der Termin im Juni ist aus unserer Sicht nicht zu halten, weil Personal fehlt.",
    "Als kleiner Betrieb stellen wir im Jahr etwa vierzig Anträge, alle auf Papier.",
    "Die Kosten sollten offen genannt werden, auch die für Wartung und Schulung.",
    "Bitte prüfen Sie, ob die Software mit Vorleseprogrammen bedient werden kann.",
)
GROUPS = ("citizen", "business", "association", "institution")
CONCERNS = ("cost", "accessibility", "deadline_unrealistic", "support", "other")


def discussed(database: Database) -> None:
    """Have twenty people say different things of some length about one item, all published."""
    town.found(database)
    with database.writing() as session:
        for n in range(20):
            words = " ".join(
                SENTENCES[(n * 3 + step) % len(SENTENCES)] for step in range(2 + n % 4)
            )
            taken = town.say(
                session,
                f"{words}\n\nDas ist Gedanke Nummer {n}.",
                submission=f"a-key-that-is-long-enough-{n}",
                group=GROUPS[n % len(GROUPS)],
                concern=CONCERNS[n % len(CONCERNS)],
                title=f"Vorschlag {n}" if n % 3 else None,
                organisation=f"Verein {n}" if n % 5 == 0 else None,
            )
            service.decide(session, taken.reference, 1, "publish", None, None, "account/1")


def weigh(browser: Browser, address: str) -> Counter[str]:
    """Open an address in a fresh browser; return the bytes that came over the wire, by kind of file."""
    context = browser.new_context(locale="de-DE", viewport={"width": 390, "height": 800})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    weights: Counter[str] = Counter()

    def begun(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def ended(event: dict[str, Any]) -> None:
        weights[kinds[event["requestId"]]] += int(event["encodedDataLength"])

    wire.on("Network.responseReceived", begun)
    wire.on("Network.loadingFinished", ended)
    wire.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    context.close()
    return weights


@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_item_with_twenty_contributions_is_light(
    database: Database, server: str, browser: Browser
) -> None:
    discussed(database)
    for _visit in ("first of all, then kept", "kept"):
        weights = weigh(browser, server + ITEM)
        assert {"Document", "Stylesheet"} <= weights.keys()
        assert sum(weights.values()) - weights["Font"] <= MOST, dict(weights)


def test_the_trimmed_design_system_has_everything_that_pages_name() -> None:
    original = tree.ROOT / "node_modules/@kern-ux/native/dist/kern.min.css"
    there = assets.locate("vendor/kern/kern.css").read_text("utf-8")
    sources = tree.sources(".html", ".js", ".css")
    named = set(re.findall(r"\bkern-[a-z0-9_-]+", "\n".join(sources.values())))
    known = set(re.findall(r"\.(kern-[\w-]+)", original.read_text("utf-8")))
    assert {name for name in named & known if not trim_css.keeps(name)} == set()
    kept = set(re.findall(r"\.(kern-[\w-]+)", there))
    assert (named & known) - kept == set()
    declared = set(re.findall(r"(--kern-[\w-]+):", there))
    used = set(re.findall(r"var\(\s*(--kern-[\w-]+)\s*\)", "\n".join(sources.values()) + there))
    assert used - declared == set()


def test_trimming_keeps_rules_of_kept_components_and_of_the_bare_page() -> None:
    sheet = (
        '@charset "UTF-8";a{color:red}.kern-btn,.kern-card{b:1}.kern-card .kern-btn{c:1}'
        "@media (x){.kern-row{d:1}}@media (y){.kern-btn{e:1}}.kern-btn:not(.kern-card){f:1}"
        '.kern-hint{g:"}";h:var(--kern-a)}:root{--kern-a:var(--kern-b);--kern-b:1;--kern-c:2}'
        ":root{--kern-d:url('data:x;{}')}@font-face{i:1}.kern-heading-large{j:1}"
    )
    assert trim_css.trimmed(sheet).replace(trim_css.NOTE, "") == (
        '@charset "UTF-8";a{color:red}.kern-btn{b:1}@media (y){.kern-btn{e:1}}'
        '.kern-btn:not(.kern-card){f:1}.kern-hint{g:"}";h:var(--kern-a)}'
        ":root{--kern-a:var(--kern-b);--kern-b:1;}@font-face{i:1}.kern-heading-large{j:1}"
    )
    assert "--kern-c:2" in trim_css.trimmed(sheet, "a{x:var(--kern-c)}")
