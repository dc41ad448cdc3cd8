"""``python -m tests.e2e.room.peer TICKET``: a candidate of a live interview without a browser.

Agrees over HTTP, opens the room socket, talks with everybody it meets (tests/e2e/room/link.py),
offers the same picture and sound to the media tap, and records itself. What it shows, says and
hands in are files; real time is real. ``TICKET``: a JSON file with ``url``, ``token``, ``footage``
(a file of ``Footage.save``), ``recordings`` ([[file, seconds], ...]), ``again`` (says it again and
again instead of once to each question), ``thinks_s`` (how long it is silent before it answers) and
``status`` (a JSON file that says how it stands, written four times a second). Ends by itself when
the room is over and everything is handed in.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

import httpx
from aioice import ice
from aiortc import RTCConfiguration
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from tests.e2e.room.footage import Footage, Player
from tests.e2e.room.link import Link, TapLink, configuration
from tests.e2e.room.recorder import Recorder

PING_S = 5.0
SILENCE_S = 13.0
GRACE_S = 15.0
FINAL = frozenset({4401, 4403, 4404, 4409, 4410})
LONGEST_PAUSE_S = 8.0
# Half a second is all that aioice gives an answer; a busy machine takes longer now and then.
ice.CONSENT_FAILURES = 20

Message = dict[str, Any]


class Candidate:
    def __init__(self, ticket: dict[str, Any], http: httpx.AsyncClient) -> None:
        self.url, self.token = ticket["url"], ticket["token"]
        self.again: bool = ticket["again"]
        self.thinks_s: float = ticket["thinks_s"]
        self.status_file = Path(ticket["status"])
        self.player = Player(Footage.load(Path(ticket["footage"])))
        recordings = [(Path(file).read_bytes(), s) for file, s in ticket["recordings"]]
        self.recorder = Recorder(http, self.token, recordings)
        self.tap = TapLink(self.say, self.player)
        self.links: dict[str, Link] = {}
        self.room: Message = {}
        self.seat: Message = {}
        self.you = ""
        self.welcomes = self.spoken = self.errors = 0
        self._inside = False
        self.state = "new"
        self._config: RTCConfiguration = configuration([])
        self._socket: ClientConnection | None = None
        self._said: str | None = None
        self._talk: asyncio.Task[None] | None = None
        self._recording: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        telling = asyncio.create_task(self._tell())
        try:
            await self.recorder.agree()
            await self.recorder.recover()
            await self._stay()
            self.state = "over"
            await self._leave()
            await asyncio.gather(*self._recording)
            await self.recorder.finished()
            self.state = "done"
        except BaseException as error:
            self.state = f"failed: {error!r}"
            raise
        finally:
            telling.cancel()
            self._write()

    async def say(self, message: Message) -> bool:
        """False when it could not be sent: it is said again after the next welcome."""
        if self._socket is None:
            return False
        try:
            await self._socket.send(json.dumps(message))
        except ConnectionClosed:
            return False
        return True

    # --- The socket -------------------------------------------------------------------------------
    async def _stay(self) -> None:
        """Until the room is over; a socket that breaks is opened again."""
        address = f"{self.url.replace('http', 'ws')}/ws/i/{self.token}/room/"
        attempt = 0
        while True:
            self.state = "connecting"
            welcomes = self.welcomes
            code = await self._visit(address)
            if code in FINAL:
                return
            attempt = 0 if self.welcomes > welcomes else attempt + 1
            await asyncio.sleep(min(LONGEST_PAUSE_S, 0.5 * 2**attempt))

    async def _visit(self, address: str) -> int:
        """One connection; returns its close code."""
        try:
            async with connect(address, origin=self.url, open_timeout=10) as socket:
                self._socket = socket
                beating = asyncio.create_task(self._beat())
                try:
                    while True:
                        text = await asyncio.wait_for(socket.recv(), SILENCE_S)
                        await self._hear(json.loads(text))
                finally:
                    beating.cancel()
                    self._socket = None
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006
        except (OSError, TimeoutError, WebSocketException):
            return 1006

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(PING_S)
            await self.say({"type": "ping"})

    async def _hear(self, message: Message) -> None:
        match message["type"]:
            case "welcome" | "room":
                await self._rows(message)
            case "peer.joined":
                self._meet(message["peer"])
            case "peer.left":
                await self._part(message["peer"]["id"], final=message.get("final", False))
            case "description" | "candidate":
                if (link := self.links.get(message["from"])) is not None:
                    await link.receive(message)
            case "tap.description" | "tap.gone":
                self.tap.hear(message)
            case "error":
                self.errors += 1

    async def _rows(self, message: Message) -> None:
        self.room, self.seat = message["room"], message["seat"]
        first = message["type"] == "welcome"
        if first:
            self.welcomes += 1
            self.you, self.state = message["you"], "open"
            self._config = configuration(message["ice_servers"])
        inside = self.seat["status"] == "admitted" and self.room["status"] in ("open", "live")
        if inside and (first or not self._inside):
            await self._say_state()
        self._inside = inside
        there = {peer["id"] for peer in message["peers"]}
        for id_ in self.links.keys() - there:
            await self._part(id_, final=not first)
        for peer in message["peers"]:
            known = self.links.get(peer["id"])
            self._meet(peer)
            if first and known is not None:
                await known.resume()
        analysed = inside and self.room["status"] == "live" and bool(self.seat["analysed"])
        self.tap.allow(analysed, self._config)
        self._speak()
        task = asyncio.create_task(self.recorder.follow(self.room, self.seat))
        self._recording.add(task)
        task.add_done_callback(self._followed)

    def _followed(self, task: asyncio.Task[None]) -> None:
        self._recording.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.state = f"failed: {error!r}"

    async def _say_state(self) -> None:
        await self.say({"type": "state", "audio": True, "video": True, "hand": False, "quality": 4})

    # --- Others -----------------------------------------------------------------------------------
    def _meet(self, peer: Message) -> None:
        link = self.links.get(peer["id"])
        if link is None:
            link = Link(self.you, peer["id"], self.say, self.player, self._config)
            self.links[peer["id"]] = link
        link.leaves_at = None

    async def _part(self, peer: str, *, final: bool) -> None:
        """Who only lost a socket may be back in a moment, and talk goes on meanwhile."""
        link = self.links.get(peer)
        if link is None:
            return
        if final or link.state != "connected":
            del self.links[peer]
            await link.close()
        else:
            link.leaves_at = link.leaves_at or time.monotonic() + GRACE_S

    async def _leave(self) -> None:
        self.tap.allow(False, self._config)
        if self._talk is not None:
            self._talk.cancel()
        await asyncio.gather(*(link.close() for link in self.links.values()))

    # --- What is said -----------------------------------------------------------------------------
    def _speak(self) -> None:
        """Once to every question after the opening, or all the time."""
        question = self.seat.get("question")
        if self.room["status"] != "live" or question is None or question["id"] == self._said:
            return
        self._said = question["id"]
        if self.again and self._talk is None:
            self._talk = asyncio.create_task(self._keep_saying())
        elif not self.again and question["kind"] != "opening":
            self._talk = asyncio.create_task(self._say_it())

    async def _say_it(self) -> None:
        """When somebody listens along, and a recording has begun."""
        while self.tap.state != "on" or not self.recorder.takes:
            await asyncio.sleep(0.1)
        await asyncio.sleep(self.thinks_s)
        await asyncio.sleep(self.player.speak())
        self.spoken += 1

    async def _keep_saying(self) -> None:
        while True:
            await asyncio.sleep(self.player.speak() + 1.0)
            self.spoken += 1

    # --- How it stands ----------------------------------------------------------------------------
    async def _tell(self) -> None:
        while True:
            self._write()
            if (desk := self.links.get("interviewer")) is not None:
                desk.tell_recording(self.recorder.runs)
            for id_, link in list(self.links.items()):
                if link.leaves_at is not None and time.monotonic() > link.leaves_at:
                    await self._part(id_, final=True)
            await asyncio.sleep(0.25)

    def _write(self) -> None:
        if (failure := self.recorder.failure) is not None:
            self.state = f"failed: {failure!r}"
        now = {
            "state": self.state,
            "you": self.you,
            "room": self.room.get("status", ""),
            "seat": self.seat.get("status", ""),
            "welcomes": self.welcomes,
            "errors": self.errors,
            "spoken": self.spoken,
            "tap": self.tap.state,
            "taken": self.tap.taken,
            "retries": self.recorder.retries,
            "links": {
                id_: {"state": link.state, "made": link.made, **link.frames}
                for id_, link in self.links.items()
            },
            "takes": [
                {
                    "answer": take.answer,
                    "question": take.question,
                    "recording": take.recording,
                    "acknowledged": take.acknowledged,
                    "made": len(self.recorder.made(take)),
                    "submitted": take.submitted,
                }
                for take in self.recorder.takes
            ],
        }
        fresh = self.status_file.with_suffix(".new")
        fresh.write_text(json.dumps(now))
        fresh.rename(self.status_file)


async def main(ticket: dict[str, Any]) -> None:
    url = ticket["url"]
    async with httpx.AsyncClient(base_url=url, timeout=10, follow_redirects=True) as http:
        await Candidate(ticket, http).run()


if __name__ == "__main__":
    asyncio.run(main(json.loads(Path(sys.argv[1]).read_text())))
