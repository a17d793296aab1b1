# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Making a device a shared one, ending that, and finishing one person's turn at it."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.web import kiosk
from participation.web.access import public
from participation.web.cache import never_kept

blueprint = Blueprint("kiosk", __name__, template_folder="templates")


@blueprint.get("/<locale>/kiosk/")
@public
def device() -> Response:
    """Say what a shared device is, and offer to make this one such a device or to end it."""
    return never_kept(render_template("web/kiosk.html"))


@blueprint.post("/<locale>/kiosk/")
@public
def switch() -> ResponseReturnValue:
    """Make this device a shared one, or one like every other; either way nothing of anybody stays on it."""
    response = make_response(redirect(url_for("kiosk.device"), 303))
    kiosk.forget_person(response)
    if request.form.get("action") == "end":
        kiosk.end(response)
    else:
        kiosk.begin(response)
    return response


@blueprint.post("/<locale>/kiosk/finish/")
@public
def finish() -> ResponseReturnValue:
    """Delete what one person has left on a shared device, and begin the next one's turn."""
    response = make_response(redirect(url_for("reading.consultations"), 303))
    kiosk.forget_person(response)
    if kiosk.on():
        kiosk.begin(response)
    return response
