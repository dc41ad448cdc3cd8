"""Pictures and sound on their way through Valkey: sealed, so that whatever keeps a copy of its
memory (a snapshot on disk, a replica) keeps nothing that can be seen or heard.

AES-256-GCM; the room's key is derived from the deployment's (HKDF, RFC 5869), the key of the entry
is authenticated along, so that nothing can be moved from one seat to another.
"""

from __future__ import annotations

import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from interviews.live.keys import RoomKeys

_NONCE = 12  # bytes


class NotSealed(ValueError):
    """Not ours, damaged, or from another place."""


@lru_cache(maxsize=256)
def _cipher(keys: RoomKeys) -> AESGCM:
    info = b"live media" + keys.company_id.bytes + keys.room_id.bytes
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=info)
    return AESGCM(derive.derive(settings.VAULT_MASTER_KEY.encode()))


def seal(keys: RoomKeys, place: str, data: bytes) -> bytes:
    """``data`` for the entry called ``place``."""
    nonce = os.urandom(_NONCE)
    return nonce + _cipher(keys).encrypt(nonce, data, place.encode())


def unseal(keys: RoomKeys, place: str, sealed: bytes) -> bytes:
    """Raises NotSealed."""
    try:
        return _cipher(keys).decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise NotSealed(place) from error
