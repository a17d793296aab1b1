# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A test client that checks every page it fetches: what a page owes its readers holds on all of them, always.

A fault raises `AssertionError` naming the address and every fault at once. Each page is also kept in the run's folder,
so that html-validate reads all of them in one process when the run ends (see `validation`).
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from flask.testing import FlaskClient
from lxml import html as lxml_html
from werkzeug.test import TestResponse

from participation.i18n import LANGUAGES
from tests.support import page_rules, run_folder

FOLDER = "pages"
UNSAFE_NAME = re.compile(r"[^a-z0-9]+")


class CheckingClient(FlaskClient):
    """Flask's test client with `page_rules` on every HTML answer.

    `faults_of` can be asked alone for a text that came from elsewhere (a browser, a file).
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request as Flask's client does and check the page that comes back."""
        fresh_visit = not self._cookies
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            method, address = response.request.method, response.request.path
            faults = faults_of(response.get_data(as_text=True), address)
            faults += header_faults(response)
            if fresh_visit and method == "GET" and response.headers.get("Set-Cookie"):
                faults.append("reading sets a cookie")
            if faults:
                listed = "\n  ".join(faults)
                raise AssertionError(f"{method} {address} ({response.status_code}):\n  {listed}")
            keep(response.get_data(), address)
        return response


def faults_of(html: str, address: str) -> list[str]:
    """Return every fault of a page, one line each; `address` is its path, whose first part is the locale."""
    code = address.lstrip("/").split("/", 1)[0]
    language = LANGUAGES.get(code)
    return page_rules.faults(
        html, language.code if language else None, language.dir if language else None
    )


def header_faults(response: TestResponse) -> list[str]:
    """Return what a page's headers lack: a policy without inline code or foreign sources, and a language."""
    policy = response.headers.get("Content-Security-Policy", "")
    found = []
    if "default-src" not in policy:
        found.append("no Content-Security-Policy")
    found += [
        f"the policy allows {word}"
        for word in ("unsafe-inline", "unsafe-eval", "http:", "*")
        if word in policy
    ]
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        found.append("X-Content-Type-Options is not nosniff")
    return found


def keep(html: bytes, address: str) -> None:
    """Keep a page for html-validate; the same page is kept once."""
    folder = run_folder.path() / FOLDER
    folder.mkdir(exist_ok=True)
    name = UNSAFE_NAME.sub("-", address.lower()).strip("-")[:80] or "start"
    target = folder / f"{name}.{hashlib.sha256(html).hexdigest()[:8]}.html"
    if not target.exists():
        target.write_bytes(html)


def spoken(page: str) -> str:
    """Return a page's main part as somebody hears it who sees none of its marks."""
    (main,) = lxml_html.fromstring(page).xpath("//main")
    return " ".join(main.text_content().split())
