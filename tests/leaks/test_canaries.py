# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every stored field holds a word of its own; every role goes everywhere; nobody hears what is not theirs to hear.

`readers.yaml` is the signed-off table: which roles may read which field in which state. A field that is not in it may
be read by nobody.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select, update
from werkzeug.routing import Rule

from participation.accounts import organisations, passkeys
from participation.accounts import service as accounts
from participation.accounts.models import Account
from participation.accounts.organisation_rules import NewOrganisation
from participation.accounts.passkey_rules import Site
from participation.accounts.rules import Role
from participation.contributions import answers, keeping, revising
from participation.contributions import service as contributions
from participation.contributions.models import Contribution, ContributionVersion
from participation.db import Database
from tests.support import canaries, rights, town
from tests.support import revising as writing
from tests.support.forms import sign_in
from tests.support.letterbox import LetterBox, words
from tests.support.passkey import Authenticator

READERS: Mapping[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("readers.yaml").read_text("utf-8")
)
ROLES = {
    "guest": None,
    "author": None,
    "participant": Role.PARTICIPANT,
    "intake": Role.INTAKE,
    "moderator": Role.MODERATOR,
    "analyst": Role.ANALYST,
    "council_officer": Role.COUNCIL_OFFICER,
    "administrator": Role.ADMINISTRATOR,
    "auditor": Role.AUDITOR,
}
LINKS = re.compile(r'(?:href|action|src)="(/[^"#]*)')
SITE = Site("localhost", "http://localhost")
AUTHOR = "author-of-what-was-rejected"

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@dataclass
class Town:
    """The small town with something in every table, and a canary in every field."""

    aviary: canaries.Aviary
    references: dict[str, str]
    code: str
    key: Authenticator


def refused_organisation(database: Database) -> None:
    """Have the participant register an organisation, and the administrator refuse it."""
    new = NewOrganisation("Verein", "association", None, True, "Register")
    with database.writing() as session:
        known = {account.name: account.id for account in session.scalars(select(Account))}
        found = organisations.register(session, rights.who(session, known["participant"]), new)
        administrator = rights.who(session, known["administrator"])
        organisations.refuse(session, found.id, "Grund", administrator, rights.DESK, "de")


def passkey(database: Database) -> Authenticator:
    """Give the participant a passkey."""
    key = Authenticator("localhost", "http://localhost")
    with database.writing() as session:
        owner = session.scalars(select(Account).where(Account.name == "participant")).one()
        asked = passkeys.creation_options(session, town.SECRET, SITE, owner, "City")
        made = key.make(f'data-options="{escape(asked)}"')
        passkeys.add(session, town.SECRET, SITE, owner, "Laptop", made, rights.DESK, "de")
    return key


@pytest.fixture
def planted(database: Database) -> Town:
    """People of every role, contributions in every state, drafts, answers, complaints; then the canaries."""
    town.found(database)
    with database.writing() as session:
        for name, role in ROLES.items():
            if role is not None:
                accounts.create(session, f"{name}@example.org", town.PASSWORD, [role], name)
    references = {}
    rights.requests(database)
    refused_organisation(database)
    key = passkey(database)
    with database.writing() as session:
        for state in ("submitted", "published", "rejected", "withdrawn"):
            taken = town.say(
                session,
                f"Wortlaut {state}",
                submission=AUTHOR if state == "rejected" else f"a-long-key-for-{state}",
                title="Titel",
                organisation="Verein",
                display_name="Name",
                email="kim@example.org",
                grounds="Grund",
            )
            references[state] = taken.reference
            session.execute(
                update(Contribution)
                .where(Contribution.id == taken.contribution_id)
                .values(external_id=f"external-{state}")
            )
            if state in ("published", "rejected"):
                outcome = "publish" if state == "published" else "reject"
                reason = None if state == "published" else "off_topic"
                contributions.decide(
                    session, taken.reference, 1, outcome, reason, "Warum", "account/1"
                )
            if state == "rejected":
                code = taken.code
                revising.contest(session, taken.contribution_id, "Ich widerspreche.", "de")
            if state == "withdrawn":
                revising.withdraw(session, taken.contribution_id)
            if state in ("published", "rejected"):
                answers.save_answer(
                    session,
                    (taken.contribution_id, taken.reference),
                    "follow",
                    {"de": "Antwort"},
                    "Amt",
                    0,
                    state == "published",
                    "account/1",
                )
        keeping.keep(session, 1, f"/c/{town.SLUG}/propose/", {"text": "Entwurf"})
    with database.writing() as session:
        writing.trace_to(session, references["published"])
    with database.writing() as session:
        writing.write(session, "M1.1.2", 1, "In Vorbereitung.")
        writing.explain_all(session)
    with database.writing() as session:
        aviary = canaries.plant(session)
    return Town(aviary, references, code, key)


def test_every_text_column_is_planted_or_known_to_hold_codes(database: Database) -> None:
    assert canaries.unknown() == []


def test_nobody_reads_what_is_not_theirs_and_nothing_becomes_an_element(
    app: Flask, planted: Town
) -> None:
    app.test_client_class = FlaskClient
    app.config["BASE_URL"] = "http://localhost"  # passkeys are for sites with a name
    heard: dict[str, set[str]] = {}
    elements: list[str] = []
    for role in ROLES:
        client = app.test_client()
        enter(client, role, planted)
        for address, said in crawl(app, client, planted):
            for name in planted.aviary.heard(said):
                heard.setdefault(name, set()).add(role)
            if f'class="{canaries.CLASS}"' in said and element_in(said):
                elements.append(f"{role} {address}")
    assert elements == []
    leaks = {
        name: sorted(roles - set(READERS.get(name, ())))
        for name, roles in sorted(heard.items())
        if roles - set(READERS.get(name, ()))
    }
    assert leaks == {}, yaml.safe_dump({k: sorted(v) for k, v in sorted(heard.items())})
    silent = sorted(set(READERS) - set(heard) - {"everybody"})
    assert silent == [], "whatever may be read is found by the crawl, else it proves nothing"


def test_searching_for_what_is_hidden_is_searching_for_what_does_not_exist(
    app: Flask, planted: Town
) -> None:
    app.test_client_class = FlaskClient
    client = app.test_client()
    seen = 0
    for name in list(planted.aviary.names):
        if "guest" in READERS.get(name, ()):
            continue
        word = planted.aviary.word(name)
        found = [
            client.get(f"/de/c/{town.SLUG}/search/?q={asked}").text.replace(asked, "")
            for asked in (word, "zqx9999y")
        ]
        assert found[0] == found[1], name
        seen += 1
    assert seen > 20


def test_no_etag_moves_with_what_is_hidden(app: Flask, database: Database, planted: Town) -> None:
    app.test_client_class = FlaskClient
    pages = (
        "/de/",
        f"/de/c/{town.SLUG}/",
        f"/de/c/{town.SLUG}/items/M1.1.1/",
        f"/de/c/{town.SLUG}/feed.atom",
    )
    client = app.test_client()
    before = [client.get(page).headers["ETag"] for page in pages]
    with database.writing() as session:
        hidden = select(Contribution.id).where(Contribution.state.in_(("submitted", "rejected")))
        session.execute(
            update(ContributionVersion)
            .where(ContributionVersion.contribution_id.in_(hidden))
            .values(text="Etwas anderes", title="Anders")
        )
        town.say(session, "Noch etwas", submission="another-key-that-is-long", stance=None)
    assert [client.get(page).headers["ETag"] for page in pages] == before


def test_letters_say_nothing_that_a_contributor_wrote(
    database: Database, settings: Any, planted: Town
) -> None:
    mailbox = LetterBox(database, settings)
    for letter in mailbox.empty():
        heard = planted.aviary.heard(words(letter) + str(letter["Subject"]))
        assert not {name for name in heard if name.startswith(("contribution", "complaint"))}


def enter(client: FlaskClient, role: str, planted: Town) -> None:
    """Come in as somebody of this role."""
    if role == "author":
        client.post("/de/receipt/", data={"code": planted.code})
    elif ROLES[role] is not None:
        assert sign_in(client, f"{role}@example.org", town.PASSWORD).status_code == 303
    if role == "participant":
        proof = planted.key.prove(client.get("/de/sign-in/second/").text)
        assert client.post("/de/sign-in/passkey/", data={"credential": proof}).status_code == 303


def crawl(app: Flask, client: FlaskClient, planted: Town) -> Iterator[tuple[str, str]]:
    """Go to every address that the routes make with what there is, and to every link on those pages, once."""
    waiting = list(addresses(app, planted))
    known = set(waiting)
    shapes: dict[str, int] = {}
    while waiting:
        address = waiting.pop()
        if "/sign-out" in address or address.startswith("/static/"):
            continue
        with client.get(address) as answer:
            assert answer.status_code < 500, address
            said = body(answer.data, answer.mimetype)
        yield address, said + str(answer.headers)
        for link in LINKS.findall(said if answer.mimetype == "text/html" else ""):
            link = html.fromstring(f"<a>{link}</a>").text_content()
            shape = re.sub(r"=[^&]*", "=", link)
            shapes[shape] = shapes.get(shape, 0) + 1
            if link not in known and link.startswith(("/de/", "/api/")) and shapes[shape] < 3:
                known.add(link)
                waiting.append(link)


def addresses(app: Flask, planted: Town) -> Iterator[str]:
    """Make the addresses of all pages, with every value that an argument can have here."""
    values: dict[str, list[Any]] = {
        "locale": ["de"],
        "slug": [town.SLUG],
        "key": ["M1.1.1", "M1.1.2"],
        "reference": list(planted.references.values()),
        "number": [1, 2, 3],
        "what": ["contributions", "aggregate"],
        "fmt": ["csv", "xlsx", "json", "jsonl"],
        "token": ["nonsense"],
    }
    router = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and "static" not in rule.endpoint:
            names = sorted(rule.arguments)
            for given in product(*(values.get(name, [1]) for name in names)):
                address = build(router, rule, dict(zip(names, given, strict=True)))
                if address:
                    yield address
                    if "download" in rule.endpoint:
                        yield f"{address}?state=all"


def build(router: Any, rule: Rule, given: dict[str, Any]) -> str | None:
    """Return an address, or None where a value does not fit the route."""
    try:
        return str(router.build(rule.endpoint, given))
    except Exception:
        return None


def body(data: bytes, mimetype: str) -> str:
    """Return the words of an answer, those inside a workbook too."""
    if "spreadsheet" not in mimetype:
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(
            archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
        )


def element_in(said: str) -> bool:
    """Say whether a canary has become an element of a page."""
    if "<html" not in said:
        return False
    return bool(html.document_fromstring(said.encode()).find_class(canaries.CLASS))
