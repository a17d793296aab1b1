# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sessions that live on the server: the browser holds a random token, the table holds its hash.

Signing out deletes the row, so a kept cookie is worth nothing. Nobody who only reads gets a session. A session ends
when it was not used for a while and, however much it is used, at a fixed moment; how long depends on what its owner may
do (see `rules.patience`).
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, cast

from flask import Flask, Request, Response, session
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import delete, update
from werkzeug.datastructures import CallbackDict

from participation import clock
from participation.accounts import queries, rules
from participation.accounts.models import SIGNED_IN, WebSession
from participation.db import Database
from participation.web import unit

TOKEN_BYTES = 32
WAITING = "waiting"  # who has given the right password, and is nobody before the second factor
STAMP = timedelta(
    minutes=5
)  # how exactly it is known when a session was used last; each stamp is a write


class ServerSession(CallbackDict[str, Any], SessionMixin):
    """What Flask sees as the session. `token` is None until it has been stored, `who` until somebody has signed in.

    `begun_at` and `proved_at` go with whoever is signed in, also when the token is changed.
    """

    def __init__(
        self,
        data: dict[str, Any] | None = None,
        token: str | None = None,
        row: WebSession | None = None,
        who: queries.Person | None = None,
    ) -> None:
        def changed(_self: CallbackDict[str, Any]) -> None:
            self.modified = True

        super().__init__(data or {}, changed)
        self.modified = False
        self.new = token is None
        self.token = token
        self.who = who
        self.handle = row.handle if row else None
        self.begun_at = row.created_at if row else None
        self.proved_at = row.proved_at if row else None

    def prove(self) -> None:
        """Note that the password was given just now."""
        self.proved_at = clock.now()
        self.modified = True

    def begin(self) -> None:
        """Forget the session there was; what is kept from now on is somebody's who has just given their password."""
        self.clear()
        self.begun_at = self.handle = None
        self.prove()


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
        database = cast(Database, app.extensions[unit.EXTENSION])
        now = clock.now()
        with database.reading() as reader:
            row = reader.get(WebSession, _hash(token))
            if row is None or row.expires_at <= now:
                return ServerSession()
            who = None
            if row.account_id is not None:
                who = queries.person(reader, row.account_id)
                allowed = rules.patience(who.permissions if who else ())
                if who is None or row.seen_at + allowed.idle <= now:
                    return ServerSession()
                if row.created_at + allowed.whole <= now:  # more rights than when it began
                    return ServerSession()
        if now - row.seen_at >= STAMP:
            with database.writing() as writer:
                stamped = update(WebSession).where(WebSession.token_hash == row.token_hash)
                writer.execute(stamped.values(seen_at=now))
        return ServerSession(dict(row.data), token, row, who if SIGNED_IN in row.data else None)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Do nothing: the row is written before the commit, with everything else."""

    def persist(self, response: Response) -> None:
        """Write what changed under a new token, and set or take away the cookie."""
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
        account = _owner(current)
        ends_at = (current.begun_at or now) + self._whole(account)
        database.add(
            WebSession(
                token_hash=_hash(token),
                handle=current.handle or secrets.token_urlsafe(16),
                account_id=account,
                data=dict(current),
                created_at=current.begun_at or now,
                seen_at=now,
                proved_at=current.proved_at,
                expires_at=ends_at,
            )
        )
        database.execute(delete(WebSession).where(WebSession.expires_at <= now))
        response.set_cookie(
            self.cookie,
            token,
            max_age=max(0, int((ends_at - now).total_seconds())),
            secure=self.secure,
            httponly=True,
            samesite="Lax",
        )

    def _whole(self, account: int | None) -> timedelta:
        if account is None:
            return rules.OF_PRIVILEGED.idle
        who = queries.person(unit.work(), account)
        return rules.patience(who.permissions if who else ()).whole


def current() -> ServerSession:
    """Return the session of this request."""
    return cast(ServerSession, cast(Any, session)._get_current_object())


def prove_for_good() -> None:
    """Note that the password was given just now, whatever becomes of the request: nobody is asked again for a slip.

    In a transaction of its own, so it has to come before the request's session writes.
    """
    mine = current()
    mine.prove()
    if mine.token is not None:
        with unit.database().writing() as writer:
            stamped = update(WebSession).where(WebSession.token_hash == _hash(mine.token))
            writer.execute(stamped.values(proved_at=mine.proved_at))


def fresh(now: datetime) -> bool:
    """Say whether whoever is signed in gave their password a short while ago."""
    proved_at = current().proved_at
    return proved_at is not None and now - proved_at < rules.FRESH


def _owner(current: ServerSession) -> int | None:
    """Return whose session it is: a new password ends it even if it waits for the second factor still."""
    signed_in, waiting = current.get(SIGNED_IN), current.get(WAITING)
    if signed_in:
        return int(signed_in)
    return int(waiting["account"]) if waiting else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
