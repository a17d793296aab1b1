# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The exports of a consultation: contributions row by row, and the aggregate."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from participation import clock
from participation.contributions import answers, effects
from participation.contributions.figures import Figures
from participation.contributions.models import Contribution, ContributionVersion
from participation.contributions.rules import Stance, State
from participation.roadmap import tree as draft
from participation.roadmap.models import DraftVersion, Item, ItemVersion, PassageVersion
from participation.roadmap.queries import Head

CONTRIBUTION_COLUMNS = (
    "reference",
    "item",
    "item_title",
    "draft_version",
    "passage",
    "kind",
    "concern",
    "stance",
    "group",
    "verified",
    "organisation",
    "channel",
    "language",
    "title",
    "text",
    "state",
    "submitted_on",
    "published_on",
    "agree",
    "disagree",
    "campaign",
    "disposition",
    "answer",
    "responsible_unit",
    "resulting_change",
    "external_id",
    "parent",
    "grounds",
    "wording",
)
BLOCK = 2_000

Value = str | int | None


def contributions(
    session: Session, head: Head, locale: str, state: str = "published"
) -> Iterator[tuple[Value, ...]]:
    """Yield a row for each contribution (`state`: "published" or "all"), in the order they came, words unchanged.

    Days are days in Berlin (ISO). Campaign is empty until there are any; answers are those that are out. `wording` is
    that of the paragraph as it was when it was written about.
    """
    titles = draft.titles(session, head.version_id, locale)
    last = 0
    while True:
        statement = _rows.where(Contribution.consultation_id == head.id, Contribution.id > last)
        if state != "all":
            statement = statement.where(Contribution.state == State.PUBLISHED)
        block = session.execute(statement.order_by(Contribution.id).limit(BLOCK)).all()
        if not block:
            return
        last = block[-1].id
        ids = [row.id for row in block]
        answered = answers.answers(session, ids)
        changed = effects.lines(session, ids, locale)
        gone = {row.item_id for row in block if row.item_id} - titles.keys()
        titles.update(draft.former(session, gone, locale))
        for row in block:
            answer = answered.get(row.id)
            title = titles[row.item_id].title if row.item_id in titles else None
            yield (
                row.reference,
                row.key,
                title,
                row.draft_version,
                row.passage,
                row.kind,
                row.concern,
                row.stance,
                row.group,
                "true" if row.verified else "false",
                row.organisation,
                row.channel,
                row.language,
                row.title,
                row.text,
                row.state,
                clock.berlin_date(row.submitted_at).isoformat(),
                clock.berlin_date(row.published_at).isoformat() if row.published_at else None,
                row.agree,
                row.disagree,
                None,
                answer.disposition if answer else None,
                answer.words(locale)[1] if answer else None,
                answer.responsible_unit if answer else None,
                changed.get(row.id),
                row.external_id,
                row.parent,
                row.grounds,
                row.wording,
            )


AGGREGATE_COLUMNS = (
    "item",
    "level",
    "item_title",
    "group",
    "contributions",
    "stances",
    *(f"stance_{stance}" for stance in Stance),
    "suppressed",
)


def aggregate_rows(figures: Figures) -> Iterator[tuple[Value, ...]]:
    """Yield a row for each item and group; a withheld figure is an empty cell, and `suppressed` says why.

    The last rows (without item) hold the proposals to no single item.
    """
    for row in figures.rows:
        for group in figures.groups:
            parts = row.stances[group] or {}
            cells = [row.contributions[group], row.stance_totals[group]]
            told = [parts.get(stance) for stance in Stance]
            reasons = [c.reason for c in (*cells, *(p for p in told if p)) if c.reason]
            if row.stances[group] is None and not reasons:
                reasons = ["complementary"]
            yield (
                row.key or None,
                row.level or None,
                row.title or None,
                group,
                *(cell.value for cell in cells),
                *(part.value if part else None for part in told),
                "primary" if "primary" in reasons else (reasons[0] if reasons else None),
            )


_parent = aliased(Contribution)

_rows = (
    select(
        Contribution.id,
        Contribution.reference,
        Contribution.item_id,
        Item.key,
        DraftVersion.number.label("draft_version"),
        PassageVersion.number.label("passage"),
        Contribution.kind,
        Contribution.concern,
        Contribution.stance,
        Contribution.group.label("group"),
        Contribution.verified,
        Contribution.organisation,
        Contribution.channel,
        ContributionVersion.language,
        ContributionVersion.title,
        ContributionVersion.text,
        ContributionVersion.grounds,
        PassageVersion.text.label("wording"),
        Contribution.state,
        Contribution.submitted_at,
        Contribution.published_at,
        Contribution.agree,
        Contribution.disagree,
        Contribution.external_id,
        _parent.reference.label("parent"),
    )
    .join(
        ContributionVersion,
        (ContributionVersion.contribution_id == Contribution.id)
        & (ContributionVersion.number == Contribution.version),
    )
    .outerjoin(Item, Item.id == Contribution.item_id)
    .outerjoin(ItemVersion, ItemVersion.id == Contribution.item_version_id)
    .outerjoin(DraftVersion, DraftVersion.id == ItemVersion.draft_version_id)
    .outerjoin(PassageVersion, PassageVersion.id == Contribution.passage_version_id)
    .outerjoin(_parent, _parent.id == Contribution.parent_id)
)
