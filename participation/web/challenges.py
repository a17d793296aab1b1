# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A little work before sending, against programs that send by the thousand. Off unless an operator switches it on.

The browser looks for a number by hashing (ALTCHA's first form of challenge, SHA-256). Server side is ALTCHA's own
library; in the page it is a module of ours, `challenge.js`, and not ALTCHA's widget: that brings its own words,
colours and worker, while this one says everything in the page's language and needs no more than our policy allows.

Whoever has no JavaScript waits instead: the form carries a signed mark of when it was made, and may be sent once half
a minute has passed. Nobody is asked to read, hear or solve anything.

A challenge is made for one submission key and good for no other. That key makes one contribution however often it
comes, so a form that is sent twice meets no fault. Forms without such a key pass none, and their challenge is noted
as spent in the transaction of what it was spent on.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import secrets
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from altcha.v1 import (
    ChallengeOptions,
    PayloadType,
    create_challenge,
    extract_params,
    verify_solution,
)
from flask import Flask, current_app, request
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from participation import clock
from participation.config import Settings
from participation.web.models import SpentChallenge
from participation.web.unit import work

EXTENSION = "participation.challenges"
ANSWER, WAIT = "challenge", "wait"  # names of the fields
MOST_WORK = (
    60_000  # hashes at most, half of it on average: under a second on a desk, a few on a slow phone
)
PATIENCE = timedelta(seconds=30)
LIFETIME = timedelta(hours=2)
LONGEST_ANSWER = 1_000  # characters
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Challenge:
    """What a form carries: the puzzle as JSON for the module, the mark for waiting, and how many seconds that is."""

    puzzle: str
    wait: str
    seconds: int


@dataclass(frozen=True)
class Proof:
    """What came with a form and is genuine: its name, and when it loses its worth."""

    name: str
    ends_at: datetime


def install(app: Flask, settings: Settings) -> None:
    """Let templates ask `challenge_fields(key)`."""
    app.extensions[EXTENSION] = settings.challenge
    app.jinja_env.globals["challenge_fields"] = fields


def fields(key: str = "") -> Challenge | None:
    """Return what a form has to carry, None while challenges are off; `key` is the form's submission key.

    A form that comes back keeps the mark it had, so that nobody waits twice.
    """
    if not current_app.extensions[EXTENSION]:
        return None
    now = clock.now()
    made = create_challenge(
        ChallengeOptions(
            algorithm="SHA-256",
            max_number=MOST_WORK,
            hmac_key=_secret("work"),
            expires=now + LIFETIME,
            params={"for": _bound(key)},
        )
    )
    kept = request.form.get(WAIT, "")
    begun = _begun(kept, key)
    if begun is None or now >= begun + LIFETIME:
        kept, begun = _mark(now, key), now
    return Challenge(json.dumps(made.to_dict()), kept, _left(begun, now))


def fault(form: Mapping[str, str], key: str = "") -> str | None:
    """Return why a form cannot be sent yet, in the page's language, or None when it can (or challenges are off).

    Without a `key` the proof is spent here, in the request's session.
    """
    if not current_app.extensions[EXTENSION]:
        return None
    now = clock.now()
    proof = _solved(form.get(ANSWER, ""), key, now)
    if proof is None:
        begun = _begun(form.get(WAIT, ""), key)
        if begun is None or now >= begun + LIFETIME:
            return str(
                _("The check against robots is missing or too old. Please send the form once more.")
            )
        left = _left(begun, now)
        if left:
            return str(
                ngettext(
                    "Without JavaScript a short wait is needed. You can send the form in %(num)s second.",
                    "Without JavaScript a short wait is needed. You can send the form in %(num)s seconds.",
                    left,
                )
            )
        proof = Proof(form[WAIT], begun + LIFETIME)
    if not key and not _spend(proof):
        return str(_("This form has been sent already."))
    return None


def purge(session: Session) -> None:
    """Forget spent challenges that are too old to come again. To be called every hour."""
    session.execute(delete(SpentChallenge).where(SpentChallenge.ends_at <= clock.now()))


def _solved(answer: str, key: str, now: datetime) -> Proof | None:
    """Return the proof in a solved puzzle that was made here for this key and is not too old."""
    if not 0 < len(answer) <= LONGEST_ANSWER:
        return None
    try:
        given = json.loads(b64decode(answer, validate=True))
    except ValueError:
        return None
    payload = _payload(given)
    if payload is None or not verify_solution(payload, _secret("work"), check_expires=False)[0]:
        return None
    sealed = extract_params(payload)  # signed with the rest of the puzzle
    ends_at = datetime.fromtimestamp(int(sealed["expires"][0]), UTC)
    if sealed["for"] != [_bound(key)] or now >= ends_at:
        return None
    return Proof(payload["challenge"], ends_at)


def _payload(given: Any) -> PayloadType | None:
    """Return what came as the library wants it, or None where a part is missing or of another kind."""
    texts = ("algorithm", "challenge", "salt", "signature")
    if not isinstance(given, dict) or not all(isinstance(given.get(name), str) for name in texts):
        return None
    if type(given.get("number")) is not int or given["algorithm"] != "SHA-256":
        return None
    if any(not given[name].isascii() for name in texts):
        return None
    return PayloadType(
        algorithm="SHA-256",
        challenge=given["challenge"],
        number=given["number"],
        salt=given["salt"],
        signature=given["signature"],
    )


def _mark(now: datetime, key: str) -> str:
    """Return a mark of now, signed for one key: microseconds, a random part, and the seal."""
    written = f"{(now - EPOCH) // timedelta(microseconds=1)}.{secrets.token_hex(8)}"
    return f"{written}.{_seal(written, key)}"


def _begun(mark: str, key: str) -> datetime | None:
    """Return when a mark was made; None for one that is missing, forged, or made for another key."""
    written, _dot, seal = mark.rpartition(".")
    if not hmac.compare_digest(_bytes(seal), _bytes(_seal(written, key))):
        return None
    return EPOCH + timedelta(microseconds=int(written.partition(".")[0]))


def _left(begun: datetime, now: datetime) -> int:
    return max(0, math.ceil((begun + PATIENCE - now).total_seconds()))


def _seal(written: str, key: str) -> str:
    return hmac.digest(_bytes(_secret("wait")), _bytes(f"{written}|{_bound(key)}"), "sha256").hex()


def _bound(key: str) -> str:
    return hashlib.sha256(_bytes(key)).hexdigest()[:32]


def _secret(purpose: str) -> str:
    secret = _bytes(current_app.config["SECRET_KEY"])
    return hmac.digest(secret, _bytes(f"challenge/{purpose}"), "sha256").hex()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _spend(proof: Proof) -> bool:
    """Note that a proof is used up; return whether it was not yet. Of two at once the second waits and is told."""
    session = work()
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = make(SpentChallenge).values(challenge=proof.name, ends_at=proof.ends_at)
    new = row.on_conflict_do_nothing().returning(SpentChallenge.challenge)
    return session.scalar(new) is not None
