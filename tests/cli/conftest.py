# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The command, on this test's database."""

from __future__ import annotations

import pytest

from participation.config import Settings
from tests.support.commands import Command, commander


@pytest.fixture
def participation(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Command:
    """Run `participation` with arguments; gives status, output and complaints."""
    return commander(settings, monkeypatch, capfd)
