# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever a client sends, the answer is no server error: every form and every address, as every role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, product
from urllib.parse import quote_from_bytes, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from participation.accounts import service as accounts
from participation.contributions import service as contributions
from participation.db import Database
from tests.support import revising, town
from tests.support.access_table import ROLES, address
from tests.support.forms import sign_in

HOSTILE = (
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "\u202e\u2066\u200b",
    "x" * 20_000,
    "-1",
    "0",
    "9" * 40,
    "1e309",
    "NaN",
    "١٢٣",
    "2026-02-30",
    "0000-00-00",
    "99:99",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "%s%n%(x)s",
    "../../etc/passwd",
    "a\r\nSet-Cookie: x=1",
    "=cmd|' /C calc'!A0",
    "\U0010ffff\ufffe",
    "[]",
    "null",
)
BODIES = (
    (b"\xff\xfe\x80=\xc3\x28&text=\xed\xa0\x80", "application/x-www-form-urlencoded"),
    (b"%ff=%00&&&===&a=%zz", "application/x-www-form-urlencoded; charset=utf-7"),
    (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x"),
    (b"--x\r\n\r\n--x--", "multipart/form-data"),
    (b'{"text": [', "application/json"),
    (b"", "text/plain"),
)

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@dataclass(frozen=True)
class Found:
    """A form on a page: where it goes, and what it would send."""

    action: str
    fields: tuple[tuple[str, str], ...]


@pytest.fixture
def peopled(app: Flask, database: Database) -> Flask:
    """The town with an account for each role, contributions in some states, and a version in preparation."""
    app.test_client_class = FlaskClient
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    town.found(database)
    with database.writing() as session:
        for name, role in ROLES.items():
            if role is not None:
                accounts.create(session, f"{name}@example.org", town.PASSWORD, [role], name)
        published = town.say(session, submission="one-key-that-is-long")
        contributions.decide(session, published.reference, 1, "publish", None, None, "test")
        town.say(session, submission="two-key-that-is-long")
        revising.version(session)
    return app


def enter(app: Flask, role: str) -> FlaskClient:
    """Come in as somebody of a role."""
    client = app.test_client()
    if ROLES[role] is not None:
        sign_in(client, f"{role}@example.org", town.PASSWORD)
    return client


def forms_on(client: FlaskClient, pages: Iterator[str]) -> list[Found]:
    """Return the forms of pages and of the pages that these link to, each kind of form once."""
    kinds: dict[tuple[str, tuple[str, ...]], Found] = {}
    waiting, known = list(pages), set()
    while waiting and len(known) < 80:
        page = waiting.pop()
        if page in known:
            continue
        known.add(page)
        with client.get(page) as answer:
            if answer.mimetype != "text/html" or answer.status_code >= 300 or not answer.data:
                continue
            document = html.document_fromstring(answer.data)
        for form in document.forms:
            if form.method == "POST" and "sign-out" not in (form.action or ""):
                fields = tuple((name, str(value)) for name, value in form.fields.items() if name)
                shape = re.sub(r"\d+|[A-Z]\d[\w.]*", "#", form.action or page)
                found = Found(
                    form.action or page, tuple((n, v if v != "None" else "") for n, v in fields)
                )
                kinds.setdefault((shape, tuple(n for n, _v in fields)), found)
        links = {str(a.get("href")) for a in document.iter("a")}
        waiting += sorted(link for link in links if link.startswith("/de/"))
    return list(kinds.values())


def variations(form: Found) -> Iterator[list[tuple[str, str]]]:
    """Yield what a form sends with nothing, with one hostile answer each, with all of them, with everything twice."""
    kept = [(name, value) for name, value in form.fields if name == "csrf_token"]
    answers = [(name, value) for name, value in form.fields if name != "csrf_token"]
    yield kept
    hostile = cycle(HOSTILE)
    for place, (name, _value) in enumerate(answers):
        yield kept + answers[:place] + [(name, next(hostile))] + answers[place + 1 :]
    for value in HOSTILE[::4]:
        yield kept + [(name, value) for name, _value in answers]
    yield kept + answers + answers
    yield kept + answers + [(f"{name}[]", "x") for name, _value in answers] + [("is_admin", "1")]


@pytest.mark.parametrize("role", ["guest", "participant", "moderator", "analyst", "administrator"])
def test_no_form_brings_a_server_error(peopled: Flask, role: str) -> None:
    client = enter(peopled, role)
    start = [
        f"/de/c/{town.SLUG}/",
        "/de/",
        "/de/account/",
        "/de/draft/",
        "/de/admin/",
        "/de/sign-in/",
    ]
    start += ["/de/moderation/", "/de/evaluation/", f"/de/insight/{town.SLUG}/", "/de/register/"]
    found = forms_on(client, iter(start))
    assert found
    broken = []
    for form in found:
        token = dict(form.fields).get("csrf_token")
        for sent in variations(form):
            body = urlencode(sent, errors="surrogatepass").encode()
            answer = client.post(
                form.action, data=body, content_type="application/x-www-form-urlencoded"
            )
            if answer.status_code >= 500:
                broken.append((form.action, [one for one in sent if one not in form.fields]))
        for body, mimetype in BODIES:
            headers = {"X-CSRFToken": token} if token else {}
            answer = client.post(form.action, data=body, content_type=mimetype, headers=headers)
            if answer.status_code >= 500:
                broken.append((form.action, body))
    assert broken == []


@pytest.mark.parametrize("role", ["guest", "analyst", "administrator"])
def test_no_address_brings_a_server_error(peopled: Flask, role: str) -> None:
    client = enter(peopled, role)
    names = (
        "q",
        "after",
        "sort",
        "concern",
        "group",
        "kind",
        "passage",
        "wording",
        "parent",
        "view",
    )
    names += ("item", "page", "next", "version", "limit", "consultation", "locale", "language")
    broken = []
    hostile = cycle(quote_from_bytes(v.encode("utf-8", "surrogatepass")) for v in HOSTILE)
    for rule, method in product(
        peopled.url_map.iter_rules(), ("GET", "POST", "HEAD", "OPTIONS", "TRACE", "PUT")
    ):
        where = address(peopled, rule)
        query = "&".join(f"{name}={next(hostile)[:300]}" for name in names)
        for path in (where, where.replace("/x/", f"/{next(hostile)[:200]}/")):
            if "/sign-out" in path or "/\r" in path:
                continue
            answer = client.open(f"{path}?{query}", method=method)
            if answer.status_code >= 500:
                broken.append((method, path, answer.status_code))
            answer.close()
    assert broken == []
