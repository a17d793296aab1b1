# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What every form shares: text that can be stored, and errors as a list of places and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, Form, ValidationError

from participation import text

Errors = list[tuple[str, str]]


def error_list(form: Form, order: Sequence[str] | None = None) -> Errors:
    """Return (id of the field, sentence) for each fault, in the order of the fields."""
    names = order or list(form._fields)
    return [(form[name].id, str(fault)) for name in names for fault in form[name].errors]


class Storable:
    """Refuse what no database or spreadsheet can hold: NUL, half surrogates, control characters.

    The field keeps what was typed without those characters, so that the page can show it.
    """

    def __call__(self, _form: Form, field: Field) -> None:
        data = field.data
        if isinstance(data, str) and text.storable(data) is not None:
            field.data = text.without_unstorable(data)
            raise ValidationError(
                _(
                    "The text holds characters that cannot be stored. We have taken them out; please check it."
                )
            )


class AtMost:
    """Refuse a text with more than `limit` characters (code points)."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, _form: Form, field: Field) -> None:
        data = field.data
        if isinstance(data, str) and text.shown_length(data) > self.limit:
            raise ValidationError(
                _(
                    "The text has %(length)s characters. Up to %(limit)s are possible.",
                    length=text.shown_length(data),
                    limit=self.limit,
                )
            )


def lines(value: Any) -> Any:
    """Filter for text areas: browsers send CRLF for the line ends people typed."""
    return text.normalise_newlines(value) if isinstance(value, str) else value


def strip(value: Any) -> Any:
    """Filter for one-line fields: no white space around."""
    return value.strip() if isinstance(value, str) else value


def empty_to_none(value: Any) -> Any:
    """Filter: an empty answer is no answer."""
    return value or None
