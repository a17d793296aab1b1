# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Errors for programs, as RFC 9457 has them. Pages keep theirs."""

from __future__ import annotations

from flask import Flask, Response, jsonify, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable
from werkzeug.http import HTTP_STATUS_CODES

from participation.web import errors

MEDIA_TYPE = "application/problem+json"
ROOT = "/api/"


def install(app: Flask) -> None:
    """Answer with a problem whatever goes wrong below the root of the API, and with a page elsewhere."""
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(OperationalError, busy)


def answer(error: HTTPException) -> Response:
    """Return an error as who asked can read it."""
    if not request.path.startswith(ROOT) or error.response is not None:
        return errors.show(error)
    data = getattr(error, "data", None) or {}
    faults = data.get("messages", {}).get("query", {})
    detail = "; ".join(f"{name}: {' '.join(said)}" for name, said in sorted(faults.items()))
    response = problem(error.code or InternalServerError.code, detail or data.get("message", ""))
    response.headers["Cache-Control"] = "no-store"
    response.headers.extend(
        (name, value) for name, value in error.get_headers() if name in ("Allow", "Retry-After")
    )
    return response


def busy(error: OperationalError) -> Response:
    """The database did not answer in time; trying again is safe."""
    page = errors.busy(error)
    if not request.path.startswith(ROOT):
        return page
    return answer(ServiceUnavailable(retry_after=errors.RETRY_SECONDS))


def problem(status: int, detail: str) -> Response:
    """Return a problem; its title is what the status says."""
    title = HTTP_STATUS_CODES.get(status, "Error")
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail or title}
    response = jsonify(body)
    response.status_code = status
    response.mimetype = MEDIA_TYPE
    return response
