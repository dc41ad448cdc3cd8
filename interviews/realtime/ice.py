"""How browsers find a way to each other: STUN and TURN servers as RTCPeerConnection takes them.

TURN credentials are made here for each connection and run out by themselves ("TURN REST API",
draft-uberti-behave-turn-rest-00; coturn: ``use-auth-secret``): nobody can relay their own traffic
with a password read out of a page last week.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TypedDict

from django.conf import settings


class IceServer(TypedDict, total=False):
    """RTCIceServer."""

    urls: list[str]
    username: str
    credential: str


def ice_servers(participant: str, *, now: float) -> list[IceServer]:
    """What is set up, with credentials for ``participant`` from ``now`` (epoch seconds)."""
    found: list[IceServer] = []
    if settings.STUN_URLS:
        found.append(IceServer(urls=list(settings.STUN_URLS)))
    if settings.TURN_URLS:
        username = f"{int(now) + settings.TURN_SECONDS}:{participant}"
        found.append(
            IceServer(
                urls=list(settings.TURN_URLS),
                username=username,
                credential=turn_credential(settings.TURN_SECRET, username),
            )
        )
    return found


def turn_credential(secret: str, username: str) -> str:
    """base64(HMAC-SHA1(secret, username)): what the TURN server computes for itself."""
    digest = hmac.new(secret.encode(), username.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
