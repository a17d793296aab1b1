# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms of the room in which an organisation drafts its statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    Form,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired

from participation.contributions import rules, statement_rules
from participation.contributions.statement_rules import Words
from participation.i18n import LANGUAGES
from participation.text import is_blank
from participation.web.forms import AtMost, Storable, lines, strip

WRITTEN = tuple(entry.code for entry in LANGUAGES.values() if "-" not in entry.code)


class KeyForm(Form):
    """The key of a room, however it is grouped."""

    key = StringField(filters=[strip], validators=[InputRequired(_l("Enter the key of the room."))])

    def validate_key(self, field: Field) -> None:
        """Refuse what cannot be a key."""
        if statement_rules.read_key(field.data or "") is None:
            raise ValidationError(
                _("This is not a key. It has 24 letters and digits; please check each.")
            )


class StatementForm(Form):
    """A statement that is being written. `about` is a consultation, or an item of it: "slug/" or "slug/key"."""

    about = SelectField(
        validate_choice=False, validators=[InputRequired(_l("Choose what the statement is about."))]
    )
    title = StringField(filters=[strip], validators=[Storable(), AtMost(rules.LONGEST_TITLE)])
    text = TextAreaField(
        filters=[lines],
        validators=[
            InputRequired(_l("Write the statement.")),
            Storable(),
            AtMost(rules.LONGEST_STATEMENT),
        ],
    )
    language = SelectField(default="de", validate_choice=False)
    version = HiddenField(default="0")

    def __init__(self, *arguments: Any, places: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.places = list(places)
        self.about.choices = list(self.places)
        self.language.choices = [(code, LANGUAGES[code].name) for code in WRITTEN]

    def validate_about(self, field: Field) -> None:
        """Refuse places that are not there, or not open any more."""
        if field.data not in [value for value, _words in self.places]:
            raise ValidationError(_("Choose what the statement is about."))

    def validate_text(self, field: Field) -> None:
        """Refuse no words."""
        if is_blank(field.data or ""):
            raise ValidationError(_("Write the statement."))

    def validate_language(self, field: Field) -> None:
        """Refuse languages that texts are not kept in."""
        if field.data not in WRITTEN:
            raise ValidationError(_("Choose one of the answers offered."))

    def words(self) -> Words:
        """Return what was written."""
        slug, _slash, item = (self.about.data or "").partition("/")
        return Words(slug, item, self.title.data or "", self.text.data or "", self.language.data)

    def fill(self, words: Words, version: int) -> None:
        """Put a draft into the form."""
        self.about.data = f"{words.slug}/{words.item}"
        self.title.data, self.text.data = words.title, words.text
        self.language.data, self.version.data = words.language, str(version)
