# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The rules for pages find what they are there for, and a sound page has no fault."""

from __future__ import annotations

import pytest

from tests.support import pages

SOUND = """<!doctype html>
<html lang="de" dir="ltr"><head><meta charset="utf-8"><title>Ziele – Roadmap</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/static/css/site.css"></head>
<body><a href="#main">Zum Inhalt</a><main id="main"><h1>Ziele</h1><h2>Erstes</h2>
<form action="/de/" method="get"><label for="q">Suche</label><input id="q" name="q"><button>Los</button></form>
<img src="/static/a.svg" alt=""><svg aria-hidden="true"></svg>%s</main></body></html>"""


def test_a_sound_page_has_no_fault() -> None:
    assert pages.faults_of(SOUND % "", "/de/") == []


def test_the_language_is_what_the_address_says() -> None:
    assert any("the address says 'ar'" in fault for fault in pages.faults_of(SOUND % "", "/ar/"))


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ("<h1>Noch eins</h1>", "has 2 h1"),
        ("<h4>Zu tief</h4>", "follows h2"),
        ('<p id="main">Zweimal</p>', "stands 2 times"),
        ('<p aria-describedby="fehlt">Text</p>', "does not exist"),
        ('<label for="fehlt">Text</label>', "does not exist"),
        ('<a href="#fehlt">Text</a>', "does not exist"),
        ('<input name="a">', "no label"),
        ('<select id="s" name="s"></select>', "no label"),
        ('<textarea name="t"></textarea>', "no label"),
        ("<form><button>Los</button></form>", "form without action"),
        (
            '<form action="/de/sign-out/" method="post"><button>Ab</button></form>',
            "without csrf_token",
        ),
        ('<p style="color:red">Text</p>', "inline style"),
        ('<p onclick="a()">Text</p>', "inline onclick"),
        ("<script>a()</script>", "inline script"),
        ("<style>a{}</style>", "style element"),
        ('<a href="javascript:a()">Text</a>', "script in an address"),
        ('<script src="//example.com/a.js"></script>', "loads from elsewhere"),
        ('<a href="/de/"><svg aria-hidden="true"><text>x</text></svg></a>', "no name"),
        ('<button><span aria-hidden="true">x</span></button>', "no name"),
        ('<a href="#">Text</a>', "link to nowhere"),
        ('<img src="/a.png">', "no alt"),
        ("<svg><path/></svg>", "neither hidden nor named"),
        ("<p>l'Bitte auswählen'</p>", "leaks"),
        ("<p>Noch %(num)s Tage</p>", "leaks"),
        ("<p>{{ name }}</p>", "leaks"),
        ("</main><main>", "main parts"),
    ],
)
def test_a_fault_is_found(markup: str, fault: str) -> None:
    assert any(fault in found for found in pages.faults_of(SOUND % markup, "/de/"))


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ("<!doctype html>", "doctype"),
        ('<meta charset="utf-8">', "charset"),
        (' dir="ltr"', "dir is None"),
        ("<title>Ziele", "does not begin with the h1"),
    ],
)
def test_a_missing_part_is_found(part: str, fault: str) -> None:
    page = (SOUND % "").replace(part, "<title>" if part.startswith("<title>") else "")
    assert any(fault in found for found in pages.faults_of(page, "/de/"))
