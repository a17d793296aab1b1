# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Downloads: exports for the CIIO, and the public table of a version's changes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import BinaryIO, cast

from flask import Blueprint, Response, abort, request

from participation.accounts.freshness import fresh
from participation.accounts.rules import Permission
from participation.reports import download as files
from participation.roadmap import queries as roadmap
from participation.roadmap.queries import Head
from participation.web.access import allows, public
from participation.web.locale import page_locale
from participation.web.unit import work

blueprint = Blueprint("reports", __name__)

IN_MEMORY = 4 * 1024 * 1024  # bytes of an export before it goes to a temporary file
BLOCK = 64 * 1024


@blueprint.get("/<locale>/insight/<slug>/exports/<what>.<fmt>")
@allows(Permission.EXPORT)
@fresh(lambda what, **_others: what == "contributions")
def download(slug: str, what: str, fmt: str) -> Response:
    """Send an export as a file. It is written whole before the first byte leaves, so a failure is an error page."""
    head = roadmap.head(work(), slug, page_locale())
    if head is None or what not in files.WHAT or fmt not in files.FORMATS:
        abort(404)
    state = "all" if request.args.get("state") == "all" else "published"
    wanted = files.Wanted(what, fmt, state, page_locale())
    response = _file(head, wanted, f"{slug}-{what}.{fmt}")
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/<locale>/c/<slug>/versions/<int(max=100000):number>/changes.<any(csv, xlsx):fmt>")
@public
def changes(slug: str, number: int, fmt: str) -> Response:
    """Send the changes of a published version as a table."""
    head = roadmap.head(work(), slug, page_locale())
    if head is None or not 1 <= number <= head.version_number:
        abort(404)
    wanted = files.Wanted("changes", fmt, locale=page_locale(), version=number)
    return _file(head, wanted, f"{slug}-changes-{number}.{fmt}")


def _file(head: Head, wanted: files.Wanted, name: str) -> Response:
    with ExitStack() as opened:
        out = cast(
            "BinaryIO",
            opened.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)),
        )
        files.write(work(), head, wanted, out)
        size = out.tell()
        out.seek(0)
        response = Response(_blocks(out), mimetype=files.MIMETYPES[wanted.format])
        response.call_on_close(opened.pop_all().close)
    response.content_length = size
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(BLOCK):
        yield block
