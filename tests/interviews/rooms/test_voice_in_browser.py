"""The interviewer's voice (static/room/interviewer/voice.js): no switch, no break of the network
and no closed page loses any of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Page, Route, expect

from tests.interviews.rooms.modules import HOST, opened, small_page, until, window

FACTS = {"csrf": "c", "room": "r", "acts": "/rooms/r/", "seats": [], "interviewer_recorded": True}
RECORDING = """
import { openStore } from "/static/candidate/store.js";
import { VoiceRecording } from "/static/room/interviewer/voice.js";
const context = new AudioContext();
window.microphone = () => {
  const tone = new OscillatorNode(context);
  const sink = new MediaStreamAudioDestinationNode(context);
  tone.connect(sink);
  tone.start();
  return sink.stream.getAudioTracks()[0];
};
window.store = await openStore();
window.voice = new VoiceRecording();
window.record = (track) => voice.update({ wanted: Boolean(track), track });
"""

WORDS = {"voice_left": "sending", "voice_arrived": "arrived", "voice_cut": "cut"}
AFTER = small_page(
    "<p role=status data-voice-left></p>",
    'import "/static/room/interviewer/after.js";',
    facts=FACTS,
    words=WORDS,
)
#: What a page left here, and of which room.
LEFT = """async ([interview, hours]) => {
  const begun = Date.now() - hours * 3600_000;
  const answer = crypto.randomUUID();
  const more = { size: 4, seconds: 2, finished: false, voice: "0", uploads_url: "/uploads/0/" };
  const data = new Uint8Array([26, 69, 223, 163]).buffer;
  const take = { answer, interview, mime: "audio/webm", begun, ...more };
  await store.saveChunk(take, { answer, start: 0, size: 4, seconds: 2, data });
}"""


@dataclass
class Server:
    """Takes pieces as the real one does (tus)."""

    away: bool = False
    over: bool = False
    pieces: list[dict[str, Any]] = field(default_factory=list)

    async def answer(self, route: Route, path: str) -> None:
        if path == "/after":
            return await route.fulfill(body=AFTER, content_type="text/html")
        if self.away:
            return await route.abort()
        if path == "/rooms/r/voice/":
            return await self._begin(route)
        if path.endswith("/end/"):
            self.pieces[int(path.split("/")[-3])]["ended"] = True
            return await route.fulfill(json={})
        return await self._take(route, path)

    async def _begin(self, route: Route) -> None:
        if self.over:
            return await route.fulfill(status=409, json={"type": "urn:voice_not_recorded"})
        number = len(self.pieces)
        ago = json.loads(route.request.post_data or "{}")["ago"]
        self.pieces.append({"ago": ago, "data": b"", "length": None, "ended": False})
        return await route.fulfill(json={"id": str(number), "uploads_url": f"/uploads/{number}/"})

    async def _take(self, route: Route, path: str) -> None:
        piece = self.pieces[int(path.split("/")[2])]
        method, headers = route.request.method, route.request.headers
        if piece["ended"] or self.over:
            return await route.fulfill(status=410, body="over")
        if method == "POST":
            return await route.fulfill(status=201, headers={"Location": path})
        if method == "PATCH":
            assert int(headers["upload-offset"]) == len(piece["data"])
            piece["data"] += route.request.post_data_buffer or b""
            piece["length"] = headers.get("upload-length", piece["length"])
        offset = {"Upload-Offset": str(len(piece["data"]))}
        return await route.fulfill(status=204 if method == "PATCH" else 200, headers=offset)

    @property
    def whole(self) -> list[bool]:
        """Of each piece: begins as a recording does, arrived to the end, and is ended."""
        return [
            piece["data"].startswith(b"\x1a\x45\xdf\xa3")
            and piece["length"] == str(len(piece["data"]))
            and piece["ended"]
            for piece in self.pieces
        ]


async def kept(page: Page, takes: int) -> None:
    """Until of so many takes some sound is on the device."""
    await until(page, f"store.takes().then((all) => all.filter((t) => t.size).length === {takes})")


def recording() -> str:
    return small_page("", RECORDING, facts=FACTS, words={})


async def finished(page: Page) -> None:
    await page.evaluate("async () => { record(null); await voice.finished(); }")
    assert await page.evaluate("async () => (await store.takes()).length") == 0


async def test_another_microphone_while_the_network_is_away_loses_nothing() -> None:
    server = Server()
    async with opened(recording(), server.answer) as page:
        await page.evaluate("record(microphone())")
        await until(page, "store.takes().then(([take]) => take?.voice)")
        await kept(page, 1)
        server.away = True
        await page.evaluate("record(microphone())")
        assert await page.evaluate("voice.state") == "recording"
        await kept(page, 2)
        server.away = False
        await finished(page)
    assert server.whole == [True, True]
    assert server.pieces[1]["ago"] > 1.5


async def test_what_is_recorded_stands_on_the_device_before_the_server_was_reached() -> None:
    server = Server(away=True)
    async with opened(recording(), server.answer) as page:
        await page.evaluate("record(microphone())")
        await kept(page, 1)
        await page.reload()
        await page.wait_for_function("window.ready")
        server.away = False
        await page.evaluate("record(microphone())")  # what an earlier page left is sent beside
        await finished(page)
    assert len(server.pieces) == 2
    (left,) = [
        whole
        for piece, whole in zip(server.pieces, server.whole, strict=True)
        if piece["ago"] > 1.5
    ]
    assert left


async def test_what_another_window_is_recording_is_left_to_it() -> None:
    server = Server()
    async with opened(recording(), server.answer) as page:
        await page.evaluate("record(microphone())")
        await kept(page, 1)
        other = await window(page.context)
        await other.evaluate("record(microphone())")
        await kept(other, 2)
        await page.evaluate("async () => { record(null); await voice.finished(); }")
        await finished(other)
    assert server.whole == [True, True]


async def test_the_page_after_the_end_sends_what_is_left() -> None:
    server = Server()
    async with opened(recording(), server.answer) as page:
        await page.evaluate("record(microphone())")
        await until(page, "store.takes().then(([take]) => take?.voice)")
        await kept(page, 1)  # a recorder that is stopped at once may have nothing yet
        server.away = True
        await page.evaluate("record(null)")
        await kept(page, 1)
        await page.goto(f"{HOST}/after")
        line = page.get_by_role("status")
        await expect(line).to_have_text("sending")
        await page.locator("body").click()  # browsers ask only whom the page knows
        async with page.expect_event("dialog") as asked:
            await page.close(run_before_unload=True)
        await (await asked.value).dismiss()
        server.away = False
        await expect(line).to_have_text("arrived")
        await page.goto(f"{HOST}/page")
        assert await page.evaluate("store.takes()") == []
    assert server.whole == [True]


async def test_what_comes_too_late_leaves_the_device_and_is_said() -> None:
    server = Server(over=True)
    server.pieces.append({"ago": 0, "data": b"", "length": None, "ended": True})
    async with opened(recording(), server.answer) as page:
        for left in (["voice r", 0], ["voice another", 13], ["voice another", 1], ["else", 99]):
            await page.evaluate(LEFT, left)
        await page.goto(f"{HOST}/after")
        await expect(page.get_by_role("status")).to_have_text("cut")
        await page.goto(f"{HOST}/page")
        await page.wait_for_function("window.ready")
        left = await page.evaluate("store.takes()")
    assert sorted(take["interview"] for take in left) == ["else", "voice another"]
