# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses in letters: pages of this site, and signed links that stand for a follower."""

from __future__ import annotations

from dataclasses import dataclass, field

from participation.following.models import Follower
from participation.following.queries import Subject, stamp
from participation.following.rules import Kind
from participation.mail import links

CONFIRM = "letters.confirm"
STOP = "letters.stop"
EVERYTHING = "letters.everything"
DIGEST = 0  # stands for no single follow: the digest as a whole


@dataclass(frozen=True)
class Addresses:
    """Makes addresses for letters, which are written far from any request."""

    base_url: str
    secret: str = field(repr=False)

    def receipt(self, locale: str) -> str:
        """Return where a receipt code is entered."""
        return f"{self.base_url}/{locale}/receipt/"

    def contribution(self, locale: str, reference: str) -> str:
        """Return a published contribution's page."""
        return f"{self.base_url}/{locale}/contributions/{reference}/"

    def changes(self, locale: str, slug: str, number: int) -> str:
        """Return the page of what a version changed."""
        return f"{self.base_url}/{locale}/c/{slug}/versions/{number}/changes/"

    def subject(self, locale: str, about: Subject) -> str:
        """Return the page of what somebody follows."""
        if about.kind == Kind.RECEIPT:
            return self.receipt(locale)
        if about.kind == Kind.CONTRIBUTION and about.reference is not None:
            return self.contribution(locale, about.reference)
        if about.kind == Kind.ITEM:
            return f"{self.base_url}/{locale}/c/{about.slug}/items/{about.key}/"
        return f"{self.base_url}/{locale}/c/{about.slug}/"

    def confirm(self, who: Follower) -> str:
        """Return the page that asks whether an address wants the letters it was named for."""
        return self._signed(who, "confirm", CONFIRM)

    def everything(self, who: Follower) -> str:
        """Return the page of everything that a follower gets letters about."""
        return self._signed(who, "all", EVERYTHING)

    def stop(self, who: Follower, follow_id: int = DIGEST) -> str:
        """Return the address that ends letters about one thing, or the digest."""
        return self._signed(who, "stop", STOP, follow_id)

    def _signed(self, who: Follower, page: str, purpose: str, *more: int) -> str:
        token = links.sign(self.secret, purpose, who.id, stamp(who), *more)
        return f"{self.base_url}/{who.locale}/letters/{page}/{token}/"
