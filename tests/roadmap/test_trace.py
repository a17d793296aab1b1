# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every difference is found, has a cause or a reason, and stays as it was published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from participation.app import register_seals
from participation.audit import service as audit
from participation.contributions import service as contributions
from participation.contributions import trace as causing
from participation.db import Database
from participation.evaluation import service as evaluation
from participation.roadmap import items, queries, service, trace, tree_editing, versions
from participation.roadmap.comparing import Difference
from participation.roadmap.editable import EditablePassage
from participation.roadmap.rules import Level
from tests.support import revising, town


def told(found: list[Difference]) -> list[tuple[str, str, str]]:
    """Return what differences are, shortly."""
    return [(one.key, one.field, str(one.kind)) for one in found]


def published(session: Session, words: str = "Bitte auch am Telefon.") -> str:
    """Have a contribution published; return its reference."""
    taken = town.say(session, words, submission=f"a-long-enough-key-{words}"[:60])
    contributions.decide(session, taken.reference, 1, "publish", None, None, "test")
    return taken.reference


def test_a_version_begins_as_the_published_one_stands(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        assert revising.version(session).number == 2
        assert revising.differences(session) == []
        assert revising.version(session).number == 2, "there is one version in preparation"
    with database.reading() as session:
        head = queries.head(session, town.SLUG, "de")
        assert head is not None
        assert head.version_number == 1


def test_every_kind_of_difference_is_found(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        item = revising.load(session)
        first, second = item.passages
        fresh = EditablePassage(0, "", "Ein Absatz, den es noch nicht gab.")
        revising.save(
            session,
            replace(
                item,
                words={**item.words, "title": "Post scannen", "status": "läuft"},
                plain={**item.plain, "deadline": "2022-01-31"},
                passages=(replace(first, text="Erster Absatz, anders."), fresh),
            ),
            item,
        )
        version = revising.version(session)
        new = tree_editing.NewItem("M1.2.2", Level.MEASURE, "Z1.2", "4", "Neu", "Kurz", "Text")
        tree_editing.add(session, version, new, "test")
        tree_editing.remove(session, version, "M1.2.1", "test")
        tree_editing.move(session, version, "M1.1.2", True, "test")
        found = revising.differences(session)
    assert told(found) == [
        ("M1.1.2", "place", "moved"),
        ("M1.1.1", "title", "changed"),
        ("M1.1.1", "passage", "changed"),
        ("M1.1.1", "passage", "removed"),
        ("M1.1.1", "passage", "added"),
        ("M1.1.1", "deadline", "changed"),
        ("M1.1.1", "status", "changed"),
        ("M1.2.1", "item", "removed"),
        ("M1.2.2", "item", "added"),
    ]
    deadline = next(one for one in found if one.field == "deadline")
    assert (deadline.before, deadline.after) == (date(2021, 6, 30), date(2022, 1, 31))
    assert next(one for one in found if one.kind == "removed").passage_id == second.id


def test_a_split_and_a_merge_are_told_as_such(database: Database) -> None:
    long = "Die Stadt scannt ihre Post. Sie tut das an einem Ort. Danach geht alles digital weiter."
    town.found(database)
    with database.writing() as session:
        revising.write(session, "M1.1.2", 1, long)
        revising.publish(session)
    with database.writing() as session:
        item = revising.load(session, "M1.1.2")
        first, second = item.passages
        parts = long.split(" Danach ")
        revising.save(
            session,
            replace(
                item,
                passages=(
                    replace(first, text=parts[0]),
                    EditablePassage(0, "", "Danach " + parts[1], origins=(first.id,)),
                    second,
                ),
            ),
            item,
        )
        other = revising.load(session, "M1.1.1")
        one, two = other.passages
        joined = EditablePassage(one.id, "", f"{one.text} {two.text}", origins=(two.id,))
        revising.save(session, replace(other, passages=(joined,)), other)
        found = revising.differences(session)
    assert told(found) == [
        ("M1.1.1", "passage", "merged"),
        ("M1.1.2", "passage", "changed"),
        ("M1.1.2", "passage", "split"),
    ]
    assert found[0].before == f"{one.text} {two.text}" == found[0].after
    assert (found[2].before, found[2].after) == (long, "Danach " + parts[1])


def test_a_translation_follows_its_original_and_is_told_only_alone(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        revising.write(session, "M1.1.1", 1, "Ganz anders gesagt.")
        english = revising.load(session, locale="en")
        assert [passage.stale for passage in english.passages] == [True, False]
        revising.write(session, "M1.1.1", 1, "Said quite differently.", "en")
        revising.write(session, "M1.1.2", 2, "Second paragraph, better English.", "en")
        found = revising.differences(session, "en")
    assert told(found) == [
        ("M1.1.1", "passage", "changed"),
        ("M1.1.2", "translation:en", "changed"),
    ]
    assert (found[0].lang, found[0].after) == ("en", "Said quite differently.")


def test_a_stale_translation_is_shown_in_the_original(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        revising.write(session, "M1.1.1", 1, "Ganz anders gesagt.")
        (found,) = revising.differences(session, "en")
        assert (found.lang, found.after) == ("de", "Ganz anders gesagt.")
        revising.publish(session)
    with database.reading() as session:
        head = queries.head(session, town.SLUG, "en")
        assert head is not None
        page = items.item(session, head.version_id, "M1.1.1", "en")
        assert page is not None
        assert page.stale
        assert [passage.stale for passage in page.passages] == [True, False]


def test_nothing_comes_out_without_a_cause_or_a_reason(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        revising.write(session, "M1.1.1", 1, "Ganz anders gesagt.")
        revising.write(session, "M1.1.2", 1, "Auch anders.")
        one, two = revising.differences(session)
        version = revising.version(session)
        trace.explain(session, version, one, "editorial", {}, 0)
        trace.explain(session, version, two, "new_law", {}, 0)
    with database.writing() as session, pytest.raises(trace.Untraced) as missing:
        evaluation.publish(
            session, revising.consultation(session), revising.version(session), "test"
        )
    assert told(missing.value.differences) == [("M1.1.2", "passage", "changed")], (
        "a law has to be named"
    )


def test_a_file_cannot_slip_past_the_trace(database: Database) -> None:
    town.found(database)
    changed = replace(town.DOCUMENT.items[0], summary={"de": "Anders", "en": "Different"})
    document = replace(town.DOCUMENT, items=(changed, *town.DOCUMENT.items[1:]))
    with database.writing() as session, pytest.raises(trace.Untraced):
        service.import_draft(session, document, "test", publish=True)


def test_who_was_overtaken_is_told(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        revising.write(session, "M1.1.1", 1, "Ganz anders gesagt.")
        (one,) = revising.differences(session)
        version = revising.version(session)
        trace.explain(session, version, one, "editorial", {}, 0)
        trace.explain(session, version, one, "correction", {}, 1)
        for seen in (0, 1):
            with pytest.raises(trace.SaidMeanwhile):
                trace.explain(session, version, one, "new_law", {"de": "Gesetz"}, seen)


def test_what_is_out_cannot_be_changed_or_published_again(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        revising.write(session, "M1.1.1", 1, "Ganz anders gesagt.")
        version, about = revising.version(session), revising.consultation(session)
        (one,) = revising.differences(session)
        revising.publish(session)
        with pytest.raises(versions.Frozen):
            trace.explain(session, version, one, "correction", {}, 1)
        with pytest.raises(versions.Frozen):
            evaluation.publish(session, about, version, "test")
        with pytest.raises(versions.Frozen):
            versions.discard(session, about, version, "test")


def test_only_published_contributions_and_their_own_words_are_causes(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        reference = published(session)
        waiting = town.say(session, "Noch nicht gelesen.", submission="another-long-enough-key")
        revising.write(session, "M1.1.1", 2, revising.NEW_WORDS)
        (one,) = revising.differences(session)
        about, version = revising.consultation(session), revising.version(session)

        def say(causes: dict[str, str | None]) -> None:
            why = evaluation.Why(causes, None, {})
            evaluation.say_why(session, about, version, one.place, why, 0, "test")

        with pytest.raises(evaluation.UnknownCauses) as unknown:
            say({waiting.reference: None, "B-2222222": None})
        assert unknown.value.references == [waiting.reference, "B-2222222"]
        with pytest.raises(evaluation.NotQuoted):
            say({reference: "das hat niemand gesagt"})
        say({reference: "auch  am Telefon"})


def test_the_trace_reads_both_ways_and_is_sealed(database: Database) -> None:
    register_seals()
    town.found(database)
    with database.writing() as session:
        reference = published(session)
        revising.trace_to(session, reference)
    with database.reading() as session:
        about = revising.consultation(session)
        version = versions.newest_published(session, about.id)
        assert version is not None
        assert version.number == 2
        ((change_id, causes),) = causing.causes(session, version.id).items()
        assert [cause.reference for cause in causes] == [reference]
        (effects,) = causing.effects(session, [1]).values()
        assert [effect.change_id for effect in effects] == [change_id]
        assert causing.tally(session, version.id) == (1, 1)
        assert audit.verify(session).faults == ()
    with database.writing() as session:
        session.execute(text("UPDATE change_cause SET quote = 'gefälscht'"))
        session.execute(text("UPDATE change SET explanation = '{}'"))
    with database.reading() as session:
        assert audit.verify(session).faults == (
            "causes/small-town/2: changed since it was recorded",
            "changes/small-town/2: changed since it was recorded",
        )
