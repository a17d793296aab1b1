# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finding published contributions by their words.

Each one has a `SearchEntry`: its words in the forms of `methods.stemming`, and before them codes that no text can
contain (they begin with "zz"): its consultation, the item in whose list it stands, its group, kind and concern, and
whether the city has answered. So the index does the narrowing too, and a search costs what it finds. Whoever changes
one of these or the words calls `keep`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from participation.contributions import search_index
from participation.contributions.models import Contribution, ContributionVersion, SearchEntry
from participation.contributions.queries import PAGE, ContributionView, Filters, Page, view, views
from participation.contributions.rules import LARGEST_ID, Kind, State, read_id
from participation.methods import stemming
from participation.roadmap.tree import TreeItem

BLOCK = 1_000  # entries written at once
ANSWERED = "zza"
MOST_ITEMS = 10  # of the draft, above the contributions

_facts = select(
    Contribution.id,
    Contribution.reference,
    Contribution.consultation_id,
    Contribution.item_id,
    Contribution.parent_id,
    Contribution.group,
    Contribution.kind,
    Contribution.concern,
    Contribution.organisation,
    Contribution.answered,
    ContributionVersion.language,
    ContributionVersion.title,
    ContributionVersion.text,
    ContributionVersion.grounds,
).join(
    ContributionVersion,
    (ContributionVersion.contribution_id == Contribution.id)
    & (ContributionVersion.number == Contribution.version),
)
_PUBLISHED = Contribution.state == State.PUBLISHED


def keep(session: Session, contribution_id: int) -> None:
    """Let a contribution be found by the words it has now; one that is not published is no longer found."""
    keep_all(session, [contribution_id])


def keep_all(session: Session, ids: Collection[int]) -> None:
    """Let contributions be found by the words they have now; new ones in the order in which they were published."""
    session.flush()
    for some in _blocks(sorted(set(ids))):
        known = set(
            session.scalars(
                select(SearchEntry.contribution_id).where(SearchEntry.contribution_id.in_(some))
            )
        )
        made = list(_entries(session, some))
        gone = known - {entry["contribution_id"] for entry in made}
        if gone:
            session.execute(delete(SearchEntry).where(SearchEntry.contribution_id.in_(gone)))
        _write(session, [entry for entry in made if entry["contribution_id"] not in known])
        for entry in made:
            if entry["contribution_id"] in known:
                session.execute(
                    update(SearchEntry)
                    .where(SearchEntry.contribution_id == entry["contribution_id"])
                    .values(words=entry["words"])
                )


def drop(session: Session, contribution_id: int) -> None:
    """Let a contribution no longer be found."""
    session.execute(delete(SearchEntry).where(SearchEntry.contribution_id == contribution_id))


def rebuild(session: Session) -> int:
    """Write every entry anew, in the order of publication; return how many there are."""
    session.flush()
    session.execute(delete(SearchEntry))
    ids = session.scalars(
        select(Contribution.id)
        .where(_PUBLISHED)
        .order_by(Contribution.published_at, Contribution.id)
    ).all()
    for some in _blocks(ids):
        _write(session, list(_entries(session, some)))
    return len(ids)


def find(
    session: Session,
    consultation_id: int,
    query: str,
    filters: Filters,
    cursor: str | None,
    locale: str,
    size: int = PAGE,
    item_id: int | None = None,
) -> Page:
    """Return the published contributions that have every word of a query, those published last first.

    With an item, only what stands in its list. A query without a word finds nothing. `cursor` is what an earlier page
    gave; one that cannot be read means the first page. Never more than five queries.
    """
    words = stemming.asked(query, locale)
    if not words:
        return Page([], None)
    codes = [(code,) for code in _wanted(consultation_id, item_id, filters)]
    without = ANSWERED if filters.answered is False else None
    below = read_cursor(cursor) or LARGEST_ID
    rows = search_index.look_up(session, [*codes, *words], without, below, size + 1)
    found = _in_order(session, [row.contribution_id for row in rows[:size]])
    return Page(found, f"w{rows[size - 1].id}" if len(rows) > size else None)


def items_with(items: Sequence[TreeItem], query: str, language: str) -> list[TreeItem]:
    """Return the first ten items in whose titles or summaries every word of a query stands, or part of a longer one.

    A query that is an item's key finds this item only; one without a word finds nothing.
    """
    named = [item for item in items if item.key.casefold() == query.casefold()]
    words = stemming.asked(query, language)
    if named or not words:
        return named
    matching = (item for item in items if _has(item, words))
    return list(islice(matching, MOST_ITEMS))


def read_cursor(written: str | None) -> int | None:
    """Return the entry that a cursor names, or None when it is none."""
    return read_id(written[1:]) if written and written[0] == "w" else None


def _has(item: TreeItem, words: Sequence[Sequence[str]]) -> bool:
    text = stemming.folded(f"{item.key} {item.title} {item.summary}")
    return all(any(form in text for form in forms) for forms in words)


def _in_order(session: Session, ids: Sequence[int]) -> list[ContributionView]:
    """Return contributions in the order of their ids; one that has gone meanwhile is left out."""
    if not ids:
        return []
    found = {row[0].id: row for row in session.execute(views().where(Contribution.id.in_(ids)))}
    return [view(found[id_]) for id_ in ids if id_ in found]


def _entries(session: Session, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    rows = session.execute(
        _facts.where(Contribution.id.in_(ids), _PUBLISHED).order_by(
            Contribution.published_at, Contribution.id
        )
    )
    for row in rows:
        yield {"contribution_id": row.id, "words": _words(row)}


def _words(row: Row[*tuple[Any, ...]]) -> str:
    told = (row.reference, row.organisation, row.title, row.text, row.grounds)
    written = "\n".join(part for part in told if part)
    return " ".join((*_codes(row), *stemming.tokens(written, row.language)))


def _codes(row: Row[*tuple[Any, ...]]) -> Iterator[str]:
    yield f"zzc{row.consultation_id}"
    if row.item_id is not None and row.parent_id is None and row.kind != Kind.STATEMENT:
        yield f"zzi{row.item_id}"
    if row.answered:
        yield ANSWERED
    yield from _named(row.group, row.kind, row.concern)


def _wanted(consultation_id: int, item_id: int | None, filters: Filters) -> Iterator[str]:
    yield f"zzc{consultation_id}"
    if item_id is not None:
        yield f"zzi{item_id}"
    if filters.answered:
        yield ANSWERED
    yield from _named(filters.group, filters.kind, filters.concern)


def _named(group: str | None, kind: str | None, concern: str | None) -> Iterator[str]:
    for sign, name in (("g", group), ("k", kind), ("n", concern)):
        if name:
            yield f"zz{sign}{name.replace('_', '')}"


def _blocks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BLOCK):
        yield ids[start : start + BLOCK]


def _write(session: Session, entries: list[dict[str, Any]]) -> None:
    if entries:
        session.execute(insert(SearchEntry), entries)
