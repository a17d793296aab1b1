# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who writes letters: the installation, as its settings name it."""

from __future__ import annotations

from flask import current_app

from participation.accounts.letters import Desk


def desk() -> Desk:
    """Return the desk of this application."""
    config = current_app.config
    site = config["SITE"]
    return Desk(site.name, site.contact_email, config["BASE_URL"], config["SECRET_KEY"])
