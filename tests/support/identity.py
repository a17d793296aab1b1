# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Going to the identity provider and coming back, as a browser does with the pages that lead there."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from participation.accounts.models import Account, RoleGrant, WebSession
from participation.app import create_app
from participation.config import Settings
from participation.db import Base, Database
from tests.support import pages
from tests.support.forms import fields
from tests.support.provider import Provider

START = "/de/sign-in/provider/"

LED = re.compile(r'<meta http-equiv="refresh" content="0; url=([^"]+)">')


def led_to(page: TestResponse) -> str:
    """Return where a page leads by itself."""
    found = LED.search(page.text)
    assert found is not None, f"{page.status}: leads nowhere"
    address = unescape(found[1])
    assert f'href="{found[1]}"' in page.text, "and by hand, for browsers that do not"
    return address


def leave_for(
    client: FlaskClient,
    provider: Provider,
    locale: str = "de",
    onward: str = "",
    error: str = "",
    code: str | None = None,
    **form: str,
) -> str:
    """Press the button, sign in there, and return where the provider sends the browser back to."""
    page = client.post(f"/{locale}/sign-in/provider/", data={"next": onward, **form})
    changes = {"error": error, **({"code": code} if code is not None else {})}
    return provider.authorise(led_to(page), **changes)


def come_back(client: FlaskClient, sent: str) -> TestResponse:
    """Follow the provider's redirect."""
    parts = urlsplit(sent)
    return client.get(f"{parts.path}?{parts.query}")


def sign_in(client: FlaskClient, provider: Provider) -> TestResponse:
    """Go there and come back; give the answer."""
    return come_back(client, leave_for(client, provider))


def sign_out(client: FlaskClient) -> dict[str, str]:
    """Sign out; return what the provider is told, with its address, and nothing if nobody is led there."""
    token = fields(client.get("/de/account/").text, "csrf_token")["csrf_token"]
    page = client.post("/de/sign-out/", data={"csrf_token": token})
    if page.status_code == 303:
        return {}
    address, _mark, query = led_to(page).partition("?")
    return {"address": address, **dict(parse_qsl(query))}


def made(settings: Settings, database: Database, provider: Provider, **changes: str) -> Flask:
    """Return an application for a provider."""
    app = create_app(replace(settings, oidc=provider.settings(**changes)), database)
    app.test_client_class = pages.CheckingClient
    return app


def only(database: Database) -> Account:
    """Return the one account there is."""
    with database.reading() as session:
        return session.scalars(select(Account)).one()


def roles(database: Database) -> dict[str, str]:
    """Return all granted roles with their origin."""
    with database.reading() as session:
        return {row.role: row.origin for row in session.scalars(select(RoleGrant))}


def sessions(database: Database) -> int:
    """Return how many sessions of accounts there are."""
    with database.reading() as session:
        signed_in = WebSession.account_id.is_not(None)
        return session.query(WebSession).where(signed_in).count()


def everything(database: Database) -> str:
    """Return every value in every table."""
    with database.reading() as session:
        rows = [row for t in Base.metadata.sorted_tables for row in session.execute(select(t))]
    return "\n".join(map(str, rows))
