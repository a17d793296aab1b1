# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading the audit trail takes two people, a reason and a scope; it ends by itself and is recorded."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import text, update
from werkzeug.test import TestResponse

from participation import clock
from participation.accounts import audit_scope, queries, service
from participation.accounts.audit_entries import page
from participation.accounts.audit_scope import Kind, Scope
from participation.accounts.rules import Role
from participation.audit import service as audit
from participation.audit.models import AuditEntry
from participation.audit.service import Act
from participation.db import Database
from participation.moderation import service as moderation
from participation.moderation.service import Ruling
from tests.support import town
from tests.support.administration import actions, sound
from tests.support.forms import fields
from tests.support.letterbox import LetterBox, words
from tests.support.rights import ADMIN, AUDITOR, COUNCIL, enter, people, send

WHY = "A rejection that its author contests."
HOME, ASK = "/en/audit/", "/en/audit/ask/"
REQUEST, CONSENT = "/en/audit/1/", "/en/approvals/reading/1/"
sqlite_only = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def them(database: Database) -> dict[str, int]:
    """The people of a city hall, one of each kind, and a citizen."""
    return people(
        database,
        admin=Role.ADMINISTRATOR,
        council=Role.COUNCIL_OFFICER,
        auditor=Role.AUDITOR,
        mo=Role.MODERATOR,
        kim=Role.PARTICIPANT,
    )


@pytest.fixture
def auditor(app: Flask, them: dict[str, int]) -> FlaskClient:
    """The auditor, signed in."""
    return enter(app, AUDITOR)


@pytest.fixture
def council(app: Flask, them: dict[str, int]) -> FlaskClient:
    """The officer of the works council, signed in."""
    return enter(app, COUNCIL)


def ask(client: FlaskClient, *kinds: str, **answers: str) -> TestResponse:
    """Ask to read entries of today."""
    today = clock.berlin_date(clock.now()).isoformat()
    sent = {"reason": WHY, "first": today, "last": today, "about": "everything", **answers}
    form = fields(client.get(ASK).text, "reason")
    return client.post(ASK, data={**form, **sent, "kinds[]": list(kinds or ["accounts"])})


def agree(client: FlaskClient, **answers: str) -> TestResponse:
    """Agree to the first request, or answer it otherwise."""
    return send(client, CONSENT, "verdict", **{"verdict": "accept", **answers})


def press(client: FlaskClient, page_: str, address: str) -> TestResponse:
    """Press a button on a page."""
    return client.post(
        address, data={"csrf_token": fields(client.get(page_).text, "csrf_token")["csrf_token"]}
    )


def opened(auditor: FlaskClient, council: FlaskClient, *kinds: str, **answers: str) -> str:
    """Ask, agree and begin; return the page with the entries."""
    assert ask(auditor, *kinds, **answers).status_code == 303
    assert agree(council).status_code == 303
    assert press(auditor, REQUEST, f"{REQUEST}open/").status_code == 303
    return auditor.get(REQUEST).text


def rows(written: str) -> list[str]:
    """Return the entries of a page as text."""
    found = html.fromstring(written).find_class("entries")
    return [" ".join(tr.text_content().split()) for t in found for tr in t.find("tbody")]


def trail(database: Database) -> list[str]:
    """Return what was recorded about the first request."""
    return actions(database, "audit_request/1")


def test_the_whole_way(database: Database, auditor: FlaskClient, council: FlaskClient) -> None:
    assert ask(auditor).status_code == 303
    assert "waits for a decision" in auditor.get(HOME).text
    assert rows(auditor.get(REQUEST).text) == []
    assert press(auditor, HOME, f"{REQUEST}open/").status_code == 303
    assert WHY in council.get(CONSENT).text
    assert "You have agreed." in council.get(agree(council).location).text
    assert "approved, not opened yet" in auditor.get(HOME).text
    assert rows(auditor.get(REQUEST).text) == []
    assert trail(database) == ["audit.asked", "audit.approved"]
    press(auditor, REQUEST, f"{REQUEST}open/")
    shown = rows(auditor.get(REQUEST).text)
    assert len([row for row in shown if "Account made" in row]) == 5
    auditor.get(REQUEST)
    assert trail(database)[2:] == ["audit.opened", "audit.read", "audit.read"]
    assert "Pages that were opened" in council.get(CONSENT).text
    press(auditor, REQUEST, f"{REQUEST}end/")
    assert rows(auditor.get(REQUEST).text) == []
    assert trail(database)[-1] == "audit.ended"
    sound(database)


def test_letters_go_to_whoever_decides_and_back_and_quote_no_reason(
    auditor: FlaskClient, council: FlaskClient, mailbox: LetterBox
) -> None:
    ask(auditor)
    asked = mailbox.empty()
    agree(council)
    told = mailbox.empty()
    assert [[letter["To"] for letter in letters] for letters in (asked, told)] == [
        [COUNCIL],
        [AUDITOR],
    ]
    assert "/de/approvals/" in words(asked[0])
    assert "/de/audit/1/" in words(told[0])
    assert WHY not in words(asked[0]) + words(told[0])


def test_where_there_is_a_works_council_administrators_neither_see_nor_decide(
    app: Flask, database: Database, auditor: FlaskClient, them: dict[str, int]
) -> None:
    ask(auditor)
    admin = enter(app, ADMIN)
    assert "The officer of the works council decides" in admin.get("/en/approvals/").text
    assert WHY not in admin.get("/en/approvals/").text
    assert admin.get(CONSENT).status_code == 404
    assert trail(database) == ["audit.asked"]
    with database.writing() as session:
        session.execute(text("DELETE FROM role_grant WHERE role = 'council_officer'"))
    assert agree(admin).status_code == 303
    assert trail(database) == ["audit.asked", "audit.approved"]


@sqlite_only
def test_nobody_but_the_asker_reads_and_nobody_without_the_role(
    app: Flask, database: Database, auditor: FlaskClient, council: FlaskClient
) -> None:
    people(database, other=Role.AUDITOR)
    opened(auditor, council)
    assert enter(app, "other@example.org").get(REQUEST).status_code == 404
    assert council.get(REQUEST).status_code == 403
    assert auditor.get(CONSENT).status_code == 403
    with database.writing() as session:
        session.execute(text("DELETE FROM role_grant WHERE role = 'auditor'"))
    assert auditor.get(REQUEST).status_code == 403


def test_reading_ends_by_itself(auditor: FlaskClient, council: FlaskClient) -> None:
    start = clock.now()
    clock.fix(start)
    assert rows(opened(auditor, council, "accounts", "reading"))
    clock.fix(start + timedelta(minutes=25))
    assert rows(auditor.get(REQUEST).text)
    clock.fix(start + audit_scope.READING)
    late = enter(auditor.application, AUDITOR)
    assert rows(late.get(REQUEST).text) == []
    assert "ended" in late.get(HOME).text


def test_a_refusal_needs_its_reason_and_opens_nothing(
    database: Database, auditor: FlaskClient, council: FlaskClient
) -> None:
    ask(auditor)
    assert agree(council, verdict="refuse").status_code == 422
    assert agree(council, verdict="perhaps").status_code == 422
    refused = agree(council, verdict="refuse", reason="No incident is named.")
    assert refused.status_code == 303
    page_ = auditor.get(REQUEST).text
    assert "No incident is named." in page_
    press(auditor, HOME, f"{REQUEST}open/")
    assert rows(auditor.get(REQUEST).text) == []
    assert trail(database) == ["audit.asked", "audit.refused"]


def test_a_request_is_decided_once(
    database: Database, auditor: FlaskClient, council: FlaskClient
) -> None:
    ask(auditor)
    form = {**fields(council.get(CONSENT).text, "verdict"), "verdict": "accept"}
    assert council.post(CONSENT, data=form).status_code == 303
    late = council.post(CONSENT, data={**form, "verdict": "refuse", "reason": "Too late."})
    assert late.status_code == 409
    assert trail(database) == ["audit.asked", "audit.approved"]


def test_whoever_agreed_can_end_it(auditor: FlaskClient, council: FlaskClient) -> None:
    assert rows(opened(auditor, council))
    press(council, CONSENT, "/en/approvals/reading/1/end/")
    assert rows(auditor.get(REQUEST).text) == []


@sqlite_only
@pytest.mark.parametrize(
    ("kinds", "answers", "fault"),
    [
        (["accounts"], {"reason": " "}, "Say why"),
        (["nothing"], {}, "at least one kind"),
        (["accounts"], {"first": "2020-01-01"}, "At most 31 days"),
        (["accounts"], {"first": ""}, "Enter the first day"),
        (["accounts"], {"last": "9999-12-31"}, "has not come yet"),
        (["accounts"], {"last": "2001-01-01"}, "before the first"),
        (["accounts"], {"about": "contribution"}, "Name what it is about"),
        (["accounts"], {"about": "account", "name": "no@example.org"}, "no account"),
        (["accounts"], {"about": "named", "name": "everything"}, "a slash"),
    ],
)
def test_a_request_without_bounds_is_not_taken(
    auditor: FlaskClient, kinds: list[str], answers: dict[str, str], fault: str
) -> None:
    answer = ask(auditor, *kinds, **answers)
    assert answer.status_code == 422
    assert fault in answer.text
    assert "You have asked for nothing yet." in auditor.get(HOME).text


@sqlite_only
def test_three_requests_are_enough_at_once(auditor: FlaskClient) -> None:
    assert [ask(auditor).status_code for _ in range(4)] == [303, 303, 303, 422]
    press(auditor, HOME, f"{REQUEST}end/")
    assert ask(auditor).status_code == 303


def moderated(database: Database, them: dict[str, int]) -> str:
    """Have a citizen say something from an account, and a moderator reject it; return the reference."""
    town.found(database)
    with database.writing() as session:
        taken = town.say(session)
        audit.record(
            session,
            Act("contribution.edited", f"account/{them['kim']}", f"contribution/{taken.reference}"),
        )
    with database.writing() as session:
        ruling = Ruling(taken.reference, 1, "reject", "off_topic", "Not about the draft.")
        moderation.decide(session, ruling, f"account/{them['mo']}")
    return taken.reference


def test_a_period_shows_what_was_done_and_never_by_whom(
    database: Database, auditor: FlaskClient, council: FlaskClient, them: dict[str, int]
) -> None:
    reference = moderated(database, them)
    written = opened(auditor, council, "contributions", "sign_ins", "reading", "accounts")
    shown = " ".join(rows(written))
    assert "Contribution rejected" in shown
    assert f"contribution/{reference}" in shown
    assert "Signed in" in shown
    listed = " ".join(rows(written))
    assert "Mo" not in listed.split()
    assert f"account/{them['mo']}" not in " ".join(r for r in rows(written) if "Signed" in r)
    assert "By whom" not in written


def test_an_incident_names_who_acted_in_office_and_no_author(
    database: Database, auditor: FlaskClient, council: FlaskClient, them: dict[str, int]
) -> None:
    reference = moderated(database, them)
    about = {"about": "contribution", "name": reference.lower()}
    shown = rows(opened(auditor, council, "contributions", "accounts", **about))
    assert [row.split(" contribution/")[1].split(" ", 1)[1] for row in shown] == [
        "guest",
        "not named",
        "Mo",
    ]


@sqlite_only
def test_an_account_is_named_by_its_address_and_its_sign_ins_are_asked_for_apart(
    app: Flask, database: Database, auditor: FlaskClient, council: FlaskClient, them: dict[str, int]
) -> None:
    enter(app, "mo@example.org")
    about = {"about": "account", "name": "MO@example.org"}
    assert len(rows(opened(auditor, council, "accounts", **about))) == 1
    ask(auditor, "sign_ins", **about)
    page_ = council.get("/en/approvals/reading/2/").text
    assert "say when they work" in page_


@sqlite_only
def test_what_was_erased_shows_as_erased(database: Database, them: dict[str, int]) -> None:
    now = clock.now()
    with database.writing() as session:
        erased = update(AuditEntry).where(AuditEntry.subject == f"account/{them['kim']}")
        session.execute(erased.values(salt=None, content=None))
    kinds = frozenset({Kind.OTHER})
    scope = Scope(kinds, None, now - timedelta(days=1), now + timedelta(days=1))
    with database.reading() as session:
        [entry] = page(session, scope, 0).entries
    assert (entry.erased, entry.action, entry.actor) == (True, "", None)


def test_pages_of_entries_go_on_and_each_is_recorded_with_its_bounds(
    database: Database, auditor: FlaskClient, council: FlaskClient
) -> None:
    with database.writing() as session:
        audit.record(session, *(Act("draft.edited", "test", f"item/{n}") for n in range(60)))
    first = opened(auditor, council, "drafts")
    assert len(rows(first)) == 50
    onward = html.fromstring(first).xpath("//main//a[contains(@href, 'after=')]/@href")
    assert len(rows(auditor.get(onward[0]).text)) == 10
    for nonsense in ("after=x", "after=-1", "after=99999999999"):
        assert auditor.get(f"{REQUEST}?{nonsense}").status_code == 200


def test_the_chain_is_checked_by_the_worker_and_a_fault_is_shown(
    app: Flask, database: Database, mailbox: LetterBox, auditor: FlaskClient
) -> None:
    assert "It has not been checked yet." in auditor.get(HOME).text
    press(auditor, HOME, f"{HOME}check/")
    assert "A check is under way." in auditor.get(HOME).text
    mailbox.empty()
    assert "were in order" in auditor.get(HOME).text
    with database.writing() as session:
        session.execute(text("UPDATE role_grant SET role = 'intake' WHERE role = 'moderator'"))
    press(auditor, HOME, f"{HOME}check/")
    mailbox.empty()
    assert "changed since it was recorded" in auditor.get(HOME).text


@sqlite_only
def test_the_anchor_is_one_that_verify_takes(
    database: Database, auditor: FlaskClient, tmp_path: Path
) -> None:
    with auditor.get("/en/audit/anchor.txt") as answer:
        line = answer.text
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with database.reading() as session:
        assert audit.verify(session, [line]).faults == ()
        assert line.strip().endswith(audit.anchor(session))


@sqlite_only
def test_a_closed_account_leaves_its_requests_readable(
    database: Database, auditor: FlaskClient, council: FlaskClient, them: dict[str, int]
) -> None:
    ask(auditor)
    with database.writing() as session:
        service.close(session, queries.account(session, them["auditor"]))
    assert council.get("/en/approvals/").status_code == 200
