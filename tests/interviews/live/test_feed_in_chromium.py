"""What the interviewer's page knows (static/room/interviewer/feed.js), in a real Chromium."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.async_api import Page, Route, async_playwright

from tests.e2e.browser import CHROMIUM, FLAGS

FOLDER = Path(settings.BASE_DIR) / "static/room/interviewer"
SEAT = "5b0d7c0a-8a53-4c5e-9f6e-0d6f0b1f7a11"
PAGE = f"""<!doctype html><html lang="en">
<script id="page-settings" type="application/json">
{json.dumps({"seats": [{"id": SEAT, "label": "Anna"}], "status": "live", "started_at": None})}
</script>
<script id="page-words" type="application/json">{{}}</script>
<script type="module">
import {{ Feed }} from "/feed.js";
window.feed = new Feed();
window.ready = true;
</script>"""
TOLD: dict[str, dict[str, Any]] = {
    "signals": {"sampled_at": 1.0, "faces": 1, "face": {"gaze_yaw": 2.0, "looking": True}},
    "voice": {"from": 0.0, "until": 1.0, "speaking": True, "pitch_hz": 182.0, "rate_wpm": 120},
    "words": {"answer": "a", "words": [["ever", 0.1, 0.4, 0.9]], "frequent": [["ever", 1]]},
    "answer": {"answer": "a", "coverage": [], "evidence": [], "state": ""},
    "suggestions": {"suggestion": "s", "ranked": [{"text": "Why?"}]},
}
STRETCHES = {"speech": [[10.0, 11.0]], "away": [[12.0, 13.0]]}
NEEDED = {
    "signals": "face.presence",
    "voice": "voice.prosody",
    "words": "speech.transcript",
    "answer": "answer.competencies",
    "suggestions": "answer.competencies",
}
KNOWN = f"""() => {{
  const seat = feed.seats.get("{SEAT}");
  const parts = ["signals", "voice", "words", "answer", "suggestions"];
  return Object.fromEntries(parts.map((part) => [part, Boolean(seat[part]?.length ?? seat[part])]));
}}"""


@asynccontextmanager
async def open_page() -> AsyncIterator[Page]:
    async def serve(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[-1]
        if name.endswith(".js"):
            await route.fulfill(path=FOLDER / name, content_type="text/javascript")
        else:
            await route.fulfill(body=PAGE, content_type="text/html")

    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = await chromium.new_page()
        await page.route("http://room.test/**", serve)
        await page.goto("http://room.test/")
        await page.wait_for_function("window.ready")
        yield page
        await chromium.close()


async def take(page: Page, *events: dict[str, Any]) -> dict[str, bool]:
    """What is known then."""
    await page.evaluate("(events) => { feed.take(events) }", list(events))
    known: dict[str, bool] = await page.evaluate(KNOWN)
    return known


def agreed(*purposes: str) -> dict[str, Any]:
    return {"type": "seat", "seat": {"id": SEAT, "analysed": list(purposes)}}


def snapshot(*purposes: str) -> dict[str, Any]:
    return {
        "type": "snapshot",
        "room": {"status": "live", "started_at": None},
        "seats": [
            {
                "id": SEAT,
                "analysed": list(purposes),
                "answer": None,
                "words": [],
                "stretches": STRETCHES,
            }
        ],
        "suggestions": [],
        "notes": [],
        "latest": told(),
    }


def told() -> list[dict[str, Any]]:
    return [{"type": kind, "seat": SEAT, "at": 1.0, **event} for kind, event in TOLD.items()]


@pytest.mark.parametrize("missing", sorted(set(NEEDED.values())))
async def test_what_is_told_after_a_withdrawal_is_not_shown(missing: str) -> None:
    everything = set(NEEDED.values())
    async with open_page() as page:
        assert all((await take(page, snapshot(*everything))).values())
        expected = {kind: NEEDED[kind] != missing for kind in TOLD}
        assert await take(page, agreed(*(everything - {missing}))) == expected
        assert await take(page, *told()) == expected
        assert await take(page, snapshot(*(everything - {missing}))) == expected  # a reload
        assert all((await take(page, agreed(*everything), *told())).values())


async def test_a_reload_shows_when_they_spoke_and_looked_away_before() -> None:
    shown = f"""() => {{
      const {{ speech, away }} = feed.seats.get("{SEAT}");
      return {{ speech, away }};
    }}"""
    async with open_page() as page:
        await take(page, {**snapshot(*NEEDED.values()), "latest": []})
        assert await page.evaluate(shown) == STRETCHES
        await take(page, {**snapshot("face.presence"), "latest": []})
        assert await page.evaluate(shown) == {**STRETCHES, "speech": []}
