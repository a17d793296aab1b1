# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A server that is killed while many clients send, and clients that do not give up.

A client sends each form until it is acknowledged, as a browser does that is told to try again; what was acknowledged
is what the test holds against the database.
"""

from __future__ import annotations

import http.client
import multiprocessing
import socket
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import waitress
from flask import Response, g

from participation.app import create_app
from participation.config import Settings, Site
from participation.web import unit
from tests.support import town
from tests.support.processes import PRELOADED

HOST = "127.0.0.1"
PAUSE = 0.02  # seconds before a client tries again
LONGEST_WAIT = 60.0  # seconds without an acknowledgement, after which a test gives up
LATE = 0.05  # seconds by which the planted fault commits too late
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Form:
    """A form to be sent, and where."""

    path: str
    fields: dict[str, str]


@dataclass
class Server:
    """One server process on one port: killed and started anew as often as is wanted."""

    url: str
    folder: Path
    late: bool = False
    port: int = 0
    process: Any = field(default=None)

    def __post_init__(self) -> None:
        with socket.socket() as free:
            free.bind((HOST, 0))
            self.port = free.getsockname()[1]

    def start(self) -> None:
        """Start the process; it answers a moment later."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOADED)
        self.process = context.Process(
            target=_serve, args=(self.url, str(self.folder), self.port, self.late)
        )
        self.process.start()

    def kill(self) -> None:
        """Kill the process as a power cut would."""
        self.process.kill()
        self.process.join()


def send_all(
    server: Server, forms: Sequence[Form], clients: int, kills: int
) -> list[http.client.HTTPResponse]:
    """Send every form until it is acknowledged, with so many hard kills in between; return the acknowledgements."""
    shares = [forms[n::clients] for n in range(clients)]
    done: list[http.client.HTTPResponse] = []
    threads = [threading.Thread(target=_client, args=(server, share, done)) for share in shares]
    server.start()
    try:
        for thread in threads:
            thread.start()
        for n in range(1, kills + 1):
            _await(done, len(forms) * n // (kills + 1))
            server.kill()
            server.start()
        _await(done, len(forms))
        for thread in threads:
            thread.join()
    finally:
        server.kill()
    return done


def _await(done: list[http.client.HTTPResponse], count: int) -> None:
    last, since = len(done), time.monotonic()
    while len(done) < count:
        time.sleep(PAUSE)
        if len(done) != last:
            last, since = len(done), time.monotonic()
        assert time.monotonic() - since < LONGEST_WAIT, f"{last} of {count} acknowledged"


def _client(server: Server, forms: Iterable[Form], done: list[http.client.HTTPResponse]) -> None:
    for form in forms:
        body = urlencode(form.fields)
        deadline = time.monotonic() + LONGEST_WAIT
        while time.monotonic() < deadline:
            connection = http.client.HTTPConnection(HOST, server.port, timeout=LONGEST_WAIT)
            try:
                connection.request("POST", form.path, body, HEADERS)
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                time.sleep(PAUSE)
                continue
            finally:
                connection.close()
            if answer.status == 303:
                done.append(answer)
                break
            assert answer.status == 503, answer.status


def _serve(url: str, folder: str, port: int, late: bool) -> None:
    settings = Settings(
        mode="demo",
        data_dir=Path(folder),
        database_url=url,
        secret_key=town.SECRET,
        base_url=f"http://{HOST}:{port}",
        site=Site(demo=True),
    )
    if late:
        unit.commit = _commit_late
    waitress.serve(create_app(settings), host=HOST, port=port, threads=8, _quiet=True)


def _commit_late(response: Response) -> Response:
    """The planted fault: say that it is done, and do it afterwards."""
    session = g.pop("work", None)
    if session is not None:
        threading.Timer(LATE, lambda: (session.commit(), session.close())).start()
    return response
