"""Own camera and microphone (static/room/media.js) and who uses them, in a real Chromium.

Nobody can unplug a camera that Chromium makes up: the page stops its track and says what a browser
says then.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Page, Route

from tests.interviews.live.in_chromium import page_of

SETTINGS = {
    "interview": "i",
    "base_url": "/answer/",
    "begin_url": "/begin/",
    "continue_url": "/continue/",
    "uploads_url": "/uploads/",
    "video_bits_per_second": 200_000,
    "audio_bits_per_second": 32_000,
}
PAGE = f"""<!doctype html><html lang="en">
<script id="page-settings" type="application/json">{json.dumps(SETTINGS)}</script>
<script id="page-words" type="application/json">{{"device_none": "Not in use"}}</script>
<button id="share">Share</button>
<script type="module">
import {{ deviceOptions }} from "/static/candidate/camera.js";
import {{ openStore }} from "/static/candidate/store.js";
import {{ LocalMedia }} from "/static/room/media.js";
import {{ TurnoverRecorder }} from "/static/room/recording.js";
import {{ TapLink }} from "/static/room/tap.js";

window.media = new LocalMedia();
window.told = [];
for (const type of ["track", "lost", "screen"]) {{
  media.addEventListener(type, ({{ detail }}) => told.push({{ type, ...detail }}));
}}
window.options = async () => {{
  const {{ cameras }} = await media.list();
  const shown = deviceOptions(cameras, media.videoTrack);
  return shown.map(({{ label, value, selected }}) => [label, Boolean(value), selected]);
}};
window.cameras = async () => (await media.list()).cameras.map(([id]) => id);
window.unplug = (track) => {{
  track.stop();
  track.dispatchEvent(new Event("ended"));
}};
window.devicechange = () => navigator.mediaDevices.dispatchEvent(new Event("devicechange"));

class Signal extends EventTarget {{
  room = {{ status: "live" }};
  seat = {{ status: "admitted", analysed: ["face.presence", "speech.transcript"] }};
  state = "open";
  offers = [];
  send(message) {{
    if (message.type === "tap.description") this.offers.push(message.description.sdp);
  }}
}}
window.listenAlong = () => {{
  window.signal = new Signal();
  const tap = new TapLink(signal);
  tap.offer(media.camera);
  media.addEventListener("track", ({{ detail }}) => tap.replace(detail.before, detail.after));
}};
window.record = async () => {{
  window.recorder = new TurnoverRecorder(await openStore());
  window.states = [];
  recorder.addEventListener("state", ({{ detail }}) => states.push(detail.state));
  recorder.use(media.camera);
  media.addEventListener("track", ({{ detail }}) => detail.until(recorder.use(media.camera)));
  const seat = {{ status: "admitted", recorded: true, question: {{ id: "q" }} }};
  recorder.update({{ room: {{ status: "live" }}, seat }});
}};
window.ready = true;
</script>"""
#: Switches of one kind, each as (what was there, what came), by the ids of their tracks.
SWITCHES = "told.filter((one) => one.type === 'track').map((one) => [one.before?.id, one.after.id])"
LIVE = "media.camera.getTracks().map((track) => [track.kind, track.readyState])"
IN_USE = "new DOMException('in use', 'NotReadableError')"
REFUSED_TWICE = f"""() => {{
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  let refusals = 2;
  navigator.mediaDevices.getUserMedia = async (wanted) => {{
    if (refusals-- > 0) throw {IN_USE};
    return ask(wanted);
  }};
}}"""


@asynccontextmanager
async def page_with(*kinds: str, **options: Any) -> AsyncIterator[Page]:
    """``kinds``: of "audio" and "video", what is open from the beginning."""
    async with page_of(PAGE, **options) as page:
        page.set_default_timeout(15_000)
        wanted = dict.fromkeys(kinds, True)
        await page.evaluate(
            "async (wanted) => media.adopt(await navigator.mediaDevices.getUserMedia(wanted))",
            wanted,
        )
        yield page


async def test_each_switch_displaces_what_is_there_when_its_turn_comes() -> None:
    async with page_with("audio", "video") as page:
        first = await page.evaluate("media.videoTrack.id")
        await page.evaluate("""async () => {
          const [one, two] = await cameras();
          const chosen = [media.choose({ camera: two })];
          await Promise.resolve().then(() => {}).then(() => {}); // it has begun
          for (const id of [one, two, one]) chosen.push(media.choose({ camera: id }));
          await Promise.all(chosen);
          window.last = one;
        }""")
        switches = await page.evaluate(SWITCHES)
        assert len(switches) == 2  # the first, and the one that was wanted in the end
        assert switches[0][0] == first
        assert switches[1][0] == switches[0][1]
        assert await page.evaluate("media.videoTrack.id") == switches[1][1]
        assert await page.evaluate("media.videoTrack.getSettings().deviceId === last")
        assert await page.evaluate(LIVE) == [["audio", "live"], ["video", "live"]]


async def test_a_lost_device_is_replaced_once_however_often_the_browser_says_so() -> None:
    async with page_with("audio", "video") as page:
        await page.evaluate("() => { media.videoTrack.stop(); devicechange(); devicechange(); }")
        await page.wait_for_function("media.videoTrack.readyState === 'live'")
        # What came second in the queue is done when this is.
        await page.evaluate("async () => media.choose({ camera: (await cameras())[1] })")
        assert len(await page.evaluate(SWITCHES)) == 2


async def test_a_device_that_ends_after_the_change_was_told_is_replaced() -> None:
    async with page_with("audio", "video") as page:
        opened = await page.evaluate("performance.now()")
        await page.wait_for_function("(from) => performance.now() > from + 3500", arg=opened)
        await page.evaluate("() => { devicechange(); unplug(media.audioTrack); }")
        await page.wait_for_function("media.audioTrack.readyState === 'live'")
        assert [one["type"] for one in await page.evaluate("told.map(({type}) => ({type}))")] == [
            "lost",
            "track",
        ]


async def test_who_cannot_have_another_camera_gets_the_old_one_back() -> None:
    async with page_with("audio", "video") as page:
        first = await page.evaluate("media.videoTrack.id")
        await page.evaluate(REFUSED_TWICE)
        name = await page.evaluate(
            "async () => media.choose({ camera: (await cameras())[1] }).catch((e) => e.name)"
        )
        assert name == "NotReadableError"
        await page.wait_for_function("media.videoTrack.readyState === 'live'")
        assert await page.evaluate("told.map((one) => one.type)") == ["lost", "track"]
        assert (await page.evaluate(SWITCHES))[0][0] == first


async def test_the_old_microphone_runs_until_the_new_take_does() -> None:
    held: list[Route] = []
    begun: list[str] = []

    async def begin(route: Route) -> None:
        begun.append(json.loads(route.request.post_data or "")["question"])
        await route.fulfill(json={"id": f"answer {len(begun)}"})

    async with page_with("audio") as page:
        await page.route("**/begin/", begin)
        await page.route("**/continue/", lambda route: held.append(route))
        await page.route("**/uploads/**", lambda route: route.fulfill(status=503))
        await page.evaluate("record()")  # who comes new goes on: asks which question
        await _answered(page, held, "q")
        await page.wait_for_function("states.includes('recording')")

        await page.evaluate("""async () => {
          window.before = media.audioTrack;
          const { microphones } = await media.list();
          await media.choose({ microphone: microphones.at(-1)[0] });
        }""")
        ways = "[before.readyState, before.enabled, media.audioTrack.readyState]"
        assert await page.evaluate(ways) == ["live", True, "live"]
        await page.evaluate("media.mute(true)")
        assert await page.evaluate(ways) == ["live", False, "live"]
        await page.evaluate("media.mute(false)")
        await _answered(page, held, "q-1")
        await page.wait_for_function("before.readyState === 'ended'")
        assert await page.evaluate("states") == ["recording"]  # never failed
        assert begun == ["q", "q-1"]

        await page.evaluate("""async () => {
          window.before = media.audioTrack;
          await media.choose({ microphone: (await media.list()).microphones[0][0] });
        }""")
        assert await page.evaluate("before.readyState") == "live"
        await page.evaluate("media.close()")  # leaves while the network is away
        assert await page.evaluate("before.readyState") == "ended"


async def _answered(page: Page, held: list[Route], question: str) -> None:
    """The next "continue" that is asked gets its answer."""
    while not held:
        await page.wait_for_timeout(20)
    await held.pop().fulfill(json={"question": question})


async def test_a_camera_that_comes_later_is_offered_to_the_tap() -> None:
    async with page_with("audio") as page:
        await page.evaluate("listenAlong()")
        await page.wait_for_function("signal.offers.length === 1")
        assert not await page.evaluate("signal.offers[0].includes('m=video')")
        assert (await page.evaluate("options()"))[0] == ["Not in use", False, True]
        await page.evaluate("async () => media.choose({ camera: (await cameras())[1] })")
        # Long before it would offer again for want of an answer.
        await page.wait_for_function("signal.offers[1]?.includes('m=video')", timeout=5000)
        assert [selected for *_, selected in await page.evaluate("options()")] == [False, True]


async def test_a_camera_that_nothing_is_known_of_yet_can_be_chosen() -> None:
    """Before it may be used, a browser says only that there is one."""
    async with page_with("audio", permissions=["microphone"]) as page:
        await page.evaluate("""() => {
          const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
          navigator.mediaDevices.enumerateDevices = async () => [
            { kind: "videoinput", deviceId: "", label: "" },
            ...(await list()).filter((one) => one.kind !== "videoinput"),
          ];
        }""")
        assert await page.evaluate("options()") == [
            ["Not in use", False, True],
            ["camera_n", True, False],
        ]
        await page.context.grant_permissions(["camera", "microphone"])
        await page.evaluate("async () => media.choose({ camera: (await cameras())[0] })")
        assert await page.evaluate("media.videoTrack.readyState") == "live"


async def test_a_screen_is_asked_for_once_at_a_time() -> None:
    async with page_with("audio") as page:
        await page.evaluate("""() => {
          const ask = navigator.mediaDevices.getDisplayMedia.bind(navigator.mediaDevices);
          window.asked = 0;
          navigator.mediaDevices.getDisplayMedia = (wanted) => (asked += 1) && ask(wanted);
          const share = document.getElementById("share");
          share.addEventListener("click", () => {
            window.shared = Promise.all([media.shareScreen(), media.shareScreen()]);
          });
        }""")
        await page.click("#share")
        assert await page.evaluate("shared") == [True, True]
        assert await page.evaluate("asked") == 1
        assert await page.evaluate("media.shareScreen()")
        assert await page.evaluate("asked") == 1
