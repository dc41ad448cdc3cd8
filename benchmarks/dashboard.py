"""``python -m benchmarks.dashboard``: events of a room on their way to many screens.

One interviewer has the room's dashboard open in many windows. Signals of five candidates, two a
second each, go into the room's stream; every socket reads it for itself. In turn with a bare
``websockets`` server that broadcasts the same texts to as many sockets and does nothing else. The
blocks alternate, so that both meet the same machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, broadcast, serve

from benchmarks.beside_bare import Servers, cpu_seconds, percentiles, servers

SEATS, LOOKS_PER_SECOND, POINTS = 5, 2, 70
BLOCKS, WARM_SECONDS = 3, 2.0


@dataclass(slots=True)
class Measured:
    """Seconds from the event's making until a screen has it."""

    took: list[float] = field(default_factory=list)
    cpu: float = 0.0  # of the server's process


def signals(seat: str) -> dict[str, Any]:
    """As long as a real one."""
    face = {
        **dict.fromkeys(("yaw", "pitch", "roll", "gaze_yaw", "gaze_pitch"), 0.1234),
        "looking": True,
        "blink": False,
        "box": [0.1234, 0.1234, 0.4321, 0.4321],
        "points": [[round(0.001 * n, 3), round(0.002 * n, 3)] for n in range(POINTS)],
    }
    now = time.time()
    return {"type": "signals", "seat": seat, "sampled_at": now, "faces": 1, "face": face}


# --- Beside the system, on its Valkey -----------------------------------------------------------
async def feed(room: dict[str, Any], seconds: float) -> None:
    from uuid import UUID

    from interviews.live.connection import valkey_async
    from interviews.live.keys import RoomKeys
    from interviews.live.stream import tell_async

    keys, client = RoomKeys(UUID(room["company"]), UUID(room["room"])), valkey_async()
    begun = time.time()
    for number in range(int(seconds * LOOKS_PER_SECOND * SEATS)):
        due = begun + number / (LOOKS_PER_SECOND * SEATS)
        await asyncio.sleep(max(0.0, due - time.time()))
        await tell_async(client, keys, signals(room["seats"][number % SEATS]))


# --- A broadcast and nothing else ---------------------------------------------------------------
async def bare(port: int) -> None:
    """Whatever one socket says goes to all the others."""
    sockets: set[ServerConnection] = set()

    async def listen(socket: ServerConnection) -> None:
        sockets.add(socket)
        try:
            async for text in socket:
                broadcast(sockets - {socket}, text)
        finally:
            sockets.discard(socket)

    async with serve(listen, "127.0.0.1", port):
        await asyncio.get_running_loop().create_future()


async def _feed_bare(socket: ClientConnection, seconds: float) -> None:
    seats, begun = [str(uuid4()) for _ in range(SEATS)], time.time()
    for number in range(int(seconds * LOOKS_PER_SECOND * SEATS)):
        due = begun + number / (LOOKS_PER_SECOND * SEATS)
        await asyncio.sleep(max(0.0, due - time.time()))
        await socket.send(json.dumps(signals(seats[number % SEATS])))


# --- Screens ------------------------------------------------------------------------------------
async def _watch(socket: ClientConnection, measured: Measured) -> None:
    async for text in socket:
        arrived = time.time()
        event = json.loads(text)
        if event["type"] == "signals":
            measured.took.append(arrived - event["sampled_at"])


async def _alternate(running: Servers, screens: int, seconds: float) -> dict[str, Measured]:
    system, bare_address = running.system, f"ws://127.0.0.1:{running.port}"
    processes = {"dashboard": running.web, "bare": running.bare}
    room = system.ask("tests.resilience.seed_room", str(SEATS))
    address = system.url.replace("http", "ws", 1) + f"/ws/rooms/{room['room']}/dashboard/"
    headers = {"Cookie": f"sessionid={room['session']}", "Origin": system.url}
    found = {"dashboard": Measured(), "bare": Measured()}
    sockets = {
        "dashboard": [
            await connect(address, additional_headers=headers, max_size=2**24)
            for _ in range(screens)
        ],
        "bare": [await connect(bare_address) for _ in range(screens)],
    }
    watching = [
        asyncio.create_task(_watch(socket, found[name]))
        for name, opened in sockets.items()
        for socket in opened
    ]
    speaker = await connect(bare_address)
    loop = asyncio.get_running_loop()
    ask = ("benchmarks.dashboard", "--feed", json.dumps(room), "--seconds")
    for length in (WARM_SECONDS, *[seconds] * BLOCKS):
        for name in found:
            before = cpu_seconds(processes[name])
            if name == "bare":
                await _feed_bare(speaker, length)
            else:
                await loop.run_in_executor(None, system.ask, *ask, str(length))
            await asyncio.sleep(1)
            found[name].cpu += cpu_seconds(processes[name]) - before
        if length == WARM_SECONDS:
            for measured in found.values():
                measured.took.clear()
                measured.cpu = 0.0
    for task in watching:
        task.cancel()
    return found


def measure(screens: int, seconds: float) -> dict[str, Any]:
    """All figures of one run."""
    with servers("benchmarks.dashboard") as running:
        found = asyncio.run(_alternate(running, screens, seconds))
    wanted = screens * BLOCKS * int(seconds * LOOKS_PER_SECOND * SEATS)
    result: dict[str, Any] = {"screens": screens, "events_per_second": LOOKS_PER_SECOND * SEATS}
    for name, measured in found.items():
        result[name] = {
            "arrived": len(measured.took),
            "wanted": wanted,
            **percentiles(measured.took),
            "cpu_ms_per_event_and_screen": round(measured.cpu * 1e3 / len(measured.took), 3),
        }
    ours, theirs = result["dashboard"], result["bare"]
    for figure in ("p50_ms", "cpu_ms_per_event_and_screen"):
        result[f"ratio_{figure}"] = round(ours[figure] / theirs[figure], 2)
    result["load"] = round(os.getloadavg()[0], 1)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--screens", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=10.0, help="of each block")
    parser.add_argument("--json", type=Path, metavar="OUT")
    parser.add_argument("--bare", type=int, metavar="PORT", help=argparse.SUPPRESS)
    parser.add_argument("--feed", metavar="ROOM", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.bare:
        asyncio.run(bare(arguments.bare))
    elif arguments.feed:
        import django

        django.setup()
        asyncio.run(feed(json.loads(arguments.feed), arguments.seconds))
        print("{}")
    else:
        text = json.dumps(measure(arguments.screens, arguments.seconds), indent=1)
        print(text)
        if arguments.json:
            arguments.json.write_text(text + "\n")


if __name__ == "__main__":
    main()
