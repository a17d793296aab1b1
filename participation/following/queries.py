# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading who follows what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.contributions import queries as contributions
from participation.contributions.rules import State
from participation.following.models import Follow, Follower
from participation.following.rules import IN_DIGEST, Kind
from participation.roadmap import tree
from participation.roadmap.models import Consultation, Item
from participation.roadmap.queries import Head, head


@dataclass(frozen=True)
class Subject:
    """What somebody follows, by name: nothing that a contributor wrote is in it.

    `reference` is a contribution's, `key` an item's; `title` is the item's or the consultation's, in `lang`.
    """

    kind: str
    target_id: int
    slug: str
    title: str
    lang: str
    key: str | None = None
    reference: str | None = None


@dataclass(frozen=True)
class Followed:
    """A line of the list of what somebody follows."""

    id: int
    subject: Subject
    confirmed_at: datetime | None


def follower(session: Session, follower_id: int, made: int) -> Follower | None:
    """Return the follower that a link was made for; None once they are gone, even if the id is somebody else's now."""
    found = session.get(Follower, follower_id)
    return found if found is not None and stamp(found) == made else None


def stamp(found: Follower) -> int:
    """Return what tells a follower from an earlier one with the same id."""
    return int(found.created_at.timestamp() * 1000)


def by_email(session: Session, email: str) -> Follower | None:
    """Return the follower with this address, as `accounts.rules.email_key` writes it."""
    return session.scalars(select(Follower).where(Follower.email == email)).first()


def follows(session: Session, follower_id: int, confirmed: bool | None = None) -> list[Follow]:
    """Return what somebody follows, in the order they began; only confirmed or only waiting ones if asked for."""
    found = select(Follow).where(Follow.follower_id == follower_id).order_by(Follow.id)
    if confirmed is not None:
        known = Follow.confirmed_at
        found = found.where(known.is_not(None) if confirmed else known.is_(None))
    return list(session.scalars(found))


def followed(session: Session, found: Sequence[Follow], locale: str) -> list[Followed]:
    """Return follows with the names of what they are about; without those whose subject is gone."""
    named = ((one, subject(session, one.kind, one.target_id, locale)) for one in found)
    return [Followed(one.id, name, one.confirmed_at) for one, name in named if name is not None]


def receivers(session: Session, kind: str, target_id: int) -> list[tuple[Follower, Follow]]:
    """Return who gets letters about something: confirmed ones only."""
    rows = session.execute(
        select(Follower, Follow)
        .join(Follow, Follow.follower_id == Follower.id)
        .where(Follow.kind == kind, Follow.target_id == target_id, Follow.confirmed_at.is_not(None))
        .order_by(Follow.id)
    )
    return [(row[0], row[1]) for row in rows]


def receipt_follow(session: Session, contribution_id: int) -> tuple[Follower, Follow] | None:
    """Return who follows a contribution by its receipt, confirmed or not; the newest address counts."""
    row = session.execute(
        select(Follower, Follow)
        .join(Follow, Follow.follower_id == Follower.id)
        .where(Follow.kind == Kind.RECEIPT, Follow.target_id == contribution_id)
        .order_by(Follow.id.desc())
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else None


def due(session: Session, told_before: datetime) -> list[Follower]:
    """Return the followers of a digest who were told nothing since a moment, locked against other workers."""
    wanted = select(Follow.follower_id).where(
        Follow.kind.in_((*IN_DIGEST, Kind.RECEIPT)), Follow.confirmed_at.is_not(None)
    )
    return list(
        session.scalars(
            select(Follower)
            .where(Follower.told_until < told_before, Follower.id.in_(wanted))
            .order_by(Follower.id)
            .with_for_update(skip_locked=True)
        )
    )


def subject(session: Session, kind: str, target_id: int, locale: str) -> Subject | None:
    """Return the name of what can be followed; None when it is gone."""
    if kind == Kind.CONSULTATION:
        slug = session.scalar(select(Consultation.slug).where(Consultation.id == target_id))
        top = head(session, slug, locale) if slug else None
        return Subject(kind, target_id, top.slug, top.title, top.lang) if top else None
    if kind == Kind.ITEM:
        return _item(session, target_id, locale)
    found = contributions.by_id(session, target_id)
    if found is None:
        return None
    slug, _key = contributions.place(session, found.id)
    top = head(session, slug, locale)
    about = _item(session, found.item_id, locale) if found.item_id is not None else None
    if top is None:
        return None
    title, lang = (about.title, about.lang) if about else (top.title, top.lang)
    return Subject(
        kind, target_id, slug, title, lang, about.key if about else None, found.reference
    )


def item_of(session: Session, top: Head, key: str) -> int | None:
    """Return the id of an item of a consultation by its key; None when it never stood in a published draft."""
    found = session.scalar(select(Item.id).where(Item.consultation_id == top.id, Item.key == key))
    if found is None or not tree.former(session, [found], top.lang):
        return None
    return found


def public_contribution(session: Session, reference: str) -> int | None:
    """Return the id of a contribution that everybody can read, or None."""
    found = contributions.by_reference(session, reference)
    return found.id if found is not None and found.state == State.PUBLISHED else None


def _item(session: Session, item_id: int, locale: str) -> Subject | None:
    slug = session.scalar(
        select(Consultation.slug)
        .join(Item, Item.consultation_id == Consultation.id)
        .where(Item.id == item_id)
    )
    stop = tree.former(session, [item_id], locale).get(item_id)
    if slug is None or stop is None:
        return None
    return Subject(Kind.ITEM, item_id, slug, stop.title, stop.lang, stop.key)
