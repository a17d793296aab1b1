# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may speak for an organisation, and what it is called. No framework here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from participation.methods import lookalikes

LONGEST_NAME = 200  # characters
LONGEST_CLAIM = 1_000  # characters of a form; one sign may stand for many
LONGEST_PROOF = 2_000
LONGEST_REASON = 2_000
INVITATION_LIFE = timedelta(days=14)
MOST_INVITATIONS = 20  # that nobody has accepted yet, of one organisation
MOST_WAITING = 3  # organisations that one account may have waiting for an administrator
_OVERRIDE = "\u202e"  # turns round what follows


class Body(StrEnum):
    """The groups that an organisation may speak for."""

    BUSINESS = "business"
    ASSOCIATION = "association"
    INSTITUTION = "institution"
    WORKS_COUNCIL = "works_council"
    BOARD = "board"
    CIIO = "ciio"


class Size(StrEnum):
    """How large an enterprise is: Commission Recommendation 2003/361/EC, annex, article 2."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Standing(StrEnum):
    """What an administrator has said of an organisation."""

    WAITING = "waiting"
    VERIFIED = "verified"
    REFUSED = "refused"


@dataclass(frozen=True)
class NewOrganisation:
    """What somebody says of their organisation. `proof` is where an administrator can check it."""

    name: str
    body: str
    size: str | None
    association: bool
    proof: str


def standing(verified_at: datetime | None, refused_at: datetime | None) -> Standing:
    """Return where an organisation stands; what was refused last is not verified any more."""
    if refused_at is not None:
        return Standing.REFUSED
    return Standing.WAITING if verified_at is None else Standing.VERIFIED


def size_fault(body: str, size: str | None) -> str | None:
    """Return "size" when an enterprise does not say how large it is."""
    return "size" if body == Body.BUSINESS and size is None else None


def always_sealed(body: str) -> bool:
    """Say whether drafts of this body are always encrypted: those of the works council."""
    return body == Body.WORKS_COUNCIL


def claims(name: str) -> frozenset[str]:
    """Return the forms of a name of which no other verified organisation may have one.

    Names that look alike share one: capitals and small letters have different look-alikes, blanks are easily overlooked,
    and a sign may turn the rest round. Empty for a name without letters and digits.
    """
    written = (name, name[::-1]) if _OVERRIDE in name else (name,)
    forms = (lookalikes.skeleton(form) for one in written for form in (one, one.casefold()))
    return frozenset(form.replace(" ", "")[:LONGEST_CLAIM] for form in forms) - {""}
