"""The dashboard socket (static/room/interviewer/dashboard.js) of a server that is not well."""

from __future__ import annotations

import asyncio
import time

from playwright.async_api import WebSocketRoute

from tests.interviews.rooms.modules import opened, small_page

SCRIPT = """
import { Dashboard } from "/static/room/interviewer/dashboard.js";
window.dashboard = new Dashboard("/ws/dashboard/");
"""
#: As dashboard.js has it: half a second at first, doubled each time, at random down to half of it.
FIRST_S = 0.5


async def test_who_is_taken_in_and_dropped_waits_longer_each_time() -> None:
    times: list[float] = []
    well = asyncio.Event()

    async def drop(socket: WebSocketRoute) -> None:
        times.append(time.monotonic())
        if well.is_set():
            socket.send('{"type": "pong"}')
        await socket.close(code=1011)

    async with opened(small_page("", SCRIPT, facts={}, words={})) as page:
        await page.route_web_socket("**/ws/dashboard/", drop)
        await page.evaluate("dashboard.connect()")
        await _until(times, 4)
        assert times[3] - times[2] >= 2 * FIRST_S
        well.set()
        await _until(times, 6)
        assert times[5] - times[4] < 2 * FIRST_S


async def _until(times: list[float], count: int) -> None:
    async with asyncio.timeout(20):
        while len(times) < count:
            await asyncio.sleep(0.02)
