# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writing an item of the version in preparation: nothing that somebody wrote is lost, or changed unseen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from participation.db import Database
from participation.roadmap import editable, editing, merging, tree, tree_editing, versions
from participation.roadmap.editable import EditableItem, EditablePassage
from participation.roadmap.outcomes import Conflicts, NoSuchItem
from tests.support import revising, town

FIRST, SECOND = town.DOCUMENT.items[2].text["de"]
Marks = dict[str, str]


def marks_of(item: EditableItem) -> Marks:
    """Return what a form would carry that shows an item."""
    return merging.marks(item.fields())


def worded(item: EditableItem, *texts: str) -> EditableItem:
    """Return an item whose paragraphs say something else, in their order."""
    passages = [replace(p, text=t) for p, t in zip(item.passages, texts, strict=True)]
    return replace(item, passages=tuple(passages))


def titled(item: EditableItem, title: str) -> EditableItem:
    """Return an item with another title."""
    return replace(item, words={**item.words, "title": title})


def fact(item: EditableItem, name: str, value: str) -> EditableItem:
    """Return an item of which one fact is another."""
    return replace(item, plain={**item.plain, name: value})


def added(item: EditableItem, place: int, words: str) -> EditableItem:
    """Return an item with a new paragraph at a place."""
    passages = list(item.passages)
    passages.insert(place, EditablePassage(0, "", words))
    return replace(item, passages=tuple(passages))


def without(item: EditableItem, place: int) -> EditableItem:
    """Return an item without the paragraph at a place."""
    return replace(item, passages=item.passages[:place] + item.passages[place + 1 :])


def reordered(item: EditableItem) -> EditableItem:
    """Return an item whose paragraphs stand the other way round."""
    return replace(item, passages=item.passages[::-1])


def texts(session: Session, locale: str = "de") -> list[str]:
    """Return what the paragraphs of the item say now."""
    return [p.text for p in revising.load(session, locale=locale).passages]


def send(session: Session, mine: EditableItem, seen: Marks) -> editing.Saved:
    """Save as a form does that carries these marks."""
    return editing.save(session, revising.version(session), mine, seen, "test")


def test_words_facts_and_paragraphs_are_written(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        seen = revising.load(session)
        mine = fact(titled(worded(seen, "Eins.", SECOND), "Post"), "deadline", "2031-05-01")
        mine = fact(mine, "supporting_units", "Amt 1\n\n Amt 2 ")
        stands = revising.save(session, added(mine, 2, "Drei."), seen).item
        assert stands.words["title"] == "Post"
        assert stands.plain["deadline"] == "2031-05-01"
        assert stands.plain["supporting_units"] == "Amt 1\nAmt 2"
        assert [p.text for p in stands.passages] == ["Eins.", SECOND, "Drei."]
        assert [p.id for p in stands.passages][:2] == [p.id for p in seen.passages]
        acts = session.scalars(text("SELECT subject FROM audit_entry ORDER BY number")).all()
        assert acts[-1] == f"item/{revising.version(session).id}/M1.1.1"


def test_the_published_version_does_not_move(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        revising.write(session, "M1.1.1", 1, "Anders.")
        published = versions.newest_published(session, revising.consultation(session).id)
        assert published is not None
        item = editable.load(session, published, "M1.1.1", "de")
        assert item is not None
        assert [p.text for p in item.passages] == [FIRST, SECOND]
        with pytest.raises(versions.Frozen):
            editing.save(session, published, item, marks_of(item), "test")


def test_an_item_that_is_gone_is_told(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        seen = revising.load(session)
        tree_editing.remove(session, revising.version(session), "M1.1.1", "test")
        with pytest.raises(NoSuchItem):
            revising.save(session, seen, seen)


def test_what_two_wrote_in_different_places_is_joined(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        seen = revising.load(session)
        revising.save(session, added(worded(seen, FIRST, "Ihr Zweiter."), 1, "Ihr Neuer."), seen)
        saved = revising.save(session, titled(worded(seen, "Mein Erster.", SECOND), "Mein"), seen)
        assert texts(session) == ["Mein Erster.", "Ihr Neuer.", "Ihr Zweiter."]
        assert saved.item.words["title"] == "Mein"
        assert "order" in saved.taken


def test_saving_the_same_form_again_takes_nothing_back(database: Database) -> None:
    """A script saves one form many times: what others wrote between is never seen in it, and holds."""
    town.found(database)
    with database.writing() as session:
        seen = revising.load(session)
        theirs = titled(worded(added(seen, 1, "Ihr Neuer."), FIRST, "Ihr Neuer.", "Ihrer."), "Ihr")
        revising.save(session, theirs, seen)
        mine, marks = worded(seen, "Meiner.", SECOND), marks_of(seen)
        for words in ("Meiner.", "Meiner, länger.", "Meiner, noch länger."):
            mine = worded(mine, words, SECOND)
            saved = send(session, mine, marks)
            marks = saved.marks(mine, marks)
        assert texts(session) == ["Meiner, noch länger.", "Ihr Neuer.", "Ihrer."]
        assert revising.load(session).words["title"] == "Ihr"


def test_a_new_paragraph_keeps_the_identity_it_was_given(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        seen = revising.load(session)
        mine, marks = added(seen, 1, "Neu."), marks_of(seen)
        saved = send(session, mine, marks)
        marks = saved.marks(mine, marks)
        ids = saved.places(mine)
        passages = [replace(p, id=i) for p, i in zip(mine.passages, ids, strict=True)]
        mine = worded(replace(mine, passages=tuple(passages)), FIRST, "Neu, länger.", SECOND)
        again = send(session, mine, marks)
        assert again.places(mine) == ids
        assert texts(session) == [FIRST, "Neu, länger.", SECOND]


def test_a_conflict_can_always_be_decided(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        seen = revising.load(session)
        revising.save(session, titled(seen, "Ihr Titel"), seen)
        mine = titled(seen, "Mein Titel")
        with pytest.raises(Conflicts) as told:
            revising.save(session, mine, seen)
        assert told.value.theirs == {"word:title": "Ihr Titel"}
        send(session, told.value.joined(mine), told.value.marks(marks_of(seen)))
        assert revising.load(session).words["title"] == "Mein Titel"


@pytest.mark.parametrize(
    "both",
    ["they remove, I write", "they remove, I reorder", "they write, I remove", "both add"],
)
def test_a_conflict_about_paragraphs_can_be_decided_and_loses_nothing(
    database: Database, both: str
) -> None:
    town.found(database)
    with database.writing() as session:
        seen = revising.load(session)
        theirs, mine, wanted = {
            "they remove, I write": (
                without(seen, 1),
                worded(seen, FIRST, "Meiner."),
                [FIRST, "Meiner."],
            ),
            "they remove, I reorder": (without(seen, 1), reordered(seen), [FIRST]),
            "they write, I remove": (
                worded(seen, FIRST, "Ihrer."),
                without(seen, 1),
                [FIRST, "Ihrer."],
            ),
            "both add": (
                added(seen, 1, "Ihrer."),
                added(seen, 1, "Meiner."),
                [FIRST, "Meiner.", SECOND, "Ihrer."],
            ),
        }[both]
        revising.save(session, theirs, seen)
        with pytest.raises(Conflicts) as told:
            revising.save(session, mine, seen)
        joined, marks = told.value.joined(mine), told.value.marks(marks_of(seen))
        assert [p.text for p in joined.passages] == wanted
        send(session, joined, marks)
        assert texts(session) == wanted


def test_an_item_may_go_under_another_parent_and_stands_there_last(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        seen = revising.load(session)
        revising.save(session, fact(seen, "parent", "Z1.2"), seen)
        (goal,) = tree.tree(session, revising.version(session).id, "de")
        assert [i.key for i in tree.flat([goal])] == [
            *("Z1", "Z1.1", "M1.1.2"),
            *("Z1.2", "M1.2.1", "M1.1.1"),
        ]
        again = revising.load(session, "Z1.2")
        assert again.plain["parent"] == "Z1"
        gone = fact(revising.load(session), "parent", "Z1.7")
        with pytest.raises(NoSuchItem):
            revising.save(session, gone)


def test_a_sub_goal_takes_its_measures_along(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        new = tree_editing.NewItem("Z2", tree_editing.Level.GOAL, None, "4", "Zwei", "Kurz", "Text")
        tree_editing.add(session, revising.version(session), new, "test")
        seen = revising.load(session, "Z1.1")
        revising.save(session, fact(seen, "parent", "Z2"), seen)
        goals = tree.tree(session, revising.version(session).id, "de")
        assert [[i.key for i in tree.flat([goal])] for goal in goals] == [
            ["Z1", "Z1.2", "M1.2.1"],
            ["Z2", "Z1.1", "M1.1.1", "M1.1.2"],
        ]


def test_a_translation_remembers_the_original_it_was_made_from(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        revising.write(session, "M1.1.1", 1, "Anders.")
        german = revising.load(session)
        revising.save(session, titled(german, "Post"), german)
        english = revising.load(session, locale="en")
        assert [p.stale for p in english.passages] == [True, False]
        assert english.stale == {"title"}
        version, marks = revising.version(session), marks_of(english)
        checked = ("title", f"passage:{english.passages[0].id}")
        editing.save(session, version, english, marks, "test", checked)
        stands = revising.load(session, locale="en")
        assert not stands.stale
        assert not any(p.stale for p in stands.passages)
        assert stands.fields() == english.fields()


def test_a_translation_may_be_begun_later_and_taken_back(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        empty = worded(revising.load(session, locale="en"), "", "")
        revising.save(session, replace(empty, words=dict.fromkeys(empty.words, "")))
        assert texts(session, "en") == ["", ""]
        half = worded(revising.load(session, locale="en"), "", "Only the second.")
        revising.save(session, half)
        assert texts(session, "en") == ["", "Only the second."]
        assert [p.stale for p in revising.load(session, locale="en").passages] == [False, False]


def test_paragraphs_that_move_take_their_translations_along(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        before = texts(session, "en")
        revising.save(session, added(reordered(revising.load(session)), 1, "Neu."))
        assert texts(session, "en") == [before[1], "", before[0]]
        revising.save(session, without(revising.load(session), 0))
        assert texts(session, "en") == ["", before[0]]


def test_origins_are_kept_and_go_with_their_paragraph(database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        seen = revising.load(session)
        first, second = seen.passages
        one = replace(first, text=f"{FIRST} {SECOND}", origins=(second.id, first.id))
        saved = revising.save(session, replace(seen, passages=(one,)), seen)
        assert saved.item.passages[0].origins == (second.id,)
        again = revising.load(session)
        revising.save(session, replace(again, passages=(EditablePassage(0, "", "Neu."),)), again)
        assert session.scalar(text("SELECT count(*) FROM passage_origin")) == 0
