# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""`participation check` names what is unsafe or missing, and nothing else."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from participation import clock
from participation.accounts import service as accounts
from participation.accounts.rules import Role
from participation.config import Settings
from participation.contributions.models import Contribution
from participation.db import Database
from participation.jobs import service as jobs
from tests.support import town
from tests.support.commands import Command

PRODUCTION = {
    "MODE": "production",
    "BASE_URL": "https://roadmap.example.org",
    "TRUSTED_HOSTS": "roadmap.example.org",
    "TRUSTED_PROXIES": "1",
    "SMTP_URL": "smtp://mail.example.org",
    "SITE_PHONE": "0231 0",
}

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def sound(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch, participation: Command
) -> Command:
    """An installation in production with which nothing is wrong."""
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(f"PARTICIPATION_{name}", value)
    settings.data_dir.mkdir(mode=0o700)
    anchors = settings.data_dir / "audit-anchors.txt"
    anchors.write_text("")
    return participation


def test_a_sound_installation_is_called_sound(sound: Command) -> None:
    ended = sound("check")
    assert (ended.status, ended.err) == (0, [])
    assert "nothing is unsafe or missing" in ended.out


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SMTP_URL", "", "SMTP_URL is missing"),
        ("TRUSTED_PROXIES", "0", "TRUSTED_PROXIES is 0"),
        ("LIMIT_VOTE_ADDRESS", "off", "no limit for VOTE_ADDRESS"),
        ("SITE_PHONE", "", "no way for people who are not online"),
        ("MODE", "demo", "demo mode at roadmap.example.org"),
        ("REDIS_URL", "unix:///nowhere/redis.socket", "REDIS_URL does not answer"),
    ],
)
def test_a_setting_that_is_unsafe_is_named(
    sound: Command, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(f"PARTICIPATION_{name}", value)
    ended = sound("check")
    assert ended.status == 1
    assert [line for line in ended.err if said in line], ended.err


def test_what_is_wrong_in_the_database_is_named(database: Database, sound: Command) -> None:
    with database.writing() as session:
        accounts.create(session, "mo@roadmap.example.org", town.PASSWORD, [Role.MODERATOR])
        accounts.create(session, "citizen@example.org", town.PASSWORD, [Role.PARTICIPANT])
        jobs.want(session, "mail.send", {}, clock.now() - timedelta(hours=2))
    ended = sound("check")
    assert ended.status == 1
    said = "\n".join(ended.err)
    assert "account 1 holds moderator and has no second factor yet" in said
    assert "account 2 is of the demo" in said
    assert "does the worker run?" in said
    assert len(ended.err) == 3


def test_facts_that_somebody_changed_are_named_and_not_all_of_them(
    database: Database, sound: Command
) -> None:
    town.found(database)
    with database.writing() as session:
        for number in range(8):
            town.say(session, submission=f"a-key-that-is-long-enough-{number}")
    with database.writing() as session:
        session.execute(update(Contribution).values(group="business"))
    ended = sound("check")
    assert ended.status == 1
    assert [line for line in ended.err if "changed since it was recorded" in line]
    assert [line for line in ended.err if "more of the kind" in line]


def test_a_folder_that_others_read_and_an_old_anchor_are_named(
    settings: Settings, sound: Command
) -> None:
    settings.data_dir.chmod(0o755)
    anchors: Path = settings.data_dir / "audit-anchors.txt"
    old = (clock.now() - timedelta(days=3)).timestamp()
    os.utime(anchors, (old, old))
    ended = sound("check")
    assert (ended.status, len(ended.err)) == (1, 2)
    anchors.unlink()
    assert [line for line in sound("check").err if "is missing: run the worker" in line]
