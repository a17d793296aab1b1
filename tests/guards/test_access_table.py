# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every route × method × role against the table that was signed off."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from flask import Flask

from participation.accounts.sign_in import REQUIRED
from participation.db import Database
from tests.support.access_table import table

SIGNED_OFF = yaml.safe_load(Path(__file__).with_name("access.yaml").read_text("utf-8"))

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def test_every_route_lets_through_whom_the_table_names(app: Flask, database: Database) -> None:
    assert table(app, database) == SIGNED_OFF


def test_in_production_rights_without_a_second_factor_open_nothing(
    app: Flask, database: Database
) -> None:
    app.config[REQUIRED] = True
    stated = table(app, database)
    assert {route: who for route, who in stated.items() if who == []} == {
        route: [] for route, who in SIGNED_OFF.items() if isinstance(who, list)
    }
