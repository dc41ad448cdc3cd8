"""What a browser may say on the room socket, read strictly, and how much of it.

Pure: text in, a frozen message or ``Refused`` out. Limits are those of the formats: what a browser
says is well below them, what is above is not from one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NoReturn, TypedDict

from interviews.live.presence import INTERVIEWER, State, Streams

LONGEST_MESSAGE = 64 * 1024  # bytes
LONGEST_SDP = 56 * 1024  # characters; six people with camera and screen come to about 20,000
LONGEST_CANDIDATE = 1024
LONGEST_UFRAG = 256  # RFC 8839, 5.4
LONGEST_MID = 64
LONGEST_STREAM_ID = 64  # RFC 8830, 2: msid-id
MOST_MEDIA_LINES = 255
BEST_QUALITY = 4
MOST_OFFERS = 1_000_000  # of one page; one every three seconds takes a month

ErrorId = Literal[
    "not_json",
    "unknown_message",
    "bad_message",
    "not_allowed",
    "too_large",
    "too_many",
    "unavailable",
]
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Refused(Exception):
    """A message is answered with an error of this id, and counted."""

    def __init__(self, error_id: ErrorId) -> None:
        super().__init__(error_id)
        self.id: ErrorId = error_id


class SessionDescription(TypedDict):
    """RTCSessionDescriptionInit."""

    type: Literal["offer", "answer", "pranswer", "rollback"]
    sdp: str


class IceCandidate(TypedDict):
    """RTCIceCandidateInit; an empty ``candidate`` ends a generation."""

    candidate: str
    sdpMid: str | None
    sdpMLineIndex: int | None
    usernameFragment: str | None


@dataclass(frozen=True, slots=True)
class Ping:
    pass


@dataclass(frozen=True, slots=True)
class Description:
    to: str
    description: SessionDescription


@dataclass(frozen=True, slots=True)
class TapOffer:
    """For the media tap. ``offer``: the page's own number of it; what the tap says names it."""

    offer: int
    description: SessionDescription


@dataclass(frozen=True, slots=True)
class Candidate:
    """``to`` None: for the media tap. ``candidate`` None: there are no more."""

    to: str | None
    candidate: IceCandidate | None


@dataclass(frozen=True, slots=True)
class StreamsSaid:
    streams: Streams


@dataclass(frozen=True, slots=True)
class StateSaid:
    state: State


class Peer(TypedDict):
    """Somebody the browser may talk with; ``session`` is new for each connection of theirs."""

    id: str
    session: str
    name: str
    role: Literal["interviewer", "candidate"]
    number: int | None
    streams: Streams
    state: State


class Error(TypedDict):
    """``count``: of this connection, so far."""

    type: Literal["error"]
    id: ErrorId
    count: int


Message = Ping | Description | TapOffer | Candidate | StreamsSaid | StateSaid
Fields = dict[str, Any]


def parse(text: str | None) -> Message:
    """Raises ``Refused``. None: a binary frame, which has no meaning here."""
    if text is None:
        raise Refused("not_json")
    if size_of(text) > LONGEST_MESSAGE:
        raise Refused("too_large")
    try:
        raw = json.loads(text, parse_constant=_not_a_number)
    except (ValueError, RecursionError):  # deep nesting
        raise Refused("not_json") from None
    kind = raw.get("type") if isinstance(raw, dict) else None
    read = _READERS.get(kind) if isinstance(kind, str) else None
    if read is None:
        raise Refused("unknown_message")
    return read({name: value for name, value in raw.items() if name != "type"})


def size_of(text: str | None) -> int:
    """Bytes on the wire; stops counting where it is too many anyway."""
    if text is None or len(text) > LONGEST_MESSAGE:
        return LONGEST_MESSAGE + 1
    return len(text.encode(errors="surrogatepass"))


def _not_a_number(constant: str) -> NoReturn:
    raise ValueError(constant)  # NaN and Infinity are Python's, not JSON's


def _exactly(raw: Fields, *names: str) -> None:
    if set(raw) != set(names):
        raise Refused("bad_message")


def _text(value: Any, most: int) -> str:
    """Text that can be said on: JSON may spell half a surrogate pair, UTF-8 cannot."""
    if not isinstance(value, str) or len(value) > most:
        raise Refused("bad_message")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Refused("bad_message") from None
    return value


def _text_or_none(value: Any, most: int) -> str | None:
    return None if value is None else _text(value, most)


def _number_or_none(value: Any, most: int) -> int | None:
    return None if value is None else _number(value, most)


def _number(value: Any, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:  # True is an int to Python
        raise Refused("bad_message")
    return value


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refused("bad_message")
    return value


def _participant(value: Any) -> str:
    if value == INTERVIEWER or (isinstance(value, str) and _UUID.fullmatch(value)):
        return str(value)
    raise Refused("bad_message")


def _session_description(raw: Any) -> SessionDescription:
    if not isinstance(raw, dict) or not {"type"} <= set(raw) <= {"type", "sdp"}:
        raise Refused("bad_message")
    kind = raw["type"]
    sdp = _text(raw.get("sdp", ""), LONGEST_SDP)
    if kind in ("offer", "answer", "pranswer") and sdp:
        return SessionDescription(type=kind, sdp=sdp)
    if kind == "rollback":
        return SessionDescription(type="rollback", sdp="")
    raise Refused("bad_message")


def _ice_candidate(raw: Any) -> IceCandidate | None:
    if raw is None:
        return None
    if not isinstance(raw, dict) or not {"candidate"} <= set(raw) <= set(
        IceCandidate.__annotations__
    ):
        raise Refused("bad_message")
    return IceCandidate(
        candidate=_text(raw["candidate"], LONGEST_CANDIDATE),
        sdpMid=_text_or_none(raw.get("sdpMid"), LONGEST_MID),
        sdpMLineIndex=_number_or_none(raw.get("sdpMLineIndex"), MOST_MEDIA_LINES),
        usernameFragment=_text_or_none(raw.get("usernameFragment"), LONGEST_UFRAG),
    )


def _ping(raw: Fields) -> Ping:
    _exactly(raw)
    return Ping()


def _description(raw: Fields) -> Description:
    _exactly(raw, "to", "description")
    return Description(_participant(raw["to"]), _session_description(raw["description"]))


def _candidate(raw: Fields) -> Candidate:
    _exactly(raw, "to", "candidate")
    return Candidate(_participant(raw["to"]), _ice_candidate(raw["candidate"]))


def _tap_description(raw: Fields) -> TapOffer:
    """The tap only answers."""
    _exactly(raw, "offer", "description")
    offer = _number(raw["offer"], MOST_OFFERS)
    description = _session_description(raw["description"])
    if description["type"] != "offer":
        raise Refused("bad_message")
    return TapOffer(offer, description)


def _tap_candidate(raw: Fields) -> Candidate:
    _exactly(raw, "candidate")
    return Candidate(None, _ice_candidate(raw["candidate"]))


def _streams(raw: Fields) -> StreamsSaid:
    _exactly(raw, "streams")
    streams = raw["streams"]
    if not isinstance(streams, dict):
        raise Refused("bad_message")
    _exactly(streams, "camera", "screen")
    camera, screen = (_text_or_none(streams[k], LONGEST_STREAM_ID) for k in ("camera", "screen"))
    return StreamsSaid(Streams(camera=camera, screen=screen))


def _state(raw: Fields) -> StateSaid:
    _exactly(raw, "audio", "video", "hand", "quality")
    audio, video, hand = (_yes_or_no(raw[name]) for name in ("audio", "video", "hand"))
    quality = _number_or_none(raw["quality"], BEST_QUALITY)
    return StateSaid(State(audio=audio, video=video, hand=hand, quality=quality))


_READERS: dict[str, Callable[[Fields], Message]] = {
    "ping": _ping,
    "description": _description,
    "candidate": _candidate,
    "streams": _streams,
    "state": _state,
    "tap.description": _tap_description,
    "tap.candidate": _tap_candidate,
}


class Allowance:
    """A token bucket: so many messages a second on average, and a burst when people connect.

    The interviewer's page offers to five candidates at once, and a machine with several networks
    finds dozens of ICE candidates for each: none of these may be lost. A large message counts as
    several: nobody keeps others busy with few but huge ones.
    """

    PER_SECOND = 40.0
    BURST = 400.0
    BYTES_AS_ONE = 4096

    def __init__(self, now: float) -> None:
        self._left = self.BURST
        self._at = now

    def take(self, size: int, now: float) -> bool:
        """Whether a message of ``size`` bytes may be said at ``now`` (s, monotonic)."""
        self._left = min(self.BURST, self._left + (now - self._at) * self.PER_SECOND)
        self._at = now
        cost = 1 + size // self.BYTES_AS_ONE
        if cost > self._left:
            return False
        self._left -= cost
        return True
