"""Whoever offers what is not theirs, or what is no offer, gets nothing, and the tap lives on."""

from __future__ import annotations

import asyncio
import gc
import queue
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
import redis.asyncio
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.rtcrtpreceiver import RemoteStreamTrack
from asgiref.sync import sync_to_async

from hireapp.core.scope import company_scope
from interviews.live.connection import valkey
from interviews.live.keys import RoomKeys
from interviews.live.samples import frames_take
from interviews.live.stream import FIRST, after
from interviews.mediatap.messages import GROUP
from interviews.mediatap.peer import CONNECT_SECONDS, Peer
from interviews.mediatap.seat import TapSeat
from interviews.mediatap.tap import Tap
from interviews.services.room import seat_remove
from tests import factories
from tests.factories import LiveRoom, Member
from tests.interviews.mediatap.candidate import ANNA, CandidateBrowser, footage
from tests.interviews.mediatap.conftest import TAP_TOPIC

Browsers = Callable[..., CandidateBrowser]


async def refused(browser: CandidateBrowser, tap: Tap) -> None:
    """Says a whole offer and is answered ``tap.gone``; nothing of it is taken."""
    await browser.offer(footage(*ANNA))
    assert (await browser.hear())["type"] == "tap.gone"
    place = browser.place
    keys = RoomKeys(place.company_id, place.room_id)
    taken = await asyncio.to_thread(frames_take, valkey(), keys, [place.seat_id])
    assert taken == []


async def test_who_was_taken_out_of_the_room_is_refused(
    tap: Tap, browser: Browsers, live: LiveRoom, alice: Member
) -> None:
    def remove() -> None:
        with company_scope(live.room.company_id):
            seat_remove(seat=live.seats()[0], actor=alice.actor)

    await sync_to_async(remove)()
    await refused(browser(1), tap)


async def test_a_seat_is_only_known_in_its_own_room_and_company(
    tap: Tap, browser: Browsers, live: LiveRoom, alice: Member, charlie: Member
) -> None:
    other = await sync_to_async(factories.room)(alice, status="live", candidates=1)
    theirs = await sync_to_async(factories.room)(charlie, status="live", candidates=1)
    foreign = {"company_id": theirs.room.company_id, "room_id": theirs.room.id}
    await refused(browser(1, company_id=theirs.room.company_id), tap)
    await refused(browser(1, **foreign), tap)
    await refused(browser(1, room_id=other.room.id), tap)
    await refused(browser(1, seat_id=uuid4()), tap)
    assert tap.peers == 0


@pytest.mark.parametrize(
    "description",
    [None, {"type": "offer", "sdp": "v=0"}, {"type": "offer", "sdp": "m=" * 40_000}, {"sdp": 7}],
    ids=["none", "short", "long", "number"],
)
async def test_what_is_no_offer_is_answered_and_counted(
    tap: Tap, browser: Browsers, description: Any
) -> None:
    anna = browser(1)
    await anna.say_offer(description)
    assert (await anna.hear())["type"] == "tap.gone"
    assert tap.around.counts["bad_offer"] == 1


async def test_a_broken_candidate_is_counted_and_the_connection_stands(
    tap: Tap, browser: Browsers, keys: RoomKeys
) -> None:
    anna = browser(1)
    await anna.offer(footage(*ANNA))
    for broken in (7, {"candidate": "candidate:x", "sdpMid": "0"}, {"candidate": []}, [None]):
        await anna.say_candidate(broken)
    await anna.say_candidate(None)
    await anna.answered()
    async with asyncio.timeout(20):
        while tap.around.counts["bad_candidate"] < 4:
            await asyncio.sleep(0.05)
    assert tap.peers == 1


async def test_messages_that_are_none_leave_the_tap_as_it_is(
    tap: Tap, browser: Browsers, layer: Any
) -> None:
    for message in (
        {"type": "tap.offer"},
        {"type": "tap.offer", "company_id": 7, "room_id": None, "seat_id": [], "session": ""},
        {"type": "tap.candidate", "company_id": "x"},
        {"type": "room.changed", "room_id": 7},
        {"type": "streams", "from": "interviewer"},
    ):
        await layer.group_send(GROUP, message)
    await browser(1).join(footage(*ANNA))
    assert tap.around.counts["not_understood"] == 3


async def test_a_mistake_of_ours_ends_one_connection_and_nothing_else(
    tap: Tap, browser: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, ben = browser(1), browser(2)
    await ben.join(footage(*ANNA))
    with monkeypatch.context() as broken:
        broken.setattr("interviews.mediatap.seat.checked_offer", lambda description: 1 / 0)
        await anna.offer(footage(*ANNA))
        async with asyncio.timeout(20):
            while not tap.around.counts["seat_failed"]:
                await asyncio.sleep(0.05)
    assert tap.peers == 1
    await anna.leave()
    await anna.join(footage(*ANNA))
    assert tap.peers == 2


async def test_a_message_that_no_channel_layer_wrote_is_left_alone(
    tap: Tap, browser: Browsers, client: redis.asyncio.Redis
) -> None:
    await client.publish(TAP_TOPIC, b"\xc1\xff nonsense")
    await browser(1).join(footage(*ANNA))
    assert tap.around.counts["not_understood"] == 1


async def test_a_seat_that_offers_without_end_has_one_connection(
    tap: Tap, browser: Browsers
) -> None:
    anna = browser(1)
    description = {"type": "offer", "sdp": "v=0\r\n"}
    for _ in range(30):
        await anna.say_offer(description)
    await anna.join_after_refusals(footage(*ANNA))
    assert tap.peers == 1
    assert tap.around.counts["bad_offer"] < 30  # each took the place of the one before


async def test_a_picture_that_is_larger_than_anybody_asked_for_ends_the_connection(
    tap: Tap, browser: Browsers, keys: RoomKeys, client: redis.asyncio.Redis
) -> None:
    anna = browser(1)
    picture = np.zeros((1, 1200, 2048, 3), np.uint8)
    await anna.join(replace(footage(*ANNA), pictures=picture))
    assert (await anna.hear(20))["type"] == "tap.gone"
    assert await client.get(keys.frame(anna.place.seat_id)) is None
    events = await after(client, keys, FIRST, block_ms=2000)
    assert events[-1]["why"] == "too_much"


async def test_a_decoder_that_cannot_follow_ends_the_connection(
    tap: Tap, browser: Browsers
) -> None:
    """Fills the queue of the pinned aiortc by hand: it must be where the tap looks."""
    anna = browser(1)
    await anna.join(footage(*ANNA))
    (room,) = tap._rooms.values()
    peer = room._seats[anna.place.seat_id].peer
    assert peer is not None
    async with asyncio.timeout(20):
        while not peer.receives:
            await asyncio.sleep(0.05)
    receivers: dict[str, Any] = {
        one.kind: one.receiver for one in peer._connection.getTransceivers()
    }
    _decodes_no_more(receivers["audio"], 10 * 50)  # ten seconds of it are not too much
    peer.look_after()
    assert not peer.over.done()
    receiver = receivers["video"]
    _decodes_no_more(receiver, 10 * 15 + 1)
    assert (await anna.hear())["type"] == "tap.gone"
    assert receiver._RTCRtpReceiver__decoder_queue.qsize() <= 1  # closing waits for none of them


def _decodes_no_more(receiver: Any, frames: int) -> None:
    """So many frames wait for a thread that has ended as a decoder that failed does."""
    waiting = receiver._RTCRtpReceiver__decoder_queue
    assert waiting.qsize() < 20
    receiver._RTCRtpReceiver__decoder_queue = queue.Queue()
    for _ in range(frames):
        receiver._RTCRtpReceiver__decoder_queue.put(None)
    waiting.put(None)


@pytest.mark.parametrize("place", ["peer.Blocks.add", "seat.checked_candidate", "seat.sound_put"])
async def test_a_mistake_in_what_serves_a_connection_makes_its_browser_offer_again(
    tap: Tap, browser: Browsers, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    class Mistake(Exception):
        pass

    def mistaken(*_: Any) -> None:
        raise Mistake

    anna = browser(1)
    with monkeypatch.context() as broken:
        broken.setattr(f"interviews.mediatap.{place}", mistaken)
        await anna.offer(footage(*ANNA))
        answer = (await anna.hear())["description"]
        assert anna.connection is not None
        await anna.connection.setRemoteDescription(RTCSessionDescription(**answer))
        await anna.say_candidate({"candidate": "candidate:x", "sdpMid": "0"})
        assert (await anna.hear(CONNECT_SECONDS - 5))["type"] == "tap.gone"
    await anna.leave()
    await anna.join(footage(*ANNA))


async def test_a_connection_that_comes_and_goes_leaves_nothing_behind(
    tap: Tap, browser: Browsers
) -> None:
    anna = browser(1)
    await anna.join(footage(*ANNA))
    await anna.leave()
    assert (await anna.hear())["type"] == "tap.gone"
    await asyncio.sleep(0.5)
    before = await _open()
    for _ in range(20):
        await anna.join(footage(*ANNA))
        await anna.leave()
        assert (await anna.hear())["type"] == "tap.gone"
    async with asyncio.timeout(10):
        while await _open() != before:
            await asyncio.sleep(0.2)
    assert tap.peers == 0


async def _open() -> dict[str, int]:
    """What a leak would be made of."""
    gc.collect()
    kinds = (RTCPeerConnection, RemoteStreamTrack, Peer, TapSeat)
    found = gc.get_objects()
    counted = {kind.__name__: sum(type(one) is kind for one in found) for kind in kinds}
    decoders = sum("-decoder" in thread.name for thread in threading.enumerate())
    return {**counted, "tasks": len(asyncio.all_tasks()), "decoders": decoders}
