# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Feeds: what is published and nothing else, well-formed whatever people wrote."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from participation.contributions import service
from participation.contributions.models import Contribution, ContributionVersion
from participation.db import Database
from participation.text import storable
from participation.web import cache
from tests.support import town
from tests.support.forms import sign_in

ALL = f"/de/c/{town.SLUG}/feed.atom"
ITEM = f"/de/c/{town.SLUG}/items/M1.1.1/feed.atom"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

sqlite_only = pytest.mark.parametrize("backend", ["sqlite"])


def read(client: FlaskClient, address: str) -> Any:
    """Fetch a feed and parse it."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return etree.fromstring(answer.data)


def texts(feed: Any, path: str) -> list[str]:
    """Return the words of elements."""
    return [str(found.text) for found in feed.xpath(path, namespaces=ATOM)]


def publish(database: Database, words: str, number: int = 0, **changes: Any) -> str:
    """Have something said and published; give its reference."""
    with database.writing() as session:
        submission = f"a-key-that-is-long-enough-{number}"
        taken = town.say(session, words, submission=submission, **changes)
        service.decide(session, taken.reference, 1, "publish", None, None, "account/1")
    return taken.reference


def test_a_feed_has_what_is_published_the_newest_first(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    first = publish(database, "Zuerst <b>& *wichtig*</b>.", 1, display_name="Erika Muster")
    second = publish(
        database,
        "أولاً",
        2,
        key="M1.2.1",
        language="ar",
        title="Ein Titel",
        group="business",
        verified=True,
    )
    with database.writing() as session:
        town.say(session, "Wartet noch.", submission="a-key-that-is-long-enough-3")
    feed = read(client, ALL)
    assert texts(feed, "a:entry/a:id") == [f"tag:localhost,2026:{one}" for one in (second, first)]
    assert texts(feed, "a:entry/a:title") == ["Ein Titel", "Zuerst <b>& *wichtig*</b>."]
    assert [entry.get(LANG) for entry in feed.xpath("a:entry", namespaces=ATOM)] == ["ar", "de"]
    html = texts(feed, "a:entry/a:content")
    assert "&lt;b&gt;&amp; <em>wichtig</em>&lt;/b&gt;" in html[1]
    assert 'dir="rtl"' in html[0]
    assert texts(feed, "a:entry/a:author/a:name")[1].startswith("Bürger*in")
    assert "Erika" not in etree.tostring(feed, encoding="unicode")
    links = feed.xpath("a:entry/a:link[@rel='alternate']/@href", namespaces=ATOM)
    assert links[1] == f"http://localhost/de/contributions/{first}/"
    assert texts(read(client, ITEM), "a:entry/a:id") == [f"tag:localhost,2026:{first}"]


@sqlite_only
def test_a_feed_holds_what_the_standard_asks_for(database: Database, client: FlaskClient) -> None:
    town.found(database)
    for address in (ALL, ITEM):
        for number in range(2):
            feed = read(client, address)
            for element in ("id", "title", "updated", "author"):
                assert len(feed.findall(f"a:{element}", ATOM)) == 1
            here = feed.xpath("string(a:link[@rel='self']/@href)", namespaces=ATOM)
            assert here == f"http://localhost{address}"
            names = texts(feed, ".//a:id")
            assert len(set(names)) == len(names)
            publish(database, f"Nummer {number}", number + len(address))
    assert texts(read(client, ALL), "a:id") != texts(read(client, ITEM), "a:id")


@sqlite_only
def test_an_entry_keeps_its_name_and_moment_in_every_language(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    publish(database, "Bleibt.")
    german, english = read(client, ALL), read(client, ALL.replace("/de/", "/en/"))
    for path in ("a:entry/a:id", "a:entry/a:updated"):
        assert texts(german, path) == texts(english, path)
    assert texts(german, "a:id") != texts(english, "a:id")


@sqlite_only
def test_no_more_than_fifty_are_in_a_feed(database: Database, client: FlaskClient) -> None:
    town.found(database)
    for number in range(52):
        publish(database, f"Nummer {number}", number)
    titles = texts(read(client, ALL), "a:entry/a:title")
    assert (len(titles), titles[0], titles[-1]) == (50, "Nummer 51", "Nummer 2")


@sqlite_only
def test_a_kept_feed_is_still_a_feed_and_follows_what_is_published(
    database: Database, client: FlaskClient
) -> None:
    town.found(database)
    publish(database, "Erstens.", 1)
    read(client, ALL)
    read(client, ALL)
    etag = client.get(ALL).headers["ETag"]
    assert client.get(ALL, headers={"If-None-Match": etag}).status_code == 304
    publish(database, "Zweitens.", 2)
    assert texts(read(client, ALL), "a:entry/a:title") == ["Zweitens.", "Erstens."]


@sqlite_only
def test_a_feed_for_somebody_signed_in_is_kept_by_nobody(
    database: Database, client: FlaskClient
) -> None:
    town.settle(database)
    sign_in(client, town.CITIZEN, town.PASSWORD)
    assert client.get(ALL).headers["Cache-Control"] == "private, no-store"


@sqlite_only
def test_there_is_no_feed_of_what_is_not_there(database: Database, client: FlaskClient) -> None:
    town.found(database)
    for address in (
        "/de/c/nowhere/feed.atom",
        f"/de/c/{town.SLUG}/items/M9/feed.atom",
        f"/xx/c/{town.SLUG}/feed.atom",
    ):
        assert client.get(address).status_code == 404


@sqlite_only
def test_every_text_that_can_be_stored_gives_a_feed_that_can_be_read(
    database: Database, app: Flask, client: FlaskClient
) -> None:
    town.found(database)
    publish(database, "Wird ersetzt.")
    stored = st.text().filter(lambda words: storable(words) is None)

    @given(title=st.none() | stored, words=stored)
    @settings(
        max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    def readable(title: str | None, words: str) -> None:
        with database.writing() as session:
            session.query(ContributionVersion).update(
                {"title": title, "text": words, "html": None, "grounds": words}
            )
            session.query(Contribution).update({"display_name": words[:100]})
        app.extensions[cache.EXTENSION] = cache.Pages()
        assert len(texts(read(client, ALL), "a:entry/a:title")) == 1

    readable()
