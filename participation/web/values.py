# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Facts of a draft in the words of a page."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from participation.web.locale import format_date


def write_value(value: str | date | bool | None) -> str:
    """Write a fact's value in the page's language: days, yes and no; words stay as they are."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, date):
        return format_date(value)
    return value or ""
