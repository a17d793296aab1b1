# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who writes letters, as this application is set up."""

from __future__ import annotations

from flask import current_app

from participation.accounts.letters import Desk


def desk() -> Desk:
    """Return who writes letters from this site."""
    config = current_app.config
    site = config["SITE"]
    return Desk(
        site.name, site.contact_email, config["BASE_URL"], config["SECRET_KEY"], config["LOCALES"]
    )
