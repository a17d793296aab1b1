# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of static files: they carry a piece of the file's hash, so browsers may keep them for good."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask, Response, request, url_for

PACKAGE = Path(__file__).resolve().parent.parent
OWN = PACKAGE / "web" / "static"
VENDOR = PACKAGE / "static" / "vendor"
ONE_YEAR = 31_536_000


def install(app: Flask) -> None:
    """Serve `/static/…` from our own folder and from the fetched one, and give templates `asset(path)`."""
    stamps: dict[str, str] = {}

    def asset(path: str) -> str:
        if path not in stamps or app.debug:
            content = locate(path).read_bytes()
            stamps[path] = hashlib.sha256(content).hexdigest()[:12]
        return url_for("web.static_file", path=path, v=stamps[path])

    app.jinja_env.globals["asset"] = asset
    app.after_request(_keep_stamped)


def locate(path: str) -> Path:
    """Return the file behind `/static/<path>`."""
    first, _, rest = path.partition("/")
    return VENDOR / rest if first == "vendor" else OWN / path


def _keep_stamped(response: Response) -> Response:
    if request.endpoint == "web.static_file" and "v" in request.args and response.status_code < 400:
        response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
    return response
