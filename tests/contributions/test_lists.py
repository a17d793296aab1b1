# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Lists of contributions: four orders, filters, and pages that leave nothing out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from participation import clock
from participation.contributions import lists, queries, search
from participation.contributions import service as contributions
from participation.contributions.lists import Offers, Order, Wanted
from participation.contributions.models import Contribution
from participation.contributions.queries import Filters
from participation.contributions.rules import Kind
from participation.db import Database
from tests.support import town
from tests.support.pages import spoken

ITEM = f"/de/c/{town.SLUG}/items/M1.1.1/"
OFFERS = Offers(tuple(Order), (Kind.COMMENT, Kind.PROPOSAL))
AGREE = [3, 0, 7, 3, 3, 1, 0, 7, 2]
REPLIES = [0, 2, 2, 1, 0, 5, 0, 1, 2]
ANSWERED = [True, False, False, True, False, False, True, False, False]


def publish(session: Session, words: str, **changes: object) -> int:
    """Have somebody say something about M1.1.1, and publish it; return its id."""
    taken = town.say(session, words, "M1.1.1", f"a-key-that-is-long-enough-{words}", **changes)
    contributions.decide(session, taken.reference, 1, "publish", None, None, "test")
    return taken.contribution_id


@pytest.fixture
def nine(database: Database) -> list[int]:
    """The ids of nine contributions to one item, published three at a time."""
    town.found(database)
    now = clock.now()
    with database.writing() as session:
        ids = [publish(session, f"Wort {n}.") for n in range(9)]
        for n, (id_, agree, replies, answered) in enumerate(
            zip(ids, AGREE, REPLIES, ANSWERED, strict=True)
        ):
            session.execute(
                update(Contribution)
                .where(Contribution.id == id_)
                .values(
                    published_at=now + timedelta(microseconds=n // 3),
                    agree=agree,
                    replies=replies,
                    answered=answered,
                )
            )
        search.keep_all(session, ids)
    return ids


def walk(session: Session, wanted: Wanted, size: int, everywhere: bool) -> list[int]:
    """Return the ids on all pages of a list, in order."""
    seen: list[int] = []
    while True:
        if everywhere:
            page = lists.of_consultation(session, 1, wanted, "de", size)
        else:
            item_id = session.query(Contribution.item_id).first()[0]
            page = lists.of_item(session, (1, item_id), wanted, "de", size)
        seen += [view.id for view in page.contributions]
        if page.next_cursor is None:
            return seen
        wanted = Wanted(wanted.q, wanted.order, wanted.filters, page.next_cursor)


@pytest.mark.parametrize("everywhere", [False, True])
def test_every_order_is_walked_without_gaps_or_doubles(
    database: Database, nine: list[int], everywhere: bool
) -> None:
    places = range(9)
    expected = {
        Order.NEWEST: sorted(places, reverse=True),
        Order.SUPPORTED: sorted(places, key=lambda n: (AGREE[n], n), reverse=True),
        Order.DISCUSSED: sorted(places, key=lambda n: (REPLIES[n], n), reverse=True),
        Order.UNANSWERED: [n for n in reversed(places) if not ANSWERED[n]],
    }
    with database.reading() as session:
        for order, by_place in expected.items():
            for size in (1, 2, 4, 9, 20):
                walked = walk(session, Wanted(order=order), size, everywhere)
                assert walked == [nine[n] for n in by_place], (order, size)


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "n",
        "n1",
        "s1-2-3",
        "s-1-2",
        "d3-4",
        "n1-2",
        "w5",
        "s" + "9" * 40 + "-1",
        "s1-\0",
        "s１-2",
    ],
)
def test_a_cursor_that_is_broken_or_of_another_order_means_the_first_page(
    database: Database, nine: list[int], cursor: str
) -> None:
    with database.reading() as session:
        wanted = Wanted(order=Order.SUPPORTED, after=cursor)
        page = lists.of_consultation(session, 1, wanted, "de", 2)
        assert [view.agree for view in page.contributions] == [7, 7]


def test_filters_narrow_every_order(database: Database, nine: list[int]) -> None:
    with database.writing() as session:
        other = publish(session, "Anders.", group="business", concern="support", kind="proposal")
    with database.reading() as session:
        for order in Order:
            for filters in (
                Filters("support"),
                Filters(group="business"),
                Filters(kind="proposal"),
            ):
                assert walk(session, Wanted(order=order, filters=filters), 1, False) == [other]
        answered = Wanted(filters=Filters(answered=True))
        assert walk(session, answered, 2, True) == [nine[n] for n in (6, 3, 0)]


def test_words_narrow_the_list_of_an_item(database: Database, nine: list[int]) -> None:
    with database.reading() as session:
        assert walk(session, Wanted(q="Worte"), 2, False) == nine[::-1]
        unanswered = Wanted(q="Worte", order=Order.UNANSWERED)
        assert walk(session, unanswered, 2, False) == [nine[n] for n in (8, 7, 5, 4, 2, 1)]


def test_replies_stand_with_what_they_reply_to(database: Database, nine: list[int]) -> None:
    with database.writing() as session:
        first = publish(session, "Dazu etwas.", kind="reply", parent_id=nine[0])
        second = publish(session, "Und dazu.", kind="reply", parent_id=nine[0])
        hidden = town.say(
            session, "Wartet.", submission="a-key-that-waits-a-while", parent_id=nine[0]
        )
    with database.reading() as session:
        replies = queries.replies(session, nine[0])
        assert [view.id for view in replies] == [first, second]
        assert {view.parent_id for view in replies} == {nine[0]}
        assert hidden.contribution_id not in walk(session, Wanted(), 20, True)
        assert not {first, second} & set(walk(session, Wanted(), 20, False))
        assert {first, second} < set(walk(session, Wanted(), 20, True))


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("order", list(Order))
def test_no_order_sorts_a_table(database: Database, nine: list[int], order: Order) -> None:
    asked: list[str] = []
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(asked.append)
        with Session(connection) as session:
            lists.of_consultation(session, 1, Wanted(order=order), "de", 2)
            lists.of_item(session, (1, 3), Wanted(order=order), "de", 2)
        driver.set_trace_callback(None)
        selects = [statement for statement in asked if statement.startswith("SELECT")]
        assert len(selects) == 2
        for statement in selects:
            plan = connection.execute(text("EXPLAIN QUERY PLAN " + statement.replace(":", r"\:")))
            assert not [row for row in plan if "TEMP B-TREE" in row[3]]


def test_an_address_asks_for_what_is_offered_only() -> None:
    wanted = lists.read(
        {
            "sort": "supported",
            "group": "board",
            "concern": "x",
            "kind": "statement",
            "answered": "no",
        },
        OFFERS,
    )
    assert wanted == Wanted(order=Order.SUPPORTED, filters=Filters(group="board", answered=False))
    assert wanted.address("s1-2") == {
        "group": "board", "answered": "no", "sort": "supported", "after": "s1-2",
    }  # fmt: skip
    assert lists.read({"sort": "x", "q": " a\0\n b "}, OFFERS) == Wanted(q="a b")
    assert lists.read({"sort": "supported", "q": "a"}, OFFERS).order == Order.NEWEST
    assert len(lists.read({"q": "a" * 999}, OFFERS).q) == lists.LONGEST_SEARCH


def references(page: str) -> list[str]:
    """Return the references of the contributions on a page, in order."""
    return [str(id_) for id_ in html.fromstring(page).xpath("//article/@id")]


def test_the_item_is_read_in_four_orders(client: FlaskClient, nine: list[int]) -> None:
    shown = {}
    for order in ("newest", "supported", "discussed", "unanswered"):
        page = client.get(f"{ITEM}?sort={order}")
        shown[order] = references(page.text)
        chosen = html.fromstring(page.text).xpath("//select[@name='sort']/option[@selected]/@value")
        assert chosen == [order]
    assert len(shown["newest"]) == 9
    assert sorted(shown["supported"]) == sorted(shown["newest"]) == sorted(shown["discussed"])
    assert shown["supported"] != shown["newest"]
    assert len(shown["unanswered"]) == 6
    assert "2 replies" in spoken(client.get(ITEM.replace("/de/", "/en/")).text)


def test_the_list_of_an_item_is_searched(client: FlaskClient, nine: list[int]) -> None:
    assert len(references(client.get(f"{ITEM}?q=Wort+3").text)) == 1
    nothing = client.get(f"{ITEM}?q=nirgends&group=citizen")
    assert references(nothing.text) == []
    assert "Kein Beitrag passt zu dieser Auswahl." in spoken(nothing.text)


def test_the_pages_of_an_item_keep_what_was_chosen(
    client: FlaskClient, database: Database, nine: list[int]
) -> None:
    with database.writing() as session:
        for n in range(14):
            publish(session, f"Satz {n}.")
    first = client.get(f"{ITEM}?sort=supported&group=citizen")
    (onward,) = html.fromstring(first.text).xpath("//p[@class='onward']/a/@href")
    assert "sort=supported" in onward
    assert "group=citizen" in onward
    second = client.get(onward)
    assert len(references(first.text)) == 20
    assert len(references(second.text)) == 3
    assert not set(references(first.text)) & set(references(second.text))
