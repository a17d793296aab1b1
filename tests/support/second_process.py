# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A second process that runs the application on the same database and says what it answers to a browser."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from participation.app import create_app
from participation.config import Settings
from tests.support.processes import PRELOADED

COOKIE = "participation"
Ask = Callable[[str], int]


@contextmanager
def answering(settings: Settings, token: str) -> Iterator[Ask]:
    """Run it for a block; gives a function from an address to the status that it answers to the session `token`."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    here, there = context.Pipe()
    process = context.Process(target=_answer, args=(settings, token, there))
    process.start()

    def ask(address: str) -> int:
        here.send(address)
        assert here.poll(60), "the other process does not answer"
        status: int = here.recv()
        return status

    try:
        yield ask
    finally:
        here.send(None)
        process.join(timeout=30)


def _answer(settings: Settings, token: str, line: Any) -> None:
    app = create_app(settings)
    client = app.test_client()
    client.set_cookie(COOKIE, token)
    while (address := line.recv()) is not None:
        line.send(client.get(address).status_code)
