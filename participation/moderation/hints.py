# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Hints about waiting texts: what a machine has found in them. No hint decides, and none is kept with its author."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.methods import personal_data
from participation.moderation.models import LearnedModel, Likeness

LEAST_LETTERS = 30  # of a text that may shout
SHOUTING = 0.7  # share of capitals among its letters from which on it does


@dataclass(frozen=True)
class Hints:
    """What was found in one text.

    `personal` holds kinds of personal data with how often; `precision` says of 100 texts so like rejected ones how many
    were rejected, and is None without that likeness; `version` is None for words that were never changed.
    """

    personal: tuple[tuple[str, int], ...] = ()
    precision: int | None = None
    links: int = 0
    shouting: bool = False
    version: int | None = None

    def __bool__(self) -> bool:
        return self != Hints()


@dataclass(frozen=True)
class Text:
    """A text to look at: the id and number of its version, and its words."""

    version_id: int
    number: int
    words: str


def of_texts(session: Session, consultation_id: int, texts: Sequence[Text]) -> dict[int, Hints]:
    """Return the hints by the versions' ids; two queries, however many texts there are."""
    precision = _precision(session, consultation_id, [text.version_id for text in texts])
    return {text.version_id: _hints(text, precision) for text in texts}


def _precision(session: Session, consultation_id: int, ids: Sequence[int]) -> Mapping[int, int]:
    """Return the hint's measured precision, in per cent, for those texts that are like rejected ones."""
    kept = session.get(LearnedModel, consultation_id)
    if kept is None:
        return {}
    found = session.scalars(
        select(Likeness.contribution_version_id).where(
            Likeness.contribution_version_id.in_(ids), Likeness.share >= kept.threshold
        )
    )
    return dict.fromkeys(found, round(100 * kept.precision))


def _hints(text: Text, precision: Mapping[int, int]) -> Hints:
    kinds = [str(one.kind) for one in personal_data.find(text.words)]
    return Hints(
        personal=tuple((kind, kinds.count(kind)) for kind in dict.fromkeys(kinds)),
        precision=precision.get(text.version_id),
        links=text.words.count("http://") + text.words.count("https://"),
        shouting=shouts(text.words),
        version=text.number if text.number > 1 else None,
    )


def shouts(words: str) -> bool:
    """Whether nearly all letters of a text that is not short are capitals, in a script that has any."""
    cased = [sign for sign in words if sign.isupper() or sign.islower()]
    capitals = sum(map(str.isupper, cased))
    return len(cased) >= LEAST_LETTERS and capitals >= SHOUTING * len(cased)
