# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The letter in which an author reads what was decided, in their language."""

from __future__ import annotations

from participation.contributions.rules import CLAUSES, Outcome, Reason
from participation.i18n import N_, catalog

REASONS = {
    Reason.INSULT: N_("It insults people or incites hatred."),
    Reason.UNLAWFUL: N_("It has content that breaks the law."),
    Reason.PERSONAL_DATA: N_("It discloses personal data of other people."),
    Reason.ADVERTISING: N_("It is advertising or spam."),
    Reason.OFF_TOPIC: N_("It is not about the roadmap."),
    Reason.FLOOD: N_("The same text was sent many times."),
}


def subject(reference: str, locale: str) -> str:
    """Return the subject line."""
    gettext = catalog(locale).gettext
    return gettext("Your contribution %(reference)s") % {"reference": reference}


def body(
    reference: str,
    outcome: str,
    reason: str | None,
    explanation: str | None,
    receipt_url: str,
    contact: str,
    locale: str,
) -> str:
    """Return the letter: outcome, ground, clause, facts, who decided, how to object, where to read it."""
    gettext = catalog(locale).gettext
    known = {"reference": reference, "contact": contact, "url": receipt_url}
    if outcome == Outcome.PUBLISH:
        lines = [gettext("Your contribution %(reference)s has been published.") % known]
    else:
        lines = [gettext("Your contribution %(reference)s has not been published.") % known]
        if reason is not None:
            ground = {
                "reason": gettext(REASONS[Reason(reason)]),
                "clause": CLAUSES[Reason(reason)],
            }
            lines.append(gettext("Reason: %(reason)s (terms of use, section %(clause)s)") % ground)
        if explanation:
            lines += [gettext("Explanation:"), explanation]
        lines.append(gettext("A person decided this. No automated means were used."))
        lines.append(
            gettext(
                "If you do not agree, write to %(contact)s and name the reference %(reference)s."
            )
            % known
        )
    lines.append(
        gettext("You can see the status at any time with your receipt code: %(url)s") % known
    )
    return "\n\n".join(lines) + "\n"
