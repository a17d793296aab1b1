# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms for second factors."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import Form, StringField
from wtforms.validators import DataRequired

from participation.web.forms import AtMost, Storable, strip

LONGEST = 40  # characters of a code with blanks


class CodeForm(Form):
    """A code of an authenticator app, or a recovery code."""

    code = StringField(
        filters=[strip],
        validators=[DataRequired(_l("Enter the code.")), Storable(), AtMost(LONGEST)],
    )
