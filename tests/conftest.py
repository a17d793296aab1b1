# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fixtures that every test may use. A test that asks for `database`, `app` or `client` runs on both databases.

A test for which one database is enough says `@pytest.mark.parametrize("backend", ["sqlite"])`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from participation import clock
from participation.accounts import passwords
from participation.app import create_app
from participation.config import Settings, Site
from participation.db import Database
from participation.web import unit
from tests.support import browser as browsers
from tests.support import databases, pages, run_folder, servers, validation


def pytest_configure(config: pytest.Config) -> None:
    """Make the run's folder before the workers start, so that they share it."""
    run_folder.path()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """When all tests are done, check every page they rendered."""
    if run_folder.owned() and not session.config.option.collectonly:
        validation.report(session)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what the run started and take its folder away."""
    if run_folder.owned():
        databases.drop_template()
        run_folder.remove(run_folder.path())


@pytest.fixture(autouse=True)
def running_clock() -> Iterator[None]:
    """Let the clock run again after a test that held it."""
    yield
    clock.fix(None)


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hash passwords at a fraction of the price; that the real ones are strong is tested apart."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 8, 1))
    passwords.nobody.cache_clear()
    yield
    passwords.nobody.cache_clear()


@pytest.fixture(params=databases.BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """The database this test runs on: `sqlite`, then `postgresql`."""
    return str(request.param)


@pytest.fixture
def database_url(backend: str) -> Iterator[str]:
    """The address of a migrated database without any row, this test's own."""
    with databases.fresh(backend) as url:
        yield url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a demo installation with this test's database and folder."""
    return Settings(
        mode="demo",
        data_dir=tmp_path / "instance",
        database_url=database_url,
        secret_key="only-for-tests-only-for-tests-only-for-tests",
        base_url="http://localhost",
        site=Site(demo=True),
    )


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """This test's database; the application of the same test uses the same one."""
    database = Database(settings.database_url)
    yield database
    database.dispose()


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application; its test client checks every page."""
    app = create_app(settings)
    app.testing = True
    app.test_client_class = pages.CheckingClient
    yield app
    app.extensions[unit.EXTENSION].dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor without cookies."""
    return app.test_client()


@pytest.fixture
def server(app: Flask) -> Iterator[str]:
    """The application behind its server; gives the base address."""
    with servers.serving(app) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser, one for each worker; a test opens its own context in it."""
    with browsers.launched() as browser:
        yield browser
