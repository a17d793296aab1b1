# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The forms of weighing: why a difference is there, and the answer to a contribution."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from participation import text
from participation.contributions.rules import DISPOSITIONS, LONGEST_ANSWER
from participation.evaluation import rules
from participation.evaluation.service import Why
from participation.roadmap.rules import CHANGE_REASONS, ORIGINAL
from participation.web.forms import Errors

LONGEST_UNIT = 200
LARGEST_EDITION = 10**9


class WhyForm:
    """Why a difference is there. `causes` maps the chosen references to the stretch that counted, or ""."""

    def __init__(self, languages: Sequence[str], causes: dict[str, str] | None = None) -> None:
        self.languages = tuple(languages)
        self.causes: dict[str, str] = dict(causes or {})
        self.references = ""
        self.reason = ""
        self.explanation = dict.fromkeys(self.languages, "")
        self.seen = 0

    def fill(self, data: MultiDict[str, str]) -> Errors:
        """Take in what was sent; return (id of the field, sentence) for each fault."""
        faults: Errors = []
        self.reason = data.get("reason", "")
        self.references = _clean(data.get("references", ""), "references", 4_000, faults)
        self.explanation = {
            code: _clean(
                data.get(f"explanation-{code}", ""),
                f"explanation-{code}",
                rules.LONGEST_EXPLANATION,
                faults,
            )
            for code in self.languages
        }
        self.seen = read_count(data.get("seen", "0"))
        chosen, strange = rules.read_references(" ".join(data.getlist("cause[]")))
        typed, wrong = rules.read_references(self.references)
        if strange or wrong:
            names = ", ".join([*strange, *wrong])[:200]
            faults.append(("references", _("This is no reference: %(names)s", names=names)))
        self.causes = {
            reference: _clean(
                data.get(f"quote-{reference}", ""), "references", rules.LONGEST_QUOTE, faults
            )
            for reference in dict.fromkeys((*chosen, *typed))
        }
        if len(self.causes) > rules.MOST_CAUSES:
            most = rules.MOST_CAUSES
            faults.append(
                ("references", _("At most %(most)s contributions can be named.", most=most))
            )
        if self.reason and self.reason not in CHANGE_REASONS:
            faults.append(("reason", _("Choose one of the reasons offered.")))
        faults += self._missing(faults)
        return faults

    def why(self) -> Why:
        """Return what was said, for the service."""
        return Why(
            {reference: quote or None for reference, quote in self.causes.items()},
            self.reason or None,
            self.explanation,
        )

    def _missing(self, faults: Errors) -> Errors:
        if faults:
            return []
        fault = rules.change_fault(self.causes, self.reason, self.explanation[ORIGINAL])
        if fault == "why":
            return [("reason", _("Choose contributions that caused it, or a reason."))]
        if fault == "explanation":
            words = _("This reason has to be explained in German: which law, which decision?")
            return [(f"explanation-{ORIGINAL}", words)]
        return []


class AnswerForm:
    """The answer to a contribution."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = tuple(languages)
        self.disposition = ""
        self.text = dict.fromkeys(self.languages, "")
        self.responsible_unit = ""
        self.publish = False
        self.seen = 0

    def fill(self, data: MultiDict[str, str]) -> Errors:
        """Take in what was sent; return (id of the field, sentence) for each fault."""
        faults: Errors = []
        self.disposition = data.get("disposition", "")
        self.publish = data.get("act") == "publish"
        self.seen = read_count(data.get("seen", "0"))
        self.responsible_unit = _clean(
            data.get("responsible_unit", ""), "responsible_unit", LONGEST_UNIT, faults
        )
        self.text = {
            code: _clean(data.get(f"text-{code}", ""), f"text-{code}", LONGEST_ANSWER, faults)
            for code in self.languages
        }
        if self.disposition not in DISPOSITIONS:
            faults.insert(0, ("disposition", _("Choose what the city does about it.")))
        if text.is_blank(self.text[ORIGINAL]):
            faults.append((f"text-{ORIGINAL}", _("Give the reasons in German.")))
        return faults


def read_count(written: Any) -> int:
    """Return a count that a form carried; 0 for what is none."""
    plain = str(written)
    if not (plain.isascii() and plain.isdigit() and len(plain) <= len(str(LARGEST_EDITION))):
        return 0
    return int(plain)


def _clean(written: str, field: str, most: int, faults: Errors) -> str:
    """Return a text as it can be stored; what is wrong with it is added to the faults."""
    words = text.normalise_newlines(written).strip()
    if text.storable(words) is not None:
        words = text.without_unstorable(words)
        faults.append(
            (
                field,
                _(
                    "The text holds characters that cannot be stored. We have taken them out; please check it."
                ),
            )
        )
    if len(words) > most:
        faults.append(
            (
                field,
                _(
                    "The text has %(length)s characters. Up to %(limit)s are possible.",
                    length=len(words),
                    limit=most,
                ),
            )
        )
    return words
