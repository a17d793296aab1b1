# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Bulk import: every row is checked first, then all are taken in within one transaction, or none."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from participation import clock
from participation.audit import service as audit
from participation.contributions import (
    counters,
    import_receipts,
    import_rules,
    pinning,
    rules,
    seals,
    states,
)
from participation.contributions.import_file import Row
from participation.contributions.import_rules import ContributionRow, RowFault
from participation.contributions.models import (
    Contribution,
    ContributionVersion,
    Decision,
    ItemStance,
    Receipt,
)
from participation.db import reserve_ids
from participation.jobs import service as jobs
from participation.methods import languages
from participation.roadmap import service as roadmap
from participation.roadmap.models import Consultation
from participation.roadmap.places import Place, places
from participation.roadmap.rules import ORIGINAL

BLOCK = 1_000
MOST_FAULTS = 1_000
RENDER_JOB = "contributions.render"


class RowsRefused(ValueError):
    """Rows cannot be taken in; nothing was. `faults` are (row number, sentence)."""

    def __init__(self, faults: Sequence[tuple[int, str]]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


@dataclass(frozen=True)
class Imported:
    """How many rows were new, and how many were known from an earlier import."""

    new: int
    known: int


@dataclass
class _Batch:
    contributions: list[dict[str, Any]] = field(default_factory=list)
    words: list[dict[str, Any]] = field(default_factory=list)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    stances: list[dict[str, Any]] = field(default_factory=list)
    receipts: list[dict[str, Any]] = field(default_factory=list)
    acts: list[audit.Act] = field(default_factory=list)


def check(
    session: Session, consultation: Consultation, rows: Iterable[Row], channel: str
) -> list[ContributionRow]:
    """Check all rows of a file.

    Raises `RowsRefused` naming every wrong row (the first 1,000 of them).
    """
    known = places(session, consultation.id)
    ids = [passage.version_id for place in known.values() for passage in place.passages.values()]
    wordings = pinning.wordings(session, ids)
    before = set(_known(session, consultation))
    checked: list[ContributionRow] = []
    faults: list[tuple[int, str]] = []
    seen: dict[str, int] = {}
    for number, raw in rows:
        try:
            if isinstance(raw, str):
                raise RowFault(raw)
            row = import_rules.contribution(number, raw, channel)
            _fits(row, known, wordings, seen, before)
        except RowFault as fault:
            faults.append((number, str(fault)))
            if len(faults) >= MOST_FAULTS:
                break
            continue
        seen[row.external_id] = number
        checked.append(row)
    if faults:
        raise RowsRefused(faults)
    return checked


def take_in(
    session: Session,
    consultation: Consultation,
    rows: Sequence[ContributionRow],
    secret: str,
    actor: str,
) -> Imported:
    """Take checked rows in. Rows whose external id is known already change nothing."""
    known = _known(session, consultation)
    new = [row for row in rows if row.external_id not in known]
    if not new:
        return Imported(0, len(rows))
    where = places(session, consultation.id)
    numbers = reserve_ids(session, Contribution.__table__, len(new))
    words_numbers = reserve_ids(session, ContributionVersion.__table__, len(new))
    ids = {**known, **{row.external_id: n for row, n in zip(new, numbers, strict=True)}}
    taken = set(session.scalars(select(Contribution.reference)))
    tally: Tally[counters.Key] = Tally()
    batch = _Batch()
    for row, words_id in zip(new, words_numbers, strict=True):
        origin = import_receipts.origin(consultation, row.external_id)
        reference = _reference(secret, origin, taken)
        code = rules.receipt_code(secret, origin)
        batch.receipts.append(
            {
                "contribution_id": ids[row.external_id],
                "code_hash": rules.code_hash(secret, code),
                "locale": ORIGINAL,
            }
        )
        sealed = _add(batch, consultation, row, where, ids, words_id, reference, tally)
        subject = seals.subject(reference)
        batch.acts.append(audit.Act("contribution.imported", actor, subject, None, sealed))
        if len(batch.contributions) >= BLOCK:
            _write(session, batch)
            batch = _Batch()
    _write(session, batch)
    counters.change(session, tally)
    published = [row for row in new if row.state == rules.State.PUBLISHED]
    states.came_in(
        session,
        texts=[(ids[row.external_id], row.text) for row in new],
        published=[ids[row.external_id] for row in published],
        replied_to=[ids[row.parent] for row in published if row.parent is not None],
    )
    roadmap.touch(session, consultation.id)
    jobs.want(session, RENDER_JOB, {})
    return Imported(len(new), len(rows) - len(new))


def _known(session: Session, consultation: Consultation) -> dict[str, int]:
    rows = session.execute(
        select(Contribution.external_id, Contribution.id).where(
            Contribution.consultation_id == consultation.id, Contribution.external_id.is_not(None)
        )
    )
    return {str(row.external_id): row.id for row in rows}


def _fits(
    row: ContributionRow,
    known: dict[str, Place],
    wordings: dict[int, str],
    seen: dict[str, int],
    before: set[str],
) -> None:
    """Raise `RowFault` when a row names what is not there."""
    if row.external_id in seen:
        raise RowFault(f"external_id stands in row {seen[row.external_id]} too: {row.external_id}")
    if row.external_id in before:
        return  # it changes nothing, and the draft may have moved on since
    if row.item is not None and row.item not in known:
        raise RowFault(f"there is no item {row.item}")
    if row.item is not None and row.passage is not None:
        passage = known[row.item].passages.get(row.passage)
        if passage is None:
            raise RowFault(f"item {row.item} has no paragraph {row.passage}")
        if row.rewords and rules.wording_fault(row.text, wordings[passage.version_id]):
            raise RowFault("the text of a counter_wording is the wording as it is already")
    if row.parent is not None and row.parent not in seen and row.parent not in before:
        raise RowFault(f"parent is neither known nor in an earlier row: {row.parent}")


def _reference(secret: str, origin: str, taken: set[str]) -> str:
    attempt = 0
    while (reference := rules.reference(secret, origin, attempt)) in taken:
        attempt += 1
    taken.add(reference)
    return reference


def _add(
    batch: _Batch,
    consultation: Consultation,
    row: ContributionRow,
    where: dict[str, Place],
    ids: dict[str, int],
    words_id: int,
    reference: str,
    tally: Tally[counters.Key],
) -> dict[str, Any]:
    """Put everything that a row becomes into the batch; return its sealed form."""
    now = clock.now()
    place = where[row.item] if row.item is not None else None
    passage = place.passages[row.passage] if place and row.passage is not None else None
    came = row.received_at or now
    decided = row.state != rules.State.SUBMITTED
    published = row.state == rules.State.PUBLISHED
    spoken = ORIGINAL if row.rewords else languages.guess(row.text, languages.ALLOWED)[0]
    language = row.language or spoken
    contribution = {
        "id": ids[row.external_id],
        "reference": reference,
        "consultation_id": consultation.id,
        "item_id": place.item_id if place else None,
        "item_version_id": place.item_version_id if place else None,
        "passage_version_id": passage.version_id if passage else None,
        "parent_id": ids[row.parent] if row.parent is not None else None,
        "kind": row.kind,
        "concern": row.concern,
        "stance": row.stance,
        "group": row.group,
        "verified": False,
        "organisation": row.organisation,
        "display_name": None,
        "channel": row.channel,
        "state": row.state,
        "version": 1,
        "submitted_at": came,
        "waiting_since": came,
        "published_at": now if published else None,
        "agree": 0,
        "disagree": 0,
        "external_id": row.external_id,
    }
    words = {
        "id": words_id,
        "contribution_id": contribution["id"],
        "number": 1,
        "language": language,
        "title": row.title,
        "text": row.text,
        "html": None,
        "grounds": row.grounds,
        "created_at": now,
    }
    decision = _decision(words_id, published, row.reason)
    batch.contributions.append(contribution)
    batch.words.append(words)
    if decided:
        batch.decisions.append(decision)
    tally.update(counters.keys_of(contribution, language, passage.id if passage else None))
    if place and row.stance:
        voter = f"contribution/{contribution['id']}"
        batch.stances.append(
            {
                "voter": voter,
                "item_id": place.item_id,
                "stance": row.stance,
                "group": row.group,
                "verified": False,
                "given_at": came,
            }
        )
        tally[
            counters.stance_key(consultation.id, place.item_id, row.group, False, row.stance)
        ] += 1
    return seals.fact(contribution, words, [decision] if decided else [])


def _decision(words_id: int, published: bool, explanation: str | None) -> dict[str, Any]:
    return {
        "contribution_version_id": words_id,
        "number": 1,
        "outcome": rules.Outcome.PUBLISH if published else rules.Outcome.REJECT,
        "reason": None,
        "explanation": explanation,
        "decided_at": clock.now(),
    }


def _write(session: Session, batch: _Batch) -> None:
    for model, rows in (
        (Contribution, batch.contributions),
        (ContributionVersion, batch.words),
        (Decision, batch.decisions),
        (ItemStance, batch.stances),
        (Receipt, batch.receipts),
    ):
        if rows:
            session.execute(insert(model), rows)
    audit.record_all(session, batch.acts)
