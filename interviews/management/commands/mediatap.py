"""``manage.py mediatap``: the process that listens along in live interviews (docs/live.md)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from typing import Any

from channels.layers import get_channel_layer
from django.core.management.base import BaseCommand

from interviews.mediatap.heap import keep_trimmed
from interviews.mediatap.tap import Tap


class Command(BaseCommand):
    help = "Receives candidates' pictures and sound in live interviews, as far as they agreed."

    def handle(self, *args: Any, **options: Any) -> None:
        # Every address and connectivity check of ICE, at INFO: people's networks.
        logging.getLogger("aioice").setLevel(logging.WARNING)
        asyncio.run(_serve())


async def _serve() -> None:
    tap = Tap(get_channel_layer())
    running = asyncio.create_task(tap.run())
    trimming = asyncio.create_task(keep_trimmed())
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, running.cancel)
    try:
        with contextlib.suppress(asyncio.CancelledError):
            await running
    finally:
        trimming.cancel()
        await tap.close()
