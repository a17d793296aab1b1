# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms of the people who sign in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import Form, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired

from participation.web.forms import strip


class SignInForm(Form):
    """E-mail and password."""

    email = StringField(
        filters=[strip], validators=[InputRequired(_l("Enter your e-mail address."))]
    )
    password = PasswordField(validators=[InputRequired(_l("Enter your password."))])
    next = HiddenField()
