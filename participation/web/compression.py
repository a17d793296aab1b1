# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Smaller answers: gzip for static files and for the pages that are kept for guests, and for nothing else.

A compressed answer tells by its length what in it repeats. Where a secret stands beside words that a stranger could
have put into the request, the secret can be guessed from that (BREACH). So pages for people who are signed in,
receipts, forms and everything else that is made for one person leave uncompressed; the pages kept for guests hold no
secret, and static files hold nothing of a request.

Both kinds are compressed once and kept like that. Brotli is not used: serving would need one library more for it.
"""

from __future__ import annotations

import gzip
from pathlib import Path

from flask import Response, request

LEVEL = 6
TEXTS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


class Files:
    """Static texts, each compressed at its first use and again when the file has changed."""

    def __init__(self) -> None:
        self._kept: dict[Path, tuple[int, bytes]] = {}

    def get(self, path: Path) -> bytes:
        """Return a file's content, compressed. Raises `OSError` when it cannot be read."""
        changed = path.stat().st_mtime_ns
        kept = self._kept.get(path)
        if kept is None or kept[0] != changed:
            kept = (changed, pack(path.read_bytes()))
            self._kept[path] = kept
        return kept[1]


def pack(body: bytes) -> bytes:
    """Return `body` compressed; the same bytes each time."""
    return gzip.compress(body, LEVEL, mtime=0)


def answer(packed: bytes, mimetype: str) -> Response:
    """Return what was packed, as it is for whoever takes gzip and unpacked for everybody else."""
    taken = accepted()
    response = Response(packed if taken else gzip.decompress(packed), mimetype=mimetype)
    if taken:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    return response


def accepted() -> bool:
    """Say whether this request's sender reads gzip."""
    return request.accept_encodings.quality("gzip") > 0
