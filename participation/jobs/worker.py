# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The worker: does jobs one after another until it is told to stop."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping

from sqlalchemy.exc import OperationalError

from participation.db import Database
from participation.jobs.service import Handler, run_one

log = logging.getLogger(__name__)

PAUSE = 2.0  # seconds between two looks at an empty table
HOURLY = 3600.0


def run(
    database: Database,
    handlers: Mapping[str, Handler],
    stop: threading.Event,
    hourly: Callable[[], None],
) -> None:
    """Work until `stop` is set; call `hourly` at the start and once an hour."""
    next_round = time.monotonic()
    while not stop.is_set():
        try:
            if time.monotonic() >= next_round:
                next_round += HOURLY
                hourly()
            if not run_one(database, handlers):
                stop.wait(PAUSE)
        except OperationalError:
            log.exception("the database did not answer")
            stop.wait(PAUSE)


def run_all(database: Database, handlers: Mapping[str, Handler]) -> int:
    """Do every job that is due now; return how many."""
    count = 0
    while run_one(database, handlers):
        count += 1
    return count
