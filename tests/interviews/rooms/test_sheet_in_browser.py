"""The rating sheet (people.js, scorecard.js) is drawn anew without losing what is written in it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import Locator, Page, Route, expect

from tests.interviews.rooms.modules import opened, small_page

FACTS = {
    "csrf": "c", "room": "r", "acts": "/rooms/r/", "status": "live", "started_at": None,
    "seats": [{"id": id_, "label": id_, "file": "/file", "card": f"/card/{id_}"} for id_ in "ab"],
}  # fmt: skip
WORDS = {"saving": "saving", "saved": "saved", "unsaved": "unsaved"}
BODY = """<h2 data-person-name></h2><span data-notes-count></span><ol data-notes></ol>
<form data-note-form><textarea id="note-text"></textarea>
<input type="checkbox" data-note-all></form>
<div role="tabpanel" hidden><div data-file></div></div>
<div role="tabpanel" data-card></div>"""
SCRIPT = """
import { Feed } from "/static/room/interviewer/feed.js";
import { People } from "/static/room/interviewer/people.js";
window.people = new People(new Feed());
people.select("a");
"""


@dataclass
class Desk:
    """The page, and a server that keeps one comment a candidate."""

    comments: dict[str, str] = field(default_factory=lambda: {"a": "", "b": ""})
    well: bool = True
    drawn: int = 0
    page: Page | None = None

    async def answer(self, route: Route, path: str) -> None:
        if not self.well:
            return await route.fulfill(status=500)
        seat = path[-1]
        if route.request.method == "POST":
            found = re.search(r'name="comment"\r\n\r\n(.*?)\r\n--', route.request.post_data or "")
            assert found
            self.comments[seat] = found[1]
            return await route.fulfill(json={})
        self.drawn += 1
        return await route.fulfill(
            content_type="text/html",
            body=f"""<form data-scorecard action="/save/{seat}"><p>{seat} {self.drawn}</p>
            <textarea name="comment">{self.comments[seat]}</textarea>
            <p data-card-state></p></form>""",
        )

    @property
    def comment(self) -> Locator:
        assert self.page
        return self.page.locator("[data-card] textarea")

    async def shown(self, words: str) -> None:
        assert self.page
        await expect(self.page.locator("[data-card] p").first).to_have_text(words)


@asynccontextmanager
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    html = small_page(BODY, SCRIPT, facts=FACTS, words=WORDS)
    async with opened(html, desk.answer) as desk.page:
        await desk.shown("a 1")
        yield desk


async def test_a_sheet_drawn_anew_has_the_comment_that_was_just_written() -> None:
    async with desk() as one:
        assert one.page
        await one.comment.fill("clear")
        await one.page.evaluate("people.asked()")  # somebody writes: not now
        await one.page.locator("#note-text").focus()
        await one.shown("a 2")
        await expect(one.comment).to_have_value("clear")
        assert one.comments["a"] == "clear"


async def test_what_cannot_be_saved_stays_on_the_sheet() -> None:
    async with desk() as one:
        assert one.page
        await one.comment.fill("clear")
        one.well = False
        await one.page.evaluate("people.asked()")
        await one.page.locator("#note-text").focus()
        await expect(one.page.locator("[data-card-state]")).to_have_text("unsaved")
        async with one.page.expect_response("**/save/a"), one.page.expect_response("**/card/b"):
            await one.page.evaluate("people.select('b')")
        one.well = True
        await one.page.evaluate("people.select('b')")
        await one.shown("b 2")
        one.well = False
        await one.page.evaluate("people.select('a')")
        await expect(one.comment).to_have_value("clear")
        one.well = True
        await one.page.evaluate("people.asked()")
        await one.shown("a 3")
        await expect(one.comment).to_have_value("clear")
        assert one.comments == {"a": "clear", "b": ""}


async def test_a_sheet_that_cannot_be_drawn_anew_stays() -> None:
    async with desk() as one:
        assert one.page
        one.well = False
        async with one.page.expect_response("**/card/a"):
            await one.page.evaluate("people.asked()")
        await one.comment.fill("clear")
        await one.shown("a 1")
