# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sentences for the codes with which the rules of consultations refuse something, and the fields they stand at."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from participation.roadmap.rules import ORIGINAL
from participation.web.forms import Errors

_ARCHIVED = _l("The consultation is archived. Its texts cannot be changed any more.")
_OPENED = _l("The consultation has opened. This cannot be changed any more.")
_ANSWERED = _l("The results are published. This cannot be changed any more.")
# Where a rule's code is shown, and its sentence.
SENTENCES = {
    "no_title": (f"{ORIGINAL}-title", _l("The title in German is missing.")),
    "no_unit": ("responsible_unit", _l("The responsible unit is missing.")),
    "no_groups": ("groups", _l("No group is invited.")),
    "no_start": ("start_day", _l("The start is missing.")),
    "no_end": ("end_day", _l("The end is missing.")),
    "end_before_start": ("end_day", _l("The end must come after the start.")),
    "start_past": ("start_day", _l("The new start must lie ahead.")),
    "end_past": ("end_day", _l("The end must lie ahead.")),
    "no_steps": (
        "evaluation_until",
        _l("The days until which the city wants to evaluate and to answer are missing."),
    ),
    "answers_before_evaluation": (
        "answers_until",
        _l("The answers cannot be due before the evaluation."),
    ),
    "evaluation_before_end": (
        "evaluation_until",
        _l("The evaluation cannot be due before the end of the consultation."),
    ),
    "no_draft": ("", _l("No version of the draft is published yet.")),
    "languages_kept": (
        "languages",
        _l(
            "A language can be removed only before announcing, and while the draft has no text in it."
        ),
    ),
    "starts_at_frozen": ("start_day", _OPENED),
    "groups_frozen": ("groups", _OPENED),
    "moderation_policy_frozen": ("moderation_policy", _OPENED),
    "k_frozen": ("k", _OPENED),
    "ends_at_frozen": (
        "end_day",
        _l("The consultation is closed. Its end cannot be changed any more."),
    ),
    "evaluation_until_frozen": ("evaluation_until", _ANSWERED),
    "answers_until_frozen": ("answers_until", _ANSWERED),
    "texts_frozen": (f"{ORIGINAL}-title", _ARCHIVED),
    "languages_frozen": ("languages", _ARCHIVED),
    "responsible_unit_frozen": ("responsible_unit", _ARCHIVED),
}


# Why an act cannot be done.
ACT_SENTENCES = {
    "not_closed": _l("The evaluation can begin once the consultation is closed."),
    "not_in_evaluation": _l("The results can be published once the evaluation has begun."),
    "no_results": _l("§ 18 EGovG NRW: the results must be published first."),
}


def sentences(codes: Iterable[str]) -> Errors:
    """Return (id of the field, sentence) for codes of rules."""
    return [(SENTENCES[code][0], str(SENTENCES[code][1])) for code in codes]
