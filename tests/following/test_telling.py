# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What followers are told: decisions and answers at once, everything else once a day, and nothing of nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from participation import clock
from participation.config import Settings
from participation.contributions import answers
from participation.contributions import service as contributions
from participation.contributions.service import Taken
from participation.db import Database
from participation.following import addresses, rules, service, telling
from participation.following.models import Follower
from participation.following.queries import Subject
from participation.following.rules import Kind
from participation.roadmap import items
from participation.roadmap import queries as roadmap
from tests.support import revising, town
from tests.support.letterbox import LetterBox, words

KIM, SAM = "kim@example.org", "sam@example.org"
EVENING = datetime(2026, 6, 1, 18, 0, tzinfo=UTC)
MORNING = datetime(2026, 6, 2, 5, 0, tzinfo=UTC)  # seven o'clock in Berlin
SAID = "Ein Satz, der in keinem Brief stehen darf."


@pytest.fixture
def letters(database: Database, settings: Settings) -> LetterBox:
    """The letter box of a town whose consultation is open on the evening before."""
    clock.fix(EVENING)
    town.found(database)
    return LetterBox(database, settings)


def say(database: Database, number: int, publish: bool = True, **changes: object) -> Taken:
    """Have something said, and published."""
    with database.writing() as session:
        taken = town.say(session, SAID, submission=f"a-key-that-is-long-enough-{number}", **changes)
        if publish:
            contributions.decide(session, taken.reference, 1, "publish", None, None, "account/1")
    return taken


def follow(database: Database, kind: str, target_id: int, email: str = KIM) -> None:
    """Follow something with an address that is confirmed."""
    with database.writing() as session:
        service.follow(session, email, "de", kind, target_id, confirmed=True)


def ids(database: Database, key: str = "M1.1.1") -> tuple[int, int]:
    """Return the ids of the consultation and of an item."""
    with database.reading() as session:
        head = roadmap.head(session, town.SLUG, "de")
        assert head is not None
        found = items.item(session, head.version_id, key, "de")
        assert found is not None
        return head.id, found.id


def morning(database: Database, letters: LetterBox, day: int = 0) -> list[EmailMessage]:
    """Let the worker's hourly round come after seven; return the letters."""
    clock.fix(MORNING + timedelta(days=day, minutes=5))
    with database.writing() as session:
        telling.want_digests(session)
    return letters.empty()


def test_an_answer_is_told_to_its_author_at_once_and_a_change_of_it_too(
    database: Database, letters: LetterBox
) -> None:
    taken = say(database, 1, publish=False)
    follow(database, Kind.RECEIPT, taken.contribution_id)
    letters.empty()
    reference = (taken.contribution_id, taken.reference)
    texts = {"de": "Wir ergänzen den Termin."}
    with database.writing() as session:
        answers.save_answer(session, reference, "follow", texts, None, 0, False, "account/1")
    assert letters.empty() == [], "what is kept back is told to nobody"
    with database.writing() as session:
        answers.save_answer(session, reference, "follow", texts, None, 1, True, "account/1")
    (first,) = letters.empty()
    assert "hat auf Ihren Beitrag" in words(first)
    assert "Wir ergänzen den Termin." in words(first)
    assert SAID not in words(first)
    clock.fix(EVENING + timedelta(hours=1))
    with database.writing() as session:
        answers.save_answer(session, reference, "noted", texts, None, 2, True, "account/1")
    (second,) = letters.empty()
    assert "geändert" in words(second)


def test_the_digest_comes_once_a_day_and_only_with_news(
    database: Database, letters: LetterBox
) -> None:
    _consultation, item_id = ids(database)
    follow(database, Kind.ITEM, item_id)
    assert morning(database, letters) == [], "nothing has happened"
    clock.fix(MORNING + timedelta(hours=3))
    taken = say(database, 1)
    say(database, 2, key="M1.1.2")
    assert letters.empty() == []
    (digest,) = morning(database, letters, day=1)
    assert "M1.1.1 Posteingang scannen" in words(digest)
    assert "1 neuer Beitrag" in words(digest)
    assert f"/de/contributions/{taken.reference}/" in words(digest)
    assert SAID not in words(digest), "a letter cannot be taken back"
    assert digest["List-Unsubscribe"]
    assert morning(database, letters, day=1) == []
    assert morning(database, letters, day=2) == []


def test_what_is_told_near_is_not_told_again_in_a_wider_circle(
    database: Database, letters: LetterBox
) -> None:
    consultation_id, item_id = ids(database)
    parent = say(database, 1)
    letters.empty()
    clock.fix(EVENING + timedelta(minutes=1))
    for kind, target in (
        (Kind.CONSULTATION, consultation_id),
        (Kind.ITEM, item_id),
        (Kind.CONTRIBUTION, parent.contribution_id),
    ):
        follow(database, kind, target)
    clock.fix(EVENING + timedelta(minutes=2))
    reply = say(
        database, 2, kind="reply", parent_id=parent.contribution_id, concern=None, stance=None
    )
    elsewhere = say(database, 3, key="M1.1.2")
    (digest,) = morning(database, letters)
    told = words(digest)
    assert told.count(reply.reference) == 1
    assert told.index(reply.reference) < told.index(elsewhere.reference)
    assert told.count(elsewhere.reference) == 1


def test_a_long_list_is_cut_and_counted(database: Database, letters: LetterBox) -> None:
    _consultation, item_id = ids(database)
    follow(database, Kind.ITEM, item_id)
    clock.fix(EVENING + timedelta(minutes=1))
    for number in range(12):
        say(database, number)
    (digest,) = morning(database, letters)
    assert "12 neue Beiträge" in words(digest)
    assert words(digest).count("/de/contributions/") == 10


def test_a_new_version_is_told_to_those_whom_it_concerns(
    database: Database, letters: LetterBox
) -> None:
    _same, untouched = ids(database, "M1.2.1")
    author = say(database, 1)
    letters.empty()
    follow(database, Kind.RECEIPT, author.contribution_id)
    letters.empty()
    follow(database, Kind.ITEM, untouched, SAM)
    clock.fix(EVENING + timedelta(minutes=10))
    with database.writing() as session:
        revising.trace_to(session, author.reference)
    found = morning(database, letters)
    assert [letter["To"] for letter in found] == [KIM], "Sam's item has not changed"
    assert "Ihr Beitrag hat etwas verändert" in words(found[0])
    assert f"/de/c/{town.SLUG}/versions/2/changes/" in words(found[0])


def test_an_address_that_was_only_asked_is_told_nothing(
    database: Database, letters: LetterBox
) -> None:
    _consultation, item_id = ids(database)
    with database.writing() as session:
        service.follow(session, KIM, "de", Kind.ITEM, item_id)
    assert len(letters.empty()) == 1
    clock.fix(EVENING + timedelta(minutes=1))
    say(database, 1)
    assert morning(database, letters) == []


def test_following_twice_in_parallel_is_following_once(
    database: Database, letters: LetterBox
) -> None:
    _consultation, item_id = ids(database)
    for _twice in range(2):
        with database.writing() as session:
            service.follow(session, " Kim@Example.ORG ", "de", Kind.ITEM, item_id)
    with database.reading() as session:
        assert session.scalars(select(Follower.email)).all() == [KIM]
    assert len(letters.empty()) == 1


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (datetime(2026, 6, 2, 4, 59, tzinfo=UTC), datetime(2026, 6, 1, 5, tzinfo=UTC)),
        (datetime(2026, 6, 2, 5, 0, tzinfo=UTC), datetime(2026, 6, 2, 5, tzinfo=UTC)),
        (datetime(2026, 12, 2, 5, 59, tzinfo=UTC), datetime(2026, 12, 1, 6, tzinfo=UTC)),
        (datetime(2026, 12, 2, 6, 0, tzinfo=UTC), datetime(2026, 12, 2, 6, tzinfo=UTC)),
        (datetime(2026, 3, 29, 5, 30, tzinfo=UTC), datetime(2026, 3, 29, 5, tzinfo=UTC)),
    ],
)
def test_the_hour_of_the_digest_is_berlins(now: datetime, told: datetime) -> None:
    assert rules.last_digest(now) == told


def test_addresses_in_letters_are_addresses_of_pages(app: Flask) -> None:
    made = addresses.Addresses("https://city.example.org", "a-secret-that-is-long-enough-for-this")
    who = Follower(id=1, email=KIM, locale="de", created_at=EVENING)
    item = Subject(Kind.ITEM, 1, town.SLUG, "Titel", "de", key="M1")
    all_of_it = Subject(Kind.CONSULTATION, 1, town.SLUG, "Titel", "de")
    other = Subject(Kind.CONTRIBUTION, 1, town.SLUG, "Titel", "de", reference="P-1")
    wanted = {
        made.receipt("de"): "receipts.receipt",
        made.contribution("de", "P-1"): "reading.contribution",
        made.changes("de", town.SLUG, 2): "trace.version_changes",
        made.subject("de", item): "reading.item",
        made.subject("de", all_of_it): "reading.consultation",
        made.subject("de", other): "reading.contribution",
        made.confirm(who): "following.confirm",
        made.everything(who): "following.everything",
        made.stop(who): "following.stop",
    }
    router = app.url_map.bind("city.example.org")
    for address, endpoint in wanted.items():
        assert router.match(address.removeprefix("https://city.example.org"))[0] == endpoint
