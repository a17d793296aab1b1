# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Nobody bears the city's names but the city: operator, organs, offices, units, in every language."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import event, update

from participation.accounts import service as accounts
from participation.accounts.rules import Role
from participation.config import Site
from participation.contributions import naming
from participation.contributions.rules import Group
from participation.db import Database
from participation.roadmap import queries as roadmap
from participation.roadmap.models import ItemVersion
from tests.support import town
from tests.support.forms import fields, fill, sign_in

SITE = Site(name="Roadmap Kleinstadt", operator="Stadt Kleinstadt, Digitalbüro")


def fault(database: Database, name: str, group: str | None = None, site: Site = SITE) -> str | None:
    """Return the official name that somebody's name could be taken for."""
    with database.reading() as session:
        head = roadmap.head(session, town.SLUG, "de")
        assert head is not None
        return naming.name_fault(session, site, head, name, group)


@pytest.fixture
def small_town(database: Database) -> Database:
    """The town, where one unit is called by several words and another by one."""
    town.found(database)
    with database.writing() as session:
        session.execute(
            update(ItemVersion)
            .where(ItemVersion.responsible_unit.is_not(None))
            .values(
                responsible_unit="Amt für Straßen", supporting_units=["Rechtsamt", "Dosys / DIGIT"]
            )
        )
    return database


@pytest.mark.parametrize(
    ("name", "official"),
    [
        ("Stadt Kleinstadt", "Stadt Kleinstadt"),
        ("Ѕtаdt Кleinstadt – Bürgerservice", "Stadt Kleinstadt"),
        ("Digitalbüro", "Digitalbüro"),
        ("CIO-Office", "CIO-Office"),
        ("Amt für Strassen, Herr Müller", "Amt für Straßen"),
        ("Rechtsamt Kleinstadt", "Rechtsamt"),
        ("DIGIT", "DIGIT"),
        ("Roadmap Kleinstadt", "Roadmap Kleinstadt"),
        ("Personalrat", "Personalrat"),
        ("Works Council", "Works council"),
        ("Verwaltungsvorstand", "Verwaltungsvorstand"),
        ("CllO", "CIIO"),
        ("Lord Mayor Jones", "Lord mayor"),
        ("City administration", "City administration"),
    ],
)
def test_official_names_are_kept_for_the_city(
    small_town: Database, name: str, official: str
) -> None:
    assert fault(small_town, name) == official


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    "name",
    [
        "",
        "  ",
        "Rechtsamt Nachbarstadt",
        "Personalrat der Universität",
        "Kleinstädter Bürgerverein",
        "Initiative für Straßen",
        "Digitalbüro Meier & Söhne",
        "Kim Mayor",
    ],
)
def test_other_names_are_free(small_town: Database, name: str) -> None:
    assert fault(small_town, name) is None


@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_organ_may_use_its_own_name_and_no_other_organs(small_town: Database) -> None:
    own = {
        Group.WORKS_COUNCIL: ("Personalrat", "Personalrat der Stadt Kleinstadt", "Works council"),
        Group.BOARD: ("Verwaltungsvorstand", "Stadt Kleinstadt", "Lord mayor", "Amt für Straßen"),
        Group.CIIO: ("CIIO", "Stadt Kleinstadt, Digitalbüro", "CIO-Office"),
    }
    for group, names in own.items():
        for name in names:
            assert fault(small_town, name, group) is None, (group, name)
            for stranger in (None, Group.CITIZEN, Group.STAFF, Group.BUSINESS):
                assert fault(small_town, name, stranger) is not None, (stranger, name)
    assert fault(small_town, "Stadt Kleinstadt", Group.WORKS_COUNCIL) == "Stadt Kleinstadt"
    assert fault(small_town, "Verwaltungsvorstand", Group.WORKS_COUNCIL) == "Verwaltungsvorstand"
    assert fault(small_town, "Personalrat", Group.BOARD) == "Personalrat"
    assert fault(small_town, "Lord mayor", Group.CIIO) == "Lord mayor"


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_name_costs_two_queries_and_no_name_none(small_town: Database) -> None:
    with small_town.reading() as session:
        head = roadmap.head(session, town.SLUG, "de")
        assert head is not None
        asked: list[str] = []
        event.listen(
            small_town.engine, "before_cursor_execute", lambda *given: asked.append(given[2])
        )
        naming.name_fault(session, SITE, head, "", None)
        assert asked == []
        naming.name_fault(session, SITE, head, "Bürgerverein Nord", None)
        assert len(asked) == 2, "the units of the roadmap, and the verified organisations"


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("field", ["organisation", "display_name"])
def test_the_form_refuses_the_citys_name_at_its_field_and_keeps_the_text(
    database: Database, client: FlaskClient, field: str
) -> None:
    town.found(database)
    address = f"/de/c/{town.SLUG}/items/M1.1.1/contribute/"
    answers = {"text": "Bitte mit Termin.", "group": "citizen", field: "Ѕtadt Dоrtmund"}
    for step in ("review", "send"):
        form = {**fill(client, address, **answers), "step": step}
        answer = client.post(address, data=form)
        assert answer.status_code == 422
        page = html.fromstring(answer.text)
        assert "Stadt Dortmund" in page.get_element_by_id(f"{field}-fault").text_content()
        kept = fields(answer.text, "text")
        assert {name: kept[name] for name in answers} == answers
    form = {**fill(client, address, **{**answers, field: "Bürgerverein Nord"}), "step": "send"}
    assert client.post(address, data=form).status_code == 303


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_works_council_signs_with_its_name(database: Database, client: FlaskClient) -> None:
    town.found(database)
    with database.writing() as session:
        roles = [Role.COUNCIL_OFFICER]
        group = Group.WORKS_COUNCIL
        accounts.create(session, "council@example.org", town.PASSWORD, roles, "Kim", group)
    sign_in(client, "council@example.org", town.PASSWORD)
    address = f"/de/c/{town.SLUG}/items/M1.1.1/contribute/"
    name = "Personalrat der Stadt Dortmund"
    answers = {"text": "Bitte mit uns.", "group": group, "organisation": name}
    form = {**fill(client, address, **answers), "step": "send"}
    assert client.post(address, data=form).status_code == 303
