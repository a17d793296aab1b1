# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""One small town for all tests: a draft with a goal, two sub-goals and three measures, and the people in it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from participation import clock
from participation.accounts import service as accounts
from participation.accounts.rules import Role
from participation.contributions import service as contributions
from participation.contributions.service import NewContribution, Taken
from participation.db import Database
from participation.roadmap import items, service
from participation.roadmap import queries as roadmap
from participation.roadmap.draft_document import DraftDocument, DraftItem

SLUG = "small-town"
SECRET = "only-for-tests-only-for-tests-only-for-tests"
PASSWORD = "a long password for tests"
MODERATOR = "moderator@example.org"
ANALYST = "analyst@example.org"
CITIZEN = "citizen@example.org"


def _both(german: str, english: str) -> dict[str, str]:
    return {"de": german, "en": english}


def _item(key: str, level: str, parent: str | None, german: str, english: str) -> DraftItem:
    measure, subgoal = level == "measure", level == "subgoal"
    return DraftItem(
        key=key,
        level=level,
        parent=parent,
        source="4",
        title=_both(german, english),
        summary=_both(f"Kurz gesagt: {german}.", f"In short: {english}."),
        text={
            "de": (f"Erster Absatz zu {german}.", f"Zweiter Absatz zu {german}."),
            "en": (f"First paragraph on {english}.", f"Second paragraph on {english}."),
        },
        measurable=False if subgoal else None,
        note=_both("Die Zahl fehlt noch.", "The figure is missing.") if subgoal else None,
        responsible_unit="CIO-Office" if measure else None,
        deadline=date(2021, 6, 30) if measure else None,
    )


DOCUMENT = DraftDocument(
    slug=SLUG,
    languages=("de", "en"),
    k=5,
    responsible_unit="CIO-Office",
    legal_basis=_both("Ratsbeschluss", "Decision of the council"),
    document=_both("Drucksache 1", "Paper 1"),
    title=_both("Unsere Roadmap", "Our roadmap"),
    lead=_both("Sagen Sie uns, was fehlt.", "Tell us what is missing."),
    purpose=_both("Der Rat liest das Ergebnis.", "The council reads the result."),
    items=(
        _item("Z1", "goal", None, "Digitale Ämter", "Digital offices"),
        _item("Z1.1", "subgoal", "Z1", "Ohne Papier", "Without paper"),
        _item("M1.1.1", "measure", "Z1.1", "Posteingang scannen", "Scan incoming mail"),
        _item("M1.1.2", "measure", "Z1.1", "Akten führen", "Keep files"),
        _item("Z1.2", "subgoal", "Z1", "Zugang für alle", "Access for all"),
        _item("M1.2.1", "measure", "Z1.2", "Schalter erhalten", "Keep the counter"),
    ),
)


def found(database: Database, window: tuple[datetime, datetime] | None = None) -> None:
    """Publish the draft, open for two weeks either side of now unless a window is given."""
    now = clock.now()
    open_now = (now - timedelta(days=14), now + timedelta(days=14))
    with database.writing() as session:
        service.import_draft(session, DOCUMENT, "test", publish=True, window=window or open_now)


def settle(database: Database) -> None:
    """Give the town its draft and its people."""
    found(database)
    with database.writing() as session:
        for email, role in (
            (MODERATOR, Role.MODERATOR),
            (ANALYST, Role.ANALYST),
            (CITIZEN, Role.PARTICIPANT),
        ):
            accounts.create(session, email, PASSWORD, [role], email.partition("@")[0].title())


def say(
    session: Session,
    words: str = "Bitte mit Termin.",
    key: str | None = "M1.1.1",
    submission: str = "a-key-that-is-long-enough",
    **changes: object,
) -> Taken:
    """Have a guest say something about an item."""
    head = roadmap.head(session, SLUG, "de")
    assert head is not None
    item = items.item(session, head.version_id, key, "de") if key else None
    given: dict[str, object] = {
        "consultation_id": head.id,
        "item_id": item.id if item else None,
        "item_version_id": item.version_id if item else None,
        "passage_version_id": None,
        "kind": "comment" if item else "proposal",
        "concern": "cost",
        "stance": "agree" if item else None,
        "group": "citizen",
        "verified": False,
        "organisation": None,
        "display_name": None,
        "channel": "web",
        "language": "de",
        "title": None,
        "text": words,
        **changes,
    }
    return contributions.submit(session, SECRET, submission, NewContribution(**given), "guest")
