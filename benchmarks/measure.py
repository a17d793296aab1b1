# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Measuring: the fastest of several rounds, against a baseline taken in the same run."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

ROUNDS = 5


def fastest(work: Callable[[], object], times: int, rounds: int = ROUNDS) -> float:
    """Return the seconds that one call takes, in the fastest of `rounds` rounds of `times` calls."""
    best = float("inf")
    for _ in range(rounds):
        started = time.perf_counter()
        for _ in range(times):
            work()
        best = min(best, (time.perf_counter() - started) / times)
    return best


def report(name: str, value: float, unit: str, baseline: float) -> None:
    """Print one line; `ratio` is value to baseline, both in the same unit."""
    line = {
        "name": name,
        "value": round(value, 6),
        "unit": unit,
        "baseline": round(baseline, 6),
        "ratio": round(value / baseline, 4),
    }
    print(json.dumps(line), flush=True)
