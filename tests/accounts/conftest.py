# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fixtures for accounts."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from participation.accounts import passwords
from participation.config import Settings
from participation.db import Database
from tests.support import town
from tests.support.letterbox import LetterBox


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with little memory and time; that the real parameters are strong is tested apart."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 8, 1))
    passwords.nobody.cache_clear()


@pytest.fixture
def mailbox(database: Database, settings: Settings) -> LetterBox:
    """The letter box of the town."""
    town.settle(database)
    return LetterBox(database, settings)
