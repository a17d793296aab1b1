# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Contributions that say something similar: in the same wording, or on the same item with the same rare words.

An index over runs of four words is kept up as texts come in. Each consultation has its own: a campaign in one leaves
the next one's runs free.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from participation.contributions.models import (
    Contribution,
    ContributionVersion,
    Fingerprint,
    Shingle,
)
from participation.contributions.queries import ContributionView, view, views
from participation.contributions.rules import Kind, State
from participation.methods import campaigns, rare_words
from participation.roadmap.models import ItemText, ItemVersion

MOST = 3  # suggestions on one page
SHARED = 2  # runs of words; one alone is chance
CONTAINMENT = 0.1  # from which on a text is worth a look: this is a suggestion, no verdict
SAME_WORDING = 0.5  # containment from which on nothing else is asked
ALSO_RARE = 0.15  # likeness that less containment needs, too: an item's title is quoted by many
RARE = 0.3  # likeness from which on other wordings speak of the same thing
NEWEST = 200  # texts of an item that are read for it
READ = 500  # characters of each
CANDIDATES = 200  # texts with shared runs that are looked at, published or not
TITLES = 50  # of an item, in all languages and versions
BLOCK = 1_000  # parameters of one statement
TEXTS = 1_000  # put into the index at once

Value = TypeVar("Value")

_newest_words = and_(
    ContributionVersion.contribution_id == Contribution.id,
    ContributionVersion.number == Contribution.version,
)
# What somebody else could support: a statement speaks for a body alone.
_supportable = and_(Contribution.state == State.PUBLISHED, Contribution.kind != Kind.STATEMENT)


def keep(session: Session, contribution_id: int, text: str) -> None:
    """Put a new text into the index."""
    keep_all(session, [(contribution_id, text)])


def keep_all(session: Session, texts: Sequence[tuple[int, str]]) -> None:
    """Put many new texts, as (id, text), into the index. A run that enough texts have leads to no more of them.

    Two transactions at once may each add the last one; the bound is for speed, and one more does no harm.
    """
    for some in _blocks(texts, TEXTS):
        _keep(session, some)


def drop(session: Session, contribution_id: int) -> None:
    """Take a text out of the index."""
    for table in (Shingle, Fingerprint):
        session.execute(delete(table).where(table.contribution_id == contribution_id))


def rebuild(session: Session) -> int:
    """Make the index anew from all texts that are not withdrawn; return how many there are."""
    session.execute(delete(Shingle))
    session.execute(delete(Fingerprint))
    last, count = 0, 0
    while block := _texts(session, last):
        _keep(session, block)
        last, count = block[-1][0], count + len(block)
    return count


def find(
    session: Session,
    consultation_id: int,
    text: str,
    item_id: int | None = None,
    exclude_id: int | None = None,
    limit: int = MOST,
) -> list[ContributionView]:
    """Return the published contributions of a consultation that are most like a text, at most `limit`.

    First those in like wording, then those on the same item that share its rare words. Five queries at the most.
    """
    near = _near(session, consultation_id, text, exclude_id)
    telling = rare_words.telling(text)
    pool: dict[int, str] = {}
    if near or (item_id is not None and len(telling) >= rare_words.SHARED):
        pool = _pool(session, item_id, [*near])
    if exclude_id is not None:
        pool.pop(exclude_id, None)
    ordinary = rare_words.telling(_about(session, item_id)) if pool else frozenset()
    others = [rare_words.telling(words) - ordinary for words in pool.values()]
    likeness = dict(zip(pool, rare_words.likeness(telling - ordinary, others), strict=True))
    same = [n for n in near if near[n] >= SAME_WORDING or likeness[n] >= ALSO_RARE]
    same.sort(key=lambda n: (-near[n], -likeness[n], n))
    rare = [n for n in pool if likeness[n] >= RARE and n not in same]
    rare.sort(key=lambda n: (-likeness[n], n))
    return _views(session, [*same, *rare][:limit])


def near(
    session: Session, consultation_id: int, text: str, exclude_id: int, limit: int
) -> list[tuple[float, ContributionView]]:
    """Return (containment, contribution) of what shares wording with a text, whatever was decided about it; not public.

    The closest first. Three queries.
    """
    found = _near(session, consultation_id, text, exclude_id, Contribution.state != State.WITHDRAWN)
    closest = sorted(found, key=lambda number: (-found[number], number))[:limit]
    return [(found[one.id], one) for one in _views(session, closest)]


def _near(
    session: Session,
    consultation_id: int,
    text: str,
    exclude_id: int | None,
    which: ColumnElement[bool] = _supportable,
) -> dict[int, float]:
    """Return containment by id of what shares enough of its wording."""
    mine = campaigns.shingles(text)
    shared = func.count().label("shared")
    # The limit makes every database begin here, with the few texts that share anything.
    candidates = (
        select(Shingle.contribution_id, shared)
        .where(Shingle.hash.in_(_numbers(mine, consultation_id)))
        .group_by(Shingle.contribution_id)
        .order_by(shared.desc(), Shingle.contribution_id)
        .limit(CANDIDATES)
        .subquery()
    )
    rows = session.execute(
        select(candidates.c.contribution_id, candidates.c.shared, Fingerprint.size)
        .join(Fingerprint, Fingerprint.contribution_id == candidates.c.contribution_id)
        .join(Contribution, Contribution.id == candidates.c.contribution_id)
        .where(which)
    )
    found = {}
    for number, n, size in rows:
        likeness = campaigns.containment(n, len(mine), size)
        enough = n >= SHARED or n == size == len(mine)
        if enough and likeness >= CONTAINMENT and number != exclude_id:
            found[number] = likeness
    return found


def _pool(session: Session, item_id: int | None, ids: Sequence[int]) -> dict[int, str]:
    """Return the beginnings of texts by id: those asked for, and an item's newest."""
    beginnings = select(
        Contribution.id, func.substr(ContributionVersion.text, 1, READ).label("beginning")
    ).join(ContributionVersion, _newest_words)
    asked = [beginnings.where(Contribution.id.in_(ids))] if ids else []
    if item_id is not None:
        newest = beginnings.where(Contribution.item_id == item_id, _supportable)
        order = (Contribution.published_at.desc(), Contribution.id.desc())
        asked.append(newest.order_by(*order).limit(NEWEST))
    return {row.id: row.beginning for one in asked for row in session.execute(one)}


def _about(session: Session, item_id: int | None) -> str:
    """Return what an item is called, in all languages: words that contributions to it have anyway."""
    if item_id is None:
        return ""
    rows = session.execute(
        select(ItemText.title, ItemText.summary)
        .join(ItemVersion, ItemVersion.id == ItemText.item_version_id)
        .where(ItemVersion.item_id == item_id)
        .order_by(ItemText.id.desc())
        .limit(TITLES)
    )
    return " ".join(f"{title} {summary}" for title, summary in rows)


def _views(session: Session, ids: Sequence[int]) -> list[ContributionView]:
    if not ids:
        return []
    found = {
        row[0].id: view(row) for row in session.execute(views().where(Contribution.id.in_(ids)))
    }
    return [found[number] for number in ids]


def _keep(session: Session, texts: Sequence[tuple[int, str]]) -> None:
    consultations: dict[int, int] = {}
    for ids in _blocks(sorted({number for number, _text in texts}), BLOCK):
        rows = session.execute(
            select(Contribution.id, Contribution.consultation_id).where(Contribution.id.in_(ids))
        )
        consultations.update((row[0], row[1]) for row in rows)
    runs = {
        number: _numbers(campaigns.shingles(text), consultations[number]) for number, text in texts
    }
    known = _known(session, sorted({run for found in runs.values() for run in found}))
    fingerprints: list[dict[str, int]] = []
    written: list[dict[str, int]] = []
    for number, found in runs.items():
        fingerprints.append({"contribution_id": number, "size": len(found)})
        for run in found:
            if known[run] < campaigns.MOST_PER_SHINGLE:
                known[run] += 1
                written.append({"hash": run, "contribution_id": number})
    _add(session, Fingerprint, fingerprints)
    _add(session, Shingle, written)


def _add(
    session: Session, table: type[Fingerprint] | type[Shingle], rows: list[dict[str, int]]
) -> None:
    # What a submission beside a rebuild has written itself stays.
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    if rows:
        session.execute(make(table).on_conflict_do_nothing(), rows)


def _known(session: Session, runs: Sequence[int]) -> Tally[int]:
    """Return how many texts each run leads to by now."""
    found: Tally[int] = Tally()
    for block in _blocks(runs, BLOCK):
        rows = session.execute(
            select(Shingle.hash, func.count()).where(Shingle.hash.in_(block)).group_by(Shingle.hash)
        )
        found.update({row[0]: row[1] for row in rows})
    return found


def _texts(session: Session, after: int) -> list[tuple[int, str]]:
    rows = session.execute(
        select(Contribution.id, ContributionVersion.text)
        .join(ContributionVersion, _newest_words)
        .where(Contribution.id > after, Contribution.state != State.WITHDRAWN)
        .order_by(Contribution.id)
        .limit(TEXTS)
    )
    return [(row[0], row[1]) for row in rows]


def _numbers(runs: frozenset[int], consultation_id: int) -> list[int]:
    """Return the numbers that runs have in a consultation's part of the index, in order."""
    digest = blake2b(str(consultation_id).encode(), digest_size=8).digest()
    mask = int.from_bytes(digest, "big") >> (64 - campaigns.BITS)
    return sorted(run ^ mask for run in runs)


def _blocks(values: Sequence[Value], size: int) -> Iterator[Sequence[Value]]:
    return (values[n : n + size] for n in range(0, len(values), size))
