# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""An identity provider, and the application of a town whose staff sign in with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from participation.config import Settings
from participation.db import Database
from tests.support import identity
from tests.support import provider as stand_in
from tests.support.provider import Provider


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider that keeps to the rules until a test bends it."""
    with stand_in.providing() as running:
        yield running


@pytest.fixture
def app(settings: Settings, database: Database, provider: Provider) -> Flask:
    """The application of a town whose staff sign in with the provider."""
    return identity.made(settings, database, provider)
