# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Around a contribution stands what its author changed, what is like it, and what happened to it."""

from __future__ import annotations

from flask.testing import FlaskClient
from lxml import html

from participation.contributions import revising
from participation.contributions import service as contributions
from participation.db import Database
from tests.support import town
from tests.support.forms import sign_in

LETTER = (
    "Die Schalter im Bezirk müssen offen bleiben. Viele Menschen haben kein Gerät zu Hause. "
    "Wer einen Ausweis braucht, will mit jemandem sprechen."
)


def test_a_moderator_reads_what_changed_what_is_alike_and_what_happened(
    database: Database, client: FlaskClient
) -> None:
    town.settle(database)
    with database.writing() as session:
        rejected = town.say(session, LETTER, submission="a-long-key-for-what-is-rejected")
        contributions.decide(
            session, rejected.reference, 1, "reject", "off_topic", "Passt nicht.", "test"
        )
        gone = town.say(session, LETTER, submission="a-long-key-for-what-is-taken-back")
        revising.withdraw(session, gone.contribution_id)
        other = town.say(session, "Ganz anderes Thema.", submission="a-long-key-for-another")
        mine = town.say(session, f"{LETTER} Ruft mich an!", submission="a-long-key-for-mine")
        new = revising.Words(None, f"{LETTER} Bitte handeln Sie.", None, None, "de")
        revising.revise(session, mine.contribution_id, 1, new)
    sign_in(client, town.MODERATOR, town.PASSWORD)
    page = html.fromstring(client.get(f"/de/moderation/{mine.reference}/").text)
    assert "Ruft mich an" in " ".join(page.xpath("//del//text()"))
    assert "Bitte handeln Sie" in " ".join(page.xpath("//ins//text()"))
    (row,) = page.xpath("//table[contains(@class, 'alike')]/tbody/tr")
    said = " ".join(row.text_content().split())
    assert rejected.reference in said
    assert "Nicht veröffentlicht" in said
    steps = [
        " ".join(cell.text_content().split())
        for cell in page.xpath("//table[contains(@class, 'steps-table')]/tbody/tr/td[2]")
    ]
    assert steps[0].startswith("Eingegangen")
    assert steps[1].startswith("Fassung 2")
    plain = client.get(f"/de/moderation/{other.reference}/").text
    assert "Ähnliche Beiträge" not in plain
    assert "Was sich seit" not in plain


def test_an_earlier_decision_stands_in_what_happened(
    database: Database, client: FlaskClient
) -> None:
    town.settle(database)
    with database.writing() as session:
        taken = town.say(session, LETTER)
        contributions.decide(session, taken.reference, 1, "publish", None, None, "test")
    sign_in(client, town.MODERATOR, town.PASSWORD)
    page = client.get(f"/de/moderation/{taken.reference}/").text
    assert page.index("Eingegangen, Quittung vergeben") < page.rindex("Veröffentlicht")
