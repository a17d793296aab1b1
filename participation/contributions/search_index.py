# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Asking the full-text index: the table `search_words` on SQLite, an index over `search_entry` on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

RECENT = 100  # newest entries that PostgreSQL reads before it asks the index

# The words' table comes first, whatever the statistics say: it gives its rows in the order that is wanted.
_SQLITE = text(
    """
    SELECT entry.id, entry.contribution_id
    FROM search_words
    CROSS JOIN search_entry AS entry ON entry.id = search_words.rowid
    CROSS JOIN contribution ON contribution.id = entry.contribution_id
    WHERE search_words MATCH :asked AND search_words.rowid < :below
      AND contribution.state = 'published'
    ORDER BY search_words.rowid DESC LIMIT :size
    """
)
_RECENT = text(
    """
    SELECT hit.id, hit.contribution_id
    FROM (SELECT id, contribution_id, words FROM search_entry WHERE id < :below ORDER BY id DESC LIMIT :recent) AS hit
    JOIN contribution ON contribution.id = hit.contribution_id
    WHERE to_tsvector('simple', hit.words) @@ to_tsquery('simple', :asked)
      AND contribution.state = 'published'
    ORDER BY hit.id DESC LIMIT :size
    """
)
_INDEXED = text(
    """
    WITH hit AS MATERIALIZED (
        SELECT id, contribution_id FROM search_entry
        WHERE to_tsvector('simple', words) @@ to_tsquery('simple', :asked) AND id < :below
    )
    SELECT hit.id, hit.contribution_id
    FROM hit JOIN contribution ON contribution.id = hit.contribution_id
    WHERE contribution.state = 'published'
    ORDER BY hit.id DESC LIMIT :size
    """
)
_SEQSCAN = text("SELECT set_config('enable_seqscan', :value, true)")


def look_up(
    session: Session, asked: Sequence[Sequence[str]], without: str | None, below: int, size: int
) -> Sequence[Row[int, int]]:
    """Return (entry, contribution) of published contributions whose entries lie below one, the newest first.

    Of each of `asked` an entry must have one form, and not the form `without`. Forms are letters and digits only, so
    none is read as an operator. PostgreSQL's index gives no order: frequent words are found among the newest entries.
    """
    sqlite = session.get_bind().dialect.name == "sqlite"
    wanted = {"asked": _expression(asked, without, sqlite), "below": below, "size": size}
    if sqlite:
        return session.execute(_SQLITE, wanted).all()
    rows = session.execute(_RECENT, {**wanted, "recent": RECENT}).all()
    if len(rows) == size:
        return rows
    with _index_only(session):
        return session.execute(_INDEXED, wanted).all()


@contextmanager
def _index_only(session: Session) -> Iterator[None]:
    """Keep PostgreSQL from reading every entry, which it takes for cheaper than an index when a word is frequent."""
    session.execute(_SEQSCAN, {"value": "off"})
    yield
    session.execute(_SEQSCAN, {"value": "on"})


def _expression(asked: Sequence[Sequence[str]], without: str | None, sqlite: bool) -> str:
    quote, both, either = ('"', " AND ", " OR ") if sqlite else ("'", " & ", " | ")
    every = both.join(
        "(" + either.join(f"{quote}{form}{quote}" for form in forms) + ")" for forms in asked
    )
    if without is None:
        return every
    return f'({every}) NOT "{without}"' if sqlite else f"({every}) & !'{without}'"
