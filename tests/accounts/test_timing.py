# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""How long an answer takes says nothing about whether there is an account."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import event

from participation.accounts import passwords, queries, service
from participation.db import Database
from participation.jobs.models import Job
from tests.support import town
from tests.support.letterbox import LetterBox
from tests.support.people import KIM, apply

EACH = 1_000
LOWEST, HIGHEST = 0.45, 0.55

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def auc(ones: Sequence[float], others: Sequence[float]) -> float:
    """Return how likely one of `ones` is larger than one of `others` (Mann and Whitney): 0.5 tells nothing."""
    ranked = sorted([(value, 1) for value in ones] + [(value, 0) for value in others])
    ranks = sum(rank for rank, (_value, one) in enumerate(ranked, 1) if one)
    return (ranks - len(ones) * (len(ones) + 1) / 2) / (len(ones) * len(others))


def separation(ask: Callable[[str], object]) -> float:
    """Return how far times tell, as the middle of three measurements: a busy machine misleads one of them at most."""
    return median(measured(ask, seed) for seed in range(3))


def measured(ask: Callable[[str], object], seed: int) -> float:
    """Ask for an address that has an account and one that has none, in random order; return how far times tell."""
    order = [town.CITIZEN] * EACH + [KIM] * EACH
    random.Random(seed).shuffle(order)
    times: dict[str, list[float]] = {town.CITIZEN: [], KIM: []}
    for email in order[:50] + order:
        begun = perf_counter()
        ask(email)
        times[email].append(perf_counter() - begun)
    return auc(times[town.CITIZEN], times[KIM])


def test_signing_in_with_a_wrong_password_takes_as_long_as_with_a_wrong_address(
    database: Database, mailbox: LetterBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 1024, 1))
    passwords.nobody.cache_clear()
    with database.writing() as session:
        account = queries.account_by_email(session, town.CITIZEN)
        assert account is not None
        account.password_hash = passwords.hashed(town.PASSWORD)
    with database.reading() as session:
        assert LOWEST < separation(lambda e: service.who(session, e, "not this one")) < HIGHEST


def test_without_the_dummy_hash_the_times_would_tell(
    database: Database, mailbox: LetterBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, nobody = passwords.matches, passwords.nobody()
    monkeypatch.setattr(passwords, "matches", lambda s, p: s != nobody and real(s, p))
    with database.reading() as session:
        assert separation(lambda e: service.who(session, e, "not this one")) > HIGHEST


@pytest.mark.parametrize("page", ["/de/register/", "/de/password/"])
def test_registering_and_resetting_run_the_same_statements_for_every_address(
    database: Database, client: FlaskClient, mailbox: LetterBox, page: str
) -> None:
    statements: list[str] = []
    engine = client.application.extensions["participation.database"].engine
    event.listen(engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    runs = []
    for email in ("first@example.org", town.CITIZEN, KIM):  # the first makes the day's key
        statements.clear()
        if page == "/de/register/":
            apply(client, email)
        else:
            client.post(page, data={"email": email})
        runs.append(list(statements))
    assert runs[1] == runs[2]
    assert any(Job.__tablename__ in statement for statement in runs[1])
