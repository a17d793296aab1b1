# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which paragraph became which, as the editor says it: identities of an item in preparation are given anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from participation.audit import service as audit
from participation.roadmap import editable, matching, versions
from participation.roadmap.models import (
    DraftVersion,
    Item,
    ItemText,
    ItemVersion,
    Passage,
    PassageOrigin,
    PassageVersion,
)
from participation.roadmap.outcomes import NoSuchItem
from participation.roadmap.rules import ORIGINAL


class ParagraphsChanged(Exception):
    """The item has other paragraphs now than those the editor spoke about."""


@dataclass(frozen=True)
class Line:
    """A paragraph in preparation, and the published ones (their ids) it comes from as things stand."""

    id: int
    text: str
    claims: tuple[int, ...]


@dataclass(frozen=True)
class Table:
    """The published paragraphs of an item (id, wording) and those in preparation."""

    published: tuple[tuple[int, str], ...]
    lines: tuple[Line, ...]


def table(session: Session, version: DraftVersion, key: str) -> Table | None:
    """Return both sides of an item, or None when it is not in the version."""
    item = editable.load(session, version, key, ORIGINAL)
    if item is None:
        return None
    older = versions.before(session, version)
    was = editable.load(session, older, key, ORIGINAL) if older is not None else None
    published = tuple((p.id, p.text) for p in was.passages) if was is not None else ()
    known = {number for number, _text in published}
    lines = [
        Line(p.id, p.text, tuple(i for i in (p.id, *p.origins) if i in known))
        for p in item.passages
    ]
    return Table(published, tuple(lines))


def rematch(
    session: Session,
    version: DraftVersion,
    key: str,
    seen: Sequence[int],
    claims: Sequence[Sequence[int]],
    actor: str,
) -> None:
    """Let each paragraph come from the published ones that are claimed for it (their ids; none: it is new).

    `seen` holds the ids of the paragraphs in preparation that were on the page, in order. Raises `NoSuchItem`,
    `ParagraphsChanged`, `versions.Frozen`; `ValueError` for an id that is no published paragraph of the item.
    """
    versions.claim(session, version.id)
    now = table(session, version, key)
    if now is None:
        raise NoSuchItem(key)
    if [line.id for line in now.lines] != list(seen):
        raise ParagraphsChanged(key)
    ids = [number for number, _text in now.published]
    places = [[ids.index(claim) for claim in line] for line in claims]
    matches = matching.settle(
        places, [text for _id, text in now.published], [line.text for line in now.lines]
    )
    item_id = session.scalars(
        select(Item.id).where(Item.consultation_id == version.consultation_id, Item.key == key)
    ).one()
    fresh: dict[int, int] = {}
    taken: set[int] = set()
    for line, match in zip(now.lines, matches, strict=True):
        if match.keeps is not None:
            fresh[line.id] = ids[match.keeps]
        elif line.id in ids or line.id in taken:
            made = Passage(item_id=item_id)
            session.add(made)
            session.flush()
            fresh[line.id] = made.id
        else:
            fresh[line.id] = line.id  # it was new, and stays so
        taken.add(fresh[line.id])
    _rename(session, version, item_id, fresh)
    origins = {
        fresh[line.id]: [ids[place] for place in match.origins]
        for line, match in zip(now.lines, matches, strict=True)
    }
    for number, places_ in origins.items():
        session.add_all(
            PassageOrigin(draft_version_id=version.id, passage_id=number, origin_id=origin)
            for origin in sorted(set(places_) - {number})
        )
    session.flush()
    subject = f"item/{version.id}/{key}"
    audit.record(session, audit.Act("draft.rematched", actor, subject))


def _rename(session: Session, version: DraftVersion, item_id: int, fresh: dict[int, int]) -> None:
    """Give the item's paragraphs their new identities in every language, and forget their origins."""
    rows = session.scalars(
        select(PassageVersion)
        .join(ItemText, ItemText.id == PassageVersion.item_text_id)
        .join(ItemVersion, ItemVersion.id == ItemText.item_version_id)
        .where(ItemVersion.draft_version_id == version.id, ItemVersion.item_id == item_id)
    ).all()
    session.execute(
        delete(PassageOrigin).where(
            PassageOrigin.draft_version_id == version.id, PassageOrigin.passage_id.in_(fresh)
        )
    )
    for row in rows:
        row.passage_id = fresh[row.passage_id]
    session.flush()
