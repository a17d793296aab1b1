# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Filling in forms as a browser does: everything the form holds, with some answers of one's own."""

from __future__ import annotations

from collections.abc import Mapping

from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse


def fields(page: str, containing: str) -> dict[str, str]:
    """Return what the form that holds the field `containing` would send if nothing was typed.

    As in a browser, a line end right after `<textarea>` is not part of its text.
    """
    document = html.fromstring(page)
    for form in document.forms:
        if containing in form.fields:
            return {name: value.removeprefix("\n") for name, value in form.form_values()}
    raise AssertionError(f"no form has a field {containing}")


def fill(client: FlaskClient, address: str, **answers: str) -> dict[str, str]:
    """Open a form and return what sending it with these answers would send."""
    page = client.get(address)
    assert page.status_code == 200, page.status
    return {**fields(page.text, next(iter(answers))), **answers}


def contribute(client: FlaskClient, address: str, answers: Mapping[str, str]) -> TestResponse:
    """Go the whole way from the form over the review to the receipt; give the receipt page."""
    reviewed = client.post(address, data={**fill(client, address, **answers), "step": "review"})
    assert reviewed.status_code == 200, reviewed.text
    sent = client.post(address, data={**fields(reviewed.text, "submission_key"), "step": "send"})
    assert sent.status_code == 303, sent.text
    return client.get(sent.location)


def sign_in(client: FlaskClient, email: str, password: str) -> TestResponse:
    """Sign in; give the answer to the form."""
    address = "/de/sign-in/"
    return client.post(address, data=fill(client, address, email=email, password=password))
