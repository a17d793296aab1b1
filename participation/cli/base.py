# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What every command shares: its environment, and how it fails."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from participation import clock
from participation.app import register_seals
from participation.config import Settings, from_environ
from participation.db import Database
from participation.roadmap import queries as roadmap
from participation.roadmap.models import Consultation
from participation.roadmap.queries import Head

ACTOR = "command"


class BadInput(Exception):
    """What was given cannot be used; each line goes to standard error, and the status is 2."""

    def __init__(self, *lines: str) -> None:
        super().__init__(*lines)
        self.lines = lines


class CheckFailed(Exception):
    """A check found faults; each line goes to standard error, and the status is 1."""

    def __init__(self, *lines: str) -> None:
        super().__init__(*lines)
        self.lines = lines


@dataclass(frozen=True)
class Installation:
    """Settings and database of this process, made when first asked for."""

    @cached_property
    def settings(self) -> Settings:
        """Return the settings of the environment."""
        settings = from_environ()
        clock.fix(settings.now)
        return settings

    @cached_property
    def database(self) -> Database:
        """Return the database, with the seals that the audit trail compares."""
        register_seals()
        return Database(self.settings.database_url)

    def close(self) -> None:
        """Close the database if it was used."""
        if "database" in vars(self):
            self.database.dispose()


def consultation(session: Session, slug: str) -> Consultation:
    """Return a consultation or fail as bad input."""
    found = roadmap.consultation(session, slug)
    if found is None:
        raise BadInput(_unknown(session, slug))
    return found


def head(session: Session, slug: str, locale: str) -> Head:
    """Return a consultation with a published draft or fail as bad input."""
    found = roadmap.head(session, slug, locale)
    if found is None:
        raise BadInput(_unknown(session, slug))
    return found


def _unknown(session: Session, slug: str) -> str:
    known = ", ".join(roadmap.slugs(session)) or "none"
    return f"there is no consultation {slug!r} (known: {known})"
