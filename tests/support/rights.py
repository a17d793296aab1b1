# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The people of a city hall and what they do with roles and approvals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from participation import clock
from participation.accounts import administration, audit_reading, queries, service
from participation.accounts.audit_scope import Kind, Scope
from participation.accounts.letters import Desk
from participation.accounts.models import Account, RoleGrant
from participation.accounts.queries import Person
from participation.accounts.rules import Role
from participation.db import Database
from tests.support import town
from tests.support.forms import fields, sign_in

ADMIN, AUDITOR, COUNCIL = "admin@example.org", "auditor@example.org", "council@example.org"
DESK = Desk("Roadmap", "roadmap@example.org", "http://localhost", town.SECRET)
ALL = "/en/admin/user_accounts/"
WHY = "She takes over from Monday on."


def people(database: Database, **emails: Role | None) -> dict[str, int]:
    """Make accounts, each with one role or none; return their numbers by name. The addresses are name@example.org."""
    made = {}
    with database.writing() as session:
        for name, role in emails.items():
            roles = [role] if role else []
            email = f"{name}@example.org"
            made[name] = service.create(session, email, town.PASSWORD, roles, name.title()).id
    return made


def who(session: Session, account_id: int) -> Person:
    """Return a person."""
    found = queries.person(session, account_id)
    assert found is not None
    return found


def roles(database: Database, account_id: int) -> list[str]:
    """Return the roles that an account holds."""
    with database.reading() as session:
        held = select(RoleGrant.role).where(RoleGrant.account_id == account_id)
        return sorted(session.scalars(held))


def enter(app: Flask, email: str) -> FlaskClient:
    """Sign in with a browser of one's own."""
    client = app.test_client()
    sign_in(client, email, town.PASSWORD)
    return client


def send(client: FlaskClient, address: str, containing: str, **answers: Any) -> TestResponse:
    """Open the page with the form that holds a field, and send it with these answers."""
    page = client.get(address)
    assert page.status_code == 200, page.status
    return client.post(address, data={**fields(page.text, containing), **answers})


def give(client: FlaskClient, account_id: int, role: str) -> TestResponse:
    """Give a role on its page."""
    return send(client, f"{ALL}{account_id}/grant/", "reason", role=role, reason=WHY)


def requests(database: Database) -> None:
    """Have a role proposed for the participant, and reading asked for, twice: one is agreed to, one waits."""
    with database.writing() as session:
        known = {account.name: account.id for account in session.scalars(select(Account))}
        admin, auditor = who(session, known["administrator"]), who(session, known["auditor"])
        administration.grant(session, known["participant"], Role.AUDITOR, WHY, admin, DESK)
        now = clock.now()
        scope = Scope(frozenset({Kind.DRAFTS}), None, now - timedelta(days=1), now)
        for _ in range(2):
            asked = audit_reading.ask(session, auditor, WHY, scope, DESK)
        officer = who(session, known["council_officer"])
        audit_reading.decide(session, asked, True, "Go on.", officer, DESK)
