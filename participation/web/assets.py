# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of static files: they carry a piece of the file's hash, so browsers may keep them for good."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import cast

from flask import Flask, Response, current_app, request, send_from_directory, url_for
from werkzeug.security import safe_join

from participation.web import compression

PACKAGE = Path(__file__).resolve().parent.parent
OWN = PACKAGE / "web" / "static"
VENDOR = PACKAGE / "static" / "vendor"
ONE_YEAR = 31_536_000
EXTENSION = "participation.assets"


def install(app: Flask) -> None:
    """Serve `/static/…` from our own folder and from the fetched one, and give templates `asset(path)`."""
    stamps: dict[str, str] = {}

    def asset(path: str) -> str:
        if path not in stamps or app.debug:
            content = locate(path).read_bytes()
            stamps[path] = hashlib.sha256(content).hexdigest()[:12]
        return url_for("web.static_file", path=path, v=stamps[path])

    app.extensions[EXTENSION] = compression.Files()
    app.jinja_env.globals["asset"] = asset
    app.after_request(_keep_stamped)


def locate(path: str) -> Path:
    """Return the file behind `/static/<path>`."""
    folder, name = _place(path)
    return folder / name


def send(path: str) -> Response:
    """Return the answer for `/static/<path>`: texts compressed for whoever takes that. Answers 404 where no file is."""
    folder, name = _place(path)
    kind = compression.TEXTS.get(Path(name).suffix)
    found = safe_join(str(folder), name)
    if kind is None or found is None or not Path(found).is_file():
        return send_from_directory(folder, name)
    packed = cast(compression.Files, current_app.extensions[EXTENSION]).get(Path(found))
    response = compression.answer(packed, kind)
    tag = hashlib.sha256(packed).hexdigest()[:32]
    response.set_etag(f"{tag}-gzip" if response.content_encoding else tag)
    response.make_conditional(request)
    return response


def _place(path: str) -> tuple[Path, str]:
    first, _, rest = path.partition("/")
    return (VENDOR, rest) if first == "vendor" else (OWN, path)


def _keep_stamped(response: Response) -> Response:
    if request.endpoint == "web.static_file" and "v" in request.args and response.status_code < 400:
        response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
    return response
