# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms about roles and accounts: every act has a reason."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, InputRequired

from participation.accounts.administration_lists import SHORTEST_SEARCH
from participation.accounts.rules import LONGEST_EMAIL
from participation.accounts.separation import LONGEST_REASON
from participation.web.forms import AtMost, Storable, lines, strip

ACCEPT, REFUSE = "accept", "refuse"


class ReasonForm(Form):
    """Why an act is done."""

    reason = TextAreaField(
        filters=[lines, strip],
        validators=[DataRequired(_l("Give a reason.")), Storable(), AtMost(LONGEST_REASON)],
    )


class GrantForm(ReasonForm):
    """A role for somebody, and why."""

    role = StringField(validators=[InputRequired(_l("Choose a role."))])


class VerdictForm(Form):
    """Agreeing or not; whoever does not says why."""

    verdict = StringField(
        validators=[AnyOf((ACCEPT, REFUSE), message=_l("Choose whether you agree."))]
    )
    reason = TextAreaField(filters=[lines, strip], validators=[Storable(), AtMost(LONGEST_REASON)])

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the form; a refusal needs its reason."""
        sound = super().validate(extra_validators)
        if sound and self.verdict.data == REFUSE and not self.reason.data:
            self.reason.errors = [str(_l("Say why you do not agree."))]
            return False
        return sound


class FindForm(Form):
    """Whom an administrator looks for."""

    words = StringField(
        filters=[strip],
        validators=[
            DataRequired(_l("Enter a name or an address.")),
            Storable(),
            AtMost(LONGEST_EMAIL),
        ],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the form; a single letter would find everybody."""
        sound = super().validate(extra_validators)
        if sound and len(self.words.data or "") < SHORTEST_SEARCH:
            self.words.errors = [str(_l("Enter at least two letters."))]
            return False
        return sound
