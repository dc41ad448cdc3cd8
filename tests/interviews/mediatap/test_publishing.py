"""Messages go out by name on the queues of those who look and listen, and never hold anybody up."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
import time
from typing import Any
from uuid import uuid4

import pytest

from hireapp.celery import app
from interviews.dispatch import HEAR, LOOK
from interviews.live.connection import valkey
from interviews.live.keys import RoomKeys
from interviews.mediatap.publishing import LOOK_SECONDS, Publisher
from interviews.mediatap.threads import Busy, Threads

KEYS, SEAT = RoomKeys(uuid4(), uuid4()), uuid4()


async def waiting(queue: str) -> dict[str, Any]:
    """The first message of a queue in the broker."""
    async with asyncio.timeout(10):
        while (found := valkey().rpop(queue)) is None:
            await asyncio.sleep(0.05)
    assert isinstance(found, bytes)
    return dict(json.loads(found))


def arguments(message: dict[str, Any]) -> list[Any]:
    return list(json.loads(base64.b64decode(message["body"]))[0])


@pytest.mark.parametrize("name", [LOOK, HEAR])
async def test_a_message_waits_in_its_own_queue_and_expires(name: str) -> None:
    queue = app.amqp.router.route({}, name)["queue"].name
    assert queue == {LOOK: "frames", HEAR: "live"}[name]
    valkey().delete(queue)
    publisher = Publisher()
    before = time.time()
    publisher.look(KEYS) if name == LOOK else publisher.hear(KEYS, SEAT)
    message = await waiting(queue)
    publisher.close()
    place = [str(KEYS.company_id), str(KEYS.room_id)]
    assert message["headers"]["task"] == name
    assert message["headers"]["expires"] is not None
    assert arguments(message)[:2] == place
    if name == LOOK:
        assert arguments(message)[2] == pytest.approx(before + LOOK_SECONDS, abs=1)
    else:
        assert arguments(message)[2] == str(SEAT)


async def test_a_broker_that_hangs_holds_up_its_own_thread_alone() -> None:
    hangs, sent = threading.Event(), []

    def slow(name: str, **options: Any) -> None:
        hangs.wait(10)
        sent.append(name)

    publisher = Publisher(slow)
    for _ in range(200):
        publisher.look(KEYS)
        await asyncio.sleep(0)
    await asyncio.sleep(LOOK_SECONDS + 0.2)
    hangs.set()
    await asyncio.sleep(0.3)
    publisher.close()
    assert len(sent) == 1  # the others' moment has passed, or there was no room for them


async def test_more_than_can_wait_is_refused_at_once() -> None:
    free = threading.Event()
    threads = Threads("test", 1, most_waiting=2)
    calls = [asyncio.ensure_future(threads.run(free.wait, 5)) for _ in range(2)]
    await asyncio.sleep(0.1)  # one is being worked at, one waits
    calls.append(asyncio.ensure_future(threads.run(free.wait, 5)))
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await threads.run(free.wait, 5)
    free.set()
    assert await asyncio.gather(*calls) == [True, True, True]
    threads.close()


async def test_an_error_of_a_call_is_its_callers() -> None:
    threads = Threads("test", 1, most_waiting=2)
    with pytest.raises(ZeroDivisionError):
        await threads.run(lambda: 1 / 0)
    assert await threads.run(lambda: 7) == 7
    threads.close()
