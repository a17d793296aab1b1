# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a browser keeps for its owner: the open receipt, and the token it votes with. Set by an act, never by reading.

On a shared device nothing is kept but the receipt, for a few minutes.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask import Response, current_app, request
from flask_login import current_user

from participation.contributions import rules
from participation.contributions.voting import Voter
from participation.web import kiosk

RECEIPT_SECONDS = 15 * 60  # how long a receipt is shown without its code being typed again
VOTER_SECONDS = 180 * 24 * 3600  # a stance can be changed as long as most consultations last
TOKEN_LENGTH = 32


def receipt_code() -> str | None:
    """Return the code of the receipt that is open in this browser."""
    return rules.read_code(request.cookies.get(_name("receipt"), ""))


def keep_receipt(response: Response, code: str) -> None:
    """Open a receipt in this browser."""
    seconds = kiosk.RECEIPT_SECONDS if kiosk.on() else RECEIPT_SECONDS
    response.set_cookie(_name("receipt"), code, max_age=seconds, **_flags("Strict"))


def close_receipt(response: Response) -> None:
    """Put the receipt away."""
    response.delete_cookie(_name("receipt"), **_flags("Strict"))


def room_ticket() -> str:
    """Return what this browser holds of an open room, empty if nothing."""
    return request.cookies.get(_name("room"), "")


def keep_room(response: Response, ticket: str, seconds: int) -> None:
    """Keep a room open in this browser for so long, or shut it with an empty ticket."""
    if ticket:
        response.set_cookie(_name("room"), ticket, max_age=seconds, **_flags("Strict"))
    else:
        response.delete_cookie(_name("room"), **_flags("Strict"))


def forget(response: Response) -> None:
    """Put away everything that is kept for the owner."""
    close_receipt(response)
    response.delete_cookie(_name("voter"), **_flags("Lax"))


def group() -> str | None:
    """Return the group that was given in this browser before; nobody is asked twice."""
    return current_user.group or _kept()[1]


def token() -> str:
    """Return what this browser votes with; a new one if it has none."""
    return _kept()[0] or secrets.token_hex(TOKEN_LENGTH // 2)


def keep_voter(response: Response, token: str, group: str) -> None:
    """Keep what this browser votes with, and for which group it spoke."""
    if not kiosk.on():
        response.set_cookie(
            _name("voter"), f"{token}.{group}", max_age=VOTER_SECONDS, **_flags("Lax")
        )


def voter(token: str, target: str, group: str, verified: bool | None = None) -> Voter:
    """Return who votes on one thing: the account of whoever is signed in, else the browser's token."""
    secret = current_app.config["RECEIPT_SECRET"]
    guest = rules.pseudonym(secret, f"guest/{token}", target)
    if not current_user.is_authenticated:
        return Voter(guest, group, verified=False)
    own = rules.pseudonym(secret, f"account/{current_user.id}", target)
    if verified is None:
        verified = group == current_user.group
    return Voter(own, group, verified, former=guest)


def _kept() -> tuple[str | None, str | None]:
    token, _dot, group = request.cookies.get(_name("voter"), "").partition(".")
    whole = len(token) == TOKEN_LENGTH and token.isascii() and token.isalnum()
    return (token, group if group in rules.GROUPS else None) if whole else (None, None)


def _name(what: str) -> str:
    return f"__Host-{what}" if current_app.config["SECURE_COOKIES"] else what


def _flags(same_site: str) -> dict[str, Any]:
    return {
        "secure": current_app.config["SECURE_COOKIES"],
        "httponly": True,
        "samesite": same_site,
    }
