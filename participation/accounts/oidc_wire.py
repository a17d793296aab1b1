# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Asking the identity provider something, within a time and a size that it cannot stretch. Imported when first needed.

The time-outs of `requests` are for each wait on the network: a provider that sends a byte now and then keeps to them
for ever, in its headers too, and looking up a name has none. So each call has a thread of its own that whoever asked
waits for only so long, and then the line is cut, which ends the thread as well.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from participation.accounts.oidc_checks import Unavailable

DEADLINE = (
    4.0  # seconds for all calls of one request together: its page has to be there within five
)
CONNECT, READ = 2.0, 3.0  # seconds for each wait
TURN = 0.5  # seconds to wait for one's turn
AT_ONCE = 3  # calls of this process: a slow provider must not hold the threads that serve guests
LARGEST = 256 * 1024  # bytes of an answer
HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity"}  # nothing to unpack

_turns = threading.BoundedSemaphore(AT_ONCE)


class Deadline:
    """The moment by which all calls of one request must be done."""

    def __init__(self) -> None:
        self.ends = time.monotonic() + DEADLINE

    def left(self) -> float:
        """Return the seconds that are left. Raises `Unavailable` when there are none."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise Unavailable("deadline")
        return left


@dataclass(frozen=True)
class Call:
    """What to ask: a GET, or a POST when there is a body. `login` is client and secret, sent as Core 9 says."""

    address: str
    body: str | None = field(default=None, repr=False)
    login: tuple[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Answer:
    """What came back: the status and the JSON object."""

    status: int
    content: Mapping[str, object] = field(repr=False)


def ask(call: Call, deadline: Deadline) -> Answer:
    """Return the provider's answer. Raises `Unavailable` when it is late, large, leads elsewhere or is no JSON object."""
    if not _turns.acquire(timeout=min(TURN, deadline.left())):
        raise Unavailable("busy")
    line, answer = _Line(), Future[Answer]()

    def talk() -> None:
        try:
            answer.set_result(_talk(line, call, deadline))
        except Exception as error:
            answer.set_exception(error)
        finally:
            _turns.release()

    threading.Thread(target=talk, name="identity provider", daemon=True).start()
    try:
        return answer.result(deadline.left())
    except TimeoutError as error:
        raise Unavailable("deadline") from error
    except requests.RequestException as error:
        raise Unavailable(type(error).__name__) from error
    finally:
        line.cut()


def _talk(line: _Line, call: Call, deadline: Deadline) -> Answer:
    with requests.Session() as session:
        for scheme in ("http://", "https://"):
            session.mount(scheme, line)
        response = session.request(
            "GET" if call.body is None else "POST",
            call.address,
            data=call.body,
            auth=call.login,
            headers={**HEADERS, **({"Content-Type": FORM} if call.body is not None else {})},
            timeout=(min(CONNECT, deadline.left()), min(READ, deadline.left())),
            allow_redirects=False,  # an address that another host chose is not the provider's
            stream=True,
        )
        with response:
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise Unavailable("packed")
            if 300 <= response.status_code < 400 or response.status_code >= 500:
                raise Unavailable(f"status_{response.status_code}")
            body = bytearray()
            for block in response.iter_content(8192):
                body += block
                if len(body) > LARGEST:
                    raise Unavailable("large")
                deadline.left()
            return Answer(response.status_code, read_object(bytes(body)))


FORM = "application/x-www-form-urlencoded"


def read_object(body: bytes) -> dict[str, object]:
    """Return the JSON object in a body. Raises `Unavailable` for anything else."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unavailable("not_json") from error
    if not isinstance(found, dict):
        raise Unavailable("not_json")
    return found


class _Line(HTTPAdapter):
    """Connections that can be cut from outside, whatever they are waiting for."""

    def __init__(self) -> None:
        self._ends: list[socket.socket] = []
        self._cut = False
        self._lock = threading.Lock()
        super().__init__(max_retries=0)

    def get_connection_with_tls_context(self, *given: Any, **named: Any) -> Any:
        """Return the pool that `requests` wants, with connections that leave a second handle of their socket here."""
        pool: Any = super().get_connection_with_tls_context(*given, **named)
        plain, watch = pool.ConnectionCls, self._watch

        def connect(connection: Any) -> socket.socket:
            found: socket.socket = plain._new_conn(connection)
            watch(found)
            return found

        pool.ConnectionCls = type("Watched", (plain,), {"_new_conn": connect})
        return pool

    def cut(self) -> None:
        """End every connection, and those to come; what waits for one is told at once."""
        with self._lock:
            self._cut = True
            ends, self._ends = self._ends, []
        for end in ends:
            _shut(end)

    def _watch(self, made: socket.socket) -> None:
        # A handle of its own: TLS takes the socket over and leaves the first one empty.
        end = socket.socket(fileno=os.dup(made.fileno()))
        with self._lock:
            if not self._cut:
                self._ends.append(end)
                return
        _shut(end)


def _shut(end: socket.socket) -> None:
    with end:
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # the other side was faster
