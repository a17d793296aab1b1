# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever somebody types comes back as they typed it, everywhere, or is refused with a reason at its field."""

from __future__ import annotations

import io
import json
import unicodedata

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from sqlalchemy import select
from werkzeug.test import TestResponse

from participation import text
from participation.contributions import service
from participation.contributions.models import Contribution, ContributionVersion
from participation.db import Database
from participation.reports import download
from participation.roadmap import queries as roadmap
from tests.support import town
from tests.support.forms import fields, fill, sign_in

FORM = f"/de/c/{town.SLUG}/items/M1.1.1/contribute/"
# One kind of character after the other, for among all of them letters would crowd the rare kinds out.
KINDS = (
    ["Lu", "Ll", "Lt"], ["Lo", "Lm"], ["Nd", "Nl", "No"], ["Mn", "Mc", "Me"], ["Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"],
    ["Sm", "Sc", "Sk", "So"], ["Zs", "Zl", "Zp"], ["Cc"], ["Cf"], ["Co"], ["Cn"],
)  # fmt: skip
ANYTHING = st.text(
    st.one_of(*(st.characters(codec="utf-8", categories=kinds) for kinds in KINDS)), max_size=40
)
NASTY = (
    "\0", "a\0b", "\x01\x1f\x7f", "a\x07b", "\x80\x85\x9f", "\r", "a\rb\r\nc\n\nd\n", "  a  ", "\ta\t", "\n\n", "\u200b\u200d\ufe0f",
    "\u2028a\u2029b", "\ufeffBOM", "a\ufffeb", "a\uffffb", "\ufdd0", "\U0001fffe", "\U0010ffff", "\ufffd", "\u0378 \U000e0080",
    "\ue000\U0010fffd", "\u202eabc\u202c \u2066def\u2069 \u200fghi", "\u0301", "e\u0301 é ﬁ ﷺ Å", "Z\u0351\u036b\u0343" * 30, "İıſßẞ",
    "👩\u200d👩\u200d👧 🇩🇪 👍🏽 ❤\ufe0f 1\ufe0f\u20e3", "\U000e0067\U000e007f", "\u115f\u3164\uffa0\u2800", "각 각", "مرحبا 123 שלום", "हिन्दी ไทย",
    "中文。日本語", "𝔘𝔫𝔦 𒀀 𓀀", "<b>&amp;</b> &#0; &lt;", "<!-- --> ]]> <![CDATA[", "=1+1", "'; DROP TABLE x;--", "{{ 7*7 }} %s ${x}",
    "\\u0000 \\x00 \\", '"quoted" \'single\' `tick`', "a" * 9_000 + "ß" * 1_000,
)  # fmt: skip
# What a page may show as a list, a quotation or a stress instead.
_SIGNS = frozenset("*>-+.)")


def seen(words: str) -> str:
    """Return what of a text a page shows in any case."""
    return "".join(
        c
        for c in text.plain(words)
        if c not in _SIGNS and not c.isspace() and unicodedata.category(c) != "Cc"
    )


class Desk:
    """Where a text goes in, and the places where it comes out again."""

    def __init__(self, app: Flask, database: Database) -> None:
        self.app, self.database = app, database
        self.moderator = app.test_client()
        sign_in(self.moderator, town.MODERATOR, town.PASSWORD)
        self.form = fill(app.test_client(), FORM, text="", group="citizen")
        self.sent: dict[str, str] = {}

    def send(self, words: str) -> TestResponse:
        """Send a text from a browser that was never here."""
        key = f"a-key-that-is-long-enough-{len(self.sent)}"
        sending = {**self.form, "text": words, "submission_key": key, "step": "send"}
        return self.app.test_client().post(FORM, data=sending)

    def newest(self) -> tuple[str, str]:
        """Return reference and text of what came in last."""
        with self.database.reading() as session:
            row = session.execute(
                select(Contribution.reference, ContributionVersion.text)
                .join(ContributionVersion, ContributionVersion.contribution_id == Contribution.id)
                .order_by(Contribution.id.desc())
            ).first()
        assert row is not None
        return row[0], row[1]

    def publish(self, reference: str) -> None:
        """Let everybody read it."""
        with self.database.writing() as session:
            service.decide(session, reference, 1, "publish", None, None, "test")

    def export(self) -> dict[str, str]:
        """Return the texts of the exported contributions by reference."""
        out = io.BytesIO()
        with self.database.reading() as session:
            head = roadmap.head(session, town.SLUG, "de")
            assert head is not None
            download.write(session, head, download.Wanted("contributions", "json"), out)
        return {row["reference"]: row["text"] for row in json.loads(out.getvalue())}

    def take(self, words: str) -> None:
        """Send a text, and find it unchanged wherever it is told; or its refusal with a reason at its field."""
        answer = self.send(words)
        if answer.status_code == 422:
            refused(answer, words)
            return
        assert answer.status_code == 303, answer.status
        reference, kept = self.newest()
        assert kept == words.replace("\r\n", "\n").replace("\r", "\n")
        self.sent[reference] = kept
        page = html.fromstring(self.moderator.get(f"/de/moderation/{reference}/").text)
        assert seen(page.find_class("words")[0].text_content()) == seen(kept)
        self.publish(reference)
        page = html.fromstring(self.app.test_client().get(f"/de/contributions/{reference}/").text)
        assert seen(page.find_class("contribution__text")[0].text_content()) == seen(kept)


def refused(answer: TestResponse, words: str) -> None:
    """Check that a text is refused for a reason, that the page says it at the field, and keeps what can be kept."""
    assert text.storable(words) is not None or text.is_blank(words), "refused without a reason"
    page = html.fromstring(answer.text)
    assert page.get_element_by_id("text-fault").text_content().strip()
    assert "text-fault" in page.get_element_by_id("text").get("aria-describedby")
    again = fields(answer.text, "text")["text"].replace("\r\n", "\n").replace("\r", "\n")
    typed = text.without_unstorable(words).replace("\r\n", "\n").replace("\r", "\n")
    assert again == typed


@pytest.fixture
def desk(app: Flask, database: Database) -> Desk:
    """The town's form and its moderators; pages are not checked here, for every one shows the same but for a text."""
    town.settle(database)
    app.test_client_class = FlaskClient
    return Desk(app, database)


def test_any_text_comes_back_unchanged_or_is_refused_with_a_reason(desk: Desk) -> None:
    @settings(
        max_examples=60,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(words=ANYTHING)
    def check(words: str) -> None:
        desk.take(words)

    check()
    assert desk.export() == desk.sent


def test_nasty_texts_come_back_unchanged_or_are_refused_with_a_reason(desk: Desk) -> None:
    for words in NASTY:
        desk.take(words)
    assert desk.export() == desk.sent
    assert len(desk.sent) > len(NASTY) / 2


@pytest.mark.parametrize("backend", ["sqlite"])
def test_pages_with_nasty_texts_are_still_pages(database: Database, client: FlaskClient) -> None:
    town.settle(database)
    moderator = client.application.test_client()
    sign_in(moderator, town.MODERATOR, town.PASSWORD)
    with database.writing() as session:
        for number, words in enumerate(NASTY):
            if text.storable(words) is None and not text.is_blank(words):
                taken = town.say(session, words, submission=f"a-key-that-is-long-{number}")
                service.decide(session, taken.reference, 1, "publish", None, None, "test")
    assert client.get(f"/de/c/{town.SLUG}/items/M1.1.1/").status_code == 200
    assert moderator.get("/de/moderation/?view=published").status_code == 200
