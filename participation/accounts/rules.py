# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may do what. No framework here: roles and permissions are words, and the table is the whole truth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

SHORTEST_PASSWORD = 12  # characters; NIST SP 800-63B asks for at least 8 and no composition rules
LONGEST_PASSWORD = 200  # characters; argon2 would hash any length, at the server's cost
LONGEST_EMAIL = 254  # RFC 5321
LONGEST_NAME = 120  # characters


class Role(StrEnum):
    """What an account is for. One account may hold several roles."""

    PARTICIPANT = "participant"
    INTAKE = "intake"
    MODERATOR = "moderator"
    ANALYST = "analyst"
    COUNCIL_OFFICER = "council_officer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """What a view may ask for."""

    OWN_ACCOUNT = "own_account"
    MODERATE = "moderate"
    SEE_INSIGHT = "see_insight"
    EXPORT = "export"
    WRITE_DRAFT = "write_draft"
    EVALUATE = "evaluate"
    RUN_CONSULTATIONS = "run_consultations"
    RUN_ORGANISATIONS = "run_organisations"
    GRANT_ROLES = "grant_roles"
    APPROVE = "approve"
    HAND_OUT_CODES = "hand_out_codes"
    READ_AUDIT = "read_audit"


ROLES = frozenset(map(str, Role))


@dataclass(frozen=True)
class Patience:
    """How long a session lasts: without being used (`idle`), and at all (`whole`)."""

    idle: timedelta
    whole: timedelta


# NIST SP 800-63B-4, sections 2.1.3 and 2.2.3: 30 days at level 1; 24 hours and an hour without use at level 2, here
# kept to a working day and half an hour, for what these people see is not theirs.
OF_EVERYBODY = Patience(timedelta(days=7), timedelta(days=30))
OF_PRIVILEGED = Patience(timedelta(minutes=30), timedelta(hours=10))
FRESH = timedelta(minutes=15)  # how long giving the password counts for what asks for it again
CONFIRM_LIFE = timedelta(hours=24)
RESET_LIFE = timedelta(minutes=10)
PAUSE = timedelta(minutes=15)  # between two letters to an address that has asked for an account

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.PARTICIPANT: frozenset(),
    Role.INTAKE: frozenset(),
    Role.MODERATOR: frozenset({Permission.MODERATE}),
    Role.ANALYST: frozenset(
        {
            Permission.SEE_INSIGHT,
            Permission.EXPORT,
            Permission.WRITE_DRAFT,
            Permission.EVALUATE,
        }
    ),
    Role.COUNCIL_OFFICER: frozenset({Permission.APPROVE, Permission.HAND_OUT_CODES}),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.RUN_CONSULTATIONS,
            Permission.RUN_ORGANISATIONS,
            Permission.GRANT_ROLES,
            Permission.APPROVE,
        }
    ),
    Role.AUDITOR: frozenset({Permission.READ_AUDIT}),
}


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """Return what an account with these roles may do: everybody sees their own; an unknown role gives nothing."""
    known = [Role(role) for role in roles if role in ROLES]
    granted = {str(permission) for role in known for permission in GRANTS[role]}
    return frozenset({str(Permission.OWN_ACCOUNT), *granted})


def privileged(permissions: Iterable[str]) -> bool:
    """Say whether somebody may do more than everybody who signs in."""
    return bool(set(permissions) - {str(Permission.OWN_ACCOUNT)})


def patience(permissions: Iterable[str]) -> Patience:
    """Return how long the sessions of somebody with these permissions last."""
    return OF_PRIVILEGED if privileged(permissions) else OF_EVERYBODY


def email_key(email: str) -> str:
    """Return the form under which an address is unique: trimmed, lower case."""
    return email.strip().lower()


def email_fault(email: str) -> str | None:
    """Return "email" unless this looks like an address that mail can be sent to."""
    local, at, host = email.rpartition("@")
    plain = email.isascii() and email.isprintable() and not set(email) & set(' ,;:<>()[]"\\')
    whole = at and local and "." in host and not host.startswith(".") and not host.endswith(".")
    return (
        None if plain and whole and ".." not in email and len(email) <= LONGEST_EMAIL else "email"
    )


def password_fault(password: str) -> str | None:
    """Return "short" or "long" when a password has too few or too many characters."""
    if len(password) < SHORTEST_PASSWORD:
        return "short"
    return "long" if len(password) > LONGEST_PASSWORD else None


def safe_next(path: str | None, locales: Iterable[str]) -> str | None:
    """Return a path to go on to after signing in: only one of this site's localized pages, else None."""
    if not path or not path.startswith("/") or path.startswith("//") or "\\" in path:
        return None
    if any(ord(character) < 32 for character in path):
        return None
    return path if path.split("/", 2)[1] in set(locales) else None
