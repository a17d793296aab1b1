# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The form of a contribution. Field names are fixed: programs outside fill them in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    Form,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Optional

from participation.accounts.rules import email_fault
from participation.contributions import rules
from participation.i18n import LANGUAGES
from participation.text import is_blank
from participation.web.forms import AtMost, Storable, empty_to_none, lines, strip

UNKNOWN = _l("Choose one of the answers offered.")
WORDING_FAULTS = {
    "paragraphs": _l("Another wording is one paragraph. Take out the blank lines."),
    "unchanged": _l("You have not changed anything yet."),
}
LONGEST_KEY = 64
KEPT_AS_SENT = (
    "group",
    "stance",
    "organisation",
    "display_name",
    "email",
    "own",
    "begun",
    "account",
    "parent",
    "speaker",
    "code",
    "submission_key",
)
DETECT = ""


class OneOf:
    """Refuse a code that is not among the field's choices; nothing chosen is left to other validators."""

    def __call__(self, _form: Form, field: Field) -> None:
        if field.data and field.data not in [value for value, *_rest in cast("Any", field).choices]:
            raise ValidationError(str(UNKNOWN))


class ContributionForm(Form):
    """What a person fills in. Choices are codes; the page puts words to them.

    `present` is the wording of the passage that is written about, None without one; `replying` says that another
    contribution is replied to, `stating` that whoever writes may speak for a body, `own_body` that they speak for one of
    their own. `taken_for` names the official body
    that a name could be taken for. `account` says that the form was
    made for somebody who had signed in, `begun` when it was opened.
    """

    present: str | None = None
    replying = False
    stating = False
    own_body = False
    taken_for: Callable[[str], str | None] | None = None

    kind = HiddenField(default=rules.Kind.COMMENT)
    passage = HiddenField(filters=[empty_to_none])
    wording = HiddenField(filters=[empty_to_none])
    parent = HiddenField(filters=[empty_to_none])
    account = HiddenField(filters=[empty_to_none])
    begun = HiddenField(filters=[empty_to_none])
    title = StringField(filters=[strip], validators=[Storable(), AtMost(rules.LONGEST_TITLE)])
    text = TextAreaField(filters=[lines])
    grounds = TextAreaField(filters=[lines], validators=[Storable(), AtMost(rules.LONGEST_GROUNDS)])
    concern = RadioField(filters=[empty_to_none], validate_choice=False, validators=[OneOf()])
    stance = RadioField(filters=[empty_to_none], validate_choice=False, validators=[OneOf()])
    group = RadioField(
        validate_choice=False,
        validators=[InputRequired(_l("Say for which group you speak.")), OneOf()],
    )
    organisation = StringField(
        filters=[strip], validators=[Storable(), AtMost(rules.LONGEST_ORGANISATION)]
    )
    display_name = StringField(filters=[strip], validators=[Storable(), AtMost(rules.LONGEST_NAME)])
    language = SelectField(
        default=DETECT, filters=[empty_to_none], validate_choice=False, validators=[OneOf()]
    )
    email = StringField(filters=[strip, empty_to_none], validators=[Optional(), Storable()])
    own = BooleanField(false_values=(False, "False", "false", ""))
    speaker = SelectField(default="", filters=[empty_to_none], validate_choice=False)
    code = StringField(filters=[strip, empty_to_none], validators=[Optional(), Storable()])
    submission_key = HiddenField()

    def __init__(
        self,
        *arguments: Any,
        groups: Iterable[str],
        bodies: Iterable[tuple[str, str]] = (),
        **more: Any,
    ) -> None:
        super().__init__(*arguments, **more)
        self.speaker.choices = [("", ""), *bodies]
        self.concern.choices = [(code, code) for code in rules.Concern]
        self.stance.choices = [(code, code) for code in rules.Stance]
        self.groups = tuple(groups)
        self.group.choices = [(code, code) for code in self.groups]
        written = [
            (entry.code, entry.name) for entry in LANGUAGES.values() if "-" not in entry.code
        ]
        self.language.choices = [(DETECT, ""), *written]

    def settle(self, group: str | None, organisation: str | None) -> None:
        """Note what follows from who speaks: their group, and the name of the body that they speak for."""
        if group is not None:
            self.group.choices = [(code, code) for code in dict.fromkeys((*self.groups, group))]
            self.group.data = group
        if organisation is not None:
            self.organisation.data = organisation
            self.own_body = True

    @property
    def kinds(self) -> tuple[rules.Kind, ...]:
        """Return the kinds that this form makes."""
        return rules.kinds_on(self.present is not None, self.replying, self.stating)

    @property
    def rewords(self) -> bool:
        """Whether another wording is suggested."""
        return self.kind.data == rules.Kind.COUNTER_WORDING

    def validate_kind(self, field: Field) -> None:
        """Refuse kinds that this form does not make."""
        if field.data not in self.kinds:
            raise ValidationError(str(UNKNOWN))

    def validate_text(self, field: Field) -> None:
        """Refuse no words, too many, and what cannot be stored."""
        field.data = field.data or ""
        Storable()(self, field)
        if is_blank(field.data):
            raise ValidationError(
                _("Write the wording that you suggest.")
                if self.rewords
                else _("Write your contribution.")
            )
        AtMost(rules.longest(self.kind.data or ""))(self, field)
        if self.rewords and self.present is not None:
            fault = rules.wording_fault(field.data, self.present)
            if fault is not None:
                raise ValidationError(str(WORDING_FAULTS[fault]))

    def validate_organisation(self, field: Field) -> None:
        """Ask who it is that states something."""
        if self.kind.data == rules.Kind.STATEMENT and not field.data:
            raise ValidationError(_("Say which body makes this statement."))
        if not self.own_body:
            self.validate_display_name(field)

    def validate_display_name(self, field: Field) -> None:
        """Refuse a name that looks like that of an official body which this person does not speak for."""
        found = self.taken_for(field.data) if self.taken_for and field.data else None
        if found is not None:
            raise ValidationError(
                _(
                    "This could be taken for “%(name)s”. Choose another name: only the body itself may use this one.",
                    name=found,
                )
            )

    def validate_email(self, field: Field) -> None:
        """Refuse what no mail can be sent to."""
        if field.data and email_fault(field.data):
            raise ValidationError(_("Enter an e-mail address such as name@example.org, or none."))

    def validate_submission_key(self, field: Field) -> None:
        """Refuse a key that this site did not make: too short to be unique, or too long to be kept."""
        data = field.data or ""
        if not 16 <= len(data) <= LONGEST_KEY or not data.isascii() or not data.isprintable():
            raise ValidationError(_("The form is damaged. Load the page again; your text is kept."))


class ReceiptForm(Form):
    """A receipt code, however it is grouped."""

    code = StringField(filters=[strip], validators=[InputRequired(_l("Enter your receipt code."))])


class RevisionForm(ContributionForm):
    """New words for a contribution that nobody but moderation can read yet."""

    seen = HiddenField()

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, groups=(), **more)
        for name in KEPT_AS_SENT:
            del self[name]


class ComplaintForm(Form):
    """Why somebody does not agree with a decision."""

    text = TextAreaField(
        filters=[lines],
        validators=[
            InputRequired(_l("Say why you do not agree.")),
            Storable(),
            AtMost(rules.LONGEST_EXPLANATION),
        ],
    )

    def validate_text(self, field: Field) -> None:
        """Refuse no words."""
        if is_blank(field.data or ""):
            raise ValidationError(_("Say why you do not agree."))


class ChoiceForm(Form):
    """A stance, and the group that it is counted for."""

    stance = HiddenField()
    code = StringField(filters=[strip, empty_to_none], validators=[Optional(), Storable()])
    group = RadioField(
        validate_choice=False,
        validators=[DataRequired(_l("Say for which group you speak.")), OneOf()],
    )

    def __init__(self, *arguments: Any, groups: Iterable[str], **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.groups = tuple(groups)
        self.group.choices = [(code, code) for code in self.groups]

    def settle(self, group: str | None) -> None:
        """Note the group that a code speaks for."""
        if group is not None:
            self.group.choices = [(code, code) for code in dict.fromkeys((*self.groups, group))]
            self.group.data = group
