# SPDX-FileCopyrightText: 2026 participation contributors
# SPDX-License-Identifier: EUPL-1.2
"""Drafts of an organisation's statements, and the key that locks them. No framework here.

A room key has 23 random characters of an alphabet of 31 (114 bits) and one that checks them: nobody guesses it, so no
slow derivation is needed. The platform keeps what tells a right key from a wrong one, and never the key. Drafts are
sealed with AES-GCM under a key derived by HKDF (RFC 5869), bound to their organisation and their own number.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from dataclasses import asdict, dataclass, fields
from datetime import timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from participation.contributions.rules import ALPHABET, check_character

KEY_LENGTH = 24  # characters, the last one a check
PART = 4  # characters that are written together
OPEN = timedelta(hours=4)  # how long a room stays open in one browser
MOST_DRAFTS = 50  # in one room
NONCE = 12  # bytes


@dataclass(frozen=True)
class Words:
    """What a draft says, and about what: `item` is a key, empty for the whole consultation."""

    slug: str
    item: str
    title: str
    text: str
    language: str


def new_key() -> str:
    """Return a fresh room key, as it is written down."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(KEY_LENGTH - 1))
    return written(body + check_character(body))


def written(key: str) -> str:
    """Return a key in groups that can be read out."""
    return "-".join(key[at : at + PART] for at in range(0, len(key), PART))


def read_key(typed: str) -> str | None:
    """Return the key that somebody typed, however they grouped it; None when it cannot be one."""
    key = "".join(c for c in typed.upper() if c.isalnum())
    if len(key) != KEY_LENGTH or any(c not in ALPHABET for c in key):
        return None
    return key if hmac.compare_digest(check_character(key[:-1]), key[-1]) else None


def proof(key: str, salt: str) -> str:
    """Return what is stored to tell the right key from others; the key cannot be found from it."""
    return _derived(key.encode(), salt, "proof").hex()


def opens(key: str, salt: str, stored: str) -> bool:
    """Say whether this is the key of a room."""
    return hmac.compare_digest(proof(key, salt), stored)


def packed(words: Words) -> str:
    """Return a draft as it is stored where nothing is locked."""
    return json.dumps(asdict(words), ensure_ascii=False)


def unpacked(stored: str) -> Words:
    """Return a draft from what is stored. Raises `ValueError` for anything else."""
    found = json.loads(stored)
    return Words(**{field.name: str(found[field.name]) for field in fields(Words)})


def sealed(key: str, salt: str, place: str, words: Words) -> str:
    """Return a draft as it is stored in a locked room; `place` says where, and it opens nowhere else.

    Its length is rounded up, so that nobody sees how much is written.
    """
    plain = packed(words).encode()
    plain += b" " * (-len(plain) % 4096)
    return _shut(_derived(key.encode(), salt, "draft"), place, plain)


def unsealed(key: str, salt: str, place: str, stored: str) -> Words | None:
    """Return a draft of a locked room; None for another key, or another place."""
    plain = _opened(_derived(key.encode(), salt, "draft"), place, stored)
    return None if plain is None else unpacked(plain.decode())


def ticket(secret: str, key: str, bearer: str) -> str:
    """Return what a browser holds while a room is open: worth nothing without this site, or for another bearer."""
    return _shut(_derived(secret.encode(), "", "room ticket"), bearer, key.encode())


def key_of(secret: str, held: str, bearer: str) -> str | None:
    """Return the key behind a ticket; None for one of somebody else, or a forged one."""
    plain = _opened(_derived(secret.encode(), "", "room ticket"), bearer, held)
    return None if plain is None else plain.decode()


def _shut(key: bytes, place: str, plain: bytes) -> str:
    nonce = secrets.token_bytes(NONCE)
    return base64.urlsafe_b64encode(
        nonce + AESGCM(key).encrypt(nonce, plain, place.encode())
    ).decode()


def _opened(key: bytes, place: str, stored: str) -> bytes | None:
    try:
        raw = base64.urlsafe_b64decode(stored.encode())
        return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], place.encode())
    except (InvalidTag, ValueError):
        return None


def _derived(origin: bytes, salt: str, purpose: str) -> bytes:
    info = f"participation room {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=salt.encode() or None, info=info).derive(origin)
