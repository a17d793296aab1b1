# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signatures of the provider's tokens, and the lock on the one that waits in a session. Imported when first needed."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from joserfc import jwe, jws
from joserfc.errors import JoseError
from joserfc.jwk import OctKey, import_key

from participation.accounts import oidc_checks as checks
from participation.accounts.oidc_checks import Refused, Unavailable
from participation.accounts.oidc_wire import LARGEST, read_object

SHORTEST_RSA = 2048  # bits, BSI TR-02102-1 asks for more from new keys
LONGEST_HEADER = 2_000  # bytes; certificates may stand in it
_LOCK = {"alg": "dir", "enc": "A256GCM"}


@dataclass(frozen=True)
class Token:
    """A token as it came, not yet believed: its header and the parts the signature covers."""

    header: Mapping[str, object]
    written: str


def opened(written: object, algorithms: Collection[str]) -> Token:
    """Return a token whose header is acceptable. Raises `Refused` otherwise."""
    if not isinstance(written, str) or len(written) > LARGEST or written.count(".") != 2:
        raise Refused("form")
    try:
        header = read_object(_bytes(written.partition(".")[0]))
    except (ValueError, Unavailable) as error:
        raise Refused("form") from error
    if fault := checks.header_fault(header, algorithms):
        raise Refused(fault)
    return Token(header, written)


def believed(token: Token, key: Mapping[str, object]) -> Mapping[str, object]:
    """Return a token's claims once its signature is that of `key`. Raises `Refused` otherwise."""
    algorithm = str(token.header["alg"])
    registry = jws.JWSRegistry(algorithms=[algorithm])
    registry.max_header_length, registry.max_payload_length = LONGEST_HEADER, LARGEST
    public: dict[str, str | list[str]] = {
        name: value for name, value in key.items() if name in _PUBLIC and isinstance(value, str)
    }
    if public.get("kty") == "RSA" and _bits(public.get("n")) < SHORTEST_RSA:
        raise Refused("weak_key")
    try:
        found = jws.deserialize_compact(
            token.written, import_key(public), [algorithm], registry=registry
        )
        return read_object(found.payload)
    except (JoseError, ValueError, TypeError, KeyError, Unavailable) as error:
        raise Refused("signature") from error


_PUBLIC = ("kty", "n", "e", "crv", "x", "y")


def locked(secret: str, written: str) -> str:
    """Return a text that nobody can read who has the database but not the installation's secret."""
    return jwe.encrypt_compact(dict(_LOCK), written.encode(), _lock(secret))


def unlocked(secret: str, box: str) -> str | None:
    """Return the text again; None when another secret locked it."""
    try:
        return (jwe.decrypt_compact(box, _lock(secret)).plaintext or b"").decode()
    except (JoseError, ValueError):
        return None


def _lock(secret: str) -> OctKey:
    return OctKey.import_key(hmac.digest(secret.encode(), b"participation.oidc.token", "sha256"))


def _bits(modulus: object) -> int:
    try:
        return (
            int.from_bytes(_bytes(modulus), "big").bit_length() if isinstance(modulus, str) else 0
        )
    except ValueError:
        return 0


def _bytes(written: str) -> bytes:
    return base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))
