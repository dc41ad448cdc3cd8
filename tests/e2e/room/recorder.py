"""What a candidate's page does over HTTP: agrees, and hands in a recording of each question while
it grows, as static/room/recording.js does. A server that is away is waited for.
"""

from __future__ import annotations

import asyncio
import base64
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

TUS = {"Tus-Resumable": "1.0.0"}
CHUNK_S = 1.0  # a recorder hands over a piece every second
TROUBLE_PAUSE_S = 1.0
PATIENCE_S = 120.0


class Problem(Exception):
    """The server understood and refused."""


@dataclass(slots=True)
class Take:
    """One answer on its way. ``recording``: number of the recording that is played into it."""

    answer: str
    question: str
    recording: int
    begun: float
    ends: float | None = None  # when the next question came (monotonic)
    acknowledged: int = 0
    submitted: bool = False


@dataclass(slots=True)
class Recorder:
    """``recordings``: (bytes, seconds) of the first answer, the second, ...; the last one again and
    again. ``takes``: everything that was begun.
    """

    http: httpx.AsyncClient
    token: str
    recordings: Sequence[tuple[bytes, float]]
    takes: list[Take] = field(default_factory=list)
    retries: int = 0
    _wanted: str | None = None
    _facts: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    _sending: list[asyncio.Task[None]] = field(default_factory=list)
    _turning: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def agree(self, country: str = "KR") -> None:
        """To everything that is asked; nothing where that was done before."""
        page = await self._get("consent/")
        if "/consent/" not in str(page.url):
            return
        await self._form("consent/place/", {"country": country})
        notice = (await self._get("consent/?place=said")).text
        (fingerprint,) = re.findall(r'name="notice" value="(\w+)"', notice)
        purposes = re.findall(r'name="agree" value="([^"]+)"', notice)
        await self._form("consent/", {"notice": fingerprint, "agree": purposes})

    async def recover(self) -> None:
        """Hands in as interrupted what an earlier page left open."""
        session = (await self._get("state/")).json()
        for take in (question["take"] for question in session["questions"]):
            if take and take["status"] == "recording":
                act = "submit" if take["offset"] else "discard"
                body = {"seconds": None, "interrupted": True}
                await self._post(f"answers/{take['id']}/{act}/", body)

    async def follow(self, room: dict[str, Any], seat: dict[str, Any]) -> None:
        """Records to the newest question while the room is live; ends the take before it."""
        self._facts = room, seat
        async with self._turning:
            while (wanted := self._question()) != self._wanted:
                try:
                    await self._turn(wanted)
                except Problem:  # the room went on while we asked
                    await asyncio.sleep(3 * TROUBLE_PAUSE_S)

    def _question(self) -> str | None:
        """What the newest facts want recorded."""
        room, seat = self._facts
        live = room["status"] == "live" and seat["status"] == "admitted" and seat["recorded"]
        return str(seat["question"]["id"]) if live and seat["question"] else None

    async def _turn(self, wanted: str | None) -> None:
        if wanted is None or (self.takes and self.takes[-1].question == wanted):
            if wanted is None:
                self._end_take()
            self._wanted = wanted
            return
        question = wanted
        if not self.takes:  # whoever comes back goes on in another question
            question = (await self._post("room/continue/", {})).json()["question"]
        answer = (await self._post("answers/", {"question": question})).json()["id"]
        self._end_take()
        self._wanted = wanted
        number = min(len(self.takes), len(self.recordings) - 1)
        self.takes.append(Take(answer, question, number, time.monotonic()))
        self._sending.append(asyncio.create_task(self._send(self.takes[-1])))

    @property
    def runs(self) -> bool:
        return bool(self.takes) and self.takes[-1].ends is None

    @property
    def failure(self) -> BaseException | None:
        """What ended an upload that nobody has waited for yet."""
        over = [task for task in self._sending if task.done() and not task.cancelled()]
        return next((error for task in over if (error := task.exception())), None)

    async def finished(self) -> None:
        """When everything is handed in. Raises what sending raised."""
        self._end_take()
        await asyncio.gather(*self._sending)

    def _end_take(self) -> None:
        if self.takes and self.takes[-1].ends is None:
            self.takes[-1].ends = time.monotonic()

    def made(self, take: Take) -> bytes:
        """What the recorder has of a take by now."""
        data, seconds = self.recordings[take.recording]
        lasted = (take.ends or time.monotonic()) - take.begun
        return data if lasted >= seconds else data[: round(len(data) * lasted / seconds)]

    async def _send(self, take: Take) -> None:
        place = await self._create(take.answer)
        while take.ends is None:
            await self._patch(place, take, self.made(take))
            await asyncio.sleep(CHUNK_S)
        while not await self._patch(place, take, self.made(take), last=True):
            pass
        lasted = (take.ends or time.monotonic()) - take.begun
        body = {"seconds": lasted, "interrupted": False}
        await self._post(f"answers/{take.answer}/submit/", body)
        take.submitted = True

    async def _create(self, answer: str) -> str:
        pairs = {"answer": answer, "filetype": "video/webm"}
        told = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in pairs.items())
        headers = {**TUS, "Upload-Defer-Length": "1", "Upload-Metadata": told}
        made = await self._again(lambda: self.http.post(f"/uploads/{self.token}/", headers=headers))
        return made.headers["Location"]

    async def _patch(self, place: str, take: Take, made: bytes, *, last: bool = False) -> bool:
        """Sends what is new from where the server says it is; whether that arrived. ``last``: also
        says that this is all.
        """
        head = await self._again(lambda: self.http.head(place, headers=TUS))
        offset = int(head.headers["Upload-Offset"])
        assert offset >= take.acknowledged, "the server forgot what it had acknowledged"
        take.acknowledged = offset
        headers = {
            **TUS,
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(offset),
        }
        if last:
            headers["Upload-Length"] = str(len(made))
        try:
            sent = await self.http.patch(place, content=made[offset:], headers=headers)
        except httpx.HTTPError:
            sent = None
        if sent is not None and sent.status_code == 204:
            take.acknowledged = int(sent.headers["Upload-Offset"])
            return True
        self.retries += 1
        await asyncio.sleep(TROUBLE_PAUSE_S)
        return False

    async def _get(self, path: str) -> httpx.Response:
        return await self._again(lambda: self.http.get(f"/i/{self.token}/{path}"))

    async def _form(self, path: str, fields: dict[str, Any]) -> httpx.Response:
        return await self._again(
            lambda: self.http.post(f"/i/{self.token}/{path}", data=fields, headers=self._headers())
        )

    async def _post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        if "csrftoken" not in self.http.cookies:
            await self._get("room/")
        return await self._again(
            lambda: self.http.post(f"/i/{self.token}/{path}", json=body, headers=self._headers())
        )

    def _headers(self) -> dict[str, str]:
        return {
            "X-CSRFToken": self.http.cookies["csrftoken"],
            "Referer": str(self.http.base_url),
        }

    async def _again(self, act: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        """Until the server answers. Raises ``Problem`` where it says no."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                response = await act()
                if response.status_code < 400:
                    return response
                if response.status_code < 500:
                    raise Problem(f"{response.request.url} {response.status_code} {response.text}")
                error = f"{response.status_code} {response.text[:200]}"
            except httpx.HTTPError as away:
                error = repr(away)
            if time.monotonic() > deadline:
                raise TimeoutError(error)
            self.retries += 1
            await asyncio.sleep(TROUBLE_PAUSE_S)
