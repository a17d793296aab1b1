# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fixtures for following."""

from __future__ import annotations

import pytest

from participation.config import Settings
from participation.db import Database
from tests.support import town
from tests.support.letterbox import LetterBox


@pytest.fixture
def letters(database: Database, settings: Settings) -> LetterBox:
    """The town's letter box."""
    town.found(database)
    return LetterBox(database, settings)
