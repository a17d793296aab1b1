# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Words for the codes that database, forms and exports use; templates translate them where they show them."""

from __future__ import annotations

from participation.i18n import N_

LABELS: dict[str, dict[str, str]] = {
    "group": {
        "citizen": N_("Citizens"),
        "business": N_("Businesses"),
        "association": N_("Associations"),
        "staff": N_("City staff"),
        "institution": N_("Institutions"),
        "works_council": N_("Works council"),
        "board": N_("Board of the administration"),
        "ciio": N_("CIIO"),
    },
    "speaker": {
        "citizen": N_("Citizen"),
        "business": N_("Business"),
        "association": N_("Association"),
        "staff": N_("Member of city staff"),
        "institution": N_("Institution"),
        "works_council": N_("Works council"),
        "board": N_("Board of the administration"),
        "ciio": N_("CIIO"),
    },
    "concern": {
        "target_too_low": N_("Target too low"),
        "target_not_measurable": N_("Target not measurable"),
        "deadline_unrealistic": N_("Deadline unrealistic"),
        "wrong_unit": N_("Wrong unit in charge"),
        "missing_measure": N_("A measure is missing"),
        "cost": N_("Cost"),
        "accessibility": N_("Accessibility"),
        "data_protection": N_("Data protection"),
        "work_conditions": N_("Working conditions"),
        "support": N_("Support"),
        "other": N_("Something else"),
    },
    "stance": {
        "agree": N_("I agree"),
        "partly": N_("I agree in part"),
        "disagree": N_("I disagree"),
        "none": N_("No opinion"),
    },
    "channel": {
        "web": N_("online"),
        "letter": N_("by letter"),
        "form": N_("on a form"),
        "phone": N_("by phone"),
        "counter": N_("at the counter"),
        "event": N_("at an event"),
        "email": N_("by e-mail"),
        "api": N_("by a partner app"),
    },
    "kind": {
        "comment": N_("Comment"),
        "proposal": N_("Proposal"),
        "counter_wording": N_("Other wording"),
        "reply": N_("Reply"),
        "statement": N_("Official statement"),
    },
    "level": {
        "goal": N_("Goal"),
        "subgoal": N_("Sub-goal"),
        "measure": N_("Measure"),
    },
    "state": {
        "submitted": N_("Waiting for review"),
        "asked": N_("Question to the author"),
        "published": N_("Published"),
        "rejected": N_("Not published"),
        "withdrawn": N_("Withdrawn"),
    },
    "language": {
        "de": N_("German"),
        "en": N_("English"),
        "tr": N_("Turkish"),
        "ar": N_("Arabic"),
        "uk": N_("Ukrainian"),
        "pl": N_("Polish"),
        "ro": N_("Romanian"),
        "bg": N_("Bulgarian"),
    },
    "reason": {
        "insult": N_("It insults people or incites hatred."),
        "unlawful": N_("It has content that breaks the law."),
        "personal_data": N_("It discloses personal data of other people."),
        "advertising": N_("It is advertising or spam."),
        "off_topic": N_("It is not about the roadmap."),
        "flood": N_("The same text was sent many times."),
    },
}
