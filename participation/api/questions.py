# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What programs may ask, as the description of the API says it."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf, Range, Regexp

from participation.contributions.rules import LARGEST_ID, Group
from participation.i18n import AUTHORITATIVE, LANGUAGES

MOST = 200  # of anything in one answer


class Language(Schema):
    """In which language the words are wanted."""

    language = fields.String(
        load_default=AUTHORITATIVE,
        validate=OneOf(tuple(LANGUAGES)),
        metadata={"description": "Language of the words; what is not there comes in German."},
    )


class Paging(Schema):
    """Which part of a list is wanted."""

    limit = fields.Integer(
        load_default=MOST,
        validate=Range(1, MOST),
        metadata={"description": "How many at most in one answer."},
    )


class ContributionQuery(Language, Paging):
    """Which contributions are wanted."""

    item = fields.String(
        load_default=None,
        validate=Regexp(r"^[A-Za-z0-9][A-Za-z0-9.-]{0,19}\Z"),
        metadata={"description": "Only those about this item, by its key."},
    )
    group = fields.String(
        load_default=None,
        validate=OneOf([str(group) for group in Group]),
        metadata={"description": "Only those of this group."},
    )
    after = fields.String(
        load_default=None,
        validate=Length(1, 60),
        metadata={"description": "A place, as `next` gives it; anything else is the beginning."},
    )


class AnswerQuery(Paging):
    """Which answers are wanted."""

    after = fields.Integer(
        load_default=0,
        validate=Range(0, LARGEST_ID),
        metadata={"description": "A place, as `next` gives it."},
    )


class ChangeQuery(Language, AnswerQuery):
    """Which changes are wanted."""

    version = fields.Integer(
        load_default=0,
        validate=Range(0, LARGEST_ID),
        metadata={"description": "Only those that this version brought; 0 for all."},
    )
