# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""How often something may be done, as it is set."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

# How often something may be done: by one browser or account, and from one address, behind which a whole city hall
# may sit. A setting of the same name with LIMIT_ before it replaces the entry.
LIMITS = {
    "CONTRIBUTE_BROWSER": "10/10m",
    "CONTRIBUTE_ADDRESS": "300/10m 3000/1d",
    "VOTE_BROWSER": "120/10m",
    "VOTE_ADDRESS": "3000/10m",
    "RECEIPT_BROWSER": "20/10m",
    "RECEIPT_ADDRESS": "300/10m",
    "CODE_BROWSER": "60/10m",
    "CODE_ADDRESS": "600/10m",
    "REPORT_ADDRESS": "60/10m",
    "SIGN_IN_ADDRESS": "100/10m",
    "SIGN_IN_ACCOUNT": "10/10m",
    "SECOND_ADDRESS": "100/10m",
    "SECOND_ACCOUNT": "5/10m",
    "REGISTER_ADDRESS": "30/1h",
    "RESET_ADDRESS": "30/1h",
    "RESET_ACCOUNT": "3/1h",
    "FIND_ACCOUNT_BROWSER": "60/10m",
    "FIND_ACCOUNT_ADDRESS": "600/10m",
    "ORGANISATION_BROWSER": "10/1h",
    "ORGANISATION_ADDRESS": "60/1h",
    "INVITE_BROWSER": "30/1h",
    "INVITE_ADDRESS": "120/1h",
    "FOLLOW_BROWSER": "5/1h",
    "FOLLOW_ADDRESS": "100/1h",
    "OIDC_ADDRESS": "600/10m",
    "OIDC_LOGOUT_ADDRESS": "6000/10m",  # one machine tells of everybody who signs out
}
DEMO_LIMIT = "1000000/10m"  # fairs and load tests come from one place
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
LONGEST_WINDOW = UNITS["d"]  # the key that hashes addresses is another one every day
_LIMIT = re.compile(r"(\d{1,9})/(\d{1,5})([smhd])", re.ASCII)


@dataclass(frozen=True)
class Limit:
    """At most so many times in a window of so many seconds."""

    most: int
    seconds: int


Limits = Mapping[str, tuple[Limit, ...]]


def read_limits(written: str) -> tuple[Limit, ...]:
    """Return what a setting like `300/10m 3000/1d` says; `off` is no limit. Raises `ValueError` for anything else."""
    if written == "off":
        return ()
    found = []
    for part in written.split():
        match = _LIMIT.fullmatch(part)
        if match is None:
            raise ValueError(written)
        limit = Limit(int(match[1]), int(match[2]) * UNITS[match[3]])
        if not limit.most or not 0 < limit.seconds <= LONGEST_WINDOW:
            raise ValueError(written)
        found.append(limit)
    return tuple(found)


def default_limits(demo: bool) -> dict[str, str]:
    """Return the limits as they are written; in demo mode there is hardly one."""
    return {name: DEMO_LIMIT if demo else written for name, written in LIMITS.items()}


def demo_limits() -> Limits:
    """Return the limits of an installation for fairs and tests."""
    return {name: read_limits(written) for name, written in default_limits(demo=True).items()}


def limits_from(get: Callable[[str], str], demo: bool, faults: list[str]) -> Limits:
    """Return the limits that are set; what cannot be read is added to the faults."""
    limits = {}
    for name, usual in default_limits(demo).items():
        try:
            limits[name] = read_limits(get(f"LIMIT_{name}") or usual)
        except ValueError:
            faults.append(
                f"PARTICIPATION_LIMIT_{name} is not like 300/10m 3000/1d, at most a day, or off"
            )
    return limits
