"""What a browser may say: every type as browsers say it, and what is refused."""

from __future__ import annotations

import contextlib
import json
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.realtime.messages import (
    LONGEST_MESSAGE,
    LONGEST_SDP,
    MOST_OFFERS,
    Allowance,
    Candidate,
    Description,
    Ping,
    Refused,
    StateSaid,
    StreamsSaid,
    TapOffer,
    parse,
)

SEAT = str(uuid4())
SDP = {"type": "offer", "sdp": "v=0\r\n"}
ICE = {"candidate": "candidate:1", "sdpMid": "0", "sdpMLineIndex": 0, "usernameFragment": "x"}
STATE = {"type": "state", "audio": True, "video": False, "hand": False, "quality": 4}


def refusal(message: Any) -> str:
    text = message if isinstance(message, str) or message is None else json.dumps(message)
    with pytest.raises(Refused) as caught:
        parse(text)
    return caught.value.id


def read(message: Any) -> Any:
    return parse(json.dumps(message))


def test_every_message_is_read_as_the_browser_means_it() -> None:
    assert read({"type": "ping"}) == Ping()
    described = read({"type": "description", "to": SEAT, "description": SDP})
    assert described == Description(SEAT, SDP)  # type: ignore[arg-type]
    found = read({"type": "candidate", "to": "interviewer", "candidate": ICE})
    assert found == Candidate("interviewer", ICE)  # type: ignore[arg-type]
    assert read({"type": "candidate", "to": SEAT, "candidate": None}) == Candidate(SEAT, None)
    assert read({"type": "streams", "streams": {"camera": "a", "screen": None}}) == StreamsSaid(
        {"camera": "a", "screen": None}
    )
    assert read(STATE) == StateSaid({"audio": True, "video": False, "hand": False, "quality": 4})
    offered = read({"type": "tap.description", "offer": 7, "description": SDP})
    assert offered == TapOffer(7, SDP)  # type: ignore[arg-type]
    assert read({"type": "tap.candidate", "candidate": None}) == Candidate(None, None)


def test_what_older_browsers_leave_out_of_a_candidate_is_unknown() -> None:
    message = read({"type": "candidate", "to": SEAT, "candidate": {"candidate": ""}})
    expected = {"candidate": "", "sdpMid": None, "sdpMLineIndex": None, "usernameFragment": None}
    assert message.candidate == expected


def test_a_rollback_has_no_sdp() -> None:
    message = read({"type": "description", "to": SEAT, "description": {"type": "rollback"}})
    assert message.description == {"type": "rollback", "sdp": ""}


@pytest.mark.parametrize(
    "text", [None, "", "{", "[" * 60_000, "NaN", '{"type": Infinity}', "1" * 5000]
)
def test_what_is_no_json_is_called_so(text: str | None) -> None:
    assert refusal(text) == "not_json"


@pytest.mark.parametrize(
    "message",
    [[], "ping", 1, None, {}, {"type": None}, {"type": ["ping"]}, {"type": "join"}, {"type": {}}],
)
def test_what_has_no_known_type_is_unknown(message: Any) -> None:
    assert refusal(json.dumps(message)) == "unknown_message"


@pytest.mark.parametrize(
    "message",
    [
        {"type": "ping", "more": 1},
        {"type": "description", "description": SDP},
        {"type": "description", "to": "everybody", "description": SDP},
        {"type": "description", "to": SEAT.upper(), "description": SDP},
        {"type": "description", "to": None, "description": SDP},
        {"type": "description", "to": [SEAT], "description": SDP},
        {"type": "description", "to": SEAT, "description": {"type": "offer"}},
        {"type": "description", "to": SEAT, "description": {"type": "bye", "sdp": "v=0"}},
        {"type": "description", "to": SEAT, "description": {**SDP, "more": 1}},
        {"type": "description", "to": SEAT, "description": {"type": ["offer"], "sdp": "v=0"}},
        {"type": "description", "to": SEAT, "description": {**SDP, "sdp": "x" * (LONGEST_SDP + 1)}},
        {"type": "description", "to": SEAT, "description": {**SDP, "sdp": "half \ud800"}},
        {"type": "candidate", "to": SEAT, "candidate": {}},
        {"type": "candidate", "to": SEAT, "candidate": {**ICE, "candidate": "x" * 1025}},
        {"type": "candidate", "to": SEAT, "candidate": {**ICE, "sdpMLineIndex": True}},
        {"type": "candidate", "to": SEAT, "candidate": {**ICE, "sdpMLineIndex": -1}},
        {"type": "candidate", "to": SEAT, "candidate": {**ICE, "sdpMLineIndex": 0.5}},
        {"type": "candidate", "to": SEAT, "candidate": {**ICE, "more": 1}},
        {"type": "streams", "streams": {"camera": "x" * 65, "screen": None}},
        {"type": "streams", "streams": {"camera": None}},
        {"type": "streams", "streams": []},
        {**STATE, "audio": 1},
        {**STATE, "quality": 5},
        {**STATE, "quality": True},
        {**STATE, "session": "x"},
        {"type": "tap.description", "offer": 1, "description": {"type": "answer", "sdp": "v=0"}},
        {"type": "tap.description", "offer": 1, "to": SEAT, "description": SDP},
        {"type": "tap.description", "description": SDP},
        {"type": "tap.description", "offer": None, "description": SDP},
        {"type": "tap.description", "offer": -1, "description": SDP},
        {"type": "tap.description", "offer": True, "description": SDP},
        {"type": "tap.description", "offer": 1.0, "description": SDP},
        {"type": "tap.description", "offer": "1", "description": SDP},
        {"type": "tap.description", "offer": MOST_OFFERS + 1, "description": SDP},
        {"type": "tap.candidate"},
    ],
)
def test_what_is_not_exactly_the_message_is_refused(message: Any) -> None:
    assert refusal(message) == "bad_message"


def test_the_size_is_counted_in_bytes() -> None:
    assert refusal(" " * (LONGEST_MESSAGE + 1)) == "too_large"
    assert refusal("가" * (LONGEST_MESSAGE // 3 + 1)) == "too_large"
    assert refusal(" " * LONGEST_MESSAGE) == "not_json"


@given(
    st.one_of(
        st.text(),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        ).map(json.dumps),
    )
)
def test_nothing_else_than_a_refusal_comes_of_anything(text: str) -> None:
    with contextlib.suppress(Refused):
        parse(text)


def test_a_burst_is_allowed_and_then_so_many_a_second() -> None:
    allowance = Allowance(now=0.0)
    assert sum(allowance.take(100, 0.0) for _ in range(500)) == Allowance.BURST
    assert not allowance.take(100, 0.0)
    assert sum(allowance.take(100, 1.0) for _ in range(100)) == Allowance.PER_SECOND
    assert sum(allowance.take(100, 3600.0) for _ in range(500)) == Allowance.BURST


def test_a_large_message_counts_as_several() -> None:
    allowance = Allowance(now=0.0)
    large = sum(allowance.take(LONGEST_MESSAGE, 0.0) for _ in range(100))
    assert large == Allowance.BURST // (1 + LONGEST_MESSAGE // Allowance.BYTES_AS_ONE)
