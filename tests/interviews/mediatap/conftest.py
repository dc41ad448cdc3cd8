from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
import redis.asyncio
from channels.layers import channel_layers
from django.conf import settings

from hireapp.settings.parsing import channel_prefix
from interviews.live.connection import valkey, valkey_async
from interviews.live.keys import RoomKeys
from interviews.mediatap.messages import GROUP
from interviews.mediatap.publishing import Publisher
from interviews.mediatap.tap import Tap
from tests import factories
from tests.factories import LiveRoom, Member
from tests.interviews.mediatap.candidate import CandidateBrowser

logging.getLogger("aioice").setLevel(logging.WARNING)

# Where the channel layer publishes what is for every tap.
TAP_TOPIC = f"{channel_prefix(settings.REDIS_URL)}__group__{GROUP}"


class Sent:
    """Stands where Celery's ``send_task`` does, and keeps what it was given."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, list[Any]]] = []

    def __call__(self, name: str, *, args: list[Any], **options: Any) -> None:
        assert options["expires"] is not None
        self.messages.append((name, args))

    def named(self, name: str) -> list[list[Any]]:
        return [args for sent, args in self.messages if sent == name]


@pytest.fixture
def live(transactional_db: None, alice: Member) -> LiveRoom:
    """Two candidates in a live room, who agreed to everything they were asked."""
    valkey().flushdb()
    return factories.room(alice, candidates=2, status="live")


@pytest.fixture
def sent() -> Sent:
    return Sent()


@pytest.fixture
async def layer() -> AsyncIterator[Any]:
    yield (made := channel_layers.make_backend("default"))
    await made.flush()


@pytest.fixture
async def client() -> AsyncIterator[redis.asyncio.Redis]:
    yield (made := valkey_async())
    await made.aclose()


@asynccontextmanager
async def running(sent: Sent, *, fps: float = 4.0) -> AsyncIterator[Tap]:
    """A tap in this process, with a channel layer of its own as in another."""
    layer = channel_layers.make_backend("default")
    tap = Tap(layer, publisher=Publisher(sent), fps=fps)
    task = asyncio.create_task(tap.run())
    await asyncio.wait_for(tap.ready.wait(), 20)
    try:
        yield tap
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await tap.close()
        await layer.flush()
        # The tap does not wait for its threads; tables are emptied only after their queries.
        await asyncio.to_thread(tap.around.rows.join, 20)


@pytest.fixture
async def tap(sent: Sent) -> AsyncIterator[Tap]:
    async with running(sent) as made:
        yield made


@pytest.fixture
async def browser(layer: Any, live: LiveRoom) -> AsyncIterator[Callable[..., CandidateBrowser]]:
    """``browser(number)``: the browser of the seat with this number; other ids may be named."""
    async with AsyncExitStack() as stack:
        seats = await asyncio.to_thread(live.seats)

        def open_one(number: int = 1, **other: UUID) -> CandidateBrowser:
            place = {
                "company_id": live.room.company_id,
                "room_id": live.room.id,
                "seat_id": seats[number - 1].id,
                **other,
            }
            made = CandidateBrowser(layer, **place)
            stack.push_async_callback(made.leave)
            return made

        yield open_one


@pytest.fixture
def keys(live: LiveRoom) -> RoomKeys:
    return RoomKeys(live.room.company_id, live.room.id)
