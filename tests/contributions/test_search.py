# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was published is found by its words, by nothing else, and only as long as it is published."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session

from participation.contributions import search, search_index
from participation.contributions import service as contributions
from participation.contributions.models import Contribution, ContributionVersion, SearchEntry
from participation.contributions.queries import Filters
from participation.contributions.service import Taken
from participation.db import Database
from participation.roadmap import queries as roadmap
from participation.roadmap import service as drafts
from tests.support import town
from tests.support.pages import spoken

SEARCH = f"/de/c/{town.SLUG}/search/"
SIGNS = st.sampled_from(
    ["AND", "OR", "NOT", "NEAR", "NEAR(a b)", '"', "'", "*", "^", "(", ")", ":", "&", "|", "!", "<->", "\\", "zzc1", "words:",
     "{words}", "-", "+", ":*", "Radweg", "\t", "\x01", "\x7f", "\u202e", "\ud800", "𝔘", "ﷺ", "中", "%", "_", ";--"]
)  # fmt: skip


def publish(session: Session, words: str, number: int = 0, **changes: object) -> Taken:
    """Have somebody say something, and publish it."""
    key = changes.pop("key", "M1.1.1")
    submission = f"a-key-that-is-long-enough-{number}-{words[:20]}"
    taken = town.say(session, words, key, submission, **changes)
    contributions.decide(session, taken.reference, 1, "publish", None, None, "test")
    search.keep(session, taken.contribution_id)
    return taken


def found(
    session: Session,
    query: str,
    filters: Filters | None = None,
    locale: str = "de",
    item: int | None = None,
) -> list[str]:
    """Return the first page of what a query finds, as texts."""
    page = search.find(session, 1, query, filters or Filters(), None, locale, item_id=item)
    return [view.text for view in page.contributions]


@pytest.fixture
def said(database: Database) -> list[Taken]:
    """Four published contributions in three languages, the newest last."""
    town.found(database)
    with database.writing() as session:
        return [
            publish(
                session, "Mehr Radwege in der Innenstadt.", concern="cost", title="Rad & Straße"
            ),
            publish(session, "Daha fazla bisiklet yolu.", language="tr", group="business"),
            publish(session, "نريد مسارات الدراجات في المدينة", language="ar", key="M1.1.2"),
            publish(
                session,
                "Ein Haus für den Radweg.",
                key=None,
                concern=None,
                organisation="ADFC Nord",
            ),
        ]


def test_words_are_found_in_other_forms_and_the_newest_come_first(
    database: Database, said: list[Taken]
) -> None:
    with database.reading() as session:
        assert found(session, "radweg") == [
            "Ein Haus für den Radweg.",
            "Mehr Radwege in der Innenstadt.",
        ]
        assert found(session, "STRASSE") == ["Mehr Radwege in der Innenstadt."], "in a title"
        assert found(session, "Häuser adfc") == ["Ein Haus für den Radweg."]
        assert found(session, "bisikletler", locale="tr") == ["Daha fazla bisiklet yolu."]
        assert found(session, "دراجة", locale="ar") == ["نريد مسارات الدراجات في المدينة"]
        assert found(session, "الدراجات", locale="en") == ["نريد مسارات الدراجات في المدينة"]
        assert found(session, said[1].reference) == ["Daha fazla bisiklet yolu."]
        assert found(session, "Radweg Stadion") == []
        assert found(session, "?!") == []


def test_words_that_every_text_has_are_looked_for_alone(
    database: Database, said: list[Taken]
) -> None:
    with database.reading() as session:
        assert found(session, "in der") == ["Mehr Radwege in der Innenstadt."]
        assert found(session, "der Radweg") == found(session, "Radweg")


def test_filters_leave_only_what_they_name(database: Database, said: list[Taken]) -> None:
    with database.writing() as session:
        publish(
            session,
            "Radweg, Radweg!",
            group="works_council",
            concern="work_conditions",
            kind="proposal",
        )
        session.execute(
            update(Contribution)
            .where(Contribution.id == said[0].contribution_id)
            .values(answered=True)
        )
        search.keep(session, said[0].contribution_id)
    with database.reading() as session:
        for filters in (
            Filters(group="works_council"),
            Filters(concern="work_conditions"),
            Filters(group="works_council", kind="proposal", concern="work_conditions"),
        ):
            assert found(session, "Radweg", filters) == ["Radweg, Radweg!"]
        assert found(session, "Radweg", Filters(answered=True)) == [
            "Mehr Radwege in der Innenstadt."
        ]
        assert len(found(session, "Radweg", Filters(answered=False))) == 2
        assert found(session, "Radweg", Filters(group="business")) == []
        item_id = session.get_one(Contribution, said[0].contribution_id).item_id
        assert len(found(session, "Radweg", item=item_id)) == 2


def test_a_statement_and_a_reply_are_found_but_not_in_the_list_of_the_item(
    database: Database, said: list[Taken]
) -> None:
    with database.writing() as session:
        publish(session, "Der Radweg ist richtig.", kind="reply", parent_id=said[0].contribution_id)
        publish(session, "Radwege begrüßen wir.", kind="statement", group="board")
    with database.reading() as session:
        assert len(found(session, "Radweg")) == 4
        item_id = session.get_one(Contribution, said[0].contribution_id).item_id
        assert found(session, "Radweg", item=item_id) == ["Mehr Radwege in der Innenstadt."]


def test_another_consultation_is_not_searched_whatever_a_text_says(database: Database) -> None:
    town.found(database)
    other = replace(town.DOCUMENT, slug="other-town")
    with database.writing() as session:
        drafts.import_draft(session, other, "test", publish=True)
        about = roadmap.consultation(session, "other-town")
        assert about is not None
        publish(session, f"Radweg zzc{about.id} zzgboard")
        page = search.find(session, about.id, "Radweg", Filters(), None, "de")
        assert page.contributions == []
        assert found(session, "Radweg", Filters(group="board")) == []
        assert len(found(session, f"zzc{about.id}")) == 1, "as the word that it is"


@pytest.mark.parametrize("recent", [1, 5, search_index.RECENT])
def test_pages_have_no_gaps_and_nothing_twice(
    database: Database, monkeypatch: pytest.MonkeyPatch, recent: int
) -> None:
    monkeypatch.setattr(search_index, "RECENT", recent)
    town.found(database)
    with database.writing() as session:
        ids = [publish(session, f"Radweg Nummer {n}", n).contribution_id for n in range(25)]
        search.drop(session, ids.pop(11))
    with database.reading() as session:
        for size in (1, 7, 12, 24):
            seen, cursor = [], None
            while True:
                page = search.find(session, 1, "Radwege", Filters(), cursor, "de", size)
                seen += [view.id for view in page.contributions]
                cursor = page.next_cursor
                if cursor is None:
                    break
            assert seen == ids[::-1]


@pytest.mark.parametrize("backend", ["postgresql"])
def test_a_search_leaves_the_settings_as_they_were(database: Database, said: list[Taken]) -> None:
    with database.reading() as session:
        assert found(session, "Stadion") == []
        assert session.scalar(text("SHOW enable_seqscan")) == "on"


@pytest.mark.parametrize("cursor", ["", "w", "wx", "n1-2", "w-1", "w" + "9" * 30, "\0", "w１"])
def test_a_broken_cursor_means_the_first_page(
    database: Database, said: list[Taken], cursor: str
) -> None:
    with database.reading() as session:
        assert len(search.find(session, 1, "Radweg", Filters(), cursor, "de").contributions) == 2


@pytest.mark.parametrize("state", ["submitted", "asked", "rejected", "withdrawn"])
def test_what_is_not_published_is_never_found(
    database: Database, said: list[Taken], state: str
) -> None:
    chosen = said[0].contribution_id
    with database.writing() as session:
        session.execute(update(Contribution).where(Contribution.id == chosen).values(state=state))
    with database.writing() as session:
        assert found(session, "Radweg") == ["Ein Haus für den Radweg."], "even if nobody said so"
        search.keep(session, chosen)
        assert session.scalar(select(func.count()).select_from(SearchEntry)) == 3
    with database.writing() as session:
        search.drop(session, said[3].contribution_id)
        assert found(session, "Radweg") == []
        assert search.rebuild(session) == 3
        assert found(session, "Radweg") == ["Ein Haus für den Radweg."]


def test_new_words_take_the_place_of_the_old_ones(database: Database, said: list[Taken]) -> None:
    chosen = said[0].contribution_id
    with database.writing() as session:
        session.execute(
            update(ContributionVersion)
            .where(ContributionVersion.contribution_id == chosen)
            .values(text="Ein Stadion, bitte.", title=None)
        )
        search.keep(session, chosen)
    with database.reading() as session:
        assert found(session, "Radweg") == ["Ein Haus für den Radweg."]
        assert found(session, "Stadion") == ["Ein Stadion, bitte."]


def test_everything_rebuilt_finds_the_same(database: Database, said: list[Taken]) -> None:
    with database.writing() as session:
        before = session.scalars(select(SearchEntry.words).order_by(SearchEntry.id)).all()
        session.execute(delete(SearchEntry))
        assert found(session, "Radweg") == []
        assert search.rebuild(session) == 4
        assert session.scalars(select(SearchEntry.words).order_by(SearchEntry.id)).all() == before
        session.execute(delete(SearchEntry))
        search.keep_all(session, [taken.contribution_id for taken in said])
        search.keep_all(session, [])
        assert session.scalars(select(SearchEntry.words).order_by(SearchEntry.id)).all() == before
        assert len(found(session, "Radweg")) == 2


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_index_holds_what_the_entries_say(database: Database, said: list[Taken]) -> None:
    with database.writing() as session:
        search.keep(session, said[0].contribution_id)
        search.drop(session, said[1].contribution_id)
        search.rebuild(session)
        session.execute(
            text("INSERT INTO search_words(search_words, rank) VALUES('integrity-check', 1)")
        )


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(SIGNS | st.text(max_size=6), max_size=8).map(" ".join),
    st.sampled_from(["de", "tr", "ar"]),
)
def test_no_query_fails(database: Database, query: str, locale: str) -> None:
    with database.reading() as session:
        search.find(session, 1, query, Filters(), None, locale)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(max_size=40) | st.from_regex("[0-9a-z]{1,12}", fullmatch=True))
def test_a_text_is_found_by_its_own_words(database: Database, words: str) -> None:
    words = words.replace("\0", " ")
    with database.reading() as session:
        known = session.scalar(select(Contribution.id))
    if known is None:
        town.found(database)
        with database.writing() as session:
            known = publish(session, "Radweg").contribution_id
    with database.writing() as session:
        session.execute(update(ContributionVersion).values(text=words))
        search.keep(session, known)
        page = search.find(session, 1, words, Filters(), None, "de")
        assert [view.id for view in page.contributions] == (
            [known] if any(map(str.isalnum, words)) else []
        )


def hrefs(page: str) -> list[str]:
    """Return where the links of a page lead."""
    return [str(link) for link in html.fromstring(page).xpath("//main//a/@href")]


def test_the_page_shows_items_and_contributions(client: FlaskClient, said: list[Taken]) -> None:
    page = client.get(f"{SEARCH}?q=Radwege")
    told = spoken(page.text)
    assert "Rad & Straße" in told
    assert "Ein Haus für den Radweg." in told
    assert "Daha fazla" not in told
    assert f"/de/c/{town.SLUG}/items/M1.1.1/" in hrefs(page.text)
    items = spoken(client.get(f"{SEARCH}?q=akte").text)
    assert "M1.1.2 Akten führen" in items
    assert "M1.1.2 Akten führen" in spoken(client.get(f"{SEARCH}?q=m1.1.2").text)
    arabic = client.get(f"/en/c/{town.SLUG}/search/?q=الدراجات")
    (quoted,) = html.fromstring(arabic.text).xpath("//div[@data-verbatim]")
    assert (quoted.get("lang"), quoted.get("dir")) == ("ar", "rtl")


def test_without_words_the_page_lists_everything(client: FlaskClient, said: list[Taken]) -> None:
    told = spoken(client.get(SEARCH).text)
    for words in ("Mehr Radwege", "Daha fazla", "Ein Haus für den Radweg."):
        assert words in told
    only = spoken(client.get(f"{SEARCH}?kind=proposal").text)
    assert "Ein Haus für den Radweg." in only
    assert "Mehr Radwege" not in only


def test_the_page_narrows_and_says_when_there_is_nothing(
    client: FlaskClient, said: list[Taken]
) -> None:
    business = spoken(client.get(f"{SEARCH}?group=business&sort=supported").text)
    assert "Daha fazla" in business
    assert "Mehr Radwege" not in business
    for address in ("?q=nirgends", "?answered=yes", "?q=%22*%28&group=board", "?concern=support"):
        answer = client.get(f"{SEARCH}{address}")
        assert "Kein Beitrag passt zu dieser Auswahl." in spoken(answer.text)
    assert client.get("/de/c/nowhere/search/").status_code == 404


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=%ED%A0%80",
        "q=%FF",
        "q=<b>&after=%00",
        "sort=x&kind=%F0&group=%27&answered=2",
        "q=" + "a+" * 4_000,
    ],
)
def test_no_address_makes_the_page_fail(client: FlaskClient, said: list[Taken], query: str) -> None:
    assert client.get(f"{SEARCH}?{query}").status_code == 200
    assert client.get(f"/de/c/{town.SLUG}/items/M1.1.1/?{query}").status_code == 200


def test_the_pages_lead_on_to_the_end(client: FlaskClient, database: Database) -> None:
    town.found(database)
    with database.writing() as session:
        for n in range(23):
            publish(session, f"Radweg Nummer {n}", n)
    for start in (f"{SEARCH}?q=Radwege", SEARCH, f"{SEARCH}?sort=discussed&group=citizen"):
        first = client.get(start)
        (onward,) = html.fromstring(first.text).xpath("//p[@class='onward']/a/@href")
        second = client.get(onward)
        assert "Radweg Nummer 3" in spoken(first.text)
        assert "Radweg Nummer 2 " in spoken(second.text)
        assert not html.fromstring(second.text).xpath("//p[@class='onward']")
