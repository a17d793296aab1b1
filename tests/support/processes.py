# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Work that real, separate processes do on one database at the same moment."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from typing import Any

from participation.db import Database

PRELOADED = ["pytest", "participation.app", "tests.support.revising"]
Work = Callable[[Database, Any], object]


def at_once(url: str, work: Work, inputs: Sequence[object]) -> list[object]:
    """Have one process for each input call `work(database, input)`, all starting together; give what they return.

    An exception is returned as the name of its type. The processes come from a server that has
    imported the application once and holds no connection, so that a crowd starts in a moment.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    start = context.Barrier(len(inputs))
    answers: Any = context.Queue()
    crowd = [
        context.Process(target=_one, args=(url, work, given, start, answers)) for given in inputs
    ]
    for one in crowd:
        one.start()
    said = [answers.get(timeout=120) for _ in crowd]
    for one in crowd:
        one.join(timeout=30)
    return said


def _one(url: str, work: Work, given: object, start: Any, answers: Any) -> None:
    database = Database(url)
    start.wait()
    try:
        answers.put(work(database, given))
    except Exception as error:  # whatever it is, the test wants to see it
        answers.put(type(error).__name__)
    finally:
        database.dispose()
