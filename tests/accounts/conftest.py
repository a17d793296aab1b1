# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fixtures for accounts."""

from __future__ import annotations

import pytest

from participation.config import Settings
from participation.db import Database
from tests.support import town
from tests.support.letterbox import LetterBox


@pytest.fixture
def mailbox(database: Database, settings: Settings) -> LetterBox:
    """The letter box of the town."""
    town.settle(database)
    return LetterBox(database, settings)
