# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The grounds on which a contribution is not published, in words."""

from __future__ import annotations

from participation.contributions.rules import Reason
from participation.i18n import N_

REASONS = {
    Reason.INSULT: N_("It insults people or incites hatred."),
    Reason.UNLAWFUL: N_("It has content that breaks the law."),
    Reason.PERSONAL_DATA: N_("It discloses personal data of other people."),
    Reason.ADVERTISING: N_("It is advertising or spam."),
    Reason.OFF_TOPIC: N_("It is not about the roadmap."),
    Reason.FLOOD: N_("The same text was sent many times."),
}
