# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writing the small town's next version, as its editor and its analyst would."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from participation.evaluation import service as evaluation
from participation.roadmap import editable, editing, merging, queries, trace, versions
from participation.roadmap.comparing import Difference
from participation.roadmap.editable import EditableItem
from participation.roadmap.models import Consultation, DraftVersion
from participation.roadmap.outcomes import Saved
from tests.support import town

NEW_WORDS = "Zweiter Absatz zu Posteingang scannen, auch am Telefon."


def consultation(session: Session) -> Consultation:
    """Return the small town's consultation."""
    found = queries.consultation(session, town.SLUG)
    assert found is not None
    return found


def version(session: Session) -> DraftVersion:
    """Return the version in preparation, begun if there is none."""
    return versions.begin(session, consultation(session), "test")


def load(session: Session, key: str = "M1.1.1", locale: str = "de") -> EditableItem:
    """Return an item for editing."""
    found = editable.load(session, version(session), key, locale)
    assert found is not None
    return found


def save(session: Session, mine: EditableItem, seen: EditableItem | None = None) -> Saved:
    """Save an item that was made from `seen` (from what stands now if that is left out)."""
    before = seen or load(session, mine.key, mine.locale)
    return editing.save(session, version(session), mine, merging.marks(before.fields()), "test")


def write(session: Session, key: str, number: int, words: str, locale: str = "de") -> None:
    """Give a paragraph another wording."""
    item = load(session, key, locale)
    passages = list(item.passages)
    passages[number - 1] = replace(passages[number - 1], text=words)
    save(session, replace(item, passages=tuple(passages)), item)


def differences(session: Session, locale: str = "de") -> list[Difference]:
    """Return what differs from the published version."""
    return trace.differences(session, version(session), locale)


def explain_all(session: Session) -> None:
    """Give every difference a plain reason."""
    for difference in differences(session):
        if trace.change_at(session, version(session), difference.place) is None:
            trace.explain(session, version(session), difference, "editorial", {}, 0)


def publish(session: Session) -> None:
    """Publish what is in preparation, with a plain reason wherever nothing was said."""
    explain_all(session)
    evaluation.publish(session, consultation(session), version(session), "test")


def trace_to(session: Session, *references: str) -> None:
    """Change the second paragraph of M1.1.1 because of these contributions, and publish it as version 2."""
    write(session, "M1.1.1", 2, NEW_WORDS)
    (difference,) = differences(session)
    why = evaluation.Why(dict.fromkeys(references), None, {"de": "Das Telefon fehlte bisher."})
    evaluation.say_why(
        session, consultation(session), version(session), difference.place, why, 0, "test"
    )
    evaluation.publish(session, consultation(session), version(session), "test")
