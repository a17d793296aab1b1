# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The form of a request to read the audit trail."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Form, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired

from participation import clock
from participation.accounts import audit_scope
from participation.accounts.audit_scope import Kind, Scope
from participation.web.forms import (
    AtMost,
    Errors,
    Storable,
    empty_to_none,
    error_list,
    lines,
    strip,
)

EVERYTHING, CONTRIBUTION, ACCOUNT, CONSULTATION, NAMED = (
    "everything",
    "contribution",
    "account",
    "consultation",
    "named",
)
SUBJECTS = {
    EVERYTHING: _l("nothing in particular"),
    CONTRIBUTION: _l("one contribution (its reference)"),
    ACCOUNT: _l("one account (its e-mail address)"),
    CONSULTATION: _l("one consultation (its address on this site)"),
    NAMED: _l("something else, as the audit trail names it"),
}
FAULTS = {
    "backwards": _l("The last day lies before the first one."),
    "future": _l("The last day has not come yet."),
    "long": _l("At most 31 days at once, or 366 days about one subject."),
}
SUBJECT = re.compile(r"[a-z_]+/[\w./@:-]+", re.ASCII)
FIRST_DAY = date(2000, 1, 1)


class AskForm(Form):
    """Why somebody wants to read, what, and of which days. Days are those of Berlin; both belong to the period.

    `scope` gives what is asked for once `faults` has found nothing.
    """

    reason = TextAreaField(
        filters=[lines, strip],
        validators=[
            DataRequired(_l("Say why you have to read the audit trail.")),
            Storable(),
            AtMost(audit_scope.LONGEST_REASON),
        ],
    )
    first = DateField(validators=[DataRequired(_l("Enter the first day."))])
    last = DateField(validators=[DataRequired(_l("Enter the last day."))])
    kinds = SelectMultipleField(
        name="kinds[]",
        id="kinds",
        validators=[DataRequired(_l("Choose at least one kind of act."))],
        validate_choice=False,
    )
    about = StringField(filters=[empty_to_none])
    name = StringField(
        filters=[strip, empty_to_none],
        validators=[Storable(), AtMost(audit_scope.LONGEST_SUBJECT)],
    )

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.kinds.choices = [(kind, kind) for kind in Kind]

    def faults(self) -> Errors:
        """Return (id of the field, sentence) for everything that is missing or wrong."""
        if not self.validate():
            return error_list(self)
        if not audit_scope.known_kinds(self.kinds.data or []):
            return [("kinds", str(_l("Choose at least one kind of act.")))]
        if self._about_one() and not self.name.data:
            return [("name", str(_l("Name what it is about.")))]
        if self.about.data == NAMED and not SUBJECT.fullmatch(self.name.data or ""):
            shape = _l("The audit trail names things with a word, a slash and a name.")
            return [("name", str(shape))]
        fault = self._period_fault()
        return [("last", str(FAULTS[fault]))] if fault else []

    def written_account(self) -> str | None:
        """Return the address of the account that it is about, or None when it is about something else."""
        return self.name.data if self.about.data == ACCOUNT else None

    def scope(self, account_id: int | None) -> Scope:
        """Return what is asked for; `account_id` is the number of the account that was written."""
        kinds = audit_scope.known_kinds(self.kinds.data or [])
        first, last = self.first.data or FIRST_DAY, self.last.data or FIRST_DAY
        after = last + timedelta(days=1)
        return Scope(kinds, self._subject(account_id), _begin(first), _begin(after))

    def _about_one(self) -> bool:
        return self.about.data in set(SUBJECTS) - {EVERYTHING}

    def _subject(self, account_id: int | None) -> str | None:
        name = self.name.data or ""
        return {
            CONTRIBUTION: f"contribution/{name.upper()}",
            ACCOUNT: f"account/{account_id}",
            CONSULTATION: f"consultation/{name.lower()}",
            NAMED: name,
        }.get(self.about.data or EVERYTHING)

    def _period_fault(self) -> str | None:
        first, last = self.first.data, self.last.data
        if first is None or last is None or first < FIRST_DAY:
            return "long"
        today = clock.berlin_date(clock.now())
        return audit_scope.period_fault(first, last, today, self._about_one())


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), clock.BERLIN)
