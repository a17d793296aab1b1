# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages that belong to no feature: the way in, the legal pages, files, health."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue

from participation.web import assets
from participation.web.access import public
from participation.web.cache import cached_for_guests
from participation.web.locale import preferred
from participation.web.unit import database

blueprint = Blueprint("web", __name__, template_folder="templates")


def _same(**_arguments: object) -> str:
    return ""


@blueprint.get("/")
@public
def start() -> ResponseReturnValue:
    """Send everybody to the front page in their language."""
    response = redirect(url_for("reading.consultations", locale=preferred()))
    response.vary.add("Accept-Language")
    return response


@blueprint.get("/<locale>/accessibility/")
@public
@cached_for_guests(_same)
def accessibility() -> str:
    """Show the statement of accessibility."""
    return render_template("web/accessibility.html")


@blueprint.get("/<locale>/privacy/")
@public
@cached_for_guests(_same)
def privacy() -> str:
    """Show what happens to personal data."""
    return render_template("web/privacy.html")


@blueprint.get("/<locale>/terms/")
@public
@cached_for_guests(_same)
def terms() -> str:
    """Show the rules that moderation goes by."""
    return render_template("web/terms.html")


@blueprint.get("/<locale>/imprint/")
@public
@cached_for_guests(_same)
def imprint() -> str:
    """Show who runs this site."""
    return render_template("web/imprint.html")


@blueprint.get("/static/<path:path>")
@public
def static_file(path: str) -> Response:
    """Serve a static file: ours, or one that the set-up fetched."""
    if "\0" in path:
        abort(404)
    return assets.send(path)


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """Say that the process answers."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@public
def readyz() -> Response:
    """Say whether the database answers, too."""
    if database().answers():
        return Response("ready\n", mimetype="text/plain")
    return Response("not ready\n", 503, {"Retry-After": "5"}, mimetype="text/plain")
