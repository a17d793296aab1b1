# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""OpenID Connect with one provider: the code flow with PKCE, discovery, and logout that the provider tells us of.

What costs a second to import (authlib, requests, joserfc) is imported when somebody signs in this way.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from participation import clock
from participation.accounts import oidc_checks as checks
from participation.accounts import oidc_rules as rules
from participation.accounts.oidc_checks import Cancelled, Document, Refused, Unavailable
from participation.config import IdentityProvider

if TYPE_CHECKING:
    from participation.accounts.oidc_tokens import Token
    from participation.accounts.oidc_wire import Answer, Call, Deadline

WELL_KNOWN = "/.well-known/openid-configuration"
# Before people are sent away the provider is asked whether it is there, unless it just was: they would otherwise see
# their browser's error instead of our page.
ALIVE = timedelta(seconds=30)
DOCUMENT_AGE = timedelta(hours=1)
KEYS_AGE = timedelta(hours=1)
KEYS_AGAIN = timedelta(seconds=30)  # between two looks for an unknown key
REST = 10  # seconds in which a provider that failed is not asked again: nobody waits for it in vain


@dataclass(frozen=True)
class Arrival:
    """Who the provider says has come, and the token that says so."""

    claims: Mapping[str, object] = field(repr=False)
    token: str = field(repr=False)
    end_session: str | None

    @property
    def subject(self) -> str:
        """Return the provider's name for this person."""
        return str(self.claims["sub"])


@dataclass(frozen=True)
class Leave:
    """What a logout token asks: to end the sessions of a subject, or one of them, that began before a moment."""

    subject: str | None
    session: str | None
    until: float


class Provider:
    """The identity provider of this installation; what it says of itself is kept for a while."""

    def __init__(
        self,
        settings: IdentityProvider,
        entries: tuple[rules.Entry, ...],
        secret: str,
        https_only: bool,
    ) -> None:
        self.settings = settings
        self.entries = entries
        self._secret = secret
        self._https_only = https_only
        self._document: tuple[datetime, Document] | None = None
        self._keys: tuple[datetime, object] | None = None
        self._looked_again: datetime | None = None
        self._resting_until = 0.0

    @property
    def name(self) -> str:
        """Return what people call the provider."""
        return self.settings.name or self.settings.issuer.partition("://")[2].partition("/")[0]

    def way_in(self, state: str, back: str, locale: str, again: bool = False) -> str:
        """Return the address to send somebody to; `again` asks for their password even if they are signed in there.

        Raises `Unavailable` when the provider does not answer.
        """
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        document = self._described(ALIVE, _deadline())
        address: str = prepare_grant_uri(
            document.authorization,
            self.settings.client_id,
            "code",
            redirect_uri=back,
            scope=rules.scope(self.entries, self.settings.scope),
            state=state,
            nonce=self._derived("nonce", state),
            code_challenge=create_s256_code_challenge(self._derived("verifier", state)),
            code_challenge_method="S256",
            ui_locales=locale,
            acr_values=rules.levels(self.settings.acr),
            **({"prompt": "login", "max_age": "0"} if again else {}),
        )
        return address

    def arrived(
        self, answer: Mapping[str, str], state: str, back: str, since: datetime | None = None
    ) -> Arrival:
        """Return who came back with this answer; with `since` they must have signed in there after that moment.

        Raises `Cancelled` when the provider did not let them in, `Refused` for what is not to be trusted,
        `Unavailable` when the provider does not answer.
        """
        deadline = _deadline()
        document = self._described(DOCUMENT_AGE, deadline)
        if fault := checks.answer_fault(answer, self.settings.issuer, document.names_itself):
            raise Refused(fault)
        if "error" in answer:
            raise Cancelled("broken_off")
        code = answer.get("code")
        if not code:
            raise Refused("no_code")
        given = self._exchanged(document, code, state, back, deadline)
        token, claims = self._believed(given.get("id_token"), document, deadline)
        access = given.get("access_token")
        expected = checks.Expected(
            self.settings.issuer,
            self.settings.client_id,
            self._derived("nonce", state),
            _half_hash(access, token) if isinstance(access, str) else None,
            since.timestamp() if since else None,
        )
        if fault := checks.token_fault(token.header, claims, expected, clock.now().timestamp()):
            raise Refused(fault)
        return Arrival(claims, token.written, document.end_session)

    def leaving(self, written: str) -> Leave:
        """Return what a logout token asks. Raises `Refused` for a token not to be trusted, `Unavailable` without keys."""
        deadline = _deadline()
        document = self._described(DOCUMENT_AGE, deadline)
        token, claims = self._believed(written, document, deadline)
        issuer, client = self.settings.issuer, self.settings.client_id
        now = clock.now().timestamp()
        if fault := checks.logout_fault(token.header, claims, issuer, client, now):
            raise Refused(fault)
        sub, sid, made = claims.get("sub"), claims.get("sid"), claims["iat"]
        return Leave(
            sub if isinstance(sub, str) else None,
            sid if isinstance(sid, str) else None,
            (made if isinstance(made, int | float) else now) + checks.SKEW,
        )

    def way_out(self, end_session: str, token: str | None, home: str) -> str:
        """Return the address where somebody signs out at the provider, and is sent home from."""
        named = {"client_id": self.settings.client_id, "post_logout_redirect_uri": home}
        query = urlencode({**named, **({"id_token_hint": token} if token else {})})
        return f"{end_session}{'&' if '?' in end_session else '?'}{query}"

    def _described(self, age: timedelta, deadline: Deadline) -> Document:
        now = clock.now()
        if self._document is None or not timedelta() <= now - self._document[0] <= age:
            issuer = self.settings.issuer
            answer = self._asked(_call(issuer.rstrip("/") + WELL_KNOWN), deadline)
            found = checks.document(_found(answer), issuer, self._https_only)
            self._document = (now, found)
        return self._document[1]

    def _key_set(self, document: Document, deadline: Deadline, fresh: bool = False) -> object:
        now = clock.now()
        if fresh or self._keys is None or not timedelta() <= now - self._keys[0] <= KEYS_AGE:
            found = _found(self._asked(_call(document.keys), deadline))
            self._keys = (now, found.get("keys"))
        return self._keys[1]

    def _believed(
        self, written: object, document: Document, deadline: Deadline
    ) -> tuple[Token, Mapping[str, object]]:
        from participation.accounts import oidc_tokens as tokens

        token = tokens.opened(written, document.algorithms)
        key = checks.fitting(self._key_set(document, deadline), token.header)
        if key is None and self._may_look_again():
            key = checks.fitting(self._key_set(document, deadline, fresh=True), token.header)
        if key is None:
            raise Refused("unknown_key")
        return token, tokens.believed(token, key)

    def _may_look_again(self) -> bool:
        """Say whether the keys may be fetched anew: whoever invents key names cannot make us ask again and again."""
        now, last = clock.now(), self._looked_again
        if last is not None and timedelta() <= now - last < KEYS_AGAIN:
            return False
        self._looked_again = now
        return True

    def _exchanged(
        self, document: Document, code: str, state: str, back: str, deadline: Deadline
    ) -> Mapping[str, object]:
        from authlib.oauth2.rfc6749.parameters import prepare_token_request

        client, secret = self.settings.client_id, self.settings.client_secret
        in_body = document.secret_in_body or not secret
        body: str = prepare_token_request(
            "authorization_code",
            redirect_uri=back,
            code=code,
            code_verifier=self._derived("verifier", state),
            client_id=client if in_body else None,
            client_secret=secret if in_body else None,
        )
        login = None if in_body else (quote(client, safe=""), quote(secret, safe=""))
        answer = self._asked(_call(document.token, body, login), deadline)
        if answer.status != 200:
            used = answer.content.get("error") == "invalid_grant"
            raise Refused("code" if used else "client")
        return answer.content

    def _asked(self, call: Call, deadline: Deadline) -> Answer:
        """Ask, unless the provider failed just now."""
        from participation.accounts import oidc_wire

        if time.monotonic() < self._resting_until:
            raise Unavailable("resting")
        try:
            return oidc_wire.ask(call, deadline)
        except Unavailable as error:
            if error.code != "busy":
                self._resting_until = time.monotonic() + REST
            raise

    def _derived(self, purpose: str, state: str) -> str:
        """Return nonce or verifier of an attempt: computed from its state, so that neither lies in the database."""
        message = f"participation.oidc.{purpose}/{state}".encode()
        digest = hmac.digest(self._secret.encode(), message, hashlib.sha256)
        return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _deadline() -> Deadline:
    from participation.accounts.oidc_wire import Deadline

    return Deadline()


def _call(address: str, body: str | None = None, login: tuple[str, str] | None = None) -> Call:
    from participation.accounts.oidc_wire import Call

    return Call(address, body, login)


def _found(answer: Answer) -> Mapping[str, object]:
    if answer.status != 200:
        raise Unavailable(f"status_{answer.status}")
    return answer.content


def _half_hash(access: str, token: Token) -> str:
    from authlib.oidc.core.util import create_half_hash

    found: bytes = create_half_hash(access, str(token.header["alg"]))
    return found.decode()
