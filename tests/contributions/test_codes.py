# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whoever holds a group code is verified, and nobody who holds everything else learns which code it was."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from participation.accounts import service as accounts
from participation.accounts.rules import Role
from participation.audit.models import AuditEntry
from participation.config import Settings
from participation.contributions import code_rules, codes, counters, rules
from participation.contributions.code_models import CodeUse, GroupCode
from participation.contributions.models import Contribution, ContributionVote, ItemStance
from participation.db import Base, Database
from participation.roadmap.models import Consultation
from tests.support import town
from tests.support.commands import commander
from tests.support.forms import contribute, fields, fill, sign_in

FORM = "/de/c/small-town/items/M1.1.1/contribute/"
STANCE = "/de/c/small-town/items/M1.1.1/stance/"
OFFICER = "officer@example.org"


@pytest.fixture(autouse=True)
def settled(database: Database) -> None:
    """The small town, with an officer of its works council."""
    town.settle(database)
    with database.writing() as session:
        accounts.create(session, OFFICER, town.PASSWORD, [Role.COUNCIL_OFFICER], "Officer")


def make(app: Flask, database: Database, count: int = 1, group: str = "staff") -> list[str]:
    """Make codes for the town's consultation."""
    with database.writing() as session:
        consultation = session.scalars(select(Consultation)).one()
        return codes.create(
            session, app.config["RECEIPT_SECRET"], consultation.id, group, count, "test"
        )


def answers(code: str, words: str = "Bitte mehr Zeit.", **more: str) -> dict[str, str]:
    """Return what somebody with a code fills in."""
    return {"text": words, "group": "citizen", "code": code_rules.written(code), **more}


def test_a_guest_with_a_code_is_verified(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    (code,) = make(app, database)
    review = client.post(FORM, data={**fill(client, FORM, **answers(code)), "step": "review"})
    assert "Beschäftigte" in review.text and "geprüft" in review.text
    receipt = contribute(client, FORM, answers(code, stance="agree"))
    assert 'id="receipt-code"' in receipt.text
    with database.reading() as session:
        said = session.scalars(select(Contribution)).one()
        stance = session.scalars(select(ItemStance)).one()
        assert (said.group, said.verified) == ("staff", True)
        assert (stance.group, stance.verified) == ("staff", True)
        assert counters.check(session) == []


@pytest.mark.parametrize("typed", ["nonsense", "2222-2222-2222-2222", "ABCDEFGHJKMNPQRA"])
def test_a_wrong_code_is_told_where_it_was_typed(client: FlaskClient, typed: str) -> None:
    sent = client.post(FORM, data={**fill(client, FORM, **answers("")), "code": typed})
    assert sent.status_code == 422
    assert 'id="code-fault"' in sent.text
    assert "Bitte mehr Zeit." in sent.text and typed in sent.text


def test_sending_twice_uses_a_code_once(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    (code,) = make(app, database)
    review = client.post(FORM, data={**fill(client, FORM, **answers(code)), "step": "review"})
    last = {**fields(review.text, "submission_key"), "step": "send"}
    fresh = app.test_client()
    assert client.post(FORM, data=last).status_code == 303
    assert fresh.post(FORM, data=last).status_code == 303
    with database.reading() as session:
        assert len(session.scalars(select(CodeUse)).all()) == 1
        assert len(session.scalars(select(Contribution)).all()) == 1


def test_a_code_ends_after_its_last_use(
    app: Flask, client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_rules, "MOST_USES", 2)
    (code,) = make(app, database)
    for number in range(2):
        contribute(client, FORM, answers(code, f"Beitrag {number}"))
    review = client.post(
        FORM, data={**fill(client, FORM, **answers(code, "Zu viel")), "step": "review"}
    )
    refused = client.post(FORM, data={**fields(review.text, "submission_key"), "step": "send"})
    assert refused.status_code == 422
    assert "Zu viel" in refused.text and 'id="code-fault"' in refused.text
    with database.reading() as session:
        assert len(session.scalars(select(Contribution)).all()) == 2


def test_twenty_at_once_use_a_code_as_often_as_it_may_be(app: Flask, database: Database) -> None:
    (code,) = make(app, database)
    secret = app.config["RECEIPT_SECRET"]
    with database.reading() as session:
        number = session.scalars(select(Consultation.id)).one()
    done: list[bool] = []

    def use() -> None:
        try:
            with database.writing() as session:
                codes.spend(session, secret, number, code)
            done.append(True)
        except codes.UsedUp:
            done.append(False)

    threads = [threading.Thread(target=use) for _ in range(code_rules.MOST_USES + 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False] * 5 + [True] * code_rules.MOST_USES


def test_one_code_has_one_voice_in_every_browser(app: Flask, database: Database) -> None:
    (code,) = make(app, database)
    for stance in ("agree", "disagree"):
        browser = app.test_client()
        sent = browser.post(STANCE, data={"stance": stance, "code": code, "group": "citizen"})
        assert sent.status_code == 303
        assert "gezählt" in browser.get(sent.location).text
    with database.reading() as session:
        (only,) = session.scalars(select(ItemStance)).all()
        assert (only.stance, only.group, only.verified) == ("disagree", "staff", True)
        assert counters.check(session) == []


def test_a_wrong_code_counts_no_stance(client: FlaskClient, database: Database) -> None:
    sent = client.post(STANCE, data={"stance": "agree", "code": "nonsense", "group": "citizen"})
    assert sent.status_code == 422
    with database.reading() as session:
        assert session.scalars(select(ItemStance)).all() == []


def test_an_account_does_not_go_with_what_its_owner_says_with_a_code(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    (code,) = make(app, database)
    sign_in(client, town.CITIZEN, town.PASSWORD)
    contribute(client, FORM, answers(code, stance="agree", own="True"))
    with database.reading() as session:
        own = session.execute(text("SELECT count(*) FROM own_contribution")).scalar_one()
        assert own == 0
        said = session.scalars(select(Contribution)).one()
        acts = [
            str(entry.content)
            for entry in session.scalars(select(AuditEntry))
            if entry.subject == f"contribution/{said.reference}"
        ]
        assert acts and not [act for act in acts if "account/" in act]
        voter = session.scalars(select(ItemStance.voter)).one()
        assert voter.startswith("code/")


def everything(session: Any) -> dict[str, list[str]]:
    """Return every row of the database as text, and what the database itself keeps beside it."""
    hidden = ", xmin, ctid" if session.get_bind().dialect.name == "postgresql" else ""
    return {
        table.name: [
            repr(tuple(row))
            for row in session.execute(text(f'SELECT *{hidden} FROM "{table.name}"'))
        ]
        for table in Base.metadata.sorted_tables
    }


def test_whoever_holds_the_database_and_the_secret_cannot_tell_whose_code_it_was(
    app: Flask, database: Database
) -> None:
    secret = app.config["RECEIPT_SECRET"]
    made = make(app, database, 6)
    with database.reading() as session:
        before = everything(session)
        number = session.scalars(select(Consultation.id)).one()
    used, other = made[0], made[1]
    for code, words in ((used, "Erster"), (used, "Zweiter"), (other, "Dritter")):
        contribute(app.test_client(), FORM, answers(code, words, stance="partly"))
    with database.reading() as session:
        after = everything(session)
        said = list(session.scalars(select(Contribution).order_by(Contribution.id)))
        hashes = set(session.scalars(select(GroupCode.hash)))
        marks = set(session.scalars(select(CodeUse.mark)))
        voters = list(session.scalars(select(ItemStance.voter)))
        votes = list(session.scalars(select(ContributionVote.voter)))
    assert after["group_code"] == before["group_code"], "a code's row is never touched again"
    assert len(marks) == 3
    rest = {name: rows for name, rows in after.items() if name not in {"group_code", "code_use"}}
    elsewhere = " ".join(row for rows in rest.values() for row in rows)
    known = hashes | marks
    for value in known | set(made):
        assert value not in elsewhere, "no other table holds anything of a code"
    # What can be computed from everything that is stored, and the secret, leads from no row to another.
    derived = {
        rules.pseudonym(secret, f"code/{value}", f"item/{said[0].item_id}") for value in known
    } | {code_rules.use_hash(secret, number, value, n) for value in known for n in range(20)}
    assert not derived & (known | set(voters) | set(votes))
    assert len(voters) == 2, "one voice for each code on a thing"
    common = [
        column
        for column in ("display_name", "organisation", "external_id")
        if getattr(said[0], column) is not None
    ]
    assert common == [], "two contributions with one code share nothing that others do not"


def test_the_works_council_makes_a_sheet(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    sign_in(client, OFFICER, town.PASSWORD)
    assert "/de/codes/" in client.get("/de/codes/").text
    page = "/de/codes/small-town/"
    for count in ("", "0", "10001", "viele"):
        refused = client.post(page, data=fill(client, page, count=count))
        assert refused.status_code == 422
        assert 'id="count-fault"' in refused.text
    sheet = client.post(page, data=fill(client, page, count="12", group="staff"))
    assert sheet.status_code == 200
    assert sheet.mimetype == "application/pdf"
    assert sheet.data.startswith(b"%PDF")
    assert sheet.headers["Cache-Control"] == "no-store"
    assert "12" in client.get(page).text
    with database.reading() as session:
        assert len(session.scalars(select(GroupCode)).all()) == 12
        acts = [str(entry.content) for entry in session.scalars(select(AuditEntry))]
    (act,) = (act for act in acts if "codes.created" in act)
    assert "12" in act


@pytest.mark.parametrize("email", [town.MODERATOR, town.ANALYST, town.CITIZEN])
def test_nobody_else_makes_codes(client: FlaskClient, email: str) -> None:
    sign_in(client, email, town.PASSWORD)
    assert client.get("/de/codes/").status_code == 403
    assert client.get("/de/codes/small-town/").status_code == 403


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_command_prints_codes_that_work(
    app: Flask,
    client: FlaskClient,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    run = commander(settings, monkeypatch, capfd)
    create = ("codes", "create", town.SLUG)
    printed = run(*create, "--group", "staff", "--count", 3).out.split()
    assert len(printed) == 3
    contribute(client, FORM, answers(code_rules.read_code(printed[1]) or ""))
    sheet = tmp_path / "sheet.pdf"
    assert run(*create, "--group", "staff", "--count", 2, "--output", sheet).status == 0
    assert sheet.read_bytes().startswith(b"%PDF")
    assert run("codes", "count", town.SLUG).out.strip() == "staff 5"
    nowhere = tmp_path / "nowhere" / "sheet.pdf"
    for wrong in (
        ("--group", "works_council", "--count", 1),
        ("--group", "nobody", "--count", 1),
        ("--group", "staff", "--count", 0),
        ("--group", "staff", "--count", 1, "--locale", "xx"),
        ("--group", "staff", "--count", 1, "--output", nowhere),
    ):
        failed = run(*create, *wrong)
        assert (failed.status, len(failed.err)) == (2, 1), wrong
    assert run("codes", "count", town.SLUG).out.strip() == "staff 5", "nothing half-done"
