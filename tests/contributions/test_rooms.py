# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""An organisation's people write its statements in a room of their own; one of them releases each, once."""

from __future__ import annotations

import re
import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from participation.accounts.organisation_models import Membership
from participation.audit import service as audit
from participation.contributions import rules, said_for, statement_rules, statements
from participation.contributions.models import Contribution
from participation.contributions.statement_models import RoomLock, SaidFor, StatementDraft
from participation.contributions.statement_rules import Words
from participation.contributions.statements import Room
from participation.db import Base, Database
from tests.support import bodies, town
from tests.support.bodies import APPRENTICE, BAKER, at, press
from tests.support.forms import fields, fill

COUNCIL = "Personalrat der Kleinstadt"
WORDS = Words(town.SLUG, "M1.1.1", "Zur Arbeitszeit", "Der Personalrat lehnt das ab.", "de")


@pytest.fixture
def bakery(database: Database) -> int:
    """A verified bakery: its baker may release, its apprentice writes with him."""
    town.settle(database)
    bodies.people(database)
    return bodies.verified(database, members=(APPRENTICE,))


@pytest.fixture
def council(database: Database) -> int:
    """A verified works council with the same two people."""
    town.settle(database)
    bodies.people(database)
    return bodies.verified(database, COUNCIL, "works_council", (APPRENTICE,))


def place(number: int, more: str = "") -> str:
    """Return the address of a room."""
    return f"/de/account/organisations/{number}/statements/{more}"


def write(client: FlaskClient, number: int, **answers: str) -> str:
    """Begin a draft; return the address of it."""
    form = place(number, "new/")
    said = {"about": f"{town.SLUG}/M1.1.1", "title": WORDS.title, "text": WORDS.text, **answers}
    sent = client.post(form, data=fill(client, form, **said))
    assert sent.status_code == 303, sent.text
    room = client.get(place(number)).text
    return re.findall(rf'href="({place(number)}\d+/)"', room)[0]


def lock(client: FlaskClient, number: int) -> str:
    """Lock a room; return its key."""
    assert press(client, place(number), place(number, "lock/")).status_code == 303
    found = re.search(r'id="room-key">([A-Z0-9-]+)<', client.get(place(number)).text)
    assert found is not None
    return found[1]


def release_form(client: FlaskClient, draft: str) -> dict[str, str]:
    """Return what releasing a draft would send."""
    return fields(client.get(f"{draft}release/").text, "version")


def test_two_write_and_one_releases(app: Flask, database: Database, bakery: int) -> None:
    baker, apprentice = at(app, BAKER), at(app, APPRENTICE)
    draft = write(apprentice, bakery)
    assert WORDS.text in baker.get(draft).text, "what one writes the other reads"
    assert apprentice.get(f"{draft}release/").status_code == 403, "writing is not releasing"
    changed = fill(baker, draft, text="Wir sind dafür.")
    assert baker.post(draft, data=changed).status_code == 303
    page = baker.get(f"{draft}release/").text
    assert "Wir sind dafür." in page and bodies.BAKERY in page
    released = baker.post(f"{draft}release/", data=release_form(baker, draft))
    assert released.status_code == 303
    receipt = baker.get(released.location).text
    assert 'id="receipt-code"' in receipt
    with database.reading() as session:
        said = session.scalars(select(Contribution)).one()
        assert (said.kind, said.group, said.verified) == ("statement", "business", True)
        assert (said.organisation, said.state) == (bodies.BAKERY, "submitted")
        assert session.scalars(select(SaidFor)).one().size == "small"
        assert session.scalars(select(StatementDraft)).all() == []
        assert audit.verify(session).faults == ()
    assert said.reference in apprentice.get(place(bakery)).text


def test_a_statement_is_released_once_however_many_press(
    app: Flask, database: Database, bakery: int
) -> None:
    first = at(app, BAKER)
    draft = write(first, bakery)
    browsers = [first, *(at(app, BAKER) for _ in range(3))]
    forms = [release_form(one, draft) for one in browsers]
    answers: list[int] = []

    def send(client: FlaskClient, form: dict[str, str]) -> None:
        answers.append(client.post(f"{draft}release/", data=form).status_code)

    threads = [
        threading.Thread(target=send, args=pair) for pair in zip(browsers, forms, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [303, 409, 409, 409]
    with database.reading() as session:
        assert len(session.scalars(select(Contribution)).all()) == 1


def test_an_organ_has_one_position_on_a_thing(app: Flask, database: Database, bakery: int) -> None:
    baker = at(app, BAKER)
    for expected in (303, 409):
        draft = write(baker, bakery)
        sent = baker.post(f"{draft}release/", data=release_form(baker, draft))
        assert sent.status_code == expected
    with database.reading() as session:
        said = session.scalars(select(Contribution)).one()
        assert session.scalars(select(StatementDraft)).one(), "the draft is still there"
    opened = press(baker, place(bakery), place(bakery, "receipt/"), contribution=str(said.id))
    assert opened.status_code == 303
    withdraw = "/de/receipt/withdraw/"
    gone = baker.post(withdraw, data=fields(baker.get(withdraw).text, "csrf_token"))
    assert gone.status_code == 303
    sent = baker.post(f"{draft}release/", data=release_form(baker, draft))
    assert sent.status_code == 303


def test_the_second_of_two_writers_sees_what_the_first_has_saved(app: Flask, bakery: int) -> None:
    baker, apprentice = at(app, BAKER), at(app, APPRENTICE)
    draft = write(baker, bakery)
    late = fill(apprentice, draft, text="Meine Fassung.")
    assert baker.post(draft, data=fill(baker, draft, text="Seine Fassung.")).status_code == 303
    refused = apprentice.post(draft, data=late)
    assert refused.status_code == 409
    assert "Meine Fassung." in refused.text and "Seine Fassung." in refused.text
    again = {**late, "version": fields(refused.text, "version")["version"]}
    assert apprentice.post(draft, data=again).status_code == 303
    assert "Meine Fassung." in baker.get(draft).text


def test_strangers_find_no_room(app: Flask, database: Database, bakery: int) -> None:
    draft = write(at(app, BAKER), bakery)
    for email in (bodies.ADMIN, town.MODERATOR, town.ANALYST):
        stranger = at(app, email)
        for address in (place(bakery), place(bakery, "new/"), draft, f"{draft}release/"):
            assert stranger.get(address).status_code == 404, (email, address)
        token = fields(stranger.get("/de/account/").text, "csrf_token")
        for act in ("", "lock/", "clear/", "receipt/", "new/"):
            assert stranger.post(place(bakery, act), data=token).status_code == 404, (email, act)


def test_whoever_is_taken_out_is_out(app: Flask, database: Database, council: int) -> None:
    baker, apprentice = at(app, BAKER), at(app, APPRENTICE)
    key = lock(baker, council)
    entered = press(apprentice, place(council), place(council), key=key)
    assert entered.status_code == 303
    draft = write(apprentice, council)
    who = press(baker, f"/de/account/organisations/{council}/", members(council), **out(database))
    assert who.status_code == 303
    assert apprentice.get(draft).status_code == 404


def members(number: int) -> str:
    """Return where members are changed."""
    return f"/de/account/organisations/{number}/members/"


def out(database: Database) -> dict[str, str]:
    """Return the answers that take the apprentice out."""
    with database.reading() as session:
        one = session.scalars(select(Membership).where(~Membership.may_release)).one()
        return {"action": "remove", "member": str(one.account_id)}


def test_the_works_council_locks_its_room_before_it_writes(
    app: Flask, database: Database, council: int
) -> None:
    baker, apprentice = at(app, BAKER), at(app, APPRENTICE)
    assert baker.get(place(council, "new/")).status_code == 303, "not before there is a lock"
    key = lock(baker, council)
    draft = write(baker, council)
    shut = apprentice.get(place(council)).text
    assert WORDS.title not in shut
    assert apprentice.get(draft).location == place(council)
    wrong = press(apprentice, place(council), place(council), key=statement_rules.new_key())
    assert wrong.status_code == 422
    slip = press(apprentice, place(council), place(council), key="nonsense")
    assert slip.status_code == 422
    assert press(apprentice, place(council), place(council), key=key.lower()).status_code == 303
    assert WORDS.text in apprentice.get(draft).text
    assert press(apprentice, place(council), place(council), action="shut").status_code == 303
    assert apprentice.get(draft).status_code == 303
    fresh = at(app, APPRENTICE)
    fresh.set_cookie("room", apprentice_ticket(baker))
    assert fresh.get(draft).status_code == 303, "an open room is open in one session only"


def apprentice_ticket(client: FlaskClient) -> str:
    """Return what a browser holds of an open room."""
    cookie = client.get_cookie("room")
    assert cookie is not None
    return cookie.value


def test_nobody_with_the_database_reads_a_locked_draft(
    app: Flask, database: Database, council: int
) -> None:
    baker = at(app, BAKER)
    key = (statement_rules.read_key(lock(baker, council)) or "").encode()
    draft = write(baker, council)
    baker.post(draft, data=fill(baker, draft, text="Ganz vertraulich: wir streiken."))
    secrets = (b"vertraulich", b"Arbeitszeit", b"M1.1.1", key)
    with database.reading() as session:
        stored = [
            (table.name, str(row).encode())
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
            if table.name in {"statement_draft", "room_lock", "web_session", "audit_entry", "job"}
        ]
        sealed = session.scalars(select(StatementDraft)).one()
        lock_ = session.scalars(select(RoomLock)).one()
    assert len(stored) > 3
    for name, row in stored:
        assert not [secret for secret in secrets if secret in row], name
    guessed = statement_rules.unsealed(
        app.config["SECRET_KEY"], lock_.salt, f"{council}/{sealed.id}", sealed.body
    )
    assert guessed is None, "nor with the secret of the installation"


def test_a_new_key_takes_the_drafts_along_and_the_old_one_is_dead(
    app: Flask, database: Database, council: int
) -> None:
    baker = at(app, BAKER)
    old = lock(baker, council)
    draft = write(baker, council)
    new = lock(baker, council)
    assert new != old
    assert WORDS.text in baker.get(draft).text
    apprentice = at(app, APPRENTICE)
    assert press(apprentice, place(council), place(council), key=old).status_code == 422
    assert press(apprentice, place(council), place(council), key=new).status_code == 303
    assert press(apprentice, place(council), place(council, "lock/")).status_code == 403


def test_what_is_typed_outlives_a_room_that_was_locked_anew(app: Flask, council: int) -> None:
    baker, apprentice = at(app, BAKER), at(app, APPRENTICE)
    key = lock(baker, council)
    press(apprentice, place(council), place(council), key=key)
    draft = write(baker, council)
    late = fill(apprentice, draft, text="Noch nicht gespeichert.")
    begun = fill(apprentice, place(council, "new/"), about=f"{town.SLUG}/", text="Neu begonnen.")
    lock(baker, council)
    for address, answers in ((draft, late), (place(council, "new/"), begun)):
        kept = apprentice.post(address, data=answers)
        assert kept.status_code == 409
        assert answers["text"] in kept.text


def test_a_lost_key_empties_the_room_only_when_somebody_is_sure(
    app: Flask, database: Database, council: int
) -> None:
    baker = at(app, BAKER)
    lock(baker, council)
    write(baker, council)
    press(baker, place(council), place(council), action="shut")
    clear = place(council, "clear/")
    assert press(baker, place(council), clear).status_code == 422
    assert press(at(app, APPRENTICE), place(council), clear, sure="yes").status_code == 403
    assert press(baker, place(council), clear, sure="yes").status_code == 303
    with database.reading() as session:
        assert session.scalars(select(StatementDraft)).all() == []
        assert session.scalars(select(RoomLock)).all() == []
        assert audit.verify(session).faults == ()


def test_an_open_room_is_locked_with_what_is_in_it(
    app: Flask, database: Database, bakery: int
) -> None:
    baker = at(app, BAKER)
    draft = write(baker, bakery)
    lock(baker, bakery)
    assert WORDS.text in baker.get(draft).text
    with database.reading() as session:
        assert WORDS.text not in session.scalars(select(StatementDraft)).one().body


def test_a_draft_is_not_begun_under_a_key_that_is_gone(database: Database, council: int) -> None:
    one, two = (statement_rules.read_key(statement_rules.new_key()) or "" for _ in range(2))
    with database.writing() as session:
        statements.lock(session, statements.room(session, council, True, None), one, "account/1")
    with database.writing() as session:
        stale = statements.room(session, council, True, one)
        number = statements.begin(session, stale, WORDS)
    with database.writing() as session:
        statements.lock(session, stale, two, "account/1")
    with database.writing() as session:
        for act in (
            lambda: statements.begin(session, stale, WORDS),
            lambda: statements.save(session, stale, number, 1, WORDS),
            lambda: statements.discard(session, stale, number, 1),
            lambda: statements.lock(session, stale, one, "account/1"),
        ):
            with pytest.raises(statements.Overtaken):
                act()
        now = statements.room(session, council, True, two)
        assert [draft.words for draft in statements.drafts(session, now)] == [WORDS]


def test_a_shut_room_gives_and_takes_nothing(database: Database, council: int) -> None:
    with database.writing() as session:
        shut = statements.room(session, council, True, None)
        for act in (
            lambda: statements.begin(session, shut, WORDS),
            lambda: statements.save(session, shut, 1, 1, WORDS),
            lambda: statements.drafts(session, shut),
            lambda: statements.draft(session, shut, 1),
        ):
            with pytest.raises(statements.Locked):
                act()


def test_a_room_holds_so_many_drafts(
    database: Database, bakery: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statement_rules, "MOST_DRAFTS", 2)
    room = Room(bakery, False, 0, "", None, False)
    with database.writing() as session:
        statements.begin(session, room, WORDS)
        statements.begin(session, room, WORDS)
        with pytest.raises(statements.Full):
            statements.begin(session, room, WORDS)


def test_the_receipt_of_somebody_elses_words_stays_shut(
    app: Flask, database: Database, bakery: int
) -> None:
    with database.writing() as session:
        taken = town.say(session)
        assert said_for.receipt_code(session, town.SECRET, bakery, taken.contribution_id) is None
    baker = at(app, BAKER)
    number = str(taken.contribution_id)
    assert (
        press(baker, place(bakery), place(bakery, "receipt/"), contribution=number).status_code
        == 403
    )


@pytest.mark.parametrize("about", ["", "nowhere/", f"{town.SLUG}/M9.9.9", "a/b/c"])
def test_a_statement_is_about_something(app: Flask, bakery: int, about: str) -> None:
    baker = at(app, BAKER)
    form = place(bakery, "new/")
    refused = baker.post(form, data=fill(baker, form, about=about, text="Etwas."))
    assert refused.status_code == 422
    assert "Etwas." in refused.text


def test_an_unverified_organisation_has_no_room(
    app: Flask, database: Database, bakery: int
) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE organisation SET verified_at = NULL"))
    assert at(app, BAKER).get(place(bakery)).status_code == 403


def test_statements_are_what_bodies_may_make() -> None:
    assert rules.Kind.STATEMENT in rules.kinds_on(passage=False, stating=True)


def test_a_member_contributes_in_the_name_of_the_organisation(
    app: Flask, database: Database, bakery: int
) -> None:
    apprentice = at(app, APPRENTICE)
    form = f"/de/c/{town.SLUG}/items/M1.1.1/contribute/"
    said = {"text": "Wir bilden aus.", "group": "citizen", "speaker": str(bakery)}
    review = apprentice.post(form, data={**fill(apprentice, form, **said), "step": "review"})
    assert bodies.BAKERY in review.text and "geprüft" in review.text
    sent = apprentice.post(form, data={**fields(review.text, "submission_key"), "step": "send"})
    assert sent.status_code == 303
    with database.reading() as session:
        found = session.scalars(select(Contribution)).one()
        assert (found.group, found.verified, found.organisation) == (
            "business",
            True,
            bodies.BAKERY,
        )
        assert session.scalars(select(SaidFor)).one().organisation_id == bakery
    assert found.reference in at(app, BAKER).get(place(bakery)).text


def test_nobody_speaks_for_an_organisation_of_others(
    app: Flask, database: Database, bakery: int
) -> None:
    citizen = at(app, town.CITIZEN)
    form = f"/de/c/{town.SLUG}/items/M1.1.1/contribute/"
    said = {"text": "Wir bilden aus.", "group": "citizen", "step": "send"}
    for number in (str(bakery), "999", "nonsense"):
        refused = citizen.post(form, data={**fill(citizen, form, **said), "speaker": number})
        assert refused.status_code == 422
        assert "Wir bilden aus." in refused.text
    with database.reading() as session:
        assert session.scalars(select(Contribution)).all() == []
