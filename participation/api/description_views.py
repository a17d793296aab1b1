# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The address of the API's description."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from participation.api import description
from participation.web.access import public

blueprint = Blueprint("api_description", __name__, url_prefix="/api/v1")


@blueprint.get("/openapi.json")
@public
def openapi() -> Response:
    """Describe the API to programs."""
    return jsonify(description.document())
