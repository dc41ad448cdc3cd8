"""``python -m benchmarks.signaling``: how long a message takes from one browser to another.

Six sockets of one live room on a real web process, PostgreSQL and Valkey; in turn with a bare
``websockets`` server that hands the same text to the socket named in it, and does nothing else. One
participant after the other sends to the next, an ICE candidate or (one in ten) an offer of 6 kB;
the receiver answers at once with a candidate. Both halves count as messages. The blocks alternate,
so that both meet the same machine.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

from benchmarks.beside_bare import Servers, cpu_seconds, percentiles, servers
from tests.resilience.room_page import RoomPage
from tests.resilience.system import System

PEOPLE = 6
OFFER_EVERY = 10  # messages
OFFER_BYTES = 6000
PING_SECONDS = 5.0
CANDIDATE = {
    "candidate": "candidate:842163049 1 udp 1677729535 192.0.2.7 46154 typ srflx raddr 0.0.0.0",
    "sdpMid": "0",
    "sdpMLineIndex": 0,
    "usernameFragment": "EsAw",
}


@dataclass(slots=True)
class Measured:
    """Seconds. ``forward``: from A to B; ``round_trip``: until B's answer is back at A."""

    forward: list[float] = field(default_factory=list)
    round_trip: list[float] = field(default_factory=list)
    lost: int = 0
    cpu: float = 0.0  # of the server's process


class Sender:
    """One participant: sends, answers what is asked, and notes when what came."""

    def __init__(self, page: Any, me: str, measured: Measured) -> None:
        self.page, self.me, self.measured = page, me, measured
        self._asked: dict[str, float] = {}
        self._listening = asyncio.create_task(self._listen())
        self._pinging = asyncio.create_task(self._ping())

    async def ask(self, other: Sender, number: int) -> None:
        """The number travels in the candidate, or in the offer's first line."""
        self._asked[str(number)] = now = time.perf_counter()
        if number % OFFER_EVERY:
            await self._candidate(other.me, f"ask {number} {now}")
        else:
            sdp = f"ask {number} {now} ".ljust(OFFER_BYTES, "x")
            offer = {"type": "offer", "sdp": sdp}
            await self._send(type="description", to=other.me, description=offer)

    async def stop(self) -> None:
        self._pinging.cancel()
        self._listening.cancel()
        self.measured.lost += len(self._asked)

    async def _listen(self) -> None:
        async for text in self.page:
            arrived = time.perf_counter()
            message = json.loads(text)
            if message["type"] not in ("candidate", "description"):
                continue
            content = message.get("candidate") or message["description"]
            word, number, sent = (content.get("candidate") or content["sdp"]).split(" ")[:3]
            if word == "ask":
                self.measured.forward.append(arrived - float(sent))
                await self._candidate(message["from"], f"answer {number} {time.perf_counter()}")
            else:
                self.measured.forward.append(arrived - float(sent))
                self.measured.round_trip.append(arrived - self._asked.pop(number))

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(PING_SECONDS)
            await self._send(type="ping")

    async def _candidate(self, to: str, text: str) -> None:
        candidate = {**CANDIDATE, "candidate": f"{text} {CANDIDATE['candidate']}"}
        await self._send(type="candidate", to=to, candidate=candidate)

    async def _send(self, **message: Any) -> None:
        await self.page.send(json.dumps(message))


async def _block(senders: list[Sender], seconds: float, per_second: float) -> None:
    """Half of the messages are asked for, the other half are their answers."""
    pairs = itertools.cycle(itertools.permutations(senders, 2))
    begun = time.perf_counter()
    for number in itertools.count(1):
        due = begun + number * 2 / per_second
        if due > begun + seconds:
            break
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        one, other = next(pairs)
        await one.ask(other, number)
    await asyncio.sleep(1)


async def _room_pages(system: System) -> list[RoomPage]:
    rows = system.ask("tests.resilience.seed_room", str(PEOPLE - 1))
    pages = [RoomPage(system.url, f"/ws/rooms/{rows['room']}/", rows["session"])]
    pages += [RoomPage(system.url, f"/ws/i/{token}/room/") for token in rows["tokens"]]
    for page in pages:
        await page.open()
    return pages


async def _bare(port: int) -> None:
    """Hands text to whom it names, with its sender added: what any forwarder has to do."""
    sockets: dict[str, ServerConnection] = {}

    async def forward(socket: ServerConnection) -> None:
        me = str(len(sockets))
        sockets[me] = socket
        await socket.send(json.dumps({"type": "welcome", "you": me}))
        async for text in socket:
            message = json.loads(text)
            if "to" in message:
                await sockets[message.pop("to")].send(json.dumps({**message, "from": me}))

    async with serve(forward, "127.0.0.1", port):
        await asyncio.get_running_loop().create_future()


async def _alternate(
    running: Servers, blocks: int, seconds: float, rate: float
) -> dict[str, Measured]:
    pages = await _room_pages(running.system)
    bare = [await connect(f"ws://127.0.0.1:{running.port}") for _ in range(PEOPLE)]
    processes = {"room": running.web, "bare": running.bare}
    names = [json.loads(await socket.recv())["you"] for socket in bare]
    found = {"room": Measured(), "bare": Measured()}
    senders = {
        "room": [Sender(page.socket, page.me, found["room"]) for page in pages],
        "bare": [Sender(s, me, found["bare"]) for s, me in zip(bare, names, strict=True)],
    }
    for name, measured in found.items():  # warm: code paths, connections
        await _block(senders[name], 2, rate)
        measured.forward.clear()
        measured.round_trip.clear()
    for _ in range(blocks):
        for name, measured in found.items():
            before = cpu_seconds(processes[name])
            await _block(senders[name], seconds, rate)
            measured.cpu += cpu_seconds(processes[name]) - before
    for sender in (*senders["room"], *senders["bare"]):
        await sender.stop()
    return found


def measure(blocks: int, seconds: float, rate: float) -> dict[str, Any]:
    """All figures of one run."""
    with servers("benchmarks.signaling") as running:
        load_before = os.getloadavg()[0]
        found = asyncio.run(_alternate(running, blocks, seconds, rate))
    result: dict[str, Any] = {"messages_per_second": rate, "people": PEOPLE}
    for name, measured in found.items():
        result[name] = {
            "messages": len(measured.forward),
            "lost": measured.lost,
            "forward": percentiles(measured.forward),
            "round_trip": percentiles(measured.round_trip),
            "cpu_ms_per_message": round(measured.cpu * 1e3 / len(measured.forward), 2),
        }
    result["ratio_p50"] = round(
        result["room"]["forward"]["p50_ms"] / result["bare"]["forward"]["p50_ms"], 2
    )
    result["load"] = [round(load_before, 1), round(os.getloadavg()[0], 1)]
    return result


def _print(result: dict[str, Any]) -> None:
    print(f"{result['people']} sockets, {result['messages_per_second']:g} messages/s")
    print(
        f"{'ms':<8}{'forward p50':>13}{'p99':>8}{'and back p50':>14}{'p99':>8}{'CPU':>7}{'lost':>6}"
    )
    for name in ("room", "bare"):
        row = result[name]
        one, two = row["forward"], row["round_trip"]
        print(
            f"{name:<8}{one['p50_ms']:>13}{one['p99_ms']:>8}"
            f"{two['p50_ms']:>14}{two['p99_ms']:>8}"
            f"{row['cpu_ms_per_message']:>7}{row['lost']:>6}"
        )
    print(f"forward p50 is {result['ratio_p50']} times the bare server's")
    print(f"load {result['load'][0]} before, {result['load'][1]} after; {os.cpu_count()} cores")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--blocks", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10.0, help="of each block")
    parser.add_argument("--rate", type=float, default=100.0, help="messages a second")
    parser.add_argument("--json", type=Path, metavar="OUT")
    parser.add_argument("--bare", type=int, metavar="PORT", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.bare:
        asyncio.run(_bare(arguments.bare))
        return
    result = measure(arguments.blocks, arguments.seconds, arguments.rate)
    _print(result)
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
