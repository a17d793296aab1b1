# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a provider's documents and tokens must say. No framework and no cryptography: signatures are `oidc_tokens`'.

Sources: OpenID Connect Core 1.0 (3.1.3.7), Discovery 1.0, Back-Channel Logout 1.0 (2.6), RFC 8725, RFC 9207.
Checks return a reason code, or None when all is well; codes go to the log, never to a page.
"""

from __future__ import annotations

import hmac
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

SKEW = 60  # seconds by which two well-kept clocks may differ
OLDEST = 600  # seconds; a token is fetched right after it was made
LONGEST_SUBJECT = 255  # ASCII characters, Core 2
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"

# What a signature may be made with, and the kind of key and curve it takes. No HMAC: a public key is no secret.
ALGORITHMS: Mapping[str, tuple[str, str | None]] = {
    **{f"{family}{size}": ("RSA", None) for family in ("RS", "PS") for size in (256, 384, 512)},
    "ES256": ("EC", "P-256"),
    "ES384": ("EC", "P-384"),
    "ES512": ("EC", "P-521"),
}

Claims = Mapping[str, object]


class Refused(Exception):
    """Somebody or something is not to be trusted; `code` says why, for the log."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Cancelled(Refused):
    """The provider sent somebody back without signing them in: they broke off, or it did not want to."""


class Unavailable(Exception):
    """The provider did not give a usable answer in time; `code` says what happened, for the log."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Document:
    """What the discovery document says, checked."""

    authorization: str
    token: str
    keys: str
    end_session: str | None
    algorithms: frozenset[str]
    secret_in_body: bool
    names_itself: bool


@dataclass(frozen=True)
class Expected:
    """What an ID token must answer to. `at_hash` is that of the access token beside it, for the token's algorithm."""

    issuer: str
    client_id: str
    nonce: str
    at_hash: str | None
    signed_in_since: float | None = None


def document(found: Claims, issuer: str, https_only: bool) -> Document:
    """Return a discovery document's content. Raises `Unavailable` when it is another issuer's or cannot be used."""
    if found.get("issuer") != issuer:
        raise Unavailable("document_issuer")
    addresses = {}
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint"):
        value = found.get(name)
        if value is None and name == "end_session_endpoint":
            continue
        if not isinstance(value, str) or not _address(value, https_only):
            raise Unavailable(f"document_{name}")
        addresses[name] = value
    if "S256" not in _list(found, "code_challenge_methods_supported", "S256"):
        raise Unavailable("document_pkce")
    algorithms = frozenset(_list(found, "id_token_signing_alg_values_supported", "RS256"))
    if not algorithms & set(ALGORITHMS):
        raise Unavailable("document_algorithms")
    methods = _list(found, "token_endpoint_auth_methods_supported", "client_secret_basic")
    return Document(
        authorization=addresses["authorization_endpoint"],
        token=addresses["token_endpoint"],
        keys=addresses["jwks_uri"],
        end_session=addresses.get("end_session_endpoint"),
        algorithms=algorithms & set(ALGORITHMS),
        secret_in_body="client_secret_basic" not in methods and "client_secret_post" in methods,
        names_itself=found.get("authorization_response_iss_parameter_supported") is True,
    )


def _address(written: str, https_only: bool) -> bool:
    try:
        parts = urlsplit(written)
        sound = bool(parts.hostname) and not parts.fragment and parts.username is None
    except ValueError:
        return False
    return sound and parts.scheme in (("https",) if https_only else ("https", "http"))


def _list(found: Claims, name: str, default: str) -> list[str]:
    """Return the words of a list; a provider that does not give it means the default."""
    value = found.get(name, [default])
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def answer_fault(answer: Mapping[str, str], issuer: str, names_itself: bool) -> str | None:
    """Say what is wrong with whom the browser comes back from: it must be the provider it was sent to (RFC 9207)."""
    named = answer.get("iss")
    if named is None:
        return "mix_up_silent" if names_itself else None
    return None if named == issuer else "mix_up"


def header_fault(header: Claims, algorithms: Collection[str]) -> str | None:
    """Say what is wrong with a token's header: a forbidden algorithm, a key it brings itself, an unknown demand."""
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in algorithms:
        return "algorithm"
    if "crit" in header or "b64" in header:
        return "critical"
    if {"jwk", "jku", "x5u"} & set(header):
        return "key_in_token"
    return None if isinstance(header.get("kid", ""), str) else "key"


def fitting(keys: object, header: Claims) -> dict[str, object] | None:
    """Return the one public key of a key set that a token's header asks for; None when there is none, or a choice."""
    kind, curve = ALGORITHMS[str(header["alg"])]
    fits = [
        dict(key)
        for key in (keys if isinstance(keys, list) else [])
        if isinstance(key, Mapping)
        and key.get("kty") == kind
        and (curve is None or key.get("crv") == curve)
        and key.get("use", "sig") == "sig"
        and key.get("alg", header["alg"]) == header["alg"]
        and ("kid" not in header or key.get("kid") == header["kid"])
    ]
    return fits[0] if len(fits) == 1 else None


def token_fault(header: Claims, claims: Claims, expected: Expected, now: float) -> str | None:
    """Say what is wrong with an ID token whose signature is right; `now` in seconds since 1970."""
    if str(header.get("typ", "JWT")).upper() != "JWT":
        return "type"
    if fault := _common_fault(claims, expected.issuer, expected.client_id, now):
        return fault
    if not _subject(claims):
        return "subject"
    if not _same(claims.get("nonce"), expected.nonce):
        return "nonce"
    if "at_hash" in claims and not _same(claims["at_hash"], expected.at_hash or ""):
        return "at_hash"
    if expected.signed_in_since is not None:
        since = _moment(claims, "auth_time")
        if since is None or since < expected.signed_in_since - SKEW:
            return "signed_in_before"
    return None


def logout_fault(
    header: Claims, claims: Claims, issuer: str, client_id: str, now: float
) -> str | None:
    """Say what is wrong with a logout token whose signature is right."""
    if str(header.get("typ", "JWT")).upper() not in ("JWT", "LOGOUT+JWT"):
        return "type"
    if fault := _common_fault(claims, issuer, client_id, now):
        return fault
    events = claims.get("events")
    if not isinstance(events, Mapping) or not isinstance(events.get(LOGOUT_EVENT), Mapping):
        return "event"
    if "nonce" in claims:
        return "nonce"  # an ID token with an event put in would have one
    if not isinstance(claims.get("jti"), str):
        return "number"
    if "sub" in claims and not _subject(claims):
        return "subject"
    if not isinstance(claims.get("sid", ""), str) or not {"sub", "sid"} & set(claims):
        return "session"
    return None


def _common_fault(claims: Claims, issuer: str, client_id: str, now: float) -> str | None:
    """Say what is wrong with issuer, audience or times."""
    if claims.get("iss") != issuer:
        return "issuer"
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if client_id not in audiences:
        return "audience"
    if "azp" in claims and claims["azp"] != client_id:
        return "party"
    if len(audiences) > 1 and "azp" not in claims:
        return "party"
    ends, made = _moment(claims, "exp"), _moment(claims, "iat")
    if ends is None or ends <= now - SKEW:
        return "expired"
    if made is None or made > now + SKEW or ("nbf" in claims and not _begun(claims, now)):
        return "early"
    return "old" if made < now - OLDEST else None


def _begun(claims: Claims, now: float) -> bool:
    begins = _moment(claims, "nbf")
    return begins is not None and begins <= now + SKEW


def _moment(claims: Claims, name: str) -> float | None:
    """Return a moment in seconds since 1970; None for anything that is no finite number."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        moment = float(value)
    except OverflowError:
        return None
    return moment if math.isfinite(moment) else None


def _subject(claims: Claims) -> bool:
    value = claims.get("sub")
    return isinstance(value, str) and value.isascii() and 0 < len(value) <= LONGEST_SUBJECT


def _same(value: object, expected: str) -> bool:
    if not isinstance(value, str):
        return False
    given = value.encode("utf-8", "surrogatepass")  # JSON can hold half a character
    return hmac.compare_digest(given, expected.encode())
