# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""The description of the API (OpenAPI 3.1), made from the endpoints themselves."""

from __future__ import annotations

from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from flask import Flask, current_app
from flask_smorest import Api
from flask_smorest.utils import prepare_response

from participation.api import problems, schemas
from participation.api.views import blueprint

EXTENSION = "participation-api"
FAULTS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
)


class Description(Api):
    """Flask-Smorest with problems (RFC 9457) as errors, which are answered elsewhere."""

    def _register_error_handlers(self) -> None:
        """Leave errors to `problems`: those of pages are pages."""

    def _register_responses(self) -> None:
        named = {status.name: status.phrase for status in FAULTS}
        for name, phrase in {**named, "DEFAULT_ERROR": "Any other error"}.items():
            response: dict[str, Any] = {"description": phrase, "schema": schemas.Problem}
            prepare_response(response, self.spec, problems.MEDIA_TYPE)
            self.spec.components.response(name, response, lazy=True)


def install(app: Flask) -> None:
    """Put the API and its description into the application."""
    app.config.update(
        API_TITLE="participation", API_VERSION=version("participation"), OPENAPI_VERSION="3.1.0"
    )
    api = Description(
        app,
        spec_kwargs={
            "info": {
                "description": "What is published of a city's consultations: reading only, no key needed.",
                "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
            },
            "servers": [{"url": "/"}],
        },
    )
    api.register_blueprint(blueprint)
    app.extensions[EXTENSION] = api
    problems.install(app)


def document() -> dict[str, Any]:
    """Return the description of this application's API."""
    found: dict[str, Any] = current_app.extensions[EXTENSION].spec.to_dict()
    return found
