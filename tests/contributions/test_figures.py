# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The figures: right where they are told, silent where they would tell on somebody."""

from __future__ import annotations

from sqlalchemy import select

from participation.contributions import figures, open_data, stance_import
from participation.contributions.rules import Group
from participation.db import Database
from participation.roadmap import queries as roadmap
from participation.roadmap.models import Consultation
from tests.support import town

K = town.DOCUMENT.k


def crowd(database: Database, *groups: tuple[str, str, str, int]) -> None:
    """Let (group, item, stance, number of people) speak."""
    rows = [
        {"voter": f"{group}-{key}-{stance}-{n}", "group": group, "target": key, "stance": stance}
        for group, key, stance, count in groups
        for n in range(count)
    ]
    with database.writing() as session:
        about = session.scalars(select(Consultation)).one()
        checked = stance_import.check(session, about, enumerate(rows, start=1))
        stance_import.take_in(session, about, checked, "test")


def aggregate(database: Database) -> dict[str, dict[str, object]]:
    """Return the exported aggregate's items by key."""
    with database.reading() as session:
        head = roadmap.head(session, town.SLUG, "de")
        assert head is not None
        document = open_data.aggregate(figures.figures(session, head, "de"))
    assert (document["consultation"], document["k"]) == (town.SLUG, K)
    assert document["groups"] == [str(group) for group in Group]
    return {item["key"]: item for item in document["items"]}


def test_large_groups_are_told_and_small_ones_are_not(database: Database) -> None:
    town.found(database)
    crowd(
        database,
        ("citizen", "M1.1.1", "agree", 20),
        ("citizen", "M1.1.1", "disagree", 9),
        ("staff", "M1.1.1", "agree", 8),
        ("business", "M1.1.1", "agree", 2),
        ("association", "M1.1.1", "agree", 3),
    )
    stances = aggregate(database)["M1.1.1"]["stances"]
    assert isinstance(stances, dict)
    assert stances["citizen"] == {"agree": 20, "partly": 0, "disagree": 9, "none": 0}
    assert stances["business"] is None
    assert stances["association"] is None


def test_a_lone_small_group_cannot_be_found_by_subtraction(database: Database) -> None:
    town.found(database)
    crowd(
        database,
        ("citizen", "M1.1.1", "agree", 30),
        ("staff", "M1.1.1", "agree", 12),
        ("business", "M1.1.1", "agree", 2),
        ("citizen", "M1.1.2", "agree", 25),
        ("staff", "M1.1.2", "agree", 10),
    )
    with database.reading() as session:
        head = roadmap.head(session, town.SLUG, "de")
        assert head is not None
        found = figures.figures(session, head, "de")
    row = next(r for r in found.rows if r.key == "M1.1.1")
    told = [cell.value for cell in row.stance_totals.values()]
    assert row.stance_totals["business"].value is None
    if row.stances_total.value is not None:
        assert told.count(None) > 1, "the total would give the only withheld group away"


def test_no_figure_below_k_leaves_the_house(database: Database) -> None:
    town.found(database)
    crowd(
        database,
        *[
            (g, k, s, n)
            for n, (g, k, s) in enumerate(
                [
                    (g, k, s)
                    for g in ("citizen", "staff", "business")
                    for k in ("M1.1.1", "Z1")
                    for s in ("agree", "none")
                ]
            )
        ],
    )

    def numbers(value: object) -> list[int]:
        if isinstance(value, dict):
            return [n for entry in value.values() for n in numbers(entry)]
        return [value] if isinstance(value, int) else []

    for item in aggregate(database).values():
        assert all(n == 0 or n >= K for n in numbers(item)), item


def test_figures_follow_the_facts(database: Database) -> None:
    town.found(database)
    crowd(database, ("citizen", "M1.1.1", "agree", 6))
    before = aggregate(database)["M1.1.1"]["stances"]
    crowd(database, ("citizen", "M1.1.1", "partly", 7))
    after = aggregate(database)["M1.1.1"]["stances"]
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert before["citizen"] == {"agree": 6, "partly": 0, "disagree": 0, "none": 0}
    assert after["citizen"] == {"agree": 6, "partly": 7, "disagree": 0, "none": 0}
