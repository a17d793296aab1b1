# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Lists of published contributions: of an item, of a whole consultation; in four orders, or those with some words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from participation.contributions import rules, search
from participation.contributions.models import Contribution
from participation.contributions.queries import (
    PAGE,
    ContributionView,
    Filters,
    Page,
    read_cursor,
    view,
    views,
    write_cursor,
)
from participation.contributions.rules import Concern, Group, Kind, State
from participation.text import without_unstorable

LONGEST_SEARCH = 100  # characters
ANSWERED = {"yes": True, "no": False}


class Order(StrEnum):
    """What comes first."""

    NEWEST = "newest"
    SUPPORTED = "supported"
    DISCUSSED = "discussed"
    UNANSWERED = "unanswered"


_COUNTS: Mapping[Order, InstrumentedAttribute[int]] = {
    Order.SUPPORTED: Contribution.agree,
    Order.DISCUSSED: Contribution.replies,
}


@dataclass(frozen=True)
class Offers:
    """What a list can be sorted and narrowed by."""

    orders: tuple[Order, ...]
    kinds: tuple[Kind, ...]
    concerns: tuple[Concern, ...] = tuple(Concern)
    groups: tuple[Group, ...] = tuple(Group)


@dataclass(frozen=True)
class Wanted:
    """What a list shows: words, an order, filters, and the place where an earlier page ended."""

    q: str = ""
    order: Order = Order.NEWEST
    filters: Filters = field(default_factory=Filters)
    after: str | None = None

    @property
    def narrowed(self) -> bool:
        """Whether a filter is set, or another order than the usual one."""
        return self.filters != Filters() or self.order != Order.NEWEST

    @property
    def further(self) -> bool:
        """Whether the list may leave something out."""
        return bool(self.q) or self.filters != Filters() or self.order == Order.UNANSWERED

    @property
    def answered(self) -> str | None:
        """Return the filter on answers as it stands in an address."""
        return next(
            (name for name, value in ANSWERED.items() if value is self.filters.answered), None
        )

    def address(self, after: str | None = None) -> dict[str, str]:
        """Return the parameters that lead to this list, or to its page behind a place."""
        chosen = self.filters
        every = {
            "q": self.q,
            "concern": chosen.concern,
            "group": chosen.group,
            "kind": chosen.kind,
            "answered": self.answered,
            "sort": None if self.order == Order.NEWEST else str(self.order),
            "after": after,
        }
        return {name: value for name, value in every.items() if value}


def read(arguments: Mapping[str, str], offers: Offers) -> Wanted:
    """Return what an address asks for; what is not offered is passed over. Found words stand in one order only."""

    def code(name: str, known: Iterable[str]) -> str | None:
        value = arguments.get(name)
        return value if value in {*known} else None

    q = " ".join(without_unstorable(arguments.get("q", "")).split())[:LONGEST_SEARCH].strip()
    order = Order(code("sort", offers.orders) or Order.NEWEST)
    return Wanted(
        q=q,
        order=Order.NEWEST if q and order in _COUNTS else order,
        filters=Filters(
            code("concern", offers.concerns),
            code("group", offers.groups),
            code("kind", offers.kinds),
            ANSWERED.get(arguments.get("answered", "")),
        ),
        after=arguments.get("after"),
    )


def of_item(
    session: Session,
    place: tuple[int, int],
    wanted: Wanted,
    locale: str,
    size: int = PAGE,
) -> Page:
    """Return a page of what stands in an item's list; `place` is (consultation, item).

    Statements have a place of their own, and replies stand with what they reply to.
    """
    consultation_id, item_id = place
    if wanted.q:
        return _found(session, consultation_id, wanted, locale, size, item_id)
    inside = (
        Contribution.item_id == item_id,
        Contribution.parent_id.is_(None),
        Contribution.kind != Kind.STATEMENT,
    )
    return _listed(session, inside, wanted, size)


def of_consultation(
    session: Session, consultation_id: int, wanted: Wanted, locale: str, size: int = PAGE
) -> Page:
    """Return a page of everything that is published in a consultation."""
    if wanted.q:
        return _found(session, consultation_id, wanted, locale, size)
    return _listed(session, (Contribution.consultation_id == consultation_id,), wanted, size)


def everything(
    session: Session, consultation_id: int, item_id: int | None, wanted: Wanted, size: int
) -> Page:
    """Return a page of all that is published in a consultation, or about an item: replies and statements, too."""
    inside = [Contribution.consultation_id == consultation_id]
    if item_id is not None:
        inside.append(Contribution.item_id == item_id)
    return _listed(session, inside, wanted, size)


def _found(
    session: Session,
    consultation_id: int,
    wanted: Wanted,
    locale: str,
    size: int,
    item_id: int | None = None,
) -> Page:
    filters = wanted.filters
    if wanted.order == Order.UNANSWERED:
        filters = replace(filters, answered=False)
    return search.find(
        session, consultation_id, wanted.q, filters, wanted.after, locale, size, item_id
    )


def _listed(
    session: Session, inside: Sequence[ColumnElement[bool]], wanted: Wanted, size: int
) -> Page:
    statement = views().where(*inside, Contribution.state == State.PUBLISHED)
    chosen = wanted.filters
    for column, value in (
        (Contribution.concern, chosen.concern),
        (Contribution.group, chosen.group),
        (Contribution.kind, chosen.kind),
        (Contribution.answered, False if wanted.order == Order.UNANSWERED else chosen.answered),
    ):
        if value is not None:
            statement = statement.where(column == value)
    first = _COUNTS.get(wanted.order, Contribution.published_at)
    after = _read(wanted.order, wanted.after)
    if after is not None:
        statement = statement.where(tuple_(first, Contribution.id) < after)
    rows = session.execute(
        statement.order_by(first.desc(), Contribution.id.desc()).limit(size + 1)
    ).all()
    found = [view(row) for row in rows[:size]]
    return Page(found, _write(wanted.order, found[-1]) if len(rows) > size else None)


def _write(order: Order, last: ContributionView) -> str | None:
    """Return the place behind a contribution; it begins with its order, so that no other order reads it."""
    if order in _COUNTS:
        count = last.agree if order == Order.SUPPORTED else last.replies
        return f"{order[0]}{count}-{last.id}"
    return f"{order[0]}{write_cursor(last.published_at, last.id)}" if last.published_at else None


def _read(order: Order, written: str | None) -> tuple[datetime | int, int] | None:
    if not written or written[0] != order[0]:
        return None
    if order not in _COUNTS:
        return read_cursor(written[1:])
    count, _, number = written[1:].partition("-")
    first, second = rules.read_id(count), rules.read_id(number)
    return None if first is None or second is None else (first, second)
