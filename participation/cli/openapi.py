# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""`openapi`."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from participation.cli.base import Installation


def add(commands: Any) -> None:
    """Describe the command."""
    one = commands.add_parser("openapi", help="write the description of the API as JSON")
    one.set_defaults(run=openapi)


def openapi(here: Installation, _chosen: argparse.Namespace) -> None:
    """Write what the address /api/v1/openapi.json answers."""
    from participation.api import description
    from participation.app import create_app

    app = create_app(here.settings, here.database)
    with app.app_context():
        json.dump(description.document(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
