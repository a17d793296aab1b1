# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Giving and taking roles, disabling accounts: who may, what is kept of it, and that nobody is left without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from participation.accounts import administration, queries, service
from participation.accounts.administration import Refused
from participation.accounts.administration_models import RoleProposal
from participation.accounts.models import WebSession
from participation.accounts.rules import Role
from participation.app import register_seals
from participation.audit.models import AuditEntry
from participation.db import Database
from participation.mail.models import OutgoingMail
from tests.support import town
from tests.support.administration import actions, sound
from tests.support.processes import at_once
from tests.support.rights import DESK, WHY, enter, people, roles, who


@pytest.fixture(autouse=True)
def sealed() -> None:
    """Have the trail compare what it sealed of accounts."""
    register_seals()


def act(database: Database, do: Callable[..., Any], actor: int, *what: object) -> Any:
    """Have somebody do something, in a transaction of its own."""
    with database.writing() as session:
        return do(session, *what, who(session, actor), DESK)


def grant(database: Database, actor: int, account_id: int, role: str) -> Any:
    """Give a role."""
    return act(database, administration.grant, actor, account_id, role, WHY)


def revoke(database: Database, actor: int, account_id: int, role: str) -> Any:
    """Take a role away."""
    return act(database, administration.revoke, actor, account_id, role, WHY)


def waiting(database: Database) -> list[int]:
    """Return the numbers of the proposals that wait."""
    with database.reading() as session:
        return list(session.scalars(select(RoleProposal.id)))


def refusal(do: Callable[..., Any], *what: object) -> str:
    """Return the code with which something is refused."""
    with pytest.raises(Refused) as refused:
        do(*what)
    return refused.value.code


def test_a_role_is_given_and_taken_with_its_reason_in_the_trail(database: Database) -> None:
    them = people(database, admin=Role.ADMINISTRATOR, kim=None)
    assert grant(database, them["admin"], them["kim"], Role.MODERATOR) is True
    assert roles(database, them["kim"]) == ["moderator"]
    revoke(database, them["admin"], them["kim"], Role.MODERATOR)
    assert roles(database, them["kim"]) == []
    subject = f"account/{them['kim']}"
    assert actions(database, subject) == ["account.created", "role.granted", "role.revoked"]
    with database.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.subject == subject))
        details = [entry.content.get("detail") for entry in entries if entry.content]
        letters = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()
    assert details == [None, *[{"role": "moderator", "reason": WHY}] * 2]
    assert [letter.recipient for letter in letters] == ["kim@example.org"] * 2
    assert WHY not in "".join(letter.body for letter in letters)
    sound(database)


def test_nobody_changes_their_own_rights(database: Database) -> None:
    admin = people(database, admin=Role.ADMINISTRATOR, deputy=Role.ADMINISTRATOR)["admin"]
    assert refusal(grant, database, admin, admin, Role.MODERATOR) == "own"
    assert refusal(revoke, database, admin, admin, Role.ADMINISTRATOR) == "own"
    assert refusal(act, database, administration.disable, admin, admin, WHY) == "own"


def test_roles_keep_apart_wherever_they_are_given(database: Database) -> None:
    them = people(database, admin=Role.ADMINISTRATOR, kim=Role.MODERATOR)
    assert refusal(grant, database, them["admin"], them["kim"], Role.AUDITOR) == "apart"
    with database.writing() as session, pytest.raises(service.AccountRefused, match="at once"):
        mixed = [Role.AUDITOR, Role.ADMINISTRATOR]
        service.create(session, "lee@example.org", town.PASSWORD, mixed)
    with database.writing() as session, pytest.raises(Refused):
        administration.grant_by_command(
            session, "kim@example.org", Role.AUDITOR, WHY, "command", DESK
        )


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.COUNCIL_OFFICER])
def test_a_guarded_role_waits_for_a_second_person(database: Database, role: Role) -> None:
    them = people(database, admin=Role.ADMINISTRATOR, council=Role.COUNCIL_OFFICER, kim=None)
    assert grant(database, them["admin"], them["kim"], role) is False
    assert roles(database, them["kim"]) == []
    assert refusal(grant, database, them["admin"], them["kim"], role) == "proposed"
    [number] = waiting(database)
    decide = administration.decide
    assert refusal(act, database, decide, them["admin"], number, True, "") == "own"
    assert act(database, decide, them["council"], number, True, "") == role
    assert (roles(database, them["kim"]), waiting(database)) == ([role], [])
    assert actions(database, f"account/{them['kim']}")[1:] == ["role.proposed", "role.granted"]
    sound(database)


def test_without_a_second_person_a_guarded_role_holds_at_once(database: Database) -> None:
    them = people(database, admin=Role.ADMINISTRATOR, kim=None)
    assert grant(database, them["admin"], them["kim"], Role.COUNCIL_OFFICER) is True


def test_a_refused_proposal_is_gone_and_its_reason_kept(database: Database) -> None:
    them = people(database, admin=Role.ADMINISTRATOR, council=Role.COUNCIL_OFFICER, kim=None)
    grant(database, them["admin"], them["kim"], Role.AUDITOR)
    [number] = waiting(database)
    act(database, administration.decide, them["council"], number, False, "Not without the board.")
    assert (roles(database, them["kim"]), waiting(database)) == ([], [])
    assert actions(database, f"account/{them['kim']}")[1:] == ["role.proposed", "role.refused"]


def test_a_proposal_of_somebody_who_may_no_longer_give_roles_is_worth_nothing(
    database: Database,
) -> None:
    them = people(
        database,
        admin=Role.ADMINISTRATOR,
        deputy=Role.ADMINISTRATOR,
        council=Role.COUNCIL_OFFICER,
        kim=None,
    )
    grant(database, them["deputy"], them["kim"], Role.AUDITOR)
    revoke(database, them["admin"], them["deputy"], Role.ADMINISTRATOR)
    [number] = waiting(database)
    decide = administration.decide
    assert refusal(act, database, decide, them["council"], number, True, "") == "stale"
    act(database, decide, them["council"], number, False, "Void.")
    assert waiting(database) == []


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COUNCIL_OFFICER])
def test_the_last_active_one_stays(database: Database, role: Role) -> None:
    them = people(database, deputy=Role.ADMINISTRATOR, kim=role, lee=role)
    act(database, administration.disable, them["deputy"], them["lee"], WHY)
    if role == Role.ADMINISTRATOR:
        revoke(database, them["kim"], them["deputy"], role)
        assert refusal(grant, database, them["deputy"], them["lee"], role) == "rights"
        return
    assert refusal(revoke, database, them["deputy"], them["kim"], role) == "last"
    assert refusal(act, database, administration.disable, them["deputy"], them["kim"], WHY) == (
        "last"
    )
    act(database, administration.enable, them["deputy"], them["lee"], WHY)
    revoke(database, them["deputy"], them["kim"], role)


def _take_from_the_other(database: Database, given: Any) -> str:
    actor, other, how = given
    try:
        with database.writing() as session:
            if how == "revoke":
                role = Role.ADMINISTRATOR
                administration.revoke(session, other, role, WHY, actor, DESK)
            else:
                administration.disable(session, other, WHY, actor, DESK)
    except Refused as refused:
        return refused.code
    return "done"


@pytest.mark.parametrize("how", ["revoke", "disable"])
def test_of_two_administrators_who_remove_each_other_at_once_one_stays(
    database: Database, database_url: str, how: str
) -> None:
    them = people(database, admin=Role.ADMINISTRATOR, deputy=Role.ADMINISTRATOR)
    with database.reading() as session:
        one, other = who(session, them["admin"]), who(session, them["deputy"])
    pairs = [(one, other.account_id, how), (other, one.account_id, how)]
    assert sorted(map(str, at_once(database_url, _take_from_the_other, pairs))) == [
        "done",
        "rights",
    ]
    sound(database)


def test_disabling_ends_every_session_and_enabling_brings_none_back(
    database: Database, app: Flask
) -> None:
    them = people(database, admin=Role.ADMINISTRATOR, kim=Role.MODERATOR)
    assert enter(app, "kim@example.org").get("/de/account/").status_code == 200
    act(database, administration.disable, them["admin"], them["kim"], WHY)
    with database.reading() as session:
        assert queries.person(session, them["kim"]) is None
        assert session.scalars(select(WebSession)).all() == []
    act(database, administration.enable, them["admin"], them["kim"], WHY)
    assert roles(database, them["kim"]) == ["moderator"]
    recorded = actions(database, f"account/{them['kim']}")
    assert recorded[-2:] == ["account.disabled", "account.enabled"]
    sound(database)


def test_a_closed_account_stays_closed(database: Database) -> None:
    them = people(database, admin=Role.ADMINISTRATOR, council=Role.COUNCIL_OFFICER, kim=None)
    grant(database, them["admin"], them["kim"], Role.AUDITOR)
    with database.writing() as session:
        service.close(session, queries.account(session, them["kim"]))
    assert waiting(database) == []
    enable = administration.enable
    assert refusal(act, database, enable, them["admin"], them["kim"], WHY) == "closed"
