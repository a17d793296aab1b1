# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A published version's changes with their causes, and a contribution's effects, ready to be shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from participation.contributions import trace as causing
from participation.contributions.trace import Cause, Effect
from participation.i18n import language
from participation.roadmap import comparing, diff, trace, versions
from participation.roadmap.comparing import Difference, Kind
from participation.roadmap.diff import Piece
from participation.roadmap.models import DraftVersion
from participation.roadmap.rules import ORIGINAL, best_locale
from participation.roadmap.snapshots import Value

Format = Callable[[Value], str]  # writes a day, a yes or no, in the page's language


@dataclass(frozen=True)
class ChangeView:
    """One change as pages show it; `before` and `after` are the pieces of either side, None where there is none."""

    anchor: str
    difference: Difference
    before: tuple[Piece, ...] | None
    after: tuple[Piece, ...] | None
    dir: str
    causes: tuple[Cause, ...]
    reason: str | None
    explanation: str | None
    explanation_lang: str

    @property
    def quoted(self) -> Cause | None:
        """Return the first contribution that can be read, to be named."""
        return next((cause for cause in self.causes if cause.public and not cause.statement), None)

    @property
    def statements(self) -> tuple[Cause, ...]:
        """Return the official statements among the causes."""
        return tuple(cause for cause in self.causes if cause.statement and cause.public)


def views(session: Session, version: DraftVersion, locale: str, write: Format) -> list[ChangeView]:
    """Return a version's changes in the draft's order."""
    causes = causing.causes(session, version.id)
    return [view(one, causes, locale, write) for one in trace.traced(session, version, locale)]


def effects_of(
    session: Session, contribution_id: int, locale: str, write: Format
) -> list[tuple[int, ChangeView]]:
    """Return (number of the version, change) for everything a contribution has changed."""
    found = causing.effects(session, [contribution_id]).get(contribution_id, [])
    by_version: dict[int, list[Effect]] = {}
    for effect in found:
        by_version.setdefault(effect.version_number, []).append(effect)
    shown: list[tuple[int, ChangeView]] = []
    for number, effects in by_version.items():
        version = session.get_one(DraftVersion, effects[0].version_id)
        wanted = {effect.change_id for effect in effects}
        shown += [(number, one) for one in _some(session, version, wanted, locale, write)]
    return shown


def grouped(found: Sequence[ChangeView]) -> list[list[ChangeView]]:
    """Return the changes with those together that follow one another in an item and have the same cause."""
    groups: list[list[ChangeView]] = []
    for one in found:
        if groups and _why(groups[-1][0]) == _why(one):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _why(one: ChangeView) -> tuple[object, ...]:
    return one.difference.item_id, one.causes, one.reason, one.explanation


def goals(found: Sequence[ChangeView]) -> dict[str, int]:
    """Return how many changes there are by the goal they belong to, in order."""
    counted: dict[str, int] = {}
    for one in found:
        key = goal_of(one.difference.key)
        counted[key] = counted.get(key, 0) + 1
    return counted


def goal_of(key: str) -> str:
    """Return the key of the goal an item's key belongs to: "Z3" of "M3.1.2"."""
    return "Z" + key[1:].partition(".")[0]


def count_effects(session: Session, contribution_id: int) -> int:
    """Return how many changes of published versions a contribution caused."""
    return len(causing.effects(session, [contribution_id]).get(contribution_id, []))


def _some(
    session: Session, version: DraftVersion, wanted: Collection[int], locale: str, write: Format
) -> list[ChangeView]:
    causes = causing.causes(session, version.id)
    return [
        view(one, causes, locale, write)
        for one in trace.traced(session, version, locale)
        if one.change_id in wanted
    ]


def view(
    one: trace.Traced, causes: Mapping[int, list[Cause]], locale: str, write: Format
) -> ChangeView:
    """Return a difference and what is said about it, as pages show it."""
    difference = one.difference
    before, after = sides(difference, write)
    lang = best_locale(locale, sorted(one.explanation)) if one.explanation else ORIGINAL
    return ChangeView(
        anchor=f"change-{one.change_id}",
        difference=difference,
        before=before,
        after=after,
        dir=language(difference.lang).dir,
        causes=tuple(causes.get(one.change_id or 0, ())),
        reason=one.reason,
        explanation=one.explanation.get(lang),
        explanation_lang=lang,
    )


def sides(
    difference: Difference, write: Format
) -> tuple[tuple[Piece, ...] | None, tuple[Piece, ...] | None]:
    """Return the pieces of a difference's older and newer side; what is whole is one unmarked piece."""
    if difference.kind == Kind.MOVED:
        return None, None
    before = None if difference.before is None else write(difference.before)
    after = None if difference.after is None else write(difference.after)
    if before is None or after is None or difference.field == comparing.ITEM:
        whole = diff.Kind.EQUAL
        return (
            None if before is None else (Piece(whole, before),),
            None if after is None else (Piece(whole, after),),
        )
    if not isinstance(difference.before, str) or not isinstance(difference.after, str):
        return (Piece(diff.Kind.DELETED, before),), (Piece(diff.Kind.INSERTED, after),)
    pieces = diff.words(before, after)
    return (
        tuple(diff.one_side(pieces, diff.Kind.INSERTED)),
        tuple(diff.one_side(pieces, diff.Kind.DELETED)),
    )


def published(session: Session, consultation_id: int, number: int) -> DraftVersion | None:
    """Return a published version by its number, or None."""
    version = versions.numbered(session, consultation_id, number)
    return version if version is not None and version.published_at is not None else None
