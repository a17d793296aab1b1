# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""For whom somebody speaks with a form: themselves, a group they hold a code of, or an organisation of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _
from flask_login import current_user

from participation.accounts import organisation_queries
from participation.accounts.organisation_queries import Seat
from participation.contributions import browser, code_rules, codes, rules
from participation.contributions.voting import Voter
from participation.roadmap.queries import Head
from participation.web.unit import work


@dataclass(frozen=True)
class Speaker:
    """Who speaks. `group` is what they are verified for, None for nothing; `faults` are (field, sentence).

    Of somebody with a code nothing of their account goes with what they say: neither name nor number.
    """

    group: str | None
    seat: Seat | None = None
    code: str | None = None
    faults: tuple[tuple[str, str], ...] = ()

    @property
    def settled(self) -> bool:
        """Whether the group follows from who speaks, and is not asked."""
        return self.seat is not None or self.code is not None

    @property
    def actor(self) -> str:
        """Return how the audit trail names them."""
        return "guest" if self.code is not None else str(current_user.label)

    def verified(self, group: str | None) -> bool:
        """Say whether they are verified for a group."""
        return group is not None and group == self.group


def seats() -> list[Seat]:
    """Return the verified organisations of whoever is signed in."""
    if not current_user.is_authenticated:
        return []
    found = organisation_queries.seats(work(), current_user.person.account_id)
    return [seat for seat in found if seat.verified]


def speaker(
    head: Head, mine: Sequence[Seat], code: str | None, organisation: str | None
) -> Speaker:
    """Return who speaks, from what the form says. A code that is wrong, or an organisation that is not theirs, is a fault."""
    own = current_user.group
    if code:
        return _with_code(head, code, own)
    if organisation:
        seat = next((seat for seat in mine if str(seat.id) == organisation), None)
        if seat is None:
            place = "speaker" if mine else "group"
            return Speaker(own, faults=((place, _("Choose one of the answers offered.")),))
        if seat.group not in head.groups:
            absent = _(
                "This consultation does not ask the group that this organisation speaks for."
            )
            return Speaker(own, faults=(("speaker", absent),))
        return Speaker(seat.group, seat)
    return Speaker(own)


def voter(who: Speaker, token: str, target: str, group: str) -> Voter:
    """Return who votes on one thing: the code's holder, else whoever is signed in, else the browser."""
    if who.code is None:
        return browser.voter(token, target, group, who.verified(group))
    secret = current_app.config["RECEIPT_SECRET"]
    return Voter(rules.pseudonym(secret, f"code/{who.code}", target), group, verified=True)


def _with_code(head: Head, typed: str, own: str | None) -> Speaker:
    code = code_rules.read_code(typed)
    if code is None:
        slip = _("This is not a group code. It has 16 letters and digits; please check each.")
        return Speaker(own, faults=(("code", slip),))
    secret = current_app.config["RECEIPT_SECRET"]
    group = codes.group_of(work(), secret, head.id, code)
    if group is None or group not in head.groups:
        return Speaker(
            own, faults=(("code", _("This code does not belong to this consultation.")),)
        )
    return Speaker(group, code=code)


def used_up() -> str:
    """Return what to say when a code was used as often as it may be."""
    return str(
        _(
            "This code has been used for %(count)s contributions, as often as it can be. Leave it out to go on without it.",
            count=code_rules.MOST_USES,
        )
    )
