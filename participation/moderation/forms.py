# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The form of a decision."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, HiddenField, RadioField, SelectField, TextAreaField

from participation.contributions import rules
from participation.contributions.grounds import REASONS
from participation.web.forms import AtMost, Errors, Storable, empty_to_none, error_list, lines

LONGEST_VERSION = 9  # digits

FAULTS = {
    "outcome": _l("Choose what is to happen with this contribution."),
    "reason": _l("Choose the clause of the terms that this contribution breaks."),
    "explanation": _l("Explain the facts to the author: which words, and why."),
}


class DecisionForm(Form):
    """Outcome, ground and explanation, bound to the version that was read."""

    outcome = RadioField(filters=[empty_to_none], validate_choice=False)
    reason = SelectField(filters=[empty_to_none], validate_choice=False)
    explanation = TextAreaField(
        filters=[lines, empty_to_none], validators=[Storable(), AtMost(rules.LONGEST_EXPLANATION)]
    )
    version = HiddenField()

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.outcome.choices = [(code, code) for code in rules.Outcome]
        self.reason.choices = [("", ""), *((code, _(words)) for code, words in REASONS.items())]

    def faults(self) -> Errors:
        """Return (id of the field, sentence) for everything that is missing or wrong."""
        if not self.validate():
            return error_list(self)
        fault = rules.decision_fault(
            self.outcome.data or "", self.reason.data, self.explanation.data
        )
        return [(fault, str(FAULTS[fault]))] if fault else []

    def read_version(self) -> int:
        """Return the version that was read; 0, which is none, when the form is damaged."""
        written = self.version.data or ""
        sound = written.isascii() and written.isdigit() and len(written) <= LONGEST_VERSION
        return int(written) if sound else 0
