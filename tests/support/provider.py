# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small identity provider on a real port. Its documents have the shape of Keycloak's, and it misbehaves on demand."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urlsplit

from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jws
from joserfc.jwk import ECKey, Key, RSAKey

from participation.config import IdentityProvider

REALM = "/realms/town"
CONNECT = f"{REALM}/protocol/openid-connect"
CLIENT, SECRET = "participation", "a secret/with:signs & blanks"
MAP = (
    "groups:/town/staff=staff; realm_access.roles:moderator=role:moderator;"
    "realm_access.roles:ciio=role:analyst,group:ciio"
)
Claims = dict[str, Any]
Handler = BaseHTTPRequestHandler


@lru_cache
def key(kind: str, name: str = "first") -> Key:
    """Return one of the provider's keys, made once in a run: `RSA` or `EC`."""
    parameters = {"kid": f"{kind}-{name}", "use": "sig"}
    if kind == "EC":
        return ECKey.generate_key("P-256", parameters)
    return RSAKey.generate_key(2048, parameters)


def part(content: bytes | Mapping[str, object]) -> str:
    """Return one part of a token as it is written."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def written(header: Claims, claims: Claims, sign: Callable[[bytes], bytes]) -> str:
    """Return a token with any header at all and whatever signature `sign` makes."""
    message = f"{part(header)}.{part(claims)}"
    return f"{message}.{part(sign(message.encode()))}"


def rs256(message: bytes) -> bytes:
    """Sign as the provider does."""
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

    private: Any = key("RSA").private_key
    signature: bytes = private.sign(message, PKCS1v15(), SHA256())
    return signature


def half(access: str) -> str:
    """Return the `at_hash` of an access token for RS256 and ES256."""
    return part(hashlib.sha256(access.encode()).digest()[:16])


class Provider:
    """What the provider knows and how it behaves; tests change it as they like.

    `person` are claims about whoever signs in. `bend_claims` changes a token's claims, `bend_token` writes the whole
    token from header and claims. `instead` holds, for a path, who answers in place of the provider. `asked` are the
    paths that were asked for, in order.
    """

    def __init__(self, base: str) -> None:
        self.issuer = base + REALM
        self.person: Claims = {"sub": "f81d-erika", "groups": ["/town/staff"]}
        self.keys = [key("RSA").as_dict(private=False), {"kid": "other", "use": "enc"}]
        self.signer, self.algorithm = key("RSA"), "RS256"
        self.access = "an access token"
        self.bend_claims: Callable[[Claims], None] = lambda _claims: None
        self.bend_token: Callable[[Claims, Claims], str] | None = None
        self.bend_answer: Callable[[Claims], None] = lambda _answer: None
        self.instead: dict[str, Callable[[Handler], None]] = {}
        self.asked: list[str] = []
        self.signed_out: list[dict[str, str]] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.document: Claims = {
            "issuer": self.issuer,
            "authorization_endpoint": base + CONNECT + "/auth",
            "token_endpoint": base + CONNECT + "/token",
            "end_session_endpoint": base + CONNECT + "/logout",
            "jwks_uri": base + CONNECT + "/certs",
            "userinfo_endpoint": base + CONNECT + "/userinfo",
            "response_types_supported": ["code", "none", "id_token", "code id_token"],
            "subject_types_supported": ["public", "pairwise"],
            "id_token_signing_alg_values_supported": [
                *("PS384", "RS384", "EdDSA", "ES384", "HS256", "HS512", "ES256", "RS256"),
                *("HS384", "ES512", "PS256", "PS512", "RS512"),
            ],
            "token_endpoint_auth_methods_supported": [
                *("private_key_jwt", "client_secret_basic", "client_secret_post", "tls_client_auth")
            ],
            "claims_supported": ["aud", "sub", "iss", "auth_time", "name", "acr", "azp", "nonce"],
            "code_challenge_methods_supported": ["plain", "S256"],
            "backchannel_logout_supported": True,
            "backchannel_logout_session_supported": True,
            "authorization_response_iss_parameter_supported": True,
        }

    def settings(self, **changes: str) -> IdentityProvider:
        """Return how an installation would be set up for this provider."""
        given = {"client_secret": SECRET, "group_map": MAP, "name": "Town Login", **changes}
        return IdentityProvider(self.issuer, CLIENT, **given)

    def authorise(self, address: str, **changes: str) -> str:
        """Sign the person in who was sent to `address`; return where they are sent back to."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["code_challenge_method"] == "S256", asked
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        answer = {"code": code, "state": asked["state"], "iss": self.issuer, **changes}
        answer = {name: value for name, value in answer.items() if value}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def token_for(self, asked: Mapping[str, str]) -> str:
        """Return an ID token for an authorisation request."""
        claims = self.claims(nonce=asked["nonce"], azp=CLIENT, at_hash=half(self.access))
        return self.token(claims)

    def claims(self, **more: object) -> Claims:
        """Return the claims of any token for the person."""
        now = int(time.time())
        times = {"exp": now + 300, "iat": now, "auth_time": now}
        here = {"iss": self.issuer, "aud": CLIENT, "sid": "a-sign-in"}
        return {**times, **here, "typ": "ID", "acr": "1", **self.person, **more}

    def logout_token(self, **changes: object) -> str:
        """Return a token that tells the person has signed out."""
        event = {"http://schemas.openid.net/event/backchannel-logout": {}}
        claims = self.claims(events=event, jti=secrets.token_hex(8), typ="Logout", **changes)
        return self.token({n: v for n, v in claims.items() if v is not None}, "logout+jwt")

    def token(self, claims: Claims, kind: str = "JWT") -> str:
        """Return a signed token, bent if it is to be."""
        self.bend_claims(claims)
        header: Claims = {"alg": self.algorithm, "typ": kind, "kid": self.signer.kid}
        if self.bend_token is not None:
            return self.bend_token(header, claims)
        return jws.serialize_compact(header, json.dumps(claims), self.signer, [self.algorithm])

    def redeem(self, sent: Mapping[str, str], login: str) -> tuple[int, Claims]:
        """Answer the token endpoint as RFC 6749 and RFC 7636 say."""
        client, _colon, secret = base64.b64decode(login.removeprefix("Basic ")).partition(b":")
        if (unquote(client.decode()), unquote(secret.decode())) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(sent["code"], None)
        digest = part(hashlib.sha256(sent["code_verifier"].encode()).digest())
        if (
            asked is None
            or asked["code_challenge"] != digest
            or asked["redirect_uri"] != sent["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant", "error_description": "Code not valid"}
        answer = {"access_token": self.access, "token_type": "Bearer", "expires_in": 300}
        answer["id_token"] = self.token_for(asked)
        self.bend_answer(answer)
        return 200, answer


def send(handler: Handler, status: int, body: bytes, **headers: str) -> None:
    """Answer a request."""
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def send_json(handler: Handler, status: int, content: object) -> None:
    """Answer with JSON."""
    send(handler, status, json.dumps(content).encode(), Content_Type="application/json")


def sign_in_page(query: str) -> bytes:
    """Return the provider's own page."""
    return (
        '<!DOCTYPE html><html lang="de"><title>Town Login</title><main><h1>Town Login</h1>'
        f'<form method="post" action="{html.escape(CONNECT)}/auth?{html.escape(query)}">'
        "<button>Erika</button></form></main></html>"
    ).encode()


def _answer(provider: Provider, handler: Handler, body: str) -> None:
    path, _mark, query = handler.path.partition("?")
    provider.asked.append(path)
    if path in provider.instead:
        provider.instead[path](handler)
    elif path == f"{REALM}/.well-known/openid-configuration":
        send_json(handler, 200, provider.document)
    elif path == f"{CONNECT}/certs":
        send_json(handler, 200, {"keys": provider.keys})
    elif path == f"{CONNECT}/token":
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        send_json(handler, *provider.redeem(sent, handler.headers["Authorization"] or ""))
    elif path == f"{CONNECT}/auth" and handler.command == "GET":
        send(handler, 200, sign_in_page(query), Content_Type="text/html")
    elif path == f"{CONNECT}/auth":
        send(handler, 302, b"", Location=provider.authorise(f"?{query}"))
    elif path == f"{CONNECT}/logout":
        said = dict(parse_qsl(query))
        provider.signed_out.append(said)
        send(handler, 302, b"", Location=said["post_logout_redirect_uri"])
    else:
        send(handler, 404, b"")


@contextmanager
def providing() -> Iterator[Provider]:
    """Run a provider for a block."""
    running: list[Provider] = []

    class Desk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers["Content-Length"] or 0)
            try:
                _answer(running[0], self, self.rfile.read(length).decode())
            except ConnectionError:
                self.close_connection = True  # whoever asked has hung up

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    server.daemon_threads = True
    running.append(Provider(f"http://127.0.0.1:{server.server_address[1]}"))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield running[0]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
