# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Running the `participation` command in the test's own process and environment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from participation.cli.main import main
from participation.config import Settings
from tests.support import town


@dataclass(frozen=True)
class Ended:
    """How a command ended: its status, what it said, and its complaints line by line."""

    status: int
    out: str
    err: list[str]


Command = Callable[..., Ended]


def commander(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Command:
    """Return a function that runs `participation <arguments>` on the test's database."""
    monkeypatch.setenv("PARTICIPATION_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("PARTICIPATION_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("PARTICIPATION_SECRET_KEY", town.SECRET)

    def run(*arguments: object) -> Ended:
        capfd.readouterr()
        status = main([str(argument) for argument in arguments])
        said = capfd.readouterr()
        complaints = [line for line in said.err.splitlines() if line.startswith("participation:")]
        return Ended(status, said.out, complaints)

    return run
