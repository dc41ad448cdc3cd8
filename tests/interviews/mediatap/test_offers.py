"""A browser may say anything: what is no offer of sound and picture is refused, nothing crashes."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from interviews.mediatap.offers import (
    HOSTILE,
    LONGEST_SDP,
    MOST_CANDIDATES,
    BadCandidate,
    BadOffer,
    checked_candidate,
    checked_offer,
)
from interviews.mediatap.peer import Peer
from interviews.selectors.tap import Taken

LINE = "candidate:1 1 udp 2130706431 192.0.2.7 40000 typ host"


async def _made(*kinds: str, direction: str = "sendonly", channel: bool = False) -> str:
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    for kind in kinds:
        connection.addTransceiver(kind, direction)
    if channel:
        connection.createDataChannel("room")
    await connection.setLocalDescription(await connection.createOffer())
    sdp = connection.localDescription.sdp
    await connection.close()
    return sdp


@pytest.fixture(scope="module")
def sdp() -> str:
    return asyncio.run(_made("audio", "video"))


def offer(sdp: Any) -> dict[str, Any]:
    return {"type": "offer", "sdp": sdp}


def test_candidates_of_an_offer_are_taken_out_and_kept_apart(sdp: str) -> None:
    found = checked_offer(offer(sdp))
    assert "a=candidate" in sdp
    assert "a=candidate" not in found.description.sdp
    assert found.candidates
    assert {one.sdpMLineIndex for one in found.candidates} <= {0, 1}
    assert found.bad_candidates == 0
    assert all(fragment in sdp for fragment in found.fragments)


@pytest.mark.parametrize(
    "made",
    [
        {"kinds": ("audio",), "direction": "sendrecv"},
        {"kinds": ("audio",), "direction": "recvonly"},
        {"kinds": ("video",), "direction": "inactive"},
        {"kinds": ("audio", "audio")},
        {"kinds": ("video", "video")},
        {"kinds": ("audio", "video"), "channel": True},
        {"kinds": (), "channel": True},
    ],
    ids=str,
)
async def test_only_one_section_of_each_kind_that_is_only_sent(made: dict[str, Any]) -> None:
    kinds = made.pop("kinds")
    with pytest.raises(BadOffer):
        checked_offer(offer(await _made(*kinds, **made)))


@pytest.mark.parametrize(
    "changed",
    [
        ("a=mid:1", "a=mid:0"),
        ("a=group:BUNDLE 0 1", "a=group:BUNDLE 7 0 1"),
        ("a=fingerprint", "a=thumb"),
        ("a=ice-pwd", "a=ice-word"),
        ("a=ice-ufrag", "a=ice-name"),
        ("m=audio", "m=smell"),
        ("m=video 9", "m=video 0"),
        ("a=setup:actpass", "a=setup:whatever"),
        ("VP8/90000", "VP8"),
    ],
    ids=lambda pair: pair[1],
)
async def test_an_offer_that_lacks_something_is_refused(sdp: str, changed: tuple[str, str]) -> None:
    lines = sdp.replace("m=video " + sdp.split("m=video ")[1].split(" ")[0], "m=video 9")
    broken = lines.replace(*changed)
    assert broken != lines
    with pytest.raises(BadOffer):
        checked_offer(offer(broken))


@pytest.mark.parametrize(
    "description",
    [
        None,
        1,
        "offer",
        [],
        {},
        {"type": "answer", "sdp": ""},
        offer(None),
        offer(""),
        offer(["v=0"]),
    ],
    ids=str,
)
def test_what_is_no_description_is_refused(description: Any) -> None:
    with pytest.raises(BadOffer):
        checked_offer(description)


def test_a_description_may_not_be_longer_than_any_browsers(sdp: str) -> None:
    with pytest.raises(BadOffer, match="too long"):
        checked_offer(offer(sdp + "a=x\r\n" * LONGEST_SDP))


def test_more_candidates_than_can_be_checked_are_left_out(sdp: str) -> None:
    many = "".join(f"a={LINE.replace('40000', str(port))}\r\n" for port in range(1000, 1100))
    found = checked_offer(offer(sdp + many))
    assert len(found.candidates) == MOST_CANDIDATES


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_mangled_offer_is_refused_or_answered_and_nothing_else(sdp: str, data: Any) -> None:
    """Lines lost, doubled, out of order, with other text in them: as far as aiortc takes it."""
    lines = sdp.splitlines()
    text = st.text(max_size=30).map(lambda t: t.replace("\n", " "))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        act = data.draw(st.sampled_from(["drop", "double", "swap", "cut", "text", "value"]))
        if act == "drop":
            lines.pop(at)
        elif act == "double":
            lines.insert(data.draw(st.integers(0, len(lines))), lines[at])
        elif act == "swap":
            other = data.draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        elif act == "cut":
            lines[at] = lines[at][: data.draw(st.integers(0, len(lines[at])))]
        elif act == "text":
            lines[at] = data.draw(text)
        else:
            lines[at] = lines[at].partition(":")[0] + ":" + data.draw(text)
    asyncio.run(_taken("\r\n".join(lines)))


async def _taken(sdp: str) -> None:
    try:
        found = checked_offer(offer(sdp))
    except BadOffer:
        return
    peer = Peer(Taken(frames=True, sound=True), [], lambda block: None)
    try:
        answer = await peer.answer(found)
        assert "a=sendonly" not in answer
        assert "a=sendrecv" not in answer
    except (BadOffer, *HOSTILE):
        pass
    finally:
        await peer.close()


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
@example("v=0\r\nm=audio 9 X 0\r\na=fmtp:0 x\r\n")
def test_any_text_at_all_is_refused(text: str) -> None:
    with pytest.raises(BadOffer):
        checked_offer(offer(text))


def test_a_candidate_keeps_its_section() -> None:
    found = checked_candidate({"candidate": LINE, "sdpMid": "0", "sdpMLineIndex": 0})
    assert found is not None
    assert (found.ip, found.port, found.sdpMid, found.sdpMLineIndex) == ("192.0.2.7", 40000, "0", 0)


@pytest.mark.parametrize(
    "line",
    [
        "",
        LINE.replace("udp", "tcp") + " tcptype active",
        LINE.replace("192.0.2.7", "5e8cfa1b-1d3b-4bb2-8e3b-8b3a1a8c8d8f.local"),
        LINE.replace("candidate:1 1", "candidate:1 2"),
    ],
)
def test_candidates_that_are_of_no_use_are_left_alone(line: str) -> None:
    assert checked_candidate({"candidate": line, "sdpMid": "0"}) is None


@pytest.mark.parametrize(
    "candidate",
    [
        7,
        [],
        {},
        {"candidate": 7},
        {"candidate": LINE},
        {"candidate": LINE, "sdpMid": 7},
        {"candidate": LINE, "sdpMLineIndex": -1},
        {"candidate": LINE, "sdpMLineIndex": True},
        {"candidate": LINE + " " + "x" * 600, "sdpMid": "0"},
        {"candidate": "candidate:1 1 udp", "sdpMid": "0"},
        {"candidate": LINE.replace("40000", "0"), "sdpMid": "0"},
        {"candidate": LINE.replace("192.0.2.7", "224.0.0.1"), "sdpMid": "0"},
        {"candidate": LINE.replace("192.0.2.7", "example.com"), "sdpMid": "0"},
        {"candidate": LINE.replace("2130706431", "-1"), "sdpMid": "0"},
        {"candidate": LINE.replace("host", "magic"), "sdpMid": "0"},
    ],
    ids=str,
)
def test_what_is_no_candidate_is_refused(candidate: Any) -> None:
    with pytest.raises(BadCandidate):
        checked_candidate(candidate)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=120))
def test_any_text_as_a_candidate_is_refused_or_left_alone(text: str) -> None:
    for line in (text, f"candidate:{text}"):
        try:
            checked_candidate({"candidate": line, "sdpMid": "0"})
        except BadCandidate:
            continue
