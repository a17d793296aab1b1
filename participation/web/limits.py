# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""How often something may be done: room for a whole city hall behind one address, and an end for one script.

Counted are browsers (or accounts, where somebody is signed in) and addresses, an IPv6 network of /64 as one. What is
stored is a hash with a random key that is another one every day and is thrown away after a week: then nobody, the
operator included, can find out which address or browser a hash stood for. The address itself is stored nowhere.

One upsert does it (`limit_counts`), and the library `limits` is not used: its strategies ask a storage once for each
bucket, which here would be one transaction with a flush to disk each, while an act has up to three buckets and they
share a key.
"""

from __future__ import annotations

import hmac
import ipaddress
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Final, TypeVar, cast

from flask import Flask, current_app, g, request
from flask_login import current_user
from werkzeug.exceptions import TooManyRequests

from participation import clock
from participation.config import Settings
from participation.limit_settings import Limits
from participation.web import security_events
from participation.web.limit_counts import Counts, InDatabase, OnRedis, Unreachable
from participation.web.unit import SAFE_METHODS, database

log = logging.getLogger(__name__)

EXTENSION: Final = "participation.limits"
COOKIES = ("voter", "receipt")  # what tells browsers apart, the lasting one first

View = TypeVar("View", bound=Callable[..., Any])
When = Callable[[], bool]


@dataclass(frozen=True)
class Holder:
    """Whose acts are counted together; `kind` names the setting, `value` is only ever hashed."""

    kind: str
    value: str


def install(app: Flask, settings: Settings) -> None:
    """Put the limits where `count` finds them."""
    redis = OnRedis(settings.redis_url) if settings.redis_url else None
    app.extensions[EXTENSION] = (settings.limits, redis)


def limited(act: str, when: When | None = None) -> Callable[[View], View]:
    """Count each POST to a view as an act of its browser and its address; `when` says whether this one counts.

    The view answers 429 with `Retry-After` once a limit is reached, and shows what was typed.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(**arguments: Any) -> Any:
            if request.method not in SAFE_METHODS and (when is None or when()):
                count(act)
            return view(**arguments)

        return cast(View, answer)

    return decorate


def sending() -> bool:
    """Say whether the form on its way is the last step: looking it through again is not counted."""
    return request.form.get("step") == "send"


def coded() -> bool:
    """Say whether a code comes with the form: that it is right can be tried so often only."""
    return bool(request.form.get("code"))


def count(act: str, *others: Holder) -> None:
    """Count one more of an act, for browser and address and for `others` (a group code, say).

    It is counted for good even if the request fails, in a transaction of its own; so it has to come before the
    request's session writes. Raises `TooManyRequests` when there were enough, `RuntimeError` when it comes too late.
    """
    if "work" in g:
        raise RuntimeError("count before the request's session is opened: both want to write")
    here = browser()
    holders = (*((here,) if here else ()), *others, address())
    now = clock.now()
    free_at = _take(act, holders, now)
    if free_at is not None:
        security_events.note("limit_reached", act=act)
        raise TooManyRequests(retry_after=max(1, int((free_at - now).total_seconds()) + 1))


def _take(act: str, holders: Sequence[Holder], now: datetime) -> datetime | None:
    """Count where it is set; while Redis does not answer, the database counts."""
    limits, redis = cast(tuple[Limits, OnRedis | None], current_app.extensions[EXTENSION])
    if redis is not None:
        try:
            return take(redis, limits, act, holders, now)
        except Unreachable as error:
            log.warning("Redis does not count", extra={"error": str(error)})
    return take(InDatabase(database()), limits, act, holders, now)


def browser() -> Holder | None:
    """Return whose browser asks: the account's, else what it votes with or the receipt it holds; None if it has none."""
    if current_user.is_authenticated:
        return Holder("browser", f"account/{current_user.get_id()}")
    prefix = "__Host-" if current_app.config["SECURE_COOKIES"] else ""
    for name in COOKIES:
        token = request.cookies.get(prefix + name, "").partition(".")[0]
        if token:
            return Holder("browser", f"{name}/{token}")
    return None


def address() -> Holder:
    """Return the address that asks."""
    return Holder("address", network(request.remote_addr or ""))


def network(written: str) -> str:
    """Return what counts as one address: IPv4 as it is, of IPv6 the /64 that a household gets."""
    try:
        found = ipaddress.ip_address(written.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.IPv6Network((int(found) >> 64 << 64, 64)))
    return str(found)


def take(
    counts: Counts, limits: Limits, act: str, holders: Sequence[Holder], now: datetime
) -> datetime | None:
    """Count an act for each holder in turn; return when the first full window ends, or None when none was full.

    Whoever is refused for their browser is not counted for their address: their neighbours go on.
    """
    with counts.tally() as tally:
        key = tally.key(clock.berlin_date(now))
        for holder in holders:
            hashed = hmac.digest(key, f"{holder.kind}/{holder.value}".encode(), "sha256").hex()
            for limit in limits.get(f"{act}_{holder.kind}".upper(), ()):
                bucket = f"{act}/{holder.kind}/{limit.seconds}/{hashed}"
                hits, ends_at = tally.hit(bucket, now, timedelta(seconds=limit.seconds))
                if hits > limit.most:
                    return ends_at
    return None
