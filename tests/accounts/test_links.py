# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Links in letters to people with an account: each for its purpose, for its time, once; and nothing else opens."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from participation import clock
from participation.accounts import registration, resetting, rules
from participation.mail import links
from tests.support import town
from tests.support.letterbox import LetterBox, words
from tests.support.people import BETTER, apply, confirm, link

SECOND = timedelta(seconds=1)
OPENED, GONE = 200, 404

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def registering(client: FlaskClient, mailbox: LetterBox) -> str:
    """Apply for an account; return the link's token."""
    apply(client)
    return token(mailbox)


def resetting_(client: FlaskClient, mailbox: LetterBox) -> str:
    """Ask for a new password; return the link's token."""
    client.post("/de/password/", data={"email": town.CITIZEN})
    return token(mailbox)


def following(client: FlaskClient, mailbox: LetterBox) -> str:
    """Ask for letters about the consultation; return the token of the link that confirms it."""
    client.post(f"/de/c/{town.SLUG}/follow/", data={"email": town.CITIZEN, "action": "follow"})
    return token(mailbox)


def token(mailbox: LetterBox) -> str:
    """Return the longest last part of a link in the newest letter: its token."""
    (letter,) = mailbox.empty()
    return max(re.findall(r"https?://\S+/([^/\s]+)/?(?=\s)", words(letter)), key=len)


PAGES = {
    "register": "/de/register/{}/",
    "password": "/de/password/{}/",
    "follow": "/de/letters/confirm/{}/",
}
WAYS: dict[str, tuple[Callable[[FlaskClient, LetterBox], str], timedelta | None]] = {
    "register": (registering, rules.CONFIRM_LIFE),
    "password": (resetting_, rules.RESET_LIFE),
    "follow": (following, None),
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("way", WAYS)
def test_a_link_opens_the_page_of_its_purpose_and_no_other(
    client: FlaskClient, mailbox: LetterBox, way: str, page: str
) -> None:
    given = WAYS[way][0](client, mailbox)
    status = client.get(PAGES[page].format(given)).status_code
    assert (status == OPENED) == (way == page), status
    if way != page:
        posted = client.post(PAGES[page].format(given), data={"password": BETTER})
        assert posted.status_code == status


@pytest.mark.parametrize("age", ["fresh", "at its end", "too old"])
@pytest.mark.parametrize("used", [False, True])
@pytest.mark.parametrize("way", ["register", "password"])
def test_a_link_works_in_its_time_and_once(
    client: FlaskClient, mailbox: LetterBox, way: str, used: bool, age: str
) -> None:
    clock.fix(clock.now().replace(microsecond=0))
    take, life = WAYS[way]
    assert life is not None
    address = PAGES[way].format(take(client, mailbox))
    if used:
        assert confirm_or_reset(client, way, address) == 303
    later = {"fresh": timedelta(), "at its end": life, "too old": life + SECOND}[age]
    clock.fix(clock.now() + later)
    opens = not used and age != "too old"
    assert client.get(address).status_code == (OPENED if opens else GONE)
    assert confirm_or_reset(client, way, address) == (303 if opens else GONE)


def confirm_or_reset(client: FlaskClient, way: str, address: str) -> int:
    """Choose a password on the page of a link; return the status."""
    if client.get(address).status_code != OPENED:
        return client.post(address, data={"password": BETTER}).status_code
    if way == "register":
        return confirm(client, address, BETTER).status_code
    return client.post(address, data={"password": BETTER}).status_code


@pytest.mark.parametrize(
    "parts",
    [(), (1,), (1, "x", 2), ("1", "x"), (True, "x"), (0, ""), (2**62, "x")],
    ids=str,
)
@pytest.mark.parametrize(
    ("purpose", "page"), [(registration.PURPOSE, "register"), (resetting.PURPOSE, "password")]
)
def test_a_rightly_signed_link_with_other_content_opens_nothing(
    client: FlaskClient,
    mailbox: LetterBox,
    purpose: str,
    page: str,
    parts: tuple[links.Part, ...],
) -> None:
    given = links.sign(town.SECRET, purpose, *parts)
    assert client.get(PAGES[page].format(given)).status_code == GONE


def test_a_reset_link_dies_with_a_change_of_the_password_by_another_link(
    client: FlaskClient, mailbox: LetterBox
) -> None:
    first = PAGES["password"].format(resetting_(client, mailbox))
    second = PAGES["password"].format(resetting_(client, mailbox))
    assert client.post(second, data={"password": BETTER}).status_code == 303
    assert client.get(first).status_code == GONE


def test_a_link_for_a_new_password_is_for_one_account(
    client: FlaskClient, mailbox: LetterBox
) -> None:
    client.post("/de/password/", data={"email": town.CITIZEN})
    (letter,) = mailbox.empty()
    page = client.get(link(letter)).text
    assert town.CITIZEN in page
    assert town.MODERATOR not in page
