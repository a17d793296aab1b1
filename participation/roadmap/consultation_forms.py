# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The forms of setting up a consultation, one for each step, and the sentences for what its rules forbid."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    Field,
    Form,
    HiddenField,
    StringField,
    TextAreaField,
    ValidationError,
)

from participation import text
from participation.i18n import LANGUAGES
from participation.methods.suppression import SMALLEST_K
from participation.roadmap.consultation_setup import People, Setup, Texts, Words, in_order
from participation.roadmap.draft_file import LARGEST_K, SLUG
from participation.roadmap.draft_items import (
    LONGEST_NAME,
    LONGEST_PASSAGE,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    LONGEST_WORD,
)
from participation.roadmap.rules import ORIGINAL, PARTIES, Policy
from participation.web.forms import AtMost, Errors, Storable, error_list, lines, strip
from participation.web.labels import LABELS

LONGEST_NUMBER = 9  # digits
TEXT_FIELDS = ("title", "lead", "purpose", "legal_basis")
# Reading after publication needs limits for new contributors, which moderation does not have yet.
OFFERED = (Policy.BEFORE,)
POLICIES = {Policy.BEFORE: _l("before it is published"), Policy.AFTER: _l("after it is published")}


def number(written: str | None) -> int:
    """Return a whole number that a form carried; 0 for what is none."""
    plain = (written or "").strip()
    sound = plain.isascii() and plain.isdigit() and len(plain) <= LONGEST_NUMBER
    return int(plain) if sound else 0


def said(value: Any) -> str:
    """Filter: words without white space around them; what a reader would not see is nothing."""
    words = strip(lines(value)) or ""
    return "" if text.is_blank(words) else words


def ticked(sent: MultiDict[str, str] | None, prefix: str) -> list[str]:
    """Return the codes of the boxes that were ticked; each box has a name of its own."""
    return [name.removeprefix(prefix) for name in sent or () if name.startswith(prefix)]


def strange(id_: str, codes: Iterable[str], offered: Iterable[str]) -> Errors:
    """Return the fault of a list of boxes some of which were never offered."""
    wrong = set(codes) - set(offered)
    return [(id_, _("Choose among the answers offered."))] if wrong else []


class CheckedForm(Form):
    """What all these forms can do: a field that is not sent keeps what was given."""

    def __init__(
        self, sent: MultiDict[str, str] | None = None, prefix: str = "", **given: Any
    ) -> None:
        super().__init__(sent, prefix=prefix, data=given)
        self._sent = sent if sent is not None else MultiDict()

    def faults(self) -> Errors:
        """Return (id of the field, sentence) for everything that is wrong, in the order of the fields."""
        self.validate()
        return error_list(self)

    def shown(self) -> dict[str, str]:
        """Return what the fields hold, by their ids, in words."""
        return {field.id: field.data or "" for field in self if field.name != "edition"}


class WordsForm(CheckedForm):
    """The texts in one language."""

    title = StringField(filters=[said], validators=[Storable(), AtMost(LONGEST_TITLE)])
    lead = TextAreaField(filters=[said], validators=[Storable(), AtMost(LONGEST_SUMMARY)])
    purpose = TextAreaField(filters=[said], validators=[Storable(), AtMost(LONGEST_PASSAGE)])
    legal_basis = TextAreaField(filters=[said], validators=[Storable(), AtMost(LONGEST_SUMMARY)])

    def validate_title(self, field: Field) -> None:
        """Ask for the title in German, and wherever something else is translated."""
        if field.data:
            return
        if field.name == f"{ORIGINAL}-title":
            raise ValidationError(_("Write the title in German."))
        if self.lead.data or self.purpose.data or self.legal_basis.data:
            raise ValidationError(_("The title is missing in this language."))


class StepForm(CheckedForm):
    """A step. `edition` says which settings were read."""

    edition = HiddenField()

    def seen(self) -> int:
        """Return the edition that was read; 0, which is none, when the form is damaged."""
        return number(self._sent.get(self.edition.name))


class TextsForm(StepForm):
    """Languages, responsible unit and texts; of a new consultation its address as well."""

    slug = StringField(filters=[strip])
    responsible_unit = StringField(filters=[said], validators=[Storable(), AtMost(LONGEST_NAME)])

    def __init__(self, sent: MultiDict[str, str] | None = None, setup: Setup | None = None) -> None:
        given: dict[str, Any] = {}
        texts: dict[str, Words] = {}
        if setup is not None:
            texts = dict(setup.texts)
            given = {
                "edition": str(setup.edition),
                "slug": setup.slug,
                "responsible_unit": setup.responsible_unit,
            }
        super().__init__(sent, **given)
        self.new = setup is None
        self.languages = ticked(sent, "language-") if sent is not None else [*texts]
        self.words = {
            code: WordsForm(sent, code, **vars(texts.get(code, Words()))) for code in LANGUAGES
        }

    @property
    def chosen(self) -> tuple[str, ...]:
        """The languages that are chosen, German first; it always is."""
        return in_order([ORIGINAL, *self.languages])

    def faults(self) -> Errors:
        """Return the faults of the step; texts in a language that is not chosen are not looked at."""
        words = [fault for code in self.chosen for fault in self.words[code].faults()]
        return super().faults() + strange("languages", self.languages, LANGUAGES) + words

    def validate_slug(self, field: Field) -> None:
        """Refuse what cannot stand in an address."""
        if not self.new:
            return
        Storable()(self, field)
        if not SLUG.fullmatch(field.data or "") or len(field.data or "") > LONGEST_WORD:
            raise ValidationError(
                _(
                    "Write small letters, digits and single hyphens, at most %(limit)s characters, as in roadmap-2030.",
                    limit=LONGEST_WORD,
                )
            )

    def part(self) -> Texts:
        """Return the step for the service."""
        texts = {
            code: Words(**{n: self.words[code][n].data for n in TEXT_FIELDS})
            for code in self.chosen
        }
        return Texts(self.chosen, self.responsible_unit.data or "", texts)

    def shown(self) -> dict[str, str]:
        """Return what the fields hold, of chosen languages only, by their ids, in words."""
        names = ", ".join(LANGUAGES[code].name for code in self.chosen)
        texts = {id_: w for code in self.chosen for id_, w in self.words[code].shown().items()}
        return {"languages": names, "responsible_unit": self.responsible_unit.data or "", **texts}


class PeopleForm(StepForm):
    """Who is invited, when moderation reads, and the smallest number that is shown."""

    moderation_policy = StringField()
    k = StringField(filters=[strip], validators=[Storable()])

    def __init__(self, sent: MultiDict[str, str] | None, setup: Setup) -> None:
        super().__init__(
            sent,
            edition=str(setup.edition),
            moderation_policy=setup.moderation_policy,
            k=str(setup.k),
        )
        # Once they cannot be changed they are not on the page, so nobody took them away.
        kept = sent is None or ("groups" in setup.frozen and not ticked(sent, "group-"))
        self.groups = list(setup.groups) if kept else ticked(sent, "group-")

    def faults(self) -> Errors:
        """Return the faults of the step."""
        return strange("groups", self.groups, PARTIES) + super().faults()

    def validate_moderation_policy(self, field: Field) -> None:
        """Refuse other times than those offered."""
        if field.data not in OFFERED:
            raise ValidationError(_("Choose among the answers offered."))

    def validate_k(self, field: Field) -> None:
        """Refuse what is no number, and numbers that protect nobody or hide everything."""
        if not SMALLEST_K <= number(field.data) <= LARGEST_K:
            raise ValidationError(
                _(
                    "Write a whole number from %(least)s to %(most)s.",
                    least=SMALLEST_K,
                    most=LARGEST_K,
                )
            )

    def part(self) -> People:
        """Return the step for the service."""
        groups = tuple(code for code in PARTIES if code in self.groups)
        return People(groups, self.moderation_policy.data or "", number(self.k.data))

    def shown(self) -> dict[str, str]:
        """Return what the fields hold, by their ids, in words."""
        part, names = self.part(), LABELS["group"]
        return {
            "groups": ", ".join(str(_(names[code])) for code in part.groups),
            "moderation_policy": str(POLICIES[Policy(part.moderation_policy)]),
            "k": str(part.k),
        }


def differences(mine: CheckedForm, theirs: CheckedForm) -> dict[str, str]:
    """Return what another form holds, in words, by the ids of the fields in which the two differ."""
    typed = mine.shown()
    return {id_: words for id_, words in theirs.shown().items() if words != typed.get(id_, "")}
