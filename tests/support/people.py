# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What somebody does who wants an account, or has lost the password."""

from __future__ import annotations

import re
from email.message import EmailMessage
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.forms import fields, fill
from tests.support.letterbox import LetterBox, words

GOOD = "vier lose Wörter am Bahnhof"
BETTER = "noch ein Satz ohne jeden Reim"
KIM = "kim@example.org"


def link(letter: EmailMessage) -> str:
    """Return the path of the link in a letter that is no page of everybody's."""
    found = re.search(r"https?://\S+/(?:register|password)/\S+", words(letter))
    assert found is not None, words(letter)
    return urlsplit(found[0]).path


def apply(client: FlaskClient, email: str = KIM) -> TestResponse:
    """Fill in the form for an account."""
    return client.post("/de/register/", data={"email": email})


def confirm(client: FlaskClient, address: str, password: str = GOOD) -> TestResponse:
    """Choose a name and a password on the page of the link."""
    return client.post(address, data=fill(client, address, name="Kim", password=password))


def register(client: FlaskClient, mailbox: LetterBox, email: str = KIM) -> None:
    """Get an account."""
    apply(client, email)
    (letter,) = mailbox.empty()
    assert confirm(client, link(letter)).status_code == 303


def submit(client: FlaskClient, address: str, **answers: str) -> TestResponse:
    """Fill in a form of somebody who is signed in."""
    return client.post(address, data=fill(client, address, **answers))


def press(client: FlaskClient, address: str, containing: str, **answers: str) -> TestResponse:
    """Send the form of a page that holds a field."""
    return client.post(address, data={**fields(client.get(address).text, containing), **answers})
