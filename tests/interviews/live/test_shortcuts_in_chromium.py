"""Keys without a modifier (static/js/shortcuts.js) in a real Chromium."""

from __future__ import annotations

from tests.interviews.live.in_chromium import page_of

PAGE = """<!doctype html><html lang="en">
<button data-shortcut="a" hidden>Admit all</button>
<div hidden><button data-shortcut="n">Notes</button></div>
<button data-shortcut="m">Microphone</button>
<script type="module">
import "/static/js/shortcuts.js";
window.pressed = [];
document.addEventListener("click", ({ target }) => pressed.push(target.dataset.shortcut));
window.ready = true;
</script>"""


async def test_a_held_key_presses_once_and_nothing_hidden_is_pressed() -> None:
    async with page_of(PAGE) as page:
        await page.keyboard.press("a")
        for _repeat in range(4):
            await page.keyboard.down("m")
        await page.keyboard.up("m")
        await page.keyboard.press("n")  # in a tab that is not open
        assert await page.evaluate("pressed") == ["m", "n"]


async def test_what_is_shown_again_is_pressed_again() -> None:
    async with page_of(PAGE) as page:
        await page.evaluate("document.querySelector('[data-shortcut=a]').hidden = false")
        await page.keyboard.press("a")
        assert await page.evaluate("pressed") == ["a"]
