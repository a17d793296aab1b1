# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms about organisations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    Form,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired

from participation.accounts import organisation_rules as rules
from participation.accounts.forms import Address
from participation.text import is_blank
from participation.web.forms import AtMost, Storable, empty_to_none, lines, strip


class OrganisationForm(Form):
    """What an organisation says of itself.

    `taken_for` names the official body that a name could be taken for, by the name and the group it is to speak for.
    """

    taken_for: Callable[[str, str], str | None] | None = None

    name = StringField(
        filters=[strip],
        validators=[
            DataRequired(_l("Enter the name of your organisation.")),
            Storable(),
            AtMost(rules.LONGEST_NAME),
        ],
    )
    body = RadioField(
        validate_choice=False,
        validators=[InputRequired(_l("Say what your organisation is."))],
    )
    size = RadioField(
        filters=[empty_to_none],
        validate_choice=False,
    )
    association = BooleanField(false_values=(False, "False", "false", ""))
    proof = TextAreaField(
        filters=[lines],
        validators=[
            InputRequired(_l("Say where we can check this.")),
            Storable(),
            AtMost(rules.LONGEST_PROOF),
        ],
    )

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.body.choices = [(code, code) for code in rules.Body]
        self.size.choices = [(code, code) for code in rules.Size]

    def validate_name(self, field: Field) -> None:
        """Refuse a name without letters, and one that looks like that of an official body."""
        name = field.data or ""
        if not rules.claims(name):
            raise ValidationError(_("Enter the name of your organisation."))
        found = self.taken_for(name, self.body.data or "") if self.taken_for else None
        if found is not None:
            raise ValidationError(taken_words(found))

    def validate_body(self, field: Field) -> None:
        """Refuse groups that no organisation speaks for."""
        if field.data not in set(rules.Body):
            raise ValidationError(_("Say what your organisation is."))

    def validate_size(self, field: Field) -> None:
        """Ask an enterprise how large it is."""
        if field.data is not None and field.data not in set(rules.Size):
            raise ValidationError(_("Say how large your business is."))
        if rules.size_fault(self.body.data or "", field.data):
            raise ValidationError(_("Say how large your business is."))

    def validate_proof(self, field: Field) -> None:
        """Refuse no words."""
        if is_blank(field.data or ""):
            raise ValidationError(_("Say where we can check this."))


class InviteForm(Form):
    """The address of somebody who may join."""

    email = EmailField(
        filters=[strip],
        validators=[InputRequired(_l("Enter an e-mail address.")), Storable(), Address()],
    )


class RefusalForm(Form):
    """Why an organisation is not verified, or not any more."""

    reason = TextAreaField(filters=[lines], validators=[Storable(), AtMost(rules.LONGEST_REASON)])

    def validate_reason(self, field: Field) -> None:
        """Refuse no words."""
        if is_blank(field.data or ""):
            raise ValidationError(_("Say why. The members of the organisation read it."))


def taken_words(name: str) -> str:
    """Return what to say of a name that looks like another one."""
    return str(
        _(
            "This could be taken for “%(name)s”. Choose another name: only the body itself may use this one.",
            name=name,
        )
    )
