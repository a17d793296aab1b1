# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Limits: three hundred colleagues pass, one script does not, and nobody can be found in what is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient

from participation import clock
from participation.app import create_app
from participation.config import Settings, SettingsError, from_environ
from participation.db import Database
from participation.limit_settings import read_limits
from participation.web import limit_counts, limits
from participation.web.access import public
from participation.web.limit_counts import InDatabase
from participation.web.limits import Holder
from participation.web.models import AddressKey, LimitHits
from participation.web.unit import work
from tests.support.processes import at_once

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CITY_HALL = "203.0.113.7"
SOME = {
    "TRY_BROWSER": read_limits("3/10m"),
    "TRY_ADDRESS": read_limits("5/10m 8/1d"),
}
CROWD, ROUNDS, MOST = 6, 10, 25

sqlite_only = pytest.mark.parametrize("backend", ["sqlite"])


def here(token: str | None = None, address: str = CITY_HALL) -> tuple[Holder, ...]:
    """Return who asks: a browser, if it has a cookie, at an address."""
    where = Holder("address", limits.network(address))
    return (Holder("browser", token), where) if token else (where,)


def passed(database: Database, holders: tuple[Holder, ...], times: int, now: datetime = NOW) -> int:
    """Return how many of several tries pass."""
    return sum(
        limits.take(InDatabase(database), SOME, "try", holders, now) is None for _ in range(times)
    )


def try_often(database: Database, number: object) -> object:
    """Try again and again, each process with a browser of its own."""
    most = {"TRY_ADDRESS": read_limits(f"{MOST}/10m"), "TRY_BROWSER": read_limits("100/10m")}
    holders = here(f"browser {number}")
    return sum(
        limits.take(InDatabase(database), most, "try", holders, NOW) is None for _ in range(ROUNDS)
    )


def test_exactly_as_many_pass_as_may_however_many_processes_try(
    database: Database, database_url: str
) -> None:
    let_in = at_once(database_url, try_often, range(CROWD))
    assert sum(n for n in let_in if isinstance(n, int)) == MOST
    with database.reading() as session:
        assert session.query(AddressKey).count() == 1
        counted = Counter({row.bucket.split("/")[1]: row.hits for row in session.query(LimitHits)})
        assert counted["address"] == CROWD * ROUNDS


def test_a_browser_that_is_refused_does_not_use_up_its_address(database: Database) -> None:
    assert passed(database, here("one"), 50) == 3
    assert passed(database, here("two"), 50) == 2
    assert passed(database, here(), 50) == 0
    assert passed(database, here("three", "198.51.100.1"), 2) == 2


def test_a_window_ends_and_the_longer_one_goes_on(database: Database) -> None:
    later = NOW + timedelta(minutes=10)
    assert passed(database, here(), 20) == 5
    assert limits.take(InDatabase(database), SOME, "try", here(), NOW) == later
    assert passed(database, here(), 20, later) == 3
    assert limits.take(
        InDatabase(database), SOME, "try", here(), later + timedelta(minutes=20)
    ) == (NOW + timedelta(days=1))


def test_every_day_has_a_key_of_its_own_and_loses_it_after_a_week(database: Database) -> None:
    for day in range(10):
        passed(database, here("one"), 1, NOW + timedelta(days=day))
    with database.reading() as session:
        keys = {row.key for row in session.query(AddressKey)}
        buckets = {row.bucket for row in session.query(LimitHits)}
    assert len(keys) == 10
    assert len(buckets) == 30
    with clock.held(NOW + timedelta(days=9)), database.writing() as session:
        limit_counts.purge(session)
    with database.reading() as session:
        days = [row.day for row in session.query(AddressKey).order_by(AddressKey.day)]
        assert (days[0], len(days)) == (clock.berlin_date(NOW + timedelta(days=2)), 8)
        assert session.query(LimitHits).count() == 3
    with clock.held(NOW + timedelta(days=30)), database.writing() as session:
        limit_counts.purge(session)
    with database.reading() as session:
        assert (session.query(AddressKey).count(), session.query(LimitHits).count()) == (0, 0)


@sqlite_only
def test_the_address_itself_is_kept_nowhere(database: Database) -> None:
    passed(database, here("voter/secret-token"), 1)
    with database.reading() as session:
        kept = " ".join(f"{row.bucket} {row.hits}" for row in session.query(LimitHits))
    assert CITY_HALL not in kept
    assert "secret-token" not in kept


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("fe80::1%eth0", "fe80::2", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("", "not an address", True),
    ],
)
def test_what_counts_as_one_address(one: str, other: str, same: bool) -> None:
    assert (limits.network(one) == limits.network(other)) is same


def site(settings: Settings, database: Database, written: Mapping[str, str]) -> Flask:
    """Return an application with a page that may be sent only a few times."""
    known = {name: read_limits(limit) for name, limit in written.items()}
    app = create_app(replace(settings, limits=known), database)

    @public
    @limits.limited("try", when=limits.sending)
    def page(**_path: str) -> Response:
        work()
        return Response(f"taken {request.method}\n", mimetype="text/plain")

    app.add_url_rule("/<locale>/try/", "try", page, methods=["GET", "POST"])
    return app


def send(client: FlaskClient, address: str = CITY_HALL, step: str = "send") -> int:
    """Send the form."""
    answer = client.post(
        "/de/try/",
        data={"step": step, "text": "Nicht verloren."},
        environ_base={"REMOTE_ADDR": address},
    )
    return answer.status_code


def test_too_many_are_told_when_to_come_back_and_keep_their_words(
    settings: Settings, database: Database
) -> None:
    client = site(settings, database, {"TRY_ADDRESS": "2/10m"}).test_client()
    with clock.held(NOW):
        assert [send(client) for _ in range(3)] == [200, 200, 429]
        answer = client.post(
            "/de/try/",
            data={"step": "send", "text": "Nicht verloren."},
            environ_base={"REMOTE_ADDR": CITY_HALL},
        )
        assert answer.headers["Retry-After"] == "601"
        assert "Nicht verloren." in answer.text
        assert send(client, "198.51.100.1") == 200
        assert [send(client, step="review") for _ in range(9)] == [200] * 9
        assert client.get("/de/try/").status_code == 200
    with clock.held(NOW + timedelta(minutes=11)):
        assert send(client) == 200


@sqlite_only
def test_a_browser_is_known_by_what_it_votes_with(settings: Settings, database: Database) -> None:
    app = site(settings, database, {"TRY_BROWSER": "2/10m"})
    first, second, fresh = (app.test_client() for _ in range(3))
    first.set_cookie("voter", "a" * 32 + ".citizen")
    second.set_cookie("receipt", "ABCD-EFGH-JKLM")
    with clock.held(NOW):
        assert [send(first) for _ in range(3)] == [200, 200, 429]
        first.set_cookie("voter", "a" * 32 + ".business")
        assert send(first) == 429
        assert [send(second) for _ in range(3)] == [200, 200, 429]
        assert [send(fresh) for _ in range(9)] == [200] * 9


@sqlite_only
def test_counting_after_the_session_is_open_is_a_mistake_that_shows(
    settings: Settings, database: Database
) -> None:
    app = site(settings, database, {})
    with app.test_request_context("/de/try/", method="POST"):
        work()
        with pytest.raises(RuntimeError, match="before"):
            limits.count("try")


def test_limits_are_settings_and_a_wrong_one_is_named() -> None:
    demo = from_environ({"PARTICIPATION_SECRET_KEY": "x"}).limits
    assert demo["CONTRIBUTE_BROWSER"][0].most == 1_000_000
    assert demo["CONTRIBUTE_ADDRESS"][0].most == 1_000_000
    given = {"PARTICIPATION_SECRET_KEY": "x", "PARTICIPATION_LIMIT_VOTE_ADDRESS": "7/2h 9/1d"}
    assert [(one.most, one.seconds) for one in from_environ(given).limits["VOTE_ADDRESS"]] == [
        (7, 7200),
        (9, 86_400),
    ]
    assert (
        from_environ({**given, "PARTICIPATION_LIMIT_VOTE_ADDRESS": "off"}).limits["VOTE_ADDRESS"]
        == ()
    )
    for wrong in ("7", "7/2w", "0/1m", "7/2d", "-1/1m", "7/0s", "٣/1m"):
        with pytest.raises(SettingsError, match="LIMIT_VOTE_ADDRESS"):
            from_environ({**given, "PARTICIPATION_LIMIT_VOTE_ADDRESS": wrong})
    with pytest.raises(SettingsError, match="CHALLENGE"):
        from_environ({"PARTICIPATION_CHALLENGE": "perhaps"})
