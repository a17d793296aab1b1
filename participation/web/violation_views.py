# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Browsers report here what the content security policy has stopped."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, request

from participation.web import security_events
from participation.web.access import public
from participation.web.limits import limited
from participation.web.security import REPORTS, carries_no_token

blueprint = Blueprint("violations", __name__)

LARGEST = 16 * 1024  # bytes of a report
MOST = 10  # violations read from one report
LONGEST = 200  # characters of a word in the log


@blueprint.post(REPORTS)
@public
@carries_no_token
@limited("report")
def take() -> Response:
    """Log what was stopped on which page; whatever else a report says is dropped, and it may say anything."""
    body = request.get_data(cache=False) if (request.content_length or 0) <= LARGEST else b""
    for found in violations(body):
        security_events.note("policy_violation", **found)
    return Response(status=204, mimetype="text/plain")


def violations(body: bytes) -> list[dict[str, str]]:
    """Return directive, page and blocked host of the violations in a report, in the old or the new form."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):  # nested too deep
        return []
    entries = sent if isinstance(sent, list) else [sent]
    told = (_body(one) for one in entries[:MOST] if isinstance(one, dict))
    return [_found(one) for one in told if one is not None]


def _body(report: dict[str, Any]) -> dict[str, Any] | None:
    inner = report.get("csp-report", report.get("body"))
    return inner if isinstance(inner, dict) else None


def _found(report: dict[str, Any]) -> dict[str, str]:
    def word(*names: str) -> str:
        given = next((report[name] for name in names if name in report), "")
        return given[:LONGEST] if isinstance(given, str) and given.isprintable() else ""

    return {
        "directive": word("effective-directive", "effectiveDirective", "violated-directive"),
        "page": _path(word("document-uri", "documentURL")),
        "blocked": _host(word("blocked-uri", "blockedURL")),
    }


def _path(address: str) -> str:
    """Return the kind of page: its path without whatever could be a token or a reference."""
    try:
        parts = urlsplit(address).path.split("/")
    except ValueError:
        return ""
    return "/".join(part if len(part) <= 12 else "…" for part in parts)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or address.partition(":")[0]
    except ValueError:
        return ""
