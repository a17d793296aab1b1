# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which roles keep apart, and who may change what; no database."""

from __future__ import annotations

from itertools import combinations

import pytest

from participation.accounts import administration_words as words
from participation.accounts import separation
from participation.accounts.rules import GRANTS, Permission, Role, permissions_of
from participation.accounts.separation import Holder

ME, OTHER, THIRD = 1, 2, 3


def holder(*roles: Role, disabled: bool = False, closed: bool = False) -> Holder:
    """Return somebody else's account."""
    return Holder(OTHER, frozenset(roles), disabled, closed)


def test_exactly_these_roles_keep_apart() -> None:
    apart = {frozenset(pair) for pair in combinations(Role, 2) if separation.mixed(pair)}
    auditor, officer = Role.AUDITOR, Role.COUNCIL_OFFICER
    others = set(Role) - {auditor, Role.PARTICIPANT}
    assert apart == {frozenset({auditor, role}) for role in others} | {
        frozenset({officer, Role.ADMINISTRATOR}),
        frozenset({officer, Role.ANALYST}),
    }


def test_nobody_reads_the_trail_and_agrees_to_it() -> None:
    for size in range(1, len(Role) + 1):
        for held in combinations(Role, size):
            if separation.mixed(held) is None:
                may = permissions_of(held)
                assert not {Permission.READ_AUDIT, Permission.APPROVE} <= may, held
                assert not {Permission.READ_AUDIT, Permission.GRANT_ROLES} <= may, held


def test_whoever_could_read_alone_is_guarded() -> None:
    powerful = {Permission.GRANT_ROLES, Permission.APPROVE, Permission.READ_AUDIT}
    assert {role for role in Role if GRANTS[role] & powerful} == separation.GUARDED


@pytest.mark.parametrize(
    ("actor", "account", "role", "fault"),
    [
        (ME, holder(), "emperor", "unknown"),
        (OTHER, holder(), Role.MODERATOR, "own"),
        (ME, holder(disabled=True), Role.MODERATOR, "disabled"),
        (ME, holder(Role.MODERATOR), Role.MODERATOR, "held"),
        (ME, holder(Role.AUDITOR), Role.MODERATOR, "apart"),
        (ME, holder(Role.MODERATOR), Role.AUDITOR, "apart"),
        (ME, holder(Role.MODERATOR), Role.ANALYST, None),
        (None, holder(), Role.ADMINISTRATOR, None),
    ],
)
def test_giving(actor: int | None, account: Holder, role: str, fault: str | None) -> None:
    assert separation.grant_fault(actor, account, role) == fault


@pytest.mark.parametrize(
    ("actor", "proposer", "proposer_may", "fault"),
    [
        (ME, ME, True, "own"),
        (OTHER, ME, True, "own"),
        (THIRD, ME, False, "stale"),
        (THIRD, ME, True, None),
    ],
)
def test_agreeing(actor: int, proposer: int, proposer_may: bool, fault: str | None) -> None:
    account = holder()
    found = separation.confirm_fault(actor, account, Role.AUDITOR, proposer, proposer_may)
    assert found == fault


@pytest.mark.parametrize(
    ("actor", "role", "last", "fault"),
    [
        (OTHER, Role.MODERATOR, False, "own"),
        (ME, Role.ANALYST, False, "not_held"),
        (ME, Role.ADMINISTRATOR, True, "last"),
        (ME, Role.ADMINISTRATOR, False, None),
        (ME, Role.MODERATOR, True, None),
    ],
)
def test_taking(actor: int, role: Role, last: bool, fault: str | None) -> None:
    account = holder(Role.MODERATOR, Role.ADMINISTRATOR)
    assert separation.revoke_fault(actor, account, role, last) == fault


def test_disabling_and_enabling() -> None:
    officer = holder(Role.COUNCIL_OFFICER)
    assert separation.disable_fault(OTHER, officer, ()) == "own"
    assert separation.disable_fault(ME, officer, [Role.COUNCIL_OFFICER]) == "last"
    assert separation.disable_fault(ME, officer, []) is None
    assert separation.disable_fault(ME, holder(disabled=True), ()) == "disabled"
    assert separation.enable_fault(ME, holder()) == "enabled"
    assert separation.enable_fault(ME, holder(disabled=True, closed=True)) == "closed"
    assert separation.enable_fault(OTHER, holder(disabled=True)) == "own"
    assert separation.enable_fault(ME, holder(disabled=True)) is None


def test_every_role_and_permission_has_its_words() -> None:
    assert set(words.ROLES) == set(map(str, Role))
    assert set(words.PERMISSIONS) == set(map(str, Permission))
