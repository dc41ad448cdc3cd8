"""Connections to Valkey: one for threads, one for each event loop."""

from __future__ import annotations

from functools import cache

import redis
import redis.asyncio
from django.conf import settings


@cache
def valkey() -> redis.Redis:
    """For threads and workers. Answers are bytes."""
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=5, socket_connect_timeout=2, health_check_interval=15
    )


def valkey_async() -> redis.asyncio.Redis:
    """A client of its own for an event loop; close it with ``aclose()``."""
    return redis.asyncio.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=2, health_check_interval=15
    )
