# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where limits are counted: in the database, or on Redis if there is one, in both for all processes of all hosts.

A bucket is a keyed hash; the key of a day is random, and gone after a week. On Redis both end by themselves.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, timedelta
from typing import Any, Protocol, cast

from sqlalchemy import case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from participation import clock
from participation.db import Database
from participation.web.models import AddressKey, LimitHits

KEYS_KEPT = timedelta(days=7)
PREFIX = "participation:limits"
REDIS_PATIENCE = 1.0  # seconds, to reach it and for an answer: a person is waiting


class Tally(Protocol):
    """What counts, for as long as one request counts."""

    def key(self, day: date) -> bytes:
        """Return the day's key; whoever asks first on a day makes it."""

    def hit(self, bucket: str, now: datetime, window: timedelta) -> tuple[int, datetime]:
        """Return (hits with this one, end of the window); a window begins with its first hit."""


class Counts(Protocol):
    """A place where hits are counted."""

    def tally(self) -> AbstractContextManager[Tally]:
        """Count for one request; what was counted stays. Raises `Unreachable`."""


class Unreachable(Exception):
    """The place where hits are counted does not answer."""


class InDatabase:
    """Counts in the tables `limit_hits` and `address_key`."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @contextmanager
    def tally(self) -> Iterator[Tally]:
        """Count in a transaction of its own."""
        with self.database.writing() as session:
            yield _Rows(session)


class OnRedis:
    """Counts on Redis."""

    def __init__(self, url: str) -> None:
        from redis import Redis  # loaded where it is set only

        self.client = Redis.from_url(
            url, socket_timeout=REDIS_PATIENCE, socket_connect_timeout=REDIS_PATIENCE
        )

    @contextmanager
    def tally(self) -> Iterator[Tally]:
        """Count; each hit is one transaction on Redis. Raises `Unreachable`."""
        from redis import RedisError

        try:
            yield _Entries(self.client)
        except RedisError as error:
            raise Unreachable(type(error).__name__) from error


class _Rows:
    def __init__(self, session: Session) -> None:
        self.session = session

    def key(self, day: date) -> bytes:
        wanted = select(AddressKey.key).where(AddressKey.day == day)
        found = self.session.scalar(wanted)
        if found is None:
            fresh = self._insert(AddressKey).values(day=day, key=secrets.token_hex(32))
            self.session.execute(fresh.on_conflict_do_nothing())
            found = self.session.scalar(wanted)
        return bytes.fromhex(found or "")

    def hit(self, bucket: str, now: datetime, window: timedelta) -> tuple[int, datetime]:
        over = LimitHits.ends_at <= now
        statement = self._insert(LimitHits).values(bucket=bucket, hits=1, ends_at=now + window)
        row = self.session.execute(
            statement.on_conflict_do_update(
                index_elements=["bucket"],
                set_={
                    "hits": case((over, 1), else_=LimitHits.hits + 1),
                    "ends_at": case((over, now + window), else_=LimitHits.ends_at),
                },
            ).returning(LimitHits.hits, LimitHits.ends_at)
        ).one()
        return row.hits, row.ends_at

    def _insert(self, table: Any) -> Any:
        name = self.session.get_bind().dialect.name
        return (sqlite.insert if name == "sqlite" else postgresql.insert)(table)


class _Entries:
    def __init__(self, client: Any) -> None:
        self.client = client

    def key(self, day: date) -> bytes:
        name = f"{PREFIX}:key:{day.isoformat()}"
        with self.client.pipeline(transaction=True) as pipe:
            pipe.set(name, secrets.token_hex(32), nx=True, ex=KEYS_KEPT)
            pipe.get(name)
            return bytes.fromhex(cast(bytes, pipe.execute()[-1]).decode("ascii"))

    def hit(self, bucket: str, now: datetime, window: timedelta) -> tuple[int, datetime]:
        name = f"{PREFIX}:{bucket}"
        with self.client.pipeline(transaction=True) as pipe:
            pipe.set(name, 0, nx=True, px=window)
            pipe.incr(name)
            pipe.pttl(name)
            hits, left = pipe.execute()[1:]
        return int(hits), now + timedelta(milliseconds=int(left))


def purge(session: Session) -> None:
    """Delete windows that are over and keys older than a week from the database. To be called every hour.

    A window is at most a day long, so nothing that was counted under a key outlives it.
    """
    now = clock.now()
    oldest = clock.berlin_date(now - KEYS_KEPT)
    # Rows that a request is counting in now are left to the next hour: waiting for each other would end in a deadlock.
    ended = select(LimitHits.bucket).where(LimitHits.ends_at <= now)
    ended = ended.with_for_update(skip_locked=True)
    session.execute(delete(LimitHits).where(LimitHits.bucket.in_(ended)))
    session.execute(delete(AddressKey).where(AddressKey.day < oldest))
