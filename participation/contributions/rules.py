# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The rules of contributing. No framework here: codes go in, codes come out, and pages translate them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable
from enum import StrEnum

from participation import text


class Kind(StrEnum):
    """What sort of contribution it is."""

    COMMENT = "comment"
    PROPOSAL = "proposal"
    COUNTER_WORDING = "counter_wording"
    REPLY = "reply"
    STATEMENT = "statement"


class Concern(StrEnum):
    """What a contribution is about."""

    TARGET_TOO_LOW = "target_too_low"
    TARGET_NOT_MEASURABLE = "target_not_measurable"
    DEADLINE_UNREALISTIC = "deadline_unrealistic"
    WRONG_UNIT = "wrong_unit"
    MISSING_MEASURE = "missing_measure"
    COST = "cost"
    ACCESSIBILITY = "accessibility"
    DATA_PROTECTION = "data_protection"
    WORK_CONDITIONS = "work_conditions"
    SUPPORT = "support"
    OTHER = "other"


class Stance(StrEnum):
    """Where somebody stands on an item."""

    AGREE = "agree"
    PARTLY = "partly"
    DISAGREE = "disagree"
    NONE = "none"


class Vote(StrEnum):
    """What somebody says to another person's contribution."""

    AGREE = "agree"
    DISAGREE = "disagree"
    PASS = "pass"


class Group(StrEnum):
    """Who speaks. Organs speak with one voice, for a body."""

    CITIZEN = "citizen"
    BUSINESS = "business"
    ASSOCIATION = "association"
    STAFF = "staff"
    INSTITUTION = "institution"
    WORKS_COUNCIL = "works_council"
    BOARD = "board"
    CIIO = "ciio"


class Channel(StrEnum):
    """The way a contribution came in."""

    WEB = "web"
    LETTER = "letter"
    FORM = "form"
    PHONE = "phone"
    COUNTER = "counter"
    EVENT = "event"
    EMAIL = "email"
    API = "api"


class State(StrEnum):
    """Where a contribution is on its way."""

    SUBMITTED = "submitted"
    ASKED = "asked"
    PUBLISHED = "published"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """What moderation may decide."""

    PUBLISH = "publish"
    REJECT = "reject"


class Reason(StrEnum):
    """Why a contribution is rejected: the clause of the terms it breaks."""

    INSULT = "insult"
    UNLAWFUL = "unlawful"
    PERSONAL_DATA = "personal_data"
    ADVERTISING = "advertising"
    OFF_TOPIC = "off_topic"
    FLOOD = "flood"


class Disposition(StrEnum):
    """What the city does about a contribution."""

    FOLLOW = "follow"
    PARTLY = "partly"
    NOT = "not"
    NOTED = "noted"
    NOT_OUR_COMPETENCE = "not_our_competence"


KINDS = frozenset(map(str, Kind))
CONCERNS = frozenset(map(str, Concern))
STANCES = frozenset(map(str, Stance))
VOTES = frozenset(map(str, Vote))
GROUPS = frozenset(map(str, Group))
CHANNELS = frozenset(map(str, Channel))
OUTCOMES = frozenset(map(str, Outcome))
REASONS = frozenset(map(str, Reason))
DISPOSITIONS = frozenset(map(str, Disposition))
CLAUSES = {reason: number for number, reason in enumerate(Reason, start=1)}

ORGANS = (Group.WORKS_COUNCIL, Group.BOARD, Group.CIIO)
OPEN_GROUPS = tuple(
    group for group in Group if group not in ORGANS
)  # what a guest may say they are

AFTER = {Outcome.PUBLISH: State.PUBLISHED, Outcome.REJECT: State.REJECTED}

LONGEST_TEXT = 10_000  # characters; the cleaners are quadratic beyond
LONGEST_STATEMENT = 50_000  # characters; rendered paragraph by paragraph
LONGEST_GROUNDS = LONGEST_TEXT
LONGEST_TITLE = 200
LONGEST_NAME = 120
LONGEST_ORGANISATION = 200
LONGEST_EXPLANATION = 4_000
LONGEST_ANSWER = 4_000
LONGEST_EXTERNAL_ID = 200
LONGEST_VOTER = 70  # characters of an imported voter, before our prefix
LARGEST_ID = 2**31 - 1  # what PostgreSQL compares an id with

# Receipt codes: no 0 O 1 I L, which are mixed up when written or spoken. 31 is prime, so one wrong or two swapped
# characters are always found by the last one, a weighted sum modulo 31 (the method of ISO 7064 for a prime base).
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 12
REFERENCE_LENGTH = 7


def longest(kind: str) -> int:
    """Return how many characters a contribution of this kind may have."""
    return LONGEST_STATEMENT if kind == Kind.STATEMENT else LONGEST_TEXT


def kinds_on(passage: bool, reply: bool = False, stating: bool = False) -> tuple[Kind, ...]:
    """Return the kinds that a form makes: another wording only of a passage, a reply only to a contribution."""
    if reply:
        return (Kind.REPLY,)
    further = ((Kind.COUNTER_WORDING, passage), (Kind.STATEMENT, stating))
    return (Kind.COMMENT, Kind.PROPOSAL, *(kind for kind, possible in further if possible))


def wording_fault(proposed: str, present: str) -> str | None:
    """Return what is wrong with another wording for a passage: "paragraphs" when it is not one, "unchanged", or None."""
    if len(text.paragraphs(proposed)) > 1:
        return "paragraphs"
    return "unchanged" if proposed.split() == present.split() else None


def read_id(written: str) -> int | None:
    """Return the id that a form sent, or None when it cannot be one."""
    if not (written.isascii() and written.isdigit() and len(written) <= len(str(LARGEST_ID))):
        return None
    return int(written) if int(written) <= LARGEST_ID else None


def groups_for(verified_group: str | None, invited: Collection[str]) -> tuple[Group, ...]:
    """Return the groups somebody may speak for: of those invited the open ones, and the one they are verified for."""
    own = () if verified_group is None else (Group(verified_group),)
    return tuple(g for g in Group if g in invited and (g in OPEN_GROUPS or g in own))


def decision_fault(outcome: str, reason: str | None, explanation: str | None) -> str | None:
    """Return what a decision lacks: "outcome", "reason" or "explanation"; None when it is whole.

    A restriction always carries its ground and the facts it rests on.
    """
    if outcome not in OUTCOMES:
        return "outcome"
    if outcome == Outcome.PUBLISH:
        return None
    if reason not in REASONS:
        return "reason"
    return None if explanation and explanation.strip() else "explanation"


def receipt_code(secret: str, origin: str) -> str:
    """Return the receipt code for a submission: the same for the same origin, unguessable without the secret.

    Being derived, it can be shown again when a form is sent twice, although only its hash is stored.
    """
    number = int.from_bytes(_keyed(secret, "code", origin), "big")
    body = _written(number, CODE_LENGTH - 1)
    return body + check_character(body)


def code_hash(secret: str, code: str) -> str:
    """Return the keyed hash under which a receipt is found."""
    return _keyed(secret, "receipt", code).hex()


def read_code(written: str) -> str | None:
    """Return the code somebody typed, however they grouped it; None when it cannot be one."""
    code = "".join(c for c in written.upper() if c.isalnum())
    if len(code) != CODE_LENGTH or any(c not in ALPHABET for c in code):
        return None
    return code if check_character(code[:-1]) == code[-1] else None


def check_character(body: str) -> str:
    """Return the character that shows a slip in what was written before it."""
    total = sum(weight * ALPHABET.index(c) for weight, c in enumerate(body, start=2))
    return ALPHABET[-total % len(ALPHABET)]


def reference(secret: str, origin: str, attempt: int = 0) -> str:
    """Return a public reference such as "B-7KM2QXA": it says nothing about how many there are."""
    number = int.from_bytes(_keyed(secret, f"reference {attempt}", origin), "big")
    return "B-" + _written(number, REFERENCE_LENGTH)


def pseudonym(secret: str, holder: str, target: str) -> str:
    """Return the name that a voter ("guest/…", "account/…") has for one item or contribution, and for no other."""
    kind = holder.partition("/")[0]
    return f"{kind}/{_keyed(secret, f'voter {target}', holder).hex()[:32]}"


def content_digest(values: Iterable[object]) -> str:
    """Return a digest by which two submissions with the same key are told apart."""
    return hashlib.sha256("\x1f".join(map(str, values)).encode("utf-8", "replace")).hexdigest()


def _keyed(secret: str, purpose: str, value: str) -> bytes:
    return hmac.digest(
        secret.encode(), f"{purpose}\x1f{value}".encode("utf-8", "replace"), "sha256"
    )


def _written(number: int, length: int) -> str:
    characters = []
    for _ in range(length):
        number, index = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[index])
    return "".join(characters)
