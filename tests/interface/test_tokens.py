"""One file names the colours and the sizes of type; what it names can be read by everybody."""

from __future__ import annotations

import itertools
import math
import re
from pathlib import Path

import pytest

from tests.interface.colour import SEEN_BY, contrast, seen
from tests.interface.stylesheet import ROOT, STATIC, TOKENS, colours, declarations, pages, sheets

LIGHT = '[data-theme="light"]'
DARK = '[data-theme="dark"]'
SYSTEM_DARK = ":root:not([data-theme])"
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK])
SURFACES = ("--surface", "--surface-raised", "--surface-sunken")

NUMERIC_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(", re.I)
# The names that anybody would use; "transparent" and "currentcolor" are no colours of their own.
NAMED_COLOUR = re.compile(
    r"(?<![\w-])(?:black|white|gr[ae]y|silver|red|maroon|yellow|olive|lime|green|aqua|teal|cyan|blue"
    r"|navy|fuchsia|magenta|purple|orange|pink|brown|gold|indigo|violet|crimson|coral|tomato"
    r"|(?:dark|light|medium|deep|pale|hot|dim|slate|royal|steel|sky|dodger|cadet|rebecca)[a-z]+)"
    r"(?![\w-])",
    re.I,
)
TYPE_SIZE = re.compile(r"var\(--type-[a-z]+\)|inherit")


def _where(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_other_stylesheet_names_a_colour() -> None:
    named = [
        f"{_where(path)}: {each.selector} {{ {each.name}: {each.value} }}"
        for path in sheets()
        for each in declarations(path.read_text(encoding="utf-8"))
        if NUMERIC_COLOUR.search(each.value) or NAMED_COLOUR.search(each.value)
    ]
    assert named == []


def test_no_other_stylesheet_names_a_size_of_type() -> None:
    named = [
        f"{_where(path)}: {each.selector} {{ {each.name}: {each.value} }}"
        for path in sheets()
        for each in declarations(path.read_text(encoding="utf-8"))
        if (each.name == "font-size" and not TYPE_SIZE.fullmatch(each.value))
        or (each.name == "font" and each.value != "inherit")
    ]
    assert named == []


def test_no_page_carries_a_style_of_its_own() -> None:
    styled = [
        f"{_where(path)}: {found.group(0)}"
        for path in pages()
        for found in re.finditer(
            r"""<style\b|\sstyle\s*=|\b(?:fill|stroke|color|bgcolor|font-size)\s*=\s*["']\s*"""
            r"""(?!none|currentcolor|url|\{)[#\w]""",
            path.read_text(encoding="utf-8"),
            re.I,
        )
    ]
    assert styled == []


def test_no_module_names_a_colour() -> None:
    # In quotes only: "#add" may well be the id of a button.
    literal = re.compile(r"""["'`](?:#[0-9a-f]{6}(?:[0-9a-f]{2})?|(?:rgb|hsl|oklch)a?\()""", re.I)
    named = [
        f"{_where(path)}: {found.group(0)}"
        for path in sorted(STATIC.rglob("*.js"))
        if "vendor" not in path.parts and ".vendor-new" not in path.parts
        for found in literal.finditer(path.read_text(encoding="utf-8"))
    ]
    assert named == []


def test_every_token_that_is_used_is_defined() -> None:
    texts = [path.read_text(encoding="utf-8") for path in [TOKENS, *sheets()]]
    defined = {
        each.name for text in texts for each in declarations(text) if each.name.startswith("--")
    }
    used = {name for text in texts for name in re.findall(r"var\((--[\w-]+)\)", text)}
    assert used - defined == set()


def test_there_are_six_sizes_of_type() -> None:
    sizes = [
        float(each.value.removesuffix("rem"))
        for each in declarations(TOKENS.read_text(encoding="utf-8"))
        if each.name.startswith("--type-")
    ]
    assert len(sizes) == 6
    assert sizes == sorted(set(sizes))
    assert min(sizes) * 16 >= 13


def test_both_ways_to_dark_name_the_same_roles() -> None:
    assert colours(SYSTEM_DARK) == colours(DARK)
    assert colours(DARK).keys() == colours(LIGHT).keys()


@THEMES
def test_text_can_be_read_on_every_surface(theme: str) -> None:
    role = colours(theme)
    texts = ("--text", "--text-muted", "--accent", "--positive", "--caution", "--critical")
    weak = {
        (text, surface): round(contrast(role[text], role[surface]), 2)
        for text, surface in itertools.product(texts, SURFACES)
        if contrast(role[text], role[surface]) < 4.5
    }
    assert weak == {}


@THEMES
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("--on-accent", "--accent"),
        ("--on-accent", "--accent-hover"),
        ("--on-critical", "--critical"),
        ("--on-critical", "--critical-hover"),
        ("--on-stage", "--stage"),
        ("--accent", "--accent-soft"),
        ("--positive", "--positive-soft"),
        ("--caution", "--caution-soft"),
        ("--critical", "--critical-soft"),
        ("--text", "--accent-soft"),
        ("--text", "--positive-soft"),
        ("--text", "--caution-soft"),
        ("--text", "--critical-soft"),
        ("--text", "--line"),
        ("--text", "--selection"),
    ],
)
def test_text_can_be_read_on_its_own_ground(theme: str, text: str, ground: str) -> None:
    role = colours(theme)
    assert contrast(role[text], role[ground]) >= 4.5


@THEMES
def test_edges_focus_and_data_stand_out_from_every_surface(theme: str) -> None:
    role = colours(theme)
    marks = ["--line-strong", "--focus", "--recording", *(f"--data-{at}" for at in range(1, 7))]
    weak = {
        (mark, surface): round(contrast(role[mark], role[surface]), 2)
        for mark, surface in itertools.product(marks, SURFACES)
        if contrast(role[mark], role[surface]) < 3
    }
    assert weak == {}


@THEMES
@pytest.mark.parametrize("eye", SEEN_BY)
def test_no_two_data_hues_look_the_same_to_any_eye(theme: str, eye: str) -> None:
    role = colours(theme)
    hues = [role[f"--data-{at}"] for at in range(1, 7)]
    # 0.05 in OKLab is about two and a half times what one just notices side by side (0.02).
    close = {
        (one, other): round(distance, 3)
        for one, other in itertools.combinations(hues, 2)
        if (distance := math.dist(seen(one, eye), seen(other, eye))) < 0.05
    }
    assert close == {}
