# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""A passkey in software: what a device answers to a page, whole or wrong (W3C Web Authentication, sections 5 and 6)."""

from __future__ import annotations

import base64
import json
import re
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40  # flags of authenticator data
OPTIONS = re.compile(r'data-options="([^"]*)"')


def options(page: str) -> dict[str, Any]:
    """Return what a page asks a browser for."""
    found = OPTIONS.search(page)
    assert found is not None, "no passkey is asked for"
    asked: dict[str, Any] = json.loads(unescape(found[1]))
    return asked


def written(raw: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class Authenticator:
    """One key pair on one device; every attribute may be set wrong."""

    site: str
    origin: str
    flags: int = PRESENT | VERIFIED
    count: int = 0
    identifier: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, page: str) -> str:
        """Return what a browser says after it has made a passkey for a page."""
        point = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: _number(point.x), -3: _number(point.y)}
        length = len(self.identifier).to_bytes(2, "big")
        data = (
            self._data(self.flags | ATTESTED)
            + bytes(16)
            + length
            + self.identifier
            + cbor2.dumps(public)
        )
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", options(page)["challenge"])
        return self._answer(said, attestationObject=written(attestation))

    def prove(self, page: str, challenge: str | None = None, **changes: str) -> str:
        """Return what a browser says to a page that asks for a passkey."""
        said = self._said("webauthn.get", challenge or options(page)["challenge"])
        data = self._data(self.flags)
        signature = self.key.sign(data + sha256(said).digest(), ec.ECDSA(SHA256()))
        parts = {"authenticatorData": written(data), "signature": written(signature)}
        return self._answer(said, **{**parts, **changes})

    def _said(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _data(self, flags: int) -> bytes:
        return sha256(self.site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _answer(self, said: bytes, **response: str) -> str:
        name = written(self.identifier)
        answer = {"id": name, "rawId": name, "type": "public-key", "clientExtensionResults": {}}
        return json.dumps({**answer, "response": {"clientDataJSON": written(said), **response}})


def _number(of: int) -> bytes:
    return of.to_bytes(32, "big")
