# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is published of a consultation, as mappings for programs: contributions, answers, the aggregate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.contributions import lists
from participation.contributions.figures import Cells, Figures, Row
from participation.contributions.models import Answer, Contribution
from participation.contributions.queries import ContributionView, Filters
from participation.contributions.rules import State
from participation.roadmap import tree as draft
from participation.roadmap.models import DraftVersion, Item, ItemVersion
from participation.roadmap.queries import Head

Document = dict[str, Any]


def item_id(session: Session, head: Head, key: str) -> int | None:
    """Return the number of an item that this or an earlier published version holds, or None."""
    return session.scalars(
        select(Item.id)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(DraftVersion, DraftVersion.id == ItemVersion.draft_version_id)
        .where(
            Item.consultation_id == head.id,
            Item.key == key,
            DraftVersion.published_at.is_not(None),
        )
    ).first()


def contributions(
    session: Session,
    head: Head,
    locale: str,
    group: str | None,
    item: int | None,
    after: str | None,
    size: int,
) -> tuple[list[Document], str | None]:
    """Return a page of published contributions, the newest first, and the place where the next page begins."""
    wanted = lists.Wanted(filters=Filters(group=group), after=after)
    page = lists.everything(session, head.id, item, wanted, size)
    found = page.contributions
    titles = draft.titles(session, head.version_id, locale)
    gone = {one.item_id for one in found if one.item_id} - titles.keys()
    titles.update(draft.former(session, gone, locale))
    parents = _references(session, [one.parent_id for one in found if one.parent_id])
    keys = {number: stop.key for number, stop in titles.items()}
    return [_contribution(one, keys, parents) for one in found], page.next_cursor


def answers(
    session: Session, head: Head, after: int, size: int
) -> tuple[list[Document], int | None]:
    """Return a page of the answers that are out, in the order of their contributions, and where the next begins."""
    rows = session.execute(
        select(Answer, Contribution.reference)
        .join(Contribution, Contribution.id == Answer.contribution_id)
        .where(
            Contribution.consultation_id == head.id,
            Contribution.state == State.PUBLISHED,
            Contribution.id > after,
            Answer.published_at.is_not(None),
        )
        .order_by(Contribution.id)
        .limit(size + 1)
    ).all()
    found = [
        {
            "contribution": reference,
            "disposition": answer.disposition,
            "text": answer.text,
            "responsible_unit": answer.responsible_unit,
            "published_at": answer.published_at,
        }
        for answer, reference in rows[:size]
    ]
    return found, rows[size - 1][0].contribution_id if len(rows) > size else None


def aggregate(figures: Figures) -> dict[str, Any]:
    """Return the aggregate as the contract has it; None stands for a figure that is withheld."""
    return {
        "consultation": figures.consultation,
        "cut_off": figures.cut_off.isoformat(timespec="seconds"),
        "k": figures.k,
        "groups": list(figures.groups),
        "items": [_item(row) for row in figures.rows if row.key],
        "without_item": _item(next(row for row in figures.rows if not row.key)),
        "totals": {
            "contributions": _values(figures.by_group),
            "stances": _values(figures.stances_by_group),
            "channels": _values(figures.by_channel),
            "concerns": _values(figures.by_concern),
        },
    }


def _item(row: Row) -> dict[str, Any]:
    return {
        "key": row.key or None,
        "level": row.level or None,
        "title": row.title or None,
        "contributions": _values(row.contributions),
        "stances": {
            group: None if parts is None else _values(parts) for group, parts in row.stances.items()
        },
        "stance_totals": _values(row.stance_totals),
        "channels": _values(row.channels),
        "concerns": _values(row.concerns),
        "common_ground": None,
    }


def _values(cells: Cells) -> dict[str, int | None]:
    return {code: cell.value for code, cell in cells.items()}


def _contribution(
    found: ContributionView, keys: dict[int, str], parents: dict[int, str]
) -> Document:
    return {
        "reference": found.reference,
        "item": keys.get(found.item_id or 0),
        "draft_version": found.version_number,
        "passage": found.passage_number,
        "wording": found.pinned_text,
        "kind": found.kind,
        "concern": found.concern,
        "stance": found.stance,
        "group": found.group,
        "verified": found.verified,
        "organisation": found.organisation,
        "channel": found.channel,
        "language": found.lang,
        "title": found.title,
        "text": found.text,
        "grounds": found.grounds,
        "parent": parents.get(found.parent_id or 0),
        "submitted_at": found.submitted_at,
        "published_at": found.published_at,
        "agree": found.agree,
        "disagree": found.disagree,
    }


def _references(session: Session, ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(
        select(Contribution.id, Contribution.reference).where(
            Contribution.id.in_(ids), Contribution.state == State.PUBLISHED
        )
    )
    return {row.id: row.reference for row in rows}
