# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Why a version differs from the one before: every difference has a cause or a reason before it is published."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from participation.audit import service as audit
from participation.roadmap import seals, versions
from participation.roadmap.comparing import Difference, compare
from participation.roadmap.models import Change, Consultation, DraftVersion, Item
from participation.roadmap.rules import ORIGINAL, ChangeReason, is_reason
from participation.roadmap.snapshots import snapshot

Place = tuple[int, str, int]  # (item's id, field, passage's id or 0), as in `Difference.place`


class Untraced(Exception):
    """Differences that have neither a cause nor a reason keep a version from being published."""

    def __init__(self, differences: Sequence[Difference]) -> None:
        super().__init__(f"{len(differences)} differences without cause or reason")
        self.differences = list(differences)


class SaidMeanwhile(Exception):
    """Somebody else has said something about this change since it was read."""


@dataclass(frozen=True)
class Traced:
    """A difference and what is said about it; `change_id` is None while nothing is."""

    difference: Difference
    change_id: int | None
    reason: str | None
    explanation: Mapping[str, str]
    edition: int

    def whole(self, caused: Collection[int]) -> bool:
        """Say whether it has a cause (among the changes that have some) or a reason."""
        return self.change_id in caused or is_reason(self.reason, self.explanation.get(ORIGINAL))


def differences(
    session: Session, version: DraftVersion, locale: str = ORIGINAL
) -> list[Difference]:
    """Return every difference from the published version before; none for a first version."""
    older = versions.before(session, version)
    if older is None:
        return []
    return compare(snapshot(session, older.id), snapshot(session, version.id), locale)


def traced(session: Session, version: DraftVersion, locale: str = ORIGINAL) -> list[Traced]:
    """Return every difference together with what is said about it, in the draft's order."""
    said = {
        (change.item_id, change.field, change.passage_id): change
        for change in session.scalars(select(Change).where(Change.draft_version_id == version.id))
    }
    return [
        _traced(difference, said.get(difference.place))
        for difference in differences(session, version, locale)
    ]


def changed_items(session: Session, version_id: int) -> set[int]:
    """Return the ids of the items that a published version changed."""
    return set(
        session.scalars(
            select(Change.item_id).where(Change.draft_version_id == version_id).distinct()
        )
    )


def changed_passages(session: Session, version_id: int, item_id: int) -> dict[int, int]:
    """Return the ids of the changes that a published version made to an item's passages, by passage."""
    rows = session.execute(
        select(Change.passage_id, Change.id).where(
            Change.draft_version_id == version_id, Change.item_id == item_id, Change.passage_id != 0
        )
    )
    return {row.passage_id: row.id for row in rows}


def change_at(session: Session, version: DraftVersion, place: Place) -> Change | None:
    """Return what is said about a difference, or None."""
    item_id, field, passage_id = place
    return session.scalars(
        select(Change).where(
            Change.draft_version_id == version.id,
            Change.item_id == item_id,
            Change.field == field,
            Change.passage_id == passage_id,
        )
    ).first()


def explain(
    session: Session,
    version: DraftVersion,
    difference: Difference,
    reason: str | None,
    explanation: Mapping[str, str],
    seen: int,
) -> Change:
    """Say why a difference is there; return the change.

    `seen` is the edition that was read, 0 for none. Raises `SaidMeanwhile` when there is a newer one,
    `versions.Frozen` when the version is out.
    """
    versions.claim(session, version.id)
    change = change_at(session, version, difference.place)
    said = {code: words for code, words in explanation.items() if words}
    if change is None:
        if seen:
            raise SaidMeanwhile(str(difference.place))
        change = new_change(version, difference, reason, said)
        session.add(change)
        session.flush()
        return change
    won = session.execute(
        update(Change)
        .where(Change.id == change.id, Change.edition == seen)
        .values(reason=reason, explanation=said, kind=difference.kind, edition=seen + 1)
        .returning(Change.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if won is None:
        raise SaidMeanwhile(str(difference.place))
    session.refresh(change)
    return change


def publish(
    session: Session,
    consultation: Consultation,
    version: DraftVersion,
    caused: Collection[int],
    actor: str,
) -> list[Traced]:
    """Publish a version whose every difference has a cause or a reason; return them.

    `caused` holds the ids of the changes that contributions caused. A revised translation needs no further reason.
    Raises `Untraced` with what is missing, `versions.Frozen` when somebody else was faster.
    """
    versions.claim(session, version.id)
    found = traced(session, version)
    missing = [
        one.difference for one in found if one.difference.language is None and not one.whole(caused)
    ]
    if missing:
        raise Untraced(missing)
    kept = _freeze(session, version, found)
    session.execute(
        delete(Change).where(Change.draft_version_id == version.id, Change.id.not_in(kept))
    )
    versions.publish(session, consultation, version, actor)
    if found:
        subject = f"{seals.CHANGES}/{consultation.slug}/{version.number}"
        fact = seals.changes_of(session, version.id)
        audit.record(session, audit.Act("draft.traced", actor, subject, None, fact))
    return found


def _freeze(session: Session, version: DraftVersion, found: Sequence[Traced]) -> list[int]:
    """Write a row for each difference, in order; return their ids."""
    kept = []
    for position, one in enumerate(found):
        change = session.get(Change, one.change_id) if one.change_id else None
        if change is None:
            change = new_change(version, one.difference, ChangeReason.TRANSLATION, {})
            session.add(change)
        change.position, change.kind = position, one.difference.kind
        session.flush()
        kept.append(change.id)
    return kept


def new_change(
    version: DraftVersion, difference: Difference, reason: str | None, said: Mapping[str, str]
) -> Change:
    """Return a row that says why a difference is there, not stored yet."""
    return Change(
        draft_version_id=version.id,
        item_id=difference.item_id,
        field=difference.field,
        passage_id=difference.passage_id,
        kind=difference.kind,
        position=0,
        reason=reason,
        explanation=dict(said),
        edition=1,
    )


def _traced(difference: Difference, change: Change | None) -> Traced:
    if change is None:
        return Traced(difference, None, None, {}, 0)
    return Traced(difference, change.id, change.reason, change.explanation, change.edition)


def find(found: Sequence[Difference], place: Place) -> Difference | None:
    """Return the difference at a place, or None."""
    return next((one for one in found if one.place == place), None)


def item_key(session: Session, item_id: int) -> str | None:
    """Return an item's key by its id."""
    return session.scalar(select(Item.key).where(Item.id == item_id))
