"""Recommended questions (static/room/interviewer/questions.js) change while somebody presses."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Page, Route, expect

from tests.interviews.rooms.modules import opened, small_page

SEAT = "s"
FACTS = {"csrf": "c", "room": "r", "acts": "/rooms/r/", "seats": [{"id": SEAT, "label": "Anna"}],
         "status": "live", "started_at": None, "language": "en"}  # fmt: skip
WORDS = {"questions_changed": "changed", "asked": "Asked", "asked_one": "noted"}
BODY = """<span data-target-name></span><button id="tab-recommended"></button>
<span data-recommended-count></span><p data-recommended-news></p><div data-recommended></div>
<form data-free><textarea id="free-text"></textarea></form>
<ol data-own></ol><p data-own-none></p><div id="toasts" role="status"></div>
<template id="toast-template">
<div><svg><use href="#x"/></svg><p data-toast-text></p></div>
</template>"""
SCRIPT = f"""
import "/static/js/shortcuts.js";
import {{ Feed }} from "/static/room/interviewer/feed.js";
import {{ Questions }} from "/static/room/interviewer/questions.js";
const feed = new Feed();
const questions = new Questions(feed);
feed.take([{{ type: "seat", seat: {{ id: "{SEAT}", status: "admitted", analysed: ["answer.competencies"] }} }}]);
questions.select("{SEAT}");
window.tell = (event) => {{ feed.take([event]); questions.draw(); }};
"""  # noqa: E501
CHANGED_MS = 700


@dataclass
class Screen:
    page: Page
    asked: list[dict[str, Any]] = field(default_factory=list)

    async def suggest(self, suggestion: str, *texts: str) -> None:
        ranked = [{"text": text, "reason": "", "path": {}} for text in texts]
        event = {"type": "suggestions", "seat": SEAT, "suggestion": suggestion, "ranked": ranked}
        await self.page.evaluate("(event) => tell(event)", event)

    def button(self, place: int) -> Any:
        return self.page.locator("[data-ask-suggestion]").nth(place)


@asynccontextmanager
async def screen() -> AsyncIterator[Screen]:
    asked: list[dict[str, Any]] = []

    async def answer(route: Route, _path: str) -> None:
        asked.append(json.loads(route.request.post_data or "{}"))
        await route.fulfill(json={"questions": []})

    html = small_page(BODY, SCRIPT, facts=FACTS, words=WORDS)
    async with opened(html, answer) as page:
        yield Screen(page, asked)


async def test_what_came_under_the_key_or_the_pointer_a_moment_ago_is_not_asked() -> None:
    async with screen() as room:
        await room.suggest("1", *"abcde")
        await room.suggest("2", *"vwxyz")
        await room.page.keyboard.press("1")
        await room.page.evaluate("document.querySelectorAll('[data-ask-suggestion]')[2].click()")
        await expect(room.page.get_by_role("status")).to_have_text("changed")
        assert room.asked == []
        await room.page.wait_for_timeout(CHANGED_MS)
        await room.page.keyboard.press("1")
        await expect(room.page.get_by_role("status")).to_have_text("noted")
    assert [(one["suggestion"], one["place"]) for one in room.asked] == [("2", 0)]


async def test_what_is_drawn_again_as_it_was_is_asked_at_once() -> None:
    async with screen() as room:
        await room.suggest("1", *"abcde")
        await room.suggest("1", *"abcde")
        await room.page.keyboard.press("2")
        await expect(room.page.get_by_role("status")).to_have_text("noted")
    assert [one["place"] for one in room.asked] == [1]


async def test_the_focus_follows_its_question_or_keeps_its_place() -> None:
    async with screen() as room:
        await room.suggest("1", *"abcde")
        await room.button(3).focus()
        await room.suggest("2", *"dwxyz")
        await expect(room.button(0)).to_be_focused()
        await room.button(4).focus()
        await room.suggest("3", *"klmno")
        await expect(room.button(4)).to_be_focused()
        await room.suggest("4", "only")
        await expect(room.button(4)).to_be_focused()
