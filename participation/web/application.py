# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The application class: Flask, with the one place where a request commits."""

from __future__ import annotations

from flask import Flask
from flask.typing import ResponseReturnValue

from participation.web import unit


class Application(Flask):
    """Flask whose requests end in one commit, before error handlers are past."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Call the view, then commit; what the commit raises is handled like what a view raises."""
        return unit.commit(self.make_response(super().dispatch_request()))
