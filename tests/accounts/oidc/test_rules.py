# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The map from claims to groups and roles: read strictly, and nothing is given that it does not name."""

from __future__ import annotations

import pytest

from participation.accounts import oidc_rules
from participation.accounts.oidc_rules import Given, MapError
from participation.accounts.rules import ROLES
from tests.support.provider import MAP, Claims

GROUPS = ("staff", "works_council", "ciio")


def read(written: str) -> tuple[oidc_rules.Entry, ...]:
    """Read a map."""
    return oidc_rules.read_map(written, GROUPS, ROLES)


def given(claims: Claims, written: str = MAP) -> Given | None:
    """Return what claims give."""
    return oidc_rules.given(read(written), claims)


@pytest.mark.parametrize(
    ("claims", "what"),
    [
        ({"groups": ["/town/staff"]}, Given("staff")),
        ({"groups": "/town/staff"}, Given("staff")),
        ({"realm_access": {"roles": ["moderator"]}}, Given(None, frozenset({"moderator"}))),
        ({"realm_access": {"roles": ["ciio"]}}, Given("ciio", frozenset({"analyst"}))),
        (
            {"groups": ["/town/staff"], "realm_access": {"roles": ["ciio", "moderator"]}},
            Given("staff", frozenset({"analyst", "moderator"})),
        ),
    ],
)
def test_claims_give_what_the_map_names(claims: Claims, what: Given) -> None:
    assert given(claims) == what


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"groups": []},
        {"groups": ["/town/staff/interns", "/TOWN/STAFF", " /town/staff"]},
        {"groups": {"/town/staff": True}},
        {"groups": [["/town/staff"]]},
        {"groups": 7, "realm_access": "moderator"},
        {"realm_access": ["moderator"]},
        {"realm_access": {"roles": None}},
        {"realm_access.roles": ["moderator"]},
    ],
)
def test_everything_else_gives_nothing(claims: Claims) -> None:
    assert given(claims) is None


def test_words_may_hold_signs() -> None:
    written = "groups:CN=staff,OU=town:1=staff"
    assert given({"groups": ["CN=staff,OU=town:1"]}, written) == Given("staff")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("groups:/town/staff=stuff", "unknown group 'stuff' (known: ciio, staff, works_council)"),
        ("groups:/town/staff=role:emperor", "unknown role 'emperor'"),
        ("groups:/town/staff=group:staff,group:ciio", "two groups"),
        ("groups:/town/staff=right:moderator", "neither role:… nor group:…"),
        ("groups:/town/staff=", "unknown group ''"),
        ("groups:/town/staff=staff,", "unknown group ''"),
        ("groups=staff", "not like claim:word="),
        ("groups:=staff", "not like claim:word="),
        (":/town/staff=staff", "not like claim:word="),
        ("groups..x:/town/staff=staff", "not like claim:word="),
        ("groups:/town/staff", "not like claim:word="),
        ("groups:a=staff; groups:a=ciio", "twice"),
        (" ; ", "no entry"),
    ],
)
def test_a_map_that_is_misspelt_is_refused_with_a_line_that_says_where(
    written: str, told: str
) -> None:
    with pytest.raises(MapError) as refused:
        read(written)
    assert [told in fault for fault in refused.value.faults] == [True]


def test_all_faults_of_a_map_are_told_at_once() -> None:
    with pytest.raises(MapError) as refused:
        read("groups:a=stuff; b; groups:c=staff")
    assert len(refused.value.faults) == 2


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": " Erika\n Muster "}, "Erika Muster"),
        ({"name": "", "preferred_username": "erika"}, "erika"),
        ({"name": 7}, ""),
        ({"name": "Erika\u202e\x00\ud800"}, "Erika"),
        ({"name": "x" * 500}, "x" * 120),
    ],
)
def test_a_name_is_one_short_line(claims: Claims, name: str) -> None:
    assert oidc_rules.display_name(claims) == name


@pytest.mark.parametrize(
    ("claims", "wanted", "strong"),
    [
        ({"acr": "gold"}, "gold", True),
        ({"acr": "1"}, "", False),
        ({"acr": "silver"}, "gold amr:otp", False),
        ({"amr": ["pwd", "otp"]}, "gold amr:otp", True),
        ({"acr": "amr:otp"}, "amr:otp", False),
        ({"amr": "otp"}, "amr:otp", False),
        ({"acr": ["gold"]}, "gold", False),
    ],
)
def test_the_provider_vouches_only_with_what_the_setting_names(
    claims: Claims, wanted: str, strong: bool
) -> None:
    assert oidc_rules.strong(claims, wanted) is strong


def test_an_own_second_factor_is_needed_for_tasks_in_production_only() -> None:
    asked = [
        oidc_rules.needs_own_factor(production, privileged, strong)
        for production in (True, False)
        for privileged in (True, False)
        for strong in (True, False)
    ]
    assert asked == [False, True, False, False, False, False, False, False]


def test_a_token_waits_in_the_session_only_without_names_of_who_is_a_group() -> None:
    staff, moderator = Given("staff"), Given(None, frozenset({"moderator"}))
    assert oidc_rules.may_be_kept("token", {"sub": "x"}, staff)
    assert not oidc_rules.may_be_kept("token", {"sub": "x", "email": "e"}, staff)
    assert oidc_rules.may_be_kept("token", {"sub": "x", "email": "e"}, moderator)
    assert not oidc_rules.may_be_kept("x" * 10_000, {"sub": "x"}, moderator)
