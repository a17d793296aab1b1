# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms for letters."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Field, Form, ValidationError
from wtforms.validators import InputRequired

from participation.accounts.rules import email_fault
from participation.web.forms import Storable, strip


class AddressForm(Form):
    """An e-mail address."""

    email = EmailField(
        filters=[strip],
        validators=[InputRequired(_l("Enter your e-mail address.")), Storable()],
    )

    def validate_email(self, field: Field) -> None:
        """Refuse what no letter can be sent to."""
        if email_fault(field.data or ""):
            raise ValidationError(_("This is not an e-mail address, such as name@example.org."))
