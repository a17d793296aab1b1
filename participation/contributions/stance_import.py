# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Bulk import of stances on items and votes on contributions: all rows, or none."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from participation import clock
from participation.audit import service as audit
from participation.contributions import counters, import_rules
from participation.contributions.import_file import Row
from participation.contributions.import_rules import RowFault, StanceRow
from participation.contributions.importing import MOST_FAULTS, Imported, RowsRefused
from participation.contributions.models import Contribution, ContributionVote, ItemStance
from participation.contributions.rules import Vote
from participation.roadmap import service as roadmap
from participation.roadmap.models import Consultation
from participation.roadmap.places import places

BLOCK = 500
COLUMN = {Vote.AGREE: "agree", Vote.DISAGREE: "disagree"}


def check(session: Session, consultation: Consultation, rows: Iterable[Row]) -> list[StanceRow]:
    """Check all rows of a file. Raises `RowsRefused` naming every wrong row (the first 1,000 of them)."""
    items = frozenset(places(session, consultation.id))
    targets = _contributions(session, consultation)
    checked: list[StanceRow] = []
    faults: list[tuple[int, str]] = []
    for number, raw in rows:
        try:
            if isinstance(raw, str):
                raise RowFault(raw)
            row = import_rules.stance(number, raw, items)
            if row.target not in items and row.target not in targets:
                raise RowFault(f"target is neither an item nor a known external_id: {row.target}")
        except RowFault as fault:
            faults.append((number, str(fault)))
            if len(faults) >= MOST_FAULTS:
                break
            continue
        checked.append(row)
    if faults:
        raise RowsRefused(faults)
    return checked


def take_in(
    session: Session, consultation: Consultation, rows: Sequence[StanceRow], actor: str
) -> Imported:
    """Take checked rows in. A voter's later row takes the place of an earlier one; the same row changes nothing."""
    items = {key: place.item_id for key, place in places(session, consultation.id).items()}
    targets = _contributions(session, consultation)
    last = {(row.voter, row.target): row for row in rows}
    on_items = [row for row in last.values() if row.target in items]
    on_contributions = [row for row in last.values() if row.target not in items]
    new = sum(_items(session, consultation, block, items) for block in _blocks(on_items))
    new += sum(_votes(session, block, targets) for block in _blocks(on_contributions))
    roadmap.touch(session, consultation.id)
    detail = {"rows": len(rows), "changed": new}
    subject = f"stances/{consultation.slug}"
    audit.record(session, audit.Act("stances.imported", actor, subject, detail))
    return Imported(new, len(rows) - new)


def _items(
    session: Session,
    consultation: Consultation,
    rows: Sequence[StanceRow],
    items: Mapping[str, int],
) -> int:
    wanted = [_row(row, items[row.target], "item_id") for row in rows]
    voters = {row["voter"] for row in wanted}
    there = {
        (found.voter, found.item_id): found
        for found in session.scalars(select(ItemStance).where(ItemStance.voter.in_(voters)))
    }
    tally: Tally[counters.Key] = Tally()
    fresh, changed = [], 0

    def key(item_id: int, group: str, verified: bool, stance: str) -> counters.Key:
        return counters.stance_key(consultation.id, item_id, group, verified, stance)

    for row in wanted:
        old = there.get((row["voter"], row["item_id"]))
        if old is not None and (old.stance, old.group) == (row["stance"], row["group"]):
            continue
        tally[key(row["item_id"], row["group"], False, row["stance"])] += 1
        if old is None:
            fresh.append({**row, "verified": False})
            continue
        tally[key(old.item_id, old.group, old.verified, old.stance)] -= 1
        old.stance, old.group, old.verified = row["stance"], row["group"], False
        changed += 1
    if fresh:
        session.execute(insert(ItemStance), fresh)
    session.flush()
    session.expunge_all()
    counters.change(session, tally)
    return len(fresh) + changed


def _votes(session: Session, rows: Sequence[StanceRow], targets: Mapping[str, int]) -> int:
    wanted = [_row(row, targets[row.target], "contribution_id") for row in rows]
    voters = {row["voter"] for row in wanted}
    there = {
        (found.voter, found.contribution_id): found
        for found in session.scalars(
            select(ContributionVote).where(ContributionVote.voter.in_(voters))
        )
    }
    tally: Tally[tuple[int, str]] = Tally()
    fresh, changed = [], 0
    for row in wanted:
        old = there.get((row["voter"], row["contribution_id"]))
        if old is not None and (old.stance, old.group) == (row["stance"], row["group"]):
            continue
        tally[row["contribution_id"], row["stance"]] += 1
        if old is None:
            fresh.append(row)
            continue
        tally[old.contribution_id, old.stance] -= 1
        old.stance, old.group = row["stance"], row["group"]
        changed += 1
    if fresh:
        session.execute(insert(ContributionVote), fresh)
    session.flush()
    session.expunge_all()
    for (number, stance), n in sorted(tally.items()):
        column = COLUMN.get(Vote(stance))
        if column and n:
            session.execute(
                update(Contribution)
                .where(Contribution.id == number)
                .values({column: getattr(Contribution, column) + n})
            )
    return len(fresh) + changed


def _row(row: StanceRow, target: int, column: str) -> dict[str, Any]:
    return {
        "voter": f"import/{row.voter}",
        column: target,
        "stance": row.stance,
        "group": row.group,
        "given_at": clock.now(),
    }


def _contributions(session: Session, consultation: Consultation) -> dict[str, int]:
    rows = session.execute(
        select(Contribution.external_id, Contribution.id).where(
            Contribution.consultation_id == consultation.id, Contribution.external_id.is_not(None)
        )
    )
    return {str(row.external_id): row.id for row in rows}


def _blocks(rows: Sequence[StanceRow]) -> Iterator[list[StanceRow]]:
    remaining = iter(rows)
    while block := list(islice(remaining, BLOCK)):
        yield block
