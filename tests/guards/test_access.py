# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every endpoint says who may call it, and the short list of public ones is known by name."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter

from participation.web import access

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def test_every_endpoint_declares_who_may_call_it(app: Flask) -> None:
    silent = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if access.declared(app, rule.endpoint) is None
    ]
    assert silent == []


def test_nothing_behind_the_staff_paths_is_public(app: Flask) -> None:
    behind = (
        "/moderation/",
        "/insight/",
        "/account/",
        "/admin/",
        "/audit/",
        "/intake/",
        "/evaluation/",
    )
    public = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if any(part in rule.rule for part in behind)
        and access.declared(app, rule.endpoint) == access.PUBLIC
    ]
    assert public == []


def some(converter: BaseConverter) -> object:
    """Return a value that a part of an address takes."""
    if isinstance(converter, IntegerConverter):
        return 1
    return min(converter.items) if isinstance(converter, AnyConverter) else "x"


def test_a_guest_is_sent_away_from_everything_that_is_not_public(app: Flask) -> None:
    visitor = app.test_client()
    let_in = []
    for rule in app.url_map.iter_rules():
        if access.declared(app, rule.endpoint) == access.PUBLIC:
            continue
        values = {name: some(rule._converters[name]) for name in rule.arguments}
        values["locale"] = "de"
        with app.test_request_context():
            address = app.url_map.bind("localhost").build(rule.endpoint, values, method=None)
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            answer = visitor.open(address, method=method)
            sent_to_sign_in = (
                answer.status_code == 303 and "/sign-in/" in answer.headers["Location"]
            )
            if not (sent_to_sign_in or answer.status_code == 403):
                let_in.append(f"{method} {address}: {answer.status_code}")
    assert let_in == []


def test_an_application_with_a_silent_endpoint_does_not_start(app: Flask) -> None:
    app.view_functions["web.healthz"] = lambda: "ok"
    with pytest.raises(access.UndeclaredAccess, match=r"web\.healthz"):
        access.require_declared(app)
