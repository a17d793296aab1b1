# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whole pages kept for people without a session.

A page is known by its address and by the stamp of what it shows: the content revision of its consultation, which
moves in the transaction that changes the content, and the day, since pages count days. So nobody reads stale text.
Bodies are kept compressed. The tag names what a page says and is weak, so it is the same whichever way it travels.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Response, current_app, make_response, request
from flask_login import current_user

from participation import __version__
from participation.web import compression

LARGEST_CACHE = 64 * 1024 * 1024  # bytes of compressed bodies
EXTENSION = "participation.pages"

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Kept:
    """A rendered page: the tag of what it shows, what kind of text it is, and its compressed body."""

    etag: str
    mimetype: str
    packed: bytes


class Pages:
    """Rendered pages, the least recently used forgotten first."""

    def __init__(self, limit: int = LARGEST_CACHE) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, address: str, etag: str) -> Kept | None:
        """Return the page kept for an address if it carries this tag."""
        with self._lock:
            found = self._kept.get(address)
            if found is None or found.etag != etag:
                return None
            self._kept.move_to_end(address)
            return found

    def put(self, address: str, page: Kept) -> None:
        """Keep a page; it takes the place of an older one of the same address."""
        with self._lock:
            old = self._kept.pop(address, None)
            self._size += len(page.packed) - (len(old.packed) if old else 0)
            self._kept[address] = page
            while self._size > self._limit and self._kept:
                _, gone = self._kept.popitem(last=False)
                self._size -= len(gone.packed)


def cached_for_guests(stamp: Callable[..., str]) -> Callable[[View], View]:
    """Keep a view's pages for guests; `stamp(**view_args)` names the state of what the page shows."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(**arguments: Any) -> Response:
            if current_user.is_authenticated:
                response = make_response(view(**arguments))
                response.headers["Cache-Control"] = "private, no-store"
                return response
            address = request.full_path
            etag = hashlib.sha256(
                f"{__version__}|{address}|{stamp(**arguments)}".encode()
            ).hexdigest()[:32]
            return _answer(address, etag, lambda: make_response(view(**arguments)))

        return cast(View, answer)

    return decorate


def never_kept(page: str, status: int = 200) -> Response:
    """Return a page that is for one person only: no cache keeps it."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _answer(address: str, etag: str, render: Callable[[], Response]) -> Response:
    pages = cast(Pages, current_app.extensions[EXTENSION])
    if request.if_none_match.contains_weak(etag):
        response = Response(status=304)
    else:
        page = pages.get(address, etag)
        if page is None:
            rendered = render()
            if rendered.status_code != 200:
                return rendered
            packed = compression.pack(rendered.get_data())
            page = Kept(etag, rendered.mimetype or "text/html", packed)
            pages.put(address, page)
        response = compression.answer(page.packed, page.mimetype)
    response.set_etag(etag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    response.vary.update(("Accept-Encoding", "Cookie"))
    return response
