# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is newest: the last published contributions, and the last version in which an item stands."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.contributions.models import Contribution, ContributionVersion
from participation.contributions.rules import Kind, State
from participation.i18n import language
from participation.roadmap.models import DraftVersion, Item, ItemVersion
from participation.roadmap.tree import Stop, names
from participation.text import excerpt

SHOWN = 3
EXCERPT = 160  # characters


@dataclass(frozen=True)
class Latest:
    """A contribution as the consultation's page shows it: a stretch of its words, who speaks, and on what."""

    reference: str
    words: str
    lang: str
    dir: str
    group: str
    verified: bool
    about: Stop | None


def newest(session: Session, consultation_id: int, locale: str, size: int = SHOWN) -> list[Latest]:
    """Return the contributions that were published last, without statements and counter-wordings."""
    rows = session.execute(
        select(Contribution, ContributionVersion)
        .join(
            ContributionVersion,
            (ContributionVersion.contribution_id == Contribution.id)
            & (ContributionVersion.number == Contribution.version),
        )
        .where(
            Contribution.consultation_id == consultation_id,
            Contribution.state == State.PUBLISHED,
            Contribution.kind.in_((Kind.COMMENT, Kind.PROPOSAL)),
        )
        .order_by(Contribution.published_at.desc(), Contribution.id.desc())
        .limit(size)
    ).all()
    version = select(DraftVersion.id).where(
        DraftVersion.consultation_id == consultation_id, DraftVersion.published_at.is_not(None)
    )
    newest_version = session.scalar(version.order_by(DraftVersion.number.desc()).limit(1))
    stops = names(session, newest_version, locale) if newest_version is not None and rows else {}
    return [
        Latest(
            found.reference,
            excerpt(words.text, EXCERPT),
            words.language,
            language(words.language).dir,
            found.group,
            found.verified,
            stops[found.item_id][0] if found.item_id in stops else None,
        )
        for found, words in rows
    ]


def version_with(session: Session, consultation_id: int, key: str) -> DraftVersion | None:
    """Return the newest published version in which an item stands, or None when it never did."""
    return session.scalars(
        select(DraftVersion)
        .join(ItemVersion, ItemVersion.draft_version_id == DraftVersion.id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(
            DraftVersion.consultation_id == consultation_id,
            DraftVersion.published_at.is_not(None),
            Item.key == key,
        )
        .order_by(DraftVersion.number.desc())
        .limit(1)
    ).first()
