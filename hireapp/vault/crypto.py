"""Envelope encryption with AES-256-GCM (NIST SP 800-38D).

master key → company key → subject (interview) key → object key → segments. Each segment is
sealed with a fresh random nonce and bound to its object and its place by associated data, so that
segments can be neither swapped nor cut and pasted. 96-bit random nonces are safe for far more
segments (2^32) than an object has.
"""

from __future__ import annotations

import base64
import hashlib
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
OVERHEAD = NONCE_BYTES + TAG_BYTES


class Undecryptable(Exception):
    """Wrong key, or the ciphertext was changed."""


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)


def master_key(setting: str) -> bytes:
    """The deployment's key: 32 bytes base64url, or a passphrase hashed to 32 bytes."""
    try:
        raw = base64.urlsafe_b64decode(setting + "=" * (-len(setting) % 4))
    except ValueError:
        raw = b""
    return raw if len(raw) == KEY_BYTES else hashlib.sha256(setting.encode()).digest()


def seal(key: bytes, plaintext: bytes, bound_to: bytes) -> bytes:
    """nonce ‖ ciphertext ‖ tag"""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, bound_to)


def unseal(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
    except InvalidTag as error:
        raise Undecryptable("the key does not fit or the data was changed") from error


def segment_binding(object_id: UUID, index: int) -> bytes:
    return object_id.bytes + index.to_bytes(8, "big")
