# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an administrator does: fill in the steps of a consultation, and send them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select
from werkzeug.test import TestResponse

from participation import clock
from participation.accounts import service as accounts
from participation.accounts.rules import Role
from participation.audit import service as audit
from participation.audit.models import AuditEntry
from participation.db import Database
from participation.roadmap import consultation_setup, queries, service, trace, versions
from participation.roadmap.consultation_setup import Setup
from tests.support import town
from tests.support.forms import sign_in

ADMIN = "admin@example.org"
NOW = datetime(2026, 10, 1, 8, tzinfo=UTC)
ALL, NEW = "/en/admin/", "/en/admin/new_consultation/"
TOWN = f"/en/admin/{town.SLUG}/"
SLUG = "green-town"
GREEN = f"/en/admin/{SLUG}/"
TEXTS = {"slug": SLUG, "de-title": "Grüne Stadt", "responsible_unit": "Grünamt"}
DATES = {
    "start_day": "2026-10-05",
    "start_time": "09:00",
    "end_day": "2026-10-25",
    "end_time": "24:00",
    "evaluation_until": "2026-12-01",
    "answers_until": "2027-01-15",
}


def enter(database: Database, client: FlaskClient) -> FlaskClient:
    """Sign in as an administrator, on a morning in October."""
    clock.fix(NOW)
    with database.writing() as session:
        accounts.create(session, ADMIN, town.PASSWORD, [Role.ADMINISTRATOR], "Admin")
    sign_in(client, ADMIN, town.PASSWORD)
    return client


def stored(database: Database, slug: str = SLUG) -> Setup:
    """Return a consultation as it is stored."""
    with database.reading() as session:
        found = consultation_setup.find(session, slug)
    assert found is not None
    return found


def typed(page: str) -> dict[str, str]:
    """Return what the form in the main part would send."""
    [form] = html.fromstring(page).get_element_by_id("main").iter("form")
    return {name: value.removeprefix("\n") for name, value in form.form_values()}


def send(client: FlaskClient, address: str, **answers: Any) -> TestResponse:
    """Open a form, change some answers (None takes one out), and send it."""
    sent = {**typed(client.get(address).text), **answers}
    return client.post(address, data={n: v for n, v in sent.items() if v is not None})


def make(client: FlaskClient) -> None:
    """Make a consultation in preparation: its first step."""
    assert send(client, NEW, **TEXTS).status_code == 303


def complete(database: Database, client: FlaskClient) -> None:
    """Go through all steps, and publish a draft."""
    make(client)
    assert send(client, f"{GREEN}time/", **DATES).status_code == 303
    assert send(client, f"{GREEN}people/", **{"group-citizen": "1"}).status_code == 303
    publish(database)


def publish(database: Database) -> None:
    """Publish the first version of the draft; that announces nothing."""
    with database.writing() as session:
        service.import_draft(session, town.DOCUMENT, "test", slug=SLUG)
        found = queries.consultation(session, SLUG)
        assert found is not None
        version = versions.in_preparation(session, found.id)
        assert version is not None
        trace.publish(session, found, version, (), "test")


def actions(database: Database, subject: str) -> list[str]:
    """Return what was recorded about a subject, in order."""
    with database.reading() as session:
        rows = session.scalars(
            select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.number)
        )
        return [row.content["action"] for row in rows if row.content]


def sound(database: Database) -> None:
    """Check that the audit trail fits the database."""
    with database.reading() as session:
        assert audit.verify(session).faults == ()
