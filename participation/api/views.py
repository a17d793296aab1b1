# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading by program: JSON, errors as problem+json (RFC 9457), paging by `next`."""

from __future__ import annotations

from itertools import islice
from typing import Any

from flask import Blueprint, Response, jsonify, request, url_for

from participation.contributions import change_rows
from participation.roadmap import queries as roadmap
from participation.web.access import public
from participation.web.unit import work

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

MOST = 200  # changes in one answer
LARGEST = 10**6


@blueprint.get("/consultations/<slug>/changes")
@public
def changes(slug: str) -> Response:
    """List the changes of a consultation's published versions with their causes and reasons.

    `version` narrows them to one version, `language` (default `de`) chooses the words, `limit` (1 to 200) and `after`
    (a place, as `next` gives it) page through them.
    """
    faults = [name for name in ("version", "after", "limit") if _number(name) is None]
    if faults:
        return problem(400, "Bad request", f"not a number: {', '.join(faults)}")
    head = roadmap.head(work(), slug, request.args.get("language", "de"))
    if head is None:
        return problem(404, "Not found", "there is no such consultation")
    version, after, limit = (_number(name) or 0 for name in ("version", "after", "limit"))
    size = min(limit or MOST, MOST)
    found = change_rows.documents(work(), head, request.args.get("language", "de"), version or None)
    listed = list(islice(found, after, after + size + 1))
    onward = None
    if len(listed) > size:
        query: dict[str, Any] = {**request.args.to_dict(), "slug": slug, "after": after + size}
        onward = url_for("api.changes", **query)
    return jsonify({"consultation": slug, "changes": listed[:size], "next": onward})


def problem(status: int, title: str, detail: str) -> Response:
    """Return an error as RFC 9457 has it."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
    }
    response = jsonify(body)
    response.status_code = status
    response.mimetype = "application/problem+json"
    return response


def _number(name: str) -> int | None:
    """Return a count from the address, 0 where there is none; None when it is none."""
    written = request.args.get(name, "0")
    if not (written.isascii() and written.isdigit() and len(written) <= len(str(LARGEST))):
        return None
    return int(written)
