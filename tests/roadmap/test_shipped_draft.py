# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The shipped draft says what the council's motion 18828-20-E5 says, in two languages, and invents nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from importlib import resources

import pytest

from participation.roadmap.draft_document import DraftDocument, DraftItem
from participation.roadmap.draft_dump import dump_draft
from participation.roadmap.draft_file import read_draft

NAME = "memorandum-2020-2025.yaml"

# Every figure that the motion names; the English ones are the same days.
FIGURES = {
    "de": (
        "2020 bis 2025",
        "2018-2030",
        "18828-20-E5",
        "30.06.2021",
        "19.01.2021",
        "28.01.2021",
        "März 2021",
        "Arbeiten 4.0",
        "Bündnis 90",
        "2025",
    ),
    "en": (
        "2020 to 2025",
        "2020 bis 2025",
        "2018-2030",
        "18828-20-E5",
        "30 June 2021",
        "19 January 2021",
        "28 January 2021",
        "March 2021",
        "Arbeiten 4.0",
        "Bündnis 90",
        "2025",
    ),
}
POINTS = {"de": ("Punkt 8", "4.6", "Punkt 4"), "en": ("point 8", "4.6", "point 4")}
COUNCIL_DAY = date(2021, 6, 30)  # point 1, the only day that the motion sets
POINT = re.compile(r"[1-9]|4\.(?:[1-9]|1[0-2])")  # nine points; the fourth has twelve bullets
UNITS = {
    "CIO-Office",  # point 1
    "APOD",  # point 1
    "Oberbürgermeister",  # point 1
    "Stadtverwaltung",  # points 4.6, 6 and 9
    "Dosys / DIGIT",  # point 4.10
    "Rechnungsprüfungsamt",  # point 5
    "Gemeindeprüfungsanstalt",  # point 5
}
# What stands in German quotation marks, word for word as in the motion but for the first letter.
QUOTES = {
    "beschleunigen",
    "denkt",
    "die damit verbundene Befähigung der Mitarbeiter*innen",
    "Die Roadmap hat ein Projekt vorzusehen, das Smart City voranbringt.",
    "Digitale Verwaltung – Arbeiten 4.0",
    "Digitales Dortmund 2018-2030",
    "eine Stadt Dortmund, die im bundesweiten Vergleich einen der höchsten Digitalisierungsgrade in Deutschland aufweist",
    "im Sinne der städtischen Datensouveränität",
    "in angemessener Höhe",
    "kurzfristig",
    "mehrsprachige Nutzungsmöglichkeiten, insbesondere auch in Englisch",
    "Masterplan ‚Digitale Verwaltung – Arbeiten 4.0‘",  # the agenda item
    "Memorandum zur Digitalisierung 2020 bis 2025",
    "möglichst",
    "möglichst alle",
    "Möglichst alle Stadtämter arbeiten vollkommen digital.",
    "nicht bloße Schaffung von Portallösungen für die Bürger*innen",
    "Nutzung von Digitalisierungseffekten",
    "obligatorisch",
    "online",
    "Quick wins",
    "um eine neutrale Sicht auf die Prozessänderungen zu ermöglichen",
    "unaufwändige Maßnahmen, die einen zügigen und unmittelbaren Effekt für die Bürger*innen haben",
    "verschiedensten Gründen",
    "vollkommen",
    "vollständige Homeoffice-Fähigkeit aller Prozesse ohne direkten Bürgerkontakt",
    "Von der Verwaltung entwickelte oder zur Entwicklung beauftragte Software wird der Allgemeinheit zur Verfügung gestellt.",
    "wo möglich",
}


@pytest.fixture(scope="module")
def draft() -> DraftDocument:
    """Return the shipped draft."""
    file = resources.files("participation.roadmap") / "drafts" / NAME
    return read_draft(file.read_bytes(), NAME)


def texts(draft: DraftDocument, language: str) -> Iterator[str]:
    """Yield every text of a draft in one language."""
    for head in (draft.title, draft.lead, draft.purpose, draft.legal_basis, draft.document):
        yield head[language]
    for item in draft.items:
        yield from texts_of(item, language)


def texts_of(item: DraftItem, language: str) -> Iterator[str]:
    """Yield every text of an item in one language."""
    yield item.title[language]
    yield item.summary[language]
    yield from item.text[language]
    for more in (item.indicator, item.unit, item.note):
        if more:
            yield more[language]


def test_it_has_the_promised_size_and_every_branch_bears_measures(draft: DraftDocument) -> None:
    assert Counter(item.level for item in draft.items) == {"goal": 7, "subgoal": 22, "measure": 41}
    parents = {item.parent for item in draft.items}
    assert [i.key for i in draft.items if i.level != "measure" and i.key not in parents] == []
    assert (draft.slug, draft.languages, draft.k) == ("memorandum-2020-2025", ("de", "en"), 5)


def test_keys_number_the_tree_without_gaps(draft: DraftDocument) -> None:
    children: Counter[str | None] = Counter()
    for item in draft.items:
        children[item.parent] += 1
        above = (
            item.parent.replace("Z", "M" if item.level == "measure" else "Z") + "."
            if item.parent
            else "Z"
        )
        assert item.key == f"{above}{children[item.parent]}"


def test_every_item_names_its_point_and_the_goals_come_from_points_two_to_seven(
    draft: DraftDocument,
) -> None:
    named = {item.key: item.source.split(", ") for item in draft.items}
    assert [key for key, points in named.items() if not all(map(POINT.fullmatch, points))] == []
    goals = [named[item.key] for item in draft.items if item.level == "goal"]
    assert all(any("2" <= point[0] <= "7" for point in points) for points in goals)
    every = {point for points in named.values() for point in points}
    assert {str(n) for n in range(1, 10)} <= every
    assert {f"4.{n}" for n in range(1, 13)} <= every


@pytest.mark.parametrize("language", ["de", "en"])
def test_it_names_no_figure_that_the_motion_does_not_name(
    draft: DraftDocument, language: str
) -> None:
    for written in texts(draft, language):
        rest = written
        for figure in (*FIGURES[language], *POINTS[language]):
            rest = rest.replace(figure, "")
        assert not re.search(r"\d", rest), written
        assert not re.search(r"%|€|Prozent|Euro|per cent|percent|Million", rest), written


def test_it_names_no_day_target_or_unit_that_the_motion_does_not_name(draft: DraftDocument) -> None:
    days = {d for i in draft.items for d in (i.starts_on, i.deadline, i.target_date) if d}
    assert days == {COUNCIL_DAY}
    assert {u for i in draft.items for u in (i.responsible_unit, *i.supporting_units) if u} == UNITS
    silent = ("baseline", "target_value", "unit", "budget_class", "status")
    assert [i.key for i in draft.items if any(getattr(i, name) for name in silent)] == []


def test_only_what_can_be_measured_is_called_measurable(draft: DraftDocument) -> None:
    subgoals = [item for item in draft.items if item.level == "subgoal"]
    assert [i.key for i in subgoals if i.measurable] == ["Z3.1", "Z4.2", "Z5.2", "Z6.1", "Z6.3"]
    notes = [i.note["de"] for i in subgoals if i.note]
    assert len(set(notes)) == len(notes) == 17, "each says what is missing in its own case"


def test_quotations_are_the_motions_own_words(draft: DraftDocument) -> None:
    quoted = {q for t in texts(draft, "de") for q in re.findall("„([^„“]*)“", t)}
    assert quoted == QUOTES


@pytest.mark.parametrize("language", ["de", "en"])
def test_nothing_is_padded(draft: DraftDocument, language: str) -> None:
    sentences = Counter(s for t in texts(draft, language) for s in re.split(r"(?<=[.:;?!])\s+", t))
    assert [sentence for sentence, count in sentences.items() if count > 1] == []
    for item in draft.items:
        assert 2 <= len(item.text[language]) <= 4, item.key
        assert len(item.summary[language]) <= 300, item.key
        assert len(item.title[language]) <= 80, item.key


def test_the_languages_are_not_taken_for_one_another(draft: DraftDocument) -> None:
    for item in draft.items:
        pairs = zip(texts_of(item, "de"), texts_of(item, "en"), strict=True)
        assert all(german != english for german, english in pairs), item.key
        assert not any(re.search(r"\b(the|is|and)\b", t) for t in texts_of(item, "de")), item.key
        assert not any(re.search(r"\b(der|und|ist)\b", t) for t in texts_of(item, "en")), item.key


def test_it_comes_out_of_an_export_as_it_went_in(draft: DraftDocument) -> None:
    assert read_draft(dump_draft(draft).encode(), "again") == draft
