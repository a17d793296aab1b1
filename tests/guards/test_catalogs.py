# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Catalogs hold exactly what the sources say, and every translation keeps placeholders and tags."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Message

from tools import catalogs


def test_templates_and_catalogs_are_fresh_and_complete() -> None:
    assert catalogs.check() == []


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        (Message("One day", ""), "no translation"),
        (Message("One day", "Ein Tag", flags=("fuzzy",)), "fuzzy"),
        (Message("%(name)s wrote", "%(nam)s schrieb"), "placeholders"),
        (Message("{name} wrote", "Jemand schrieb"), "placeholders"),
        (Message("<b>One</b> day", "<i>Ein</i> Tag"), "tags"),
        (Message("One day", " Ein Tag"), "blanks"),
        (Message(("%(num)s day", "%(num)s days"), ("Ein Tag", "")), "no translation"),
    ],
)
def test_a_wrong_translation_is_found(message: Message, fault: str) -> None:
    assert any(fault in found for found in catalogs.message_faults(message))


@pytest.mark.parametrize(
    "message",
    [
        Message("<b>%(name)s</b> wrote", "Geschrieben hat <b>%(name)s</b>"),
        Message(("One day", "%(num)s days"), ("Ein Tag", "%(num)s Tage")),
    ],
)
def test_a_good_translation_is_let_through(message: Message) -> None:
    assert catalogs.message_faults(message) == []
