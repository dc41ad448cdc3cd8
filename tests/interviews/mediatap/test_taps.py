"""Several taps, one lease a room; a tap that ends, and servers that are away."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import redis.asyncio
from asgiref.sync import sync_to_async
from channels_redis.pubsub import RedisPubSubChannelLayer
from django.db import OperationalError

from hireapp.core.scope import company_scope
from hireapp.embedded.valkey import EmbeddedValkey
from interviews.live.keys import RoomKeys
from interviews.live.samples import sound_since
from interviews.live.stream import FIRST, after
from interviews.mediatap import seat as seats
from interviews.mediatap.lease import LEASE_MS
from interviews.mediatap.publishing import Publisher
from interviews.mediatap.room import CHECK_SECONDS
from interviews.mediatap.tap import Tap
from interviews.models import ConsentAct, ConsentRecord
from tests.factories import LiveRoom
from tests.interviews.mediatap.candidate import ANNA, CandidateBrowser, footage
from tests.interviews.mediatap.conftest import TAP_TOPIC, Sent, running

ROOT = Path(__file__).resolve().parents[3]
Browsers = Callable[..., CandidateBrowser]


async def test_of_two_taps_one_answers_and_the_other_takes_over_when_it_ends(
    browser: Browsers, keys: RoomKeys, client: redis.asyncio.Redis
) -> None:
    anna = browser(1)
    async with running(Sent()) as one, running(Sent()) as other:
        await anna.join(footage(*ANNA))
        assert sorted((one.peers, other.peers)) == [0, 1]
        holder, waiting = (one, other) if one.peers else (other, one)
        assert await client.get(keys.tap) == holder.around.holder.encode()
        await asyncio.gather(*_run_out(holder))
        assert (await anna.hear())["type"] == "tap.gone"
        await anna.join(footage(*ANNA))
        assert (holder.peers, waiting.peers) == (0, 1)
        assert await client.get(keys.tap) == waiting.around.holder.encode()


def _run_out(tap: Tap) -> list[asyncio.Task[None]]:
    """Ends a tap's rooms as closing it does, and keeps it from answering again."""
    tap._hand_on = lambda message: None  # type: ignore[method-assign]
    tasks = list(tap._tasks.values())
    for task in tasks:
        task.cancel()
    return [asyncio.ensure_future(asyncio.wait([task])) for task in tasks]  # type: ignore[misc]


async def test_a_tap_that_died_loses_its_room_when_its_lease_runs_out(
    tap: Tap, browser: Browsers, keys: RoomKeys, client: redis.asyncio.Redis
) -> None:
    await client.set(keys.tap, "a tap that was killed")
    anna = browser(1)
    await anna.offer(footage(*ANNA))
    with pytest.raises(TimeoutError):
        await anna.hear(0.6)
    await client.delete(keys.tap)  # as Valkey does when it has run out
    await anna.leave()
    await anna.join(footage(*ANNA))
    assert await client.get(keys.tap) == tap.around.holder.encode()
    assert 0 < await client.pttl(keys.tap) <= LEASE_MS


async def test_a_room_that_another_tap_took_is_given_up(
    tap: Tap, browser: Browsers, keys: RoomKeys, client: redis.asyncio.Redis
) -> None:
    anna = browser(1)
    await anna.join(footage(*ANNA))
    await client.set(keys.tap, "another tap")
    assert (await anna.hear(20))["type"] == "tap.gone"
    assert await client.get(keys.tap) == b"another tap"
    async with asyncio.timeout(20):
        while tap.rooms:
            await asyncio.sleep(0.05)


async def test_a_withdrawal_that_nobody_announced_is_found_by_the_clock(
    tap: Tap, browser: Browsers, live: LiveRoom
) -> None:
    def withdrawn_by_hand() -> None:
        with company_scope(live.room.company_id):
            interview = live.invitations[0].interview
            for record in ConsentRecord.objects.filter(interview=interview):
                values = {
                    field.attname: getattr(record, field.attname)
                    for field in record._meta.concrete_fields
                    if field.attname not in {"id", "at"}
                }
                ConsentRecord.objects.create(**{**values, "act": ConsentAct.WITHDRAWN})

    anna = browser(1)
    await anna.join(footage(*ANNA))
    await sync_to_async(withdrawn_by_hand)()
    assert (await anna.hear(20))["type"] == "tap.gone"
    assert CHECK_SECONDS <= 4  # one more for a busy machine to close within the promised five


class Away:
    """Stands for the threads that ask rows, while PostgreSQL does not answer."""

    async def run(self, *_: Any) -> None:
        raise OperationalError("the server has gone away")

    def close(self) -> None:
        pass


async def test_without_the_rows_nothing_is_taken_after_a_while_and_goes_on_when_they_are_back(
    browser: Browsers, keys: RoomKeys, client: redis.asyncio.Redis, monkeypatch: Any
) -> None:
    monkeypatch.setattr(seats, "UNCONFIRMED_AFTER", 1.5)
    monkeypatch.setattr("interviews.mediatap.room.CHECK_SECONDS", 0.5)
    async with running(Sent()) as tap:
        anna = browser(1)
        await anna.join(footage(*ANNA))
        here = tap.around.rows
        object.__setattr__(tap.around, "rows", Away())
        assert await _told(client, keys, "unconfirmed")
        await client.delete(keys.frame(anna.place.seat_id))
        await asyncio.sleep(0.6)
        assert await client.get(keys.frame(anna.place.seat_id)) is None
        object.__setattr__(tap.around, "rows", here)
        assert await _told(client, keys, "", again=True)
        assert tap.peers == 1


async def _told(
    client: redis.asyncio.Redis, keys: RoomKeys, why: str, *, again: bool = False
) -> bool:
    """Waits for an event that says so; ``again``: for the second such one."""
    async with asyncio.timeout(20):
        while True:
            events = await after(client, keys, FIRST, block_ms=200)
            if [event["why"] for event in events].count(why) > again:
                return True
            await asyncio.sleep(0.1)


async def test_valkey_that_goes_and_comes_back_finds_the_tap_at_work(
    live: LiveRoom, tmp_path: Path
) -> None:
    server = EmbeddedValkey(tmp_path, keep_port=True)
    server.start()
    layers = [RedisPubSubChannelLayer(hosts=[server.url], prefix="hireapp") for _ in range(2)]
    client = redis.asyncio.Redis.from_url(server.url)
    tap = Tap(layers[0], client=client, publisher=Publisher(Sent()), fps=4)
    running = asyncio.create_task(tap.run())
    seat = (await asyncio.to_thread(live.seats))[0]
    keys = RoomKeys(live.room.company_id, live.room.id)
    anna = CandidateBrowser(layers[1], live.room.company_id, live.room.id, seat.id)
    try:
        await asyncio.wait_for(tap.ready.wait(), 20)
        await anna.join(footage(*ANNA))
        while await client.xlen(keys.sound(seat.id)) < 2:
            await asyncio.sleep(0.05)
        kept_until = await _stop(server, keys, seat.id)
        await asyncio.sleep(1.0)
        await asyncio.to_thread(server.start)
        async with asyncio.timeout(15):  # the same connection still delivers
            while await _silently(client, keys.frame(seat.id)) is None:
                await asyncio.sleep(0.1)
        assert tap.peers == 1
        await _nothing_was_lost(server.url, keys, seat.id, kept_until)
        async with asyncio.timeout(15):  # and the lease is there again
            while await _silently(client, keys.tap) != tap.around.holder.encode():
                await asyncio.sleep(0.2)
        await _joins_again(anna)
    finally:
        await anna.leave()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await tap.close()
        for layer in layers:
            await layer.flush()
        server.stop()


async def _stop(server: EmbeddedValkey, keys: RoomKeys, seat_id: UUID) -> float:
    """When the sound ends that it has taken: nothing is added between looking and stopping."""
    with redis.Redis.from_url(server.url) as client:
        client.execute_command("CLIENT", "PAUSE", 10_000, "WRITE")
        *_, last = sound_since(client, keys, seat_id, FIRST)
    await asyncio.to_thread(server.stop)
    return last.ends_at


async def _nothing_was_lost(url: str, keys: RoomKeys, seat_id: UUID, since: float) -> None:
    """Sound of the time in which Valkey was away waits for it, in the tap."""
    with redis.Redis.from_url(url) as client:
        async with asyncio.timeout(15):
            while not (
                blocks := await asyncio.to_thread(sound_since, client, keys, seat_id, FIRST)
            ):
                await asyncio.sleep(0.1)
    ends = [since, *(block.ends_at for block in blocks)]
    gaps = [block.begins_at - end for block, end in zip(blocks, ends, strict=False)]
    assert max(gaps) < 0.1


async def _silently(client: redis.asyncio.Redis, key: str) -> bytes | None:
    try:
        found: bytes | None = await client.get(key)
    except redis.RedisError:
        return None
    return found


async def _joins_again(anna: CandidateBrowser) -> None:
    """The channel layer needs a moment to subscribe again: browsers offer every few seconds."""
    for _ in range(5):
        await anna.leave()
        try:
            await anna.offer(footage(*ANNA))
            while (message := await anna.hear(3))["type"] == "tap.gone":
                pass
        except (TimeoutError, redis.RedisError):
            continue
        await anna._take(message)
        return
    raise AssertionError("nobody answered")


async def test_a_process_that_is_told_to_stop_tells_everybody_and_ends(
    browser: Browsers,
    keys: RoomKeys,
    client: redis.asyncio.Redis,
    layer: Any,
    service_environment: dict[str, str],
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "interviews.mediatap"],
        cwd=ROOT,
        env=service_environment,
        stderr=subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(60):
            while (await client.pubsub_numsub(TAP_TOPIC))[0][1] == 0:
                await asyncio.sleep(0.1)
        anna = browser(1)
        await anna.join(footage(*ANNA))
        assert await _told(client, keys, "")
        os.kill(process.pid, signal.SIGTERM)
        assert (await anna.hear())["type"] == "tap.gone"
        assert await asyncio.to_thread(process.wait, 20) == 0
        assert await _told(client, keys, "stopped")
        assert await client.get(keys.tap) is None
        assert await client.get(keys.tap_seat(anna.place.seat_id)) is None
    finally:
        process.kill()
        process.wait()
