# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The form that makes a sheet of group codes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, RadioField, StringField, ValidationError
from wtforms.validators import InputRequired

from participation.contributions import code_rules
from participation.web.forms import strip
from participation.web.locale import format_number


class SheetForm(Form):
    """How many codes for which group."""

    group = RadioField(validate_choice=False, validators=[InputRequired(_l("Choose a group."))])
    count = StringField(
        filters=[strip], validators=[InputRequired(_l("Say how many codes you need."))]
    )

    def __init__(self, *arguments: Any, groups: Iterable[str], **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.groups = tuple(groups)
        self.group.choices = [(code, code) for code in self.groups]

    @property
    def number(self) -> int:
        """Return how many codes are wanted; 0 for what is no number."""
        written = self.count.data or ""
        plain = written.isascii() and written.isdigit() and len(written) <= 6
        return int(written) if plain else 0

    def validate_group(self, field: Field) -> None:
        """Refuse groups that nobody may make codes for here."""
        if field.data not in self.groups:
            raise ValidationError(_("Choose a group."))

    def validate_count(self, field: Field) -> None:
        """Refuse too few and too many."""
        if code_rules.count_fault(self.number) is not None:
            raise ValidationError(
                _("Enter a number from 1 to %(most)s.", most=format_number(code_rules.MOST_CODES))
            )
