"""Pages in a real Chromium: axe, the keyboard, small screens, the wishes of the reader."""

from __future__ import annotations

import gzip
import re

import pytest
from playwright.sync_api import Page, Route, expect

from hireapp.core.static_vendor import vendor
from tests.interface.conftest import Open
from tests.interface.stylesheet import ROOT, colours

PAGES = {
    "styleguide": "/styleguide/",
    "candidate": "/styleguide/?room=candidate",
    "error": "/styleguide/?room=entrance",
    "sign-in": "/account/login/",
    "sign-up": "/account/signup/",
    "reset": "/account/password/reset/",
    "reset-done": "/account/password/reset/done/",
}


@pytest.fixture(scope="module", autouse=True)
def _front_end_files() -> None:
    """Fonts, htmx and axe-core, as the lock file names them."""
    vendor(ROOT, development=True, say=print)


def violations(page: Page) -> list[str]:
    """What axe-core finds, one line each. Evaluated, not loaded: our policy forbids its script."""
    page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run(document)).violations")
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "language"), [(360, "ko"), (1440, "en")])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_overflows(
    visit: Open, name: str, width: int, language: str, theme: str
) -> None:
    page = visit(PAGES[name], width=width, language=language, theme=theme)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_open_dialogs_popovers_and_toasts_satisfy_axe_too(visit: Open) -> None:
    page = visit("/styleguide/")
    page.get_by_role("button", name="How was this made: Pitch, median").click()
    expect(page.get_by_text("gross pitch error 2.1 % (n = 200)").first).to_be_visible()
    page.get_by_role("button", name="Critical toast").click()
    assert violations(page) == []
    page.get_by_role("button", name="Dangerous").click()
    assert violations(page) == []


def test_the_page_asks_no_other_host(visit: Open, styleguide_server: str) -> None:
    page = visit("/account/login/")
    asked = page.evaluate("performance.getEntriesByType('resource').map((each) => each.name)")
    assert asked
    assert [name for name in asked if not name.startswith(styleguide_server)] == []


def test_the_first_page_is_light(visit: Open) -> None:
    """Under 150 kB in English with the font; in Korean the font comes in more slices, the rest
    does not grow. Sizes as a compressing server sends them: text by gzip, woff2 as it is."""

    def bytes_by_kind(language: str) -> dict[str, int]:
        page = visit("/account/login/", language=language)
        asked = page.evaluate("performance.getEntriesByType('resource').map((each) => each.name)")
        kinds = {"font": 0, "rest": 0}
        for address in {page.url, *asked}:
            body = page.request.get(address).body()
            font = address.endswith(".woff2")
            kinds["font" if font else "rest"] += len(body if font else gzip.compress(body))
        return kinds

    english, korean = bytes_by_kind("en"), bytes_by_kind("ko")
    assert english["font"] > 0, "the page did not use its own font"
    assert english["font"] + english["rest"] < 150_000
    assert korean["rest"] < 60_000


def test_a_popover_stays_beside_its_number_while_the_page_scrolls(visit: Open) -> None:
    page = visit("/styleguide/")
    button = page.get_by_role("button", name="How was this made: Pitch, median")
    button.click()
    popover = page.locator("#made-pitch")
    page.mouse.move(700, 300)
    page.mouse.wheel(0, 60)
    page.wait_for_timeout(200)
    anchor, box = button.bounding_box(), popover.bounding_box()
    assert anchor is not None
    assert box is not None
    assert abs(box["x"] - anchor["x"]) < 2
    beside = min(
        abs(box["y"] - anchor["y"] - anchor["height"]), abs(anchor["y"] - box["y"] - box["height"])
    )
    assert beside < 10
    page.keyboard.press("Escape")
    expect(popover).to_be_hidden()


def test_tabs_follow_the_arrows(visit: Open) -> None:
    page = visit("/styleguide/")
    page.get_by_role("tab", name="Transcript").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Questions")).to_be_focused()
    expect(page.locator("#questions-panel")).to_be_visible()
    expect(page.locator("#transcript-panel")).to_be_hidden()
    page.keyboard.press("End")
    expect(page.get_by_role("tab", name="Notes")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Transcript")).to_be_focused()


def test_single_keys_search_walk_the_rows_and_show_help(visit: Open) -> None:
    page = visit("/styleguide/")
    page.locator("body").click(position={"x": 700, "y": 2})
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("jk?")
    expect(page.locator("#q")).to_have_value("jk?")
    expect(page.locator("#keyboard-help")).to_be_hidden()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Aleksandra Wiśniewska-Kowalczyk")).to_be_focused()
    page.keyboard.press("k")
    expect(page.get_by_role("link", name="김민수").first).to_be_focused()
    page.keyboard.press("g")
    page.keyboard.press("i")
    expect(page).to_have_url(re.compile(r"#timeline$"))
    page.keyboard.press("?")
    expect(page.locator("#keyboard-help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keyboard-help")).to_be_hidden()


def test_single_keys_can_be_switched_off_and_stay_off(visit: Open) -> None:
    page = visit("/styleguide/")
    page.keyboard.press("?")
    page.get_by_role("switch", name="Single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    expect(page.locator("#keyboard-help")).to_be_hidden()


def test_deleting_waits_until_the_name_is_typed(visit: Open) -> None:
    page = visit("/styleguide/")
    page.get_by_role("button", name="Dangerous").click()
    dialog = page.locator("#sample-confirm")
    expect(dialog.get_by_role("button", name="Delete")).to_be_disabled()
    dialog.get_by_role("textbox").fill("Backend")
    expect(dialog.get_by_role("button", name="Delete")).to_be_disabled()
    dialog.get_by_role("textbox").fill("Backend engineer")
    expect(dialog.get_by_role("button", name="Delete")).to_be_enabled()
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()


def test_a_toast_is_announced_and_can_be_closed(visit: Open) -> None:
    page = visit("/styleguide/")
    page.get_by_role("button", name="Toast", exact=True).click()
    region = page.get_by_role("status").filter(has_text="Saved. 2 of 5.")
    expect(region).to_have_attribute("aria-live", "polite")
    region.get_by_role("button", name="Close").click()
    expect(page.get_by_text("Saved. 2 of 5.")).to_have_count(0)


def test_the_chosen_theme_beats_the_system_and_is_there_before_the_first_paint(
    visit: Open,
) -> None:
    page = visit("/styleguide/", theme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"

    def rgb(theme: str) -> str:
        colour = colours(f'[data-theme="{theme}"]')["--surface"]
        return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"

    assert page.evaluate(ground) == rgb("dark")
    page.get_by_role("button", name="Light").click()
    assert page.evaluate(ground) == rgb("light")
    page.reload(wait_until="commit")
    page.wait_for_selector("body", state="attached")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    page.get_by_role("button", name="Like the device").click()
    assert page.evaluate(ground) == rgb("dark")


def test_the_language_switch_comes_back_to_the_same_page(visit: Open) -> None:
    page = visit("/account/password/reset/", language="en")
    page.get_by_role("button", name="한국어").click()
    page.wait_for_load_state("networkidle")
    assert page.url.endswith("/account/password/reset/")
    assert page.locator("html").get_attribute("lang") == "ko"


def test_the_rail_is_a_drawer_on_a_phone_and_narrow_on_demand_on_a_desk(visit: Open) -> None:
    phone = visit("/styleguide/", width=360)
    expect(phone.locator("#rail-body")).to_be_hidden()
    phone.get_by_role("button", name="Menu").first.click()
    expect(phone.locator("#rail-body")).to_be_visible()
    phone.keyboard.press("Escape")
    expect(phone.locator("#rail-body")).to_be_hidden()
    desk = visit("/styleguide/", width=1440)
    wide = desk.locator("#content").bounding_box()
    desk.get_by_role("button", name="Wide navigation").click()
    narrow = desk.locator("#content").bounding_box()
    assert wide is not None
    assert narrow is not None
    assert narrow["x"] < wide["x"] - 100
    # The words are out of sight, not out of the accessible name.
    expect(desk.get_by_role("link", name="Tables")).to_be_visible()
    assert violations(desk) == []


def test_times_are_told_in_the_language_of_the_page(visit: Open) -> None:
    page = visit("/styleguide/", language="ko")
    words = page.evaluate(
        """async () => {
          const source = document.querySelector('script[src$="js/main.js"]').src;
          const { relativeWords, clockWords } = await import(source.replace("main", "time"));
          const now = Date.UTC(2026, 10, 21);
          return [relativeWords(now - 3 * 60000, now), relativeWords(now + 2 * 86400000, now),
                  relativeWords(now - 20000, now), clockWords(83.4), clockWords(3723)];
        }"""
    )
    assert words == ["3분 전", "모레", "지금", "1:23", "1:02:03"]


def test_a_form_is_sent_once_however_often_the_button_is_pressed(visit: Open) -> None:
    page = visit("/account/login/")
    sent: list[str] = []

    def answer(route: Route) -> None:
        sent.append(route.request.method)
        route.fulfill(status=204)  # the page stays, as it does while a slow server thinks

    page.route("**/account/login/", answer)
    page.get_by_label("Email").fill("alice@example.com")
    page.get_by_label("Password").fill("correct horse")
    button = page.get_by_role("button", name="Sign in")
    button.evaluate("(each) => { each.click(); each.click(); each.click(); }")
    expect(button).to_have_attribute("aria-busy", "true")
    assert sent == ["POST"]


def test_every_control_shows_where_the_focus_is(visit: Open) -> None:
    page = visit("/account/login/")
    page.evaluate("document.activeElement.blur()")
    unseen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
              const style = getComputedStyle(document.activeElement);
              return [document.activeElement.outerHTML.slice(0, 80), style.outlineStyle,
                      parseFloat(style.outlineWidth)];
            }"""
        )
        if seen[0].startswith("<body"):
            break
        if seen[1] == "none" or seen[2] < 2:
            unseen.append(seen[0])
    assert unseen == []
