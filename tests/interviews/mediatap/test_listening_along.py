"""What a candidate's browser sends arrives, and what may not be taken never does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest
import redis.asyncio
from asgiref.sync import sync_to_async

from analysis.types import Purpose
from hireapp.core.scope import company_scope
from interviews.access import interview_for_candidate
from interviews.live.connection import valkey
from interviews.live.counts import count_late
from interviews.live.keys import RoomKeys
from interviews.live.samples import RATE, frames_take, sound_since
from interviews.live.stream import FIRST, after, newest_id
from interviews.mediatap.sound import BLOCK_BYTES
from interviews.mediatap.tap import Tap
from interviews.selectors.consent import notice_for
from interviews.services.consent import Origin, consent_withdraw
from tests.factories import Invitation, LiveRoom
from tests.interviews.mediatap.candidate import ANNA, BEN, CandidateBrowser, Footage, footage
from tests.interviews.mediatap.conftest import Sent

Browsers = Callable[..., CandidateBrowser]
Floats = npt.NDArray[np.float64]


async def until(found: Callable[[], Awaitable[Any]], seconds: float = 20.0) -> Any:
    """The first answer of ``found`` that is not empty."""
    async with asyncio.timeout(seconds):
        while (answer := await found()) is None or len(answer) == 0:
            await asyncio.sleep(0.1)
    return answer


async def frame_of(keys: RoomKeys, browser: CandidateBrowser) -> npt.NDArray[np.uint8]:
    """The next frame of this seat, decoded."""

    async def take() -> Any:
        return await asyncio.to_thread(frames_take, valkey(), keys, [browser.place.seat_id])

    (frame,) = await until(take)
    picture = cv2.imdecode(np.frombuffer(frame.jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture.astype(np.uint8, copy=False)


def sounds_of(keys: RoomKeys, browser: CandidateBrowser) -> npt.NDArray[np.int16]:
    blocks = sound_since(valkey(), keys, browser.place.seat_id, FIRST)
    return np.frombuffer(b"".join(block.pcm for block in blocks), np.int16)


def likeness(picture: npt.NDArray[np.uint8], shown: Footage) -> float:
    """PSNR to the most similar picture that was shown, dB."""
    errors = [np.mean((picture - other.astype(float)) ** 2) for other in shown.pictures]
    return float(10 * np.log10(255**2 / min(errors)))


def correlation(heard: npt.NDArray[np.int16], shown: Footage) -> float:
    """Highest normalised correlation of a second that was heard with the footage."""
    second: Floats = heard[-2 * RATE : -RATE].astype(float)
    source: Floats = shown.sound.astype(float).reshape(-1, 3).mean(axis=1)  # 48 → 16 kHz
    source = np.concatenate((source, source))  # it repeats
    products = cv2.matchTemplate(
        source.astype(np.float32)[None], second.astype(np.float32)[None], cv2.TM_CCORR_NORMED
    )
    return float(products.max())


async def until_heard(keys: RoomKeys, browser: CandidateBrowser, seconds: float) -> Any:
    async def enough() -> Any:
        heard = await asyncio.to_thread(sounds_of, keys, browser)
        return heard if len(heard) >= seconds * RATE else None

    return await until(enough, 40)


def withdraw(invitation: Invitation, *purposes: Purpose) -> None:
    with company_scope(invitation.claim.company_id):
        interview = interview_for_candidate(invitation.claim)
        notice = notice_for(interview, language="en")
        origin = Origin("en", notice.sha256)
        consent_withdraw(interview=interview, purposes=purposes, origin=origin)


async def test_picture_and_sound_arrive_as_they_were_sent(
    tap: Tap, browser: Browsers, keys: RoomKeys, sent: Sent
) -> None:
    anna, shown = browser(1), footage(*ANNA)
    await anna.join(shown)
    heard = await until_heard(keys, anna, 3.0)
    picture = await frame_of(keys, anna)
    assert picture.shape == shown.pictures[0].shape
    assert likeness(picture, shown) > 27
    assert likeness(picture, footage(*BEN)) < 20
    assert correlation(heard, shown) > 0.8
    assert correlation(heard, footage(*BEN)) < 0.5
    place = [str(keys.company_id), str(keys.room_id)]
    assert [args[:2] for args in sent.named("live.look")][:2] == [place, place]
    assert sent.named("live.hear") == [[*place, str(anna.place.seat_id)]]
    assert tap.peers == 1


async def test_two_candidates_never_mix(
    tap: Tap, browser: Browsers, keys: RoomKeys, sent: Sent
) -> None:
    people = {browser(1): footage(*ANNA), browser(2): footage(*BEN)}
    await asyncio.gather(*(person.join(shown) for person, shown in people.items()))
    for person, shown in people.items():
        (other,) = set(people.values()) - {shown}
        heard = await until_heard(keys, person, 3.0)
        picture = await frame_of(keys, person)
        assert likeness(picture, shown) > 27 > 20 > likeness(picture, other)
        assert correlation(heard, shown) > 0.8 > 0.5 > correlation(heard, other)
    assert {args[2] for args in sent.named("live.hear")} == {
        str(person.place.seat_id) for person in people
    }


async def test_the_screen_is_told_that_a_seat_is_on_and_why_it_is_off(
    tap: Tap, browser: Browsers, keys: RoomKeys, client: redis.asyncio.Redis
) -> None:
    anna = browser(1)
    count_late(valkey(), keys, [anna.place.seat_id] * 3)
    told = await newest_id(client, keys)
    await anna.join(footage(*ANNA))
    events = await until(lambda: after(client, keys, told, block_ms=500))
    assert [(e["on"], e["why"], e["late"]) for e in events] == [(True, "", 3)]
    assert events[0]["seat"] == str(anna.place.seat_id)
    beat = await client.get(keys.tap_seat(anna.place.seat_id))
    assert json.loads(beat) == {"frames": True, "sound": True}
    await anna.leave()
    assert (await anna.hear())["type"] == "tap.gone"
    last = await until(lambda: after(client, keys, events[-1]["id"], block_ms=500))
    assert [(event["on"], event["why"]) for event in last] == [(False, "connection_lost")]
    assert await client.get(keys.tap_seat(anna.place.seat_id)) is None


async def test_the_last_words_before_the_end_are_passed_on_and_said_to_be_the_last(
    tap: Tap, browser: Browsers, keys: RoomKeys, sent: Sent
) -> None:
    anna = browser(1)
    await anna.join(footage(*ANNA))
    await until_heard(keys, anna, 1.0)
    await anna.leave()
    assert (await anna.hear())["type"] == "tap.gone"
    *blocks, rest, end = sound_since(valkey(), keys, anna.place.seat_id, FIRST)
    assert {len(block.pcm) for block in blocks} == {BLOCK_BYTES}
    assert 0 < len(rest.pcm) <= BLOCK_BYTES
    assert (end.pcm, end.begins_at) == (b"", pytest.approx(rest.ends_at))
    place = [str(keys.company_id), str(keys.room_id), str(anna.place.seat_id)]
    assert sent.named("live.hear")[-1] == place


async def test_withdrawal_closes_the_connection_and_leaves_nothing_behind(
    tap: Tap, browser: Browsers, keys: RoomKeys, live: LiveRoom, client: redis.asyncio.Redis
) -> None:
    anna, ben = browser(1), browser(2)
    await anna.join(footage(*ANNA))
    await ben.join(footage(*BEN))
    await until_heard(keys, anna, 1.0)
    await sync_to_async(withdraw)(live.invitations[0], Purpose.RECORDING)
    assert (await anna.hear(20))["type"] == "tap.gone"
    seat = anna.place.seat_id
    left = [keys.frame(seat), keys.sound(seat), keys.heard(seat), keys.tap_seat(seat)]
    assert await client.exists(*left) == 0
    assert await client.exists(keys.sound(ben.place.seat_id)) == 1
    await anna.offer(footage(*ANNA))
    assert (await anna.hear())["type"] == "tap.gone"
    assert tap.peers == 1


async def test_withdrawal_of_the_picture_alone_leaves_the_sound(
    tap: Tap, browser: Browsers, keys: RoomKeys, live: LiveRoom, client: redis.asyncio.Redis
) -> None:
    anna = browser(1)
    await anna.join(footage(*ANNA))
    pictures = (Purpose.FACE_PRESENCE, Purpose.FACE_GAZE, Purpose.BODY_MOVEMENT)
    await sync_to_async(withdraw)(live.invitations[0], *pictures)
    assert (await anna.hear(20))["type"] == "tap.gone"
    sdp = await anna.join(footage(*ANNA))
    video, audio = sdp.split("m=")[1:]
    assert "a=inactive" in video
    assert "a=recvonly" in audio
    await until_heard(keys, anna, 1.0)
    assert await client.get(keys.frame(anna.place.seat_id)) is None


async def test_a_new_offer_takes_the_place_of_the_old_connection(
    tap: Tap, browser: Browsers, keys: RoomKeys
) -> None:
    anna = browser(1)
    await anna.join(footage(*ANNA))
    old = anna.connection
    await anna.join(footage(*BEN))
    assert old is not None
    async with asyncio.timeout(20):
        while old.connectionState != "closed":
            await asyncio.sleep(0.05)
    assert tap.peers == 1
    await frame_of(keys, anna)
    assert likeness(await frame_of(keys, anna), footage(*BEN)) > 27


async def test_a_browser_that_starts_anew_is_taken_in_again(
    tap: Tap, browser: Browsers, keys: RoomKeys
) -> None:
    first = browser(1)
    await first.join(footage(*ANNA))
    await frame_of(keys, first)
    assert first.connection is not None
    again = browser(1)  # another session of the same seat; the first never said good-bye
    await again.join(footage(*BEN))
    await frame_of(keys, again)
    assert likeness(await frame_of(keys, again), footage(*BEN)) > 27
    assert tap.peers == 1


@pytest.mark.parametrize("kind", ["video", "audio"])
async def test_an_offer_of_one_kind_alone_is_enough(
    tap: Tap, browser: Browsers, keys: RoomKeys, kind: str
) -> None:
    anna = browser(1)
    await anna.join(footage(*ANNA), video=kind == "video", audio=kind == "audio")
    if kind == "video":
        await frame_of(keys, anna)
    else:
        await until_heard(keys, anna, 0.5)
