# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms that carry what a browser says about a passkey."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import Form, HiddenField, StringField
from wtforms.validators import DataRequired

from participation.accounts import passkey_rules
from participation.web.forms import AtMost, Storable, strip


class PasskeyForm(Form):
    """A browser's answer as JSON, and where to go on to."""

    credential = HiddenField()
    next = HiddenField()


class NewPasskeyForm(Form):
    """A new passkey, and what its owner calls it."""

    name = StringField(
        filters=[strip],
        validators=[
            DataRequired(_l("Give it a name by which you know it again.")),
            Storable(),
            AtMost(passkey_rules.LONGEST_NAME),
        ],
    )
    credential = HiddenField()
