# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Asking for the password once more, before what would hurt if somebody found a screen unlocked."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import redirect, request, url_for

from participation import clock
from participation.accounts import sessions

View = TypeVar("View", bound=Callable[..., Any])


def fresh(when: Callable[..., bool] | None = None) -> Callable[[View], View]:
    """Let only those through to a view who have given their password a short while ago; ask the others for it.

    For pages that are fetched (GET); it stands below `allows`. `when` says of a view's arguments whether it matters.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def answer(**arguments: Any) -> Any:
            matters = when is None or when(**arguments)
            if matters and not sessions.fresh(clock.now()):
                back = request.full_path.rstrip("?")
                return redirect(url_for("account.prove", next=back), 303)
            return view(**arguments)

        return cast(View, answer)

    return declare
