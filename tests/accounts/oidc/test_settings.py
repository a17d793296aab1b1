# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Settings of the provider: a wrong one stops the start with a line that says which."""

from __future__ import annotations

import pytest

from participation.config import Settings, SettingsError, from_environ
from participation.db import Database
from tests.support.identity import made
from tests.support.provider import MAP, Provider

sqlite_only = pytest.mark.parametrize("backend", ["sqlite"])


GIVEN = {
    "PARTICIPATION_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
    "PARTICIPATION_OIDC_ISSUER": "https://id.example.org/realms/town",
    "PARTICIPATION_OIDC_CLIENT_ID": "participation",
    "PARTICIPATION_OIDC_CLIENT_SECRET": "secret",
    "PARTICIPATION_OIDC_GROUP_MAP": MAP,
}
PRODUCTION = {
    "PARTICIPATION_MODE": "production",
    "PARTICIPATION_BASE_URL": "https://roadmap.example.org",
    "PARTICIPATION_SMTP_URL": "smtp://localhost",
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ISSUER", "http://id.example.org/realms/town"),
        ("ISSUER", "id.example.org"),
        ("ISSUER", "https://id.example.org/?realm=town"),
        ("ISSUER", "https://[id.example.org"),
        ("ISSUER", ""),
        ("CLIENT_ID", ""),
        ("CLIENT_SECRET", ""),
        ("GROUP_MAP", ""),
    ],
)
def test_settings_of_the_provider_that_do_not_do_are_named(name: str, value: str) -> None:
    assert from_environ({**GIVEN, **PRODUCTION}).oidc is not None
    with pytest.raises(SettingsError, match=f"PARTICIPATION_OIDC_{name} "):
        from_environ({**GIVEN, **PRODUCTION, f"PARTICIPATION_OIDC_{name}": value})


@sqlite_only
def test_a_map_with_a_word_unknown_here_stops_the_start(
    settings: Settings, database: Database, provider: Provider
) -> None:
    with pytest.raises(SettingsError, match=r"OIDC_GROUP_MAP.*unknown group 'stuff'"):
        made(settings, database, provider, group_map="groups:/town/staff=stuff")


@sqlite_only
def test_the_secret_of_the_provider_is_never_written_out(settings: Settings) -> None:
    assert "secret" not in repr(from_environ({**GIVEN}).oidc)
