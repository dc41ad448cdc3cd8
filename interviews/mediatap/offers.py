"""What of a browser's session description and ICE candidates the tap lets in. Pure functions.

Both come from a candidate's browser and may say anything. The description is read once here with
aiortc's own parser; its candidates are taken out and go the same way as those that trickle in.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Any

from aiortc import RTCIceCandidate, RTCSessionDescription, exceptions
from aiortc.sdp import SessionDescription, candidate_from_sdp

LONGEST_SDP = 32 * 1024  # characters; Chromium's offer of sound and picture has about 8,000
LONGEST_CANDIDATE = 512
MOST_CANDIDATES = 48  # of one offer: each costs connectivity checks
KINDS = ("audio", "video")

#: What aiortc 1.16 raises over malformed descriptions: it parses with asserts, ``next()``,
#: unpacking and ``int()``, and a StopIteration inside a coroutine becomes a RuntimeError.
HOSTILE = (
    ValueError,
    AssertionError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    StopIteration,
    RuntimeError,
    exceptions.InternalError,
    exceptions.InvalidAccessError,
    exceptions.InvalidStateError,
    exceptions.OperationError,
)


class BadOffer(ValueError):
    """Not an offer that the tap takes. The message says why, and nothing of what the browser said:
    descriptions hold addresses of people's networks, and messages are logged.
    """


class BadCandidate(ValueError):
    """Not an ICE candidate."""


@dataclass(frozen=True, slots=True)
class CheckedOffer:
    """``description``: without candidates. ``candidates``: those of it that can be used.
    ``fragments``: its ICE user names, by which candidates of an older offer are told from its own.
    """

    description: RTCSessionDescription
    candidates: tuple[RTCIceCandidate, ...]
    bad_candidates: int
    fragments: frozenset[str]


def checked_offer(description: Any) -> CheckedOffer:
    """At most one section of sound and one of picture, both only sent to us. Raises BadOffer."""
    sdp = _sdp_of(description)
    lines = sdp.splitlines()
    kept = [line for line in lines if not line.startswith(("a=candidate", "a=end-of-cand"))]
    text = "\r\n".join(kept) + "\r\n"
    try:
        parsed = SessionDescription.parse(text)
    except HOSTILE as error:
        raise BadOffer(f"cannot be read: {type(error).__name__}") from error
    _sections_allowed(parsed)
    found, bad = _candidates_of(lines)
    fragments = frozenset(
        section.ice.usernameFragment
        for section in parsed.media
        if section.ice and section.ice.usernameFragment
    )
    return CheckedOffer(RTCSessionDescription(sdp=text, type="offer"), found, bad, fragments)


def _sdp_of(description: Any) -> str:
    if not isinstance(description, dict) or description.get("type") != "offer":
        raise BadOffer("not an offer")
    sdp = description.get("sdp")
    if not isinstance(sdp, str):
        raise BadOffer("no description")
    if len(sdp) > LONGEST_SDP:
        raise BadOffer("too long")
    return sdp


def _sections_allowed(parsed: SessionDescription) -> None:
    sections = parsed.media
    kinds = [section.kind for section in sections]
    if not kinds or any(kind not in KINDS for kind in kinds) or len(kinds) != len(set(kinds)):
        raise BadOffer("other sections than one of sound and one of picture")
    names = [section.rtp.muxId for section in sections]
    if not all(names) or len(names) != len(set(names)):
        raise BadOffer("sections without names of their own")
    bundled = [name for group in parsed.group if group.semantic == "BUNDLE" for name in group.items]
    if not set(bundled) <= set(names):
        raise BadOffer("bundles what is not there")
    for section in sections:
        if section.direction != "sendonly" or section.port == 0:
            raise BadOffer(f"{section.kind} is not sent")
        if section.dtls is None or not section.dtls.fingerprints:
            raise BadOffer("no fingerprint")
        if not section.ice or not section.ice.usernameFragment or not section.ice.password:
            raise BadOffer("no ICE credentials")


def _candidates_of(lines: list[str]) -> tuple[tuple[RTCIceCandidate, ...], int]:
    """The usable candidates of a description, and how many were not candidates at all."""
    found: list[RTCIceCandidate] = []
    section, bad = -1, 0
    for line in lines:
        if line.startswith("m="):
            section += 1
        elif line.startswith("a=candidate:") and section >= 0:
            try:
                one = _candidate(line.removeprefix("a="), None, section)
            except BadCandidate:
                bad += 1
                continue
            if one is not None and len(found) < MOST_CANDIDATES:
                found.append(one)
    return tuple(found), bad


def checked_candidate(candidate: Any) -> RTCIceCandidate | None:
    """A candidate as ``RTCIceCandidate.toJSON()`` gives it. None: the end of them, or one that is
    of no use here (TCP, a name that only its own network resolves). Raises BadCandidate.
    """
    if candidate is None:
        return None
    if not isinstance(candidate, dict) or not isinstance(candidate.get("candidate"), str):
        raise BadCandidate("no candidate")
    mid, index = candidate.get("sdpMid"), candidate.get("sdpMLineIndex")
    if mid is not None and (not isinstance(mid, str) or len(mid) > 64):
        raise BadCandidate("sdpMid")
    if index is not None and (type(index) is not int or not 0 <= index <= 8):
        raise BadCandidate("sdpMLineIndex")
    if candidate["candidate"] == "":
        return None
    if mid is None and index is None:
        raise BadCandidate("of no section")
    return _candidate(candidate["candidate"], mid, index)


def _candidate(line: str, mid: str | None, index: int | None) -> RTCIceCandidate | None:
    if len(line) > LONGEST_CANDIDATE or not line.startswith("candidate:"):
        raise BadCandidate("no candidate line")
    try:
        one = candidate_from_sdp(line.removeprefix("candidate:"))
        if one.ip.endswith(".local"):
            return None  # multicast DNS: the browser reaches us, or it does not
        address = ipaddress.ip_address(one.ip)
    except HOSTILE as error:
        raise BadCandidate(type(error).__name__) from error
    if one.protocol.lower() != "udp" or one.component != 1:
        return None
    if not 0 < one.port < 65536 or not 0 <= one.priority < 2**32:
        raise BadCandidate("out of range")
    if address.is_multicast or address.is_unspecified:
        raise BadCandidate("no address of a peer")
    if one.type not in {"host", "srflx", "prflx", "relay"}:
        raise BadCandidate("of no known type")
    one.sdpMid, one.sdpMLineIndex = mid, index
    return one
