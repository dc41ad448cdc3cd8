"""Two installations on one Valkey, told apart by the database number, do not hear each other."""

from __future__ import annotations

import asyncio

import pytest
from channels_redis.pubsub import RedisPubSubChannelLayer
from django.conf import settings

from hireapp.settings.parsing import channel_prefix

CHANGED = {"type": "room.changed"}


def _layer(redis_url: str) -> RedisPubSubChannelLayer:
    return RedisPubSubChannelLayer(hosts=[redis_url], prefix=channel_prefix(redis_url))


@pytest.mark.asyncio
async def test_a_group_of_the_same_name_in_another_database_hears_nothing() -> None:
    server = settings.REDIS_URL.rsplit("/", 1)[0]
    ours, theirs = _layer(f"{server}/1"), _layer(f"{server}/2")
    channels = [await layer.new_channel() for layer in (ours, theirs)]
    for layer, channel in zip((ours, theirs), channels, strict=True):
        await layer.group_add("room", channel)
    await ours.group_send("room", CHANGED)
    assert await asyncio.wait_for(ours.receive(channels[0]), 5) == CHANGED
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(theirs.receive(channels[1]), 0.2)
    for layer in (ours, theirs):
        await layer.flush()
