# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What contributions have changed, in one line for a table."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.contributions import trace as causing
from participation.contributions.trace import Effect
from participation.i18n import N_, catalog
from participation.roadmap.comparing import PASSAGE
from participation.roadmap.models import Item, ItemText, ItemVersion, PassageVersion
from participation.roadmap.rules import ORIGINAL
from participation.web.labels import LABELS

ON_PASSAGE = N_("version %(version)s: %(key)s, paragraph %(number)s")
ON_FIELD = N_("version %(version)s: %(key)s, %(field)s")
ON_ITEM = N_("version %(version)s: %(key)s")


def lines(session: Session, contribution_ids: Sequence[int], locale: str) -> dict[int, str]:
    """Return, by contribution, the places of published versions that it has changed, separated by semicolons."""
    found = causing.effects(session, contribution_ids)
    every = [effect for effects in found.values() for effect in effects]
    if not every:
        return {}
    keys = {
        row.id: row.key
        for row in session.execute(
            select(Item.id, Item.key).where(Item.id.in_({effect.item_id for effect in every}))
        )
    }
    numbers = _numbers(session, every)
    return {
        id_: "; ".join(dict.fromkeys(_line(effect, keys, numbers, locale) for effect in effects))
        for id_, effects in found.items()
    }


def _numbers(session: Session, effects: Sequence[Effect]) -> dict[tuple[int, int], int]:
    """Return the numbers of passages by (version, passage); one that was dropped has none."""
    rows = session.execute(
        select(ItemVersion.draft_version_id, PassageVersion.passage_id, PassageVersion.number)
        .join(ItemText, ItemText.id == PassageVersion.item_text_id)
        .join(ItemVersion, ItemVersion.id == ItemText.item_version_id)
        .where(
            ItemText.locale == ORIGINAL,
            PassageVersion.passage_id.in_({effect.passage_id for effect in effects}),
            ItemVersion.draft_version_id.in_({effect.version_id for effect in effects}),
        )
    )
    return {(row[0], row[1]): row[2] for row in rows}


def _line(
    effect: Effect, keys: dict[int, str], numbers: dict[tuple[int, int], int], locale: str
) -> str:
    gettext = catalog(locale).gettext
    known = {"version": effect.version_number, "key": keys[effect.item_id]}
    number = numbers.get((effect.version_id, effect.passage_id))
    if effect.field == PASSAGE and number is not None:
        return str(gettext(ON_PASSAGE) % {**known, "number": number})
    label = LABELS["field"].get(effect.field)
    if label is not None:
        return str(gettext(ON_FIELD) % {**known, "field": gettext(label)})
    return str(gettext(ON_ITEM) % known)
