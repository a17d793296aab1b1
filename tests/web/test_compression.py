# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What travels compressed, what never does, and that both say the same."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from participation.contributions import service
from participation.db import Database
from participation.web import cache
from tests.support import town
from tests.support.forms import contribute, fill, sign_in

ITEM = f"/de/c/{town.SLUG}/items/M1.1.1/"
FORM = f"{ITEM}contribute/"
KERN = "/static/vendor/kern/kern.css"
PACKED = {"Accept-Encoding": "gzip, deflate, br"}

sqlite_only = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    """A client that takes compressed answers as a browser does and shows them as they came."""
    return FlaskClient(app, app.response_class)


def body(answer: TestResponse) -> bytes:
    """Return what an answer says."""
    packed = answer.headers.get("Content-Encoding") == "gzip"
    return gzip.decompress(answer.data) if packed else answer.data


def is_packed(answer: TestResponse) -> bool:
    """Say whether an answer came compressed, with the headers that belong to it."""
    if "Content-Encoding" not in answer.headers:
        return False
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert answer.headers["Content-Length"] == str(len(answer.data))
    return True


@sqlite_only
@pytest.mark.parametrize("path", [KERN, "/static/css/base.css", "/static/js/count.js"])
def test_a_static_text_is_the_same_both_ways_with_a_tag_for_each(
    browser: FlaskClient, path: str
) -> None:
    plain, packed = browser.get(path), browser.get(path, headers=PACKED)
    assert (is_packed(plain), is_packed(packed)) == (False, True)
    assert body(packed) == plain.data
    assert packed.mimetype == plain.mimetype
    assert len(packed.data) < len(plain.data)
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert packed.headers["ETag"] != plain.headers["ETag"]
    for headers, known in ((PACKED, packed), ({}, plain)):
        again = browser.get(path, headers={**headers, "If-None-Match": known.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert "Accept-Encoding" in again.headers["Vary"]
    head = browser.head(path, headers=PACKED)
    assert (head.data, head.headers["Content-Length"]) == (b"", packed.headers["Content-Length"])


@sqlite_only
def test_a_stamped_static_file_is_kept_for_good_both_ways(browser: FlaskClient) -> None:
    for headers in (PACKED, {}):
        answer = browser.get("/static/css/base.css?v=1", headers=headers)
        assert "immutable" in answer.headers["Cache-Control"]


@sqlite_only
def test_fonts_are_compressed_already(browser: FlaskClient) -> None:
    font = "/static/vendor/kern/fonts/fira-sans/FiraSans-Regular.woff2"
    assert not is_packed(browser.get(font, headers=PACKED, buffered=True))


@sqlite_only
@pytest.mark.parametrize(
    "path",
    [
        "/static/css/none.css",
        "/static/../app.css",
        "/static/vendor/../../web/static/css/base.css",
        "/static/css",
        "/static/%2e%2e/%2e%2e/config.css",
    ],
)
def test_nothing_beside_the_folders_is_served(browser: FlaskClient, path: str) -> None:
    assert browser.get(path, headers=PACKED).status_code == 404


@sqlite_only
@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("gzip;q=0.5, br", True),
        ("*", True),
        ("gzip;q=0", False),
        ("br", False),
        ("identity", False),
        ("", False),
    ],
)
def test_only_who_reads_gzip_gets_it(browser: FlaskClient, accepted: str, packed: bool) -> None:
    for path in (KERN, "/de/imprint/"):
        assert is_packed(browser.get(path, headers={"Accept-Encoding": accepted})) is packed


@sqlite_only
def test_a_kept_page_is_the_same_both_ways_under_one_weak_tag(
    database: Database, browser: FlaskClient
) -> None:
    town.found(database)
    for first, second in ((PACKED, {}), ({}, PACKED)):
        one, other = browser.get(ITEM, headers=first), browser.get(ITEM, headers=second)
        assert is_packed(one) is not is_packed(other)
        assert body(one) == body(other)
        assert one.headers["Content-Type"] == other.headers["Content-Type"]
        assert one.headers["ETag"] == other.headers["ETag"]
        assert one.headers["ETag"].startswith("W/")
        for answer in (one, other):
            assert {"Accept-Encoding", "Cookie"} <= set(answer.headers["Vary"].split(", "))
    for headers in (PACKED, {}):
        again = browser.get(ITEM, headers={**headers, "If-None-Match": one.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert "Accept-Encoding" in again.headers["Vary"]


@sqlite_only
def test_a_change_reaches_those_who_take_it_compressed(
    database: Database, browser: FlaskClient
) -> None:
    town.found(database)
    before = browser.get(ITEM, headers=PACKED)
    with database.writing() as session:
        taken = town.say(session, "Das ist neu.")
        service.decide(session, taken.reference, 1, "publish", None, None, "account/1")
    after = browser.get(ITEM, headers={**PACKED, "If-None-Match": before.headers["ETag"]})
    assert is_packed(after)
    assert b"Das ist neu." in body(after)


@sqlite_only
def test_what_is_for_one_person_is_never_compressed(
    database: Database, client: FlaskClient, browser: FlaskClient
) -> None:
    town.settle(database)
    receipt = contribute(client, FORM, {"text": "Mein Text.", "group": "citizen"})
    code = client.get_cookie("receipt")
    assert receipt.status_code == 200
    assert code is not None
    browser.set_cookie("receipt", code.value)
    typed = {**fill(browser, FORM, text="Mein Text.", group="citizen"), "step": "review"}
    answers = [
        browser.get("/de/receipt/", headers=PACKED),
        browser.get(FORM, headers=PACKED),
        browser.post(FORM, data=typed, headers=PACKED),
        browser.post(FORM, data=typed, headers={**PACKED, "Origin": "https://evil.example"}),
        browser.get("/de/sign-in/", headers=PACKED),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 403, 200]
    sign_in(browser, town.MODERATOR, town.PASSWORD)
    answers += [browser.get(path, headers=PACKED) for path in (ITEM, "/de/moderation/", FORM)]
    assert [is_packed(answer) for answer in answers] == [False] * len(answers)


def test_the_cache_forgets_what_was_not_asked_for_lately() -> None:
    pages = cache.Pages(limit=100)
    for name in "abc":
        pages.put(name, cache.Kept("1", "text/html", b"x" * 40))
        pages.get("a", "1")
    assert [bool(pages.get(name, "1")) for name in "abc"] == [True, False, True]
    pages.put("a", cache.Kept("2", "text/html", b"x" * 10))
    assert pages.get("a", "1") is None
    pages.put("d", cache.Kept("1", "text/html", b"x" * 50))
    assert [bool(pages.get(name, tag)) for name, tag in (("a", "2"), ("c", "1"), ("d", "1"))] == [
        True,
        True,
        True,
    ]
