# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sessions that live on the server: the browser holds a random token, the table holds its hash.

Signing out deletes the row, so a kept cookie is worth nothing. Nobody who only reads gets a session.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any, cast

from flask import Flask, Request, Response, session
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import delete
from werkzeug.datastructures import CallbackDict

from participation import clock
from participation.accounts.models import WebSession
from participation.web import unit

LIFETIME = timedelta(hours=10)  # one working day
TOKEN_BYTES = 32
ACCOUNT = "_user_id"  # where flask-login keeps who it is


class ServerSession(CallbackDict[str, Any], SessionMixin):
    """What Flask sees as the session. `token` is None until it has been stored."""

    def __init__(self, data: dict[str, Any] | None = None, token: str | None = None) -> None:
        def changed(_self: CallbackDict[str, Any]) -> None:
            self.modified = True

        super().__init__(data or {}, changed)
        self.modified = False
        self.new = token is None
        self.token = token


class ServerSessions(SessionInterface):
    """Reads a session at the start of a request; `persist` writes it in the request's own transaction."""

    def __init__(self, secure: bool) -> None:
        self.cookie = "__Host-participation" if secure else "participation"
        self.secure = secure

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        """Return the session the request's cookie names, or an empty one."""
        token = request.cookies.get(self.cookie)
        if not token:
            return ServerSession()
        with cast(Any, app.extensions[unit.EXTENSION]).reading() as database:
            row = database.get(WebSession, _hash(token))
            if row is None or row.expires_at <= clock.now():
                return ServerSession()
            return ServerSession(dict(row.data), token)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Do nothing: the row is written before the commit, with everything else."""

    def persist(self, response: Response) -> None:
        """Write what changed, and set or take away the cookie."""
        current = cast(ServerSession, cast(Any, session)._get_current_object())
        if not current.modified:
            return
        database = unit.work()
        if current.token is not None:
            database.execute(
                delete(WebSession).where(WebSession.token_hash == _hash(current.token))
            )
        if not current:
            response.delete_cookie(self.cookie, secure=self.secure, httponly=True, samesite="Lax")
            return
        token = secrets.token_urlsafe(TOKEN_BYTES)
        now = clock.now()
        account = current.get(ACCOUNT)
        database.add(
            WebSession(
                token_hash=_hash(token),
                account_id=int(account) if account else None,
                data=dict(current),
                created_at=now,
                expires_at=now + LIFETIME,
            )
        )
        database.execute(delete(WebSession).where(WebSession.expires_at <= now))
        response.set_cookie(
            self.cookie,
            token,
            max_age=int(LIFETIME.total_seconds()),
            secure=self.secure,
            httponly=True,
            samesite="Lax",
        )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
