# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""For WSGI servers: `gunicorn wsgi:app`."""

from participation.app import create_app
from participation.cli.logs import configure_logging

configure_logging()
app = create_app()
