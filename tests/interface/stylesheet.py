"""Just enough of CSS to read our own sheets: rules, declarations, the roles of tokens.css."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
TEMPLATES = ROOT / "templates"
TOKENS = STATIC / "tokens.css"


@dataclass(frozen=True, slots=True)
class Declaration:
    """One ``name: value`` and where it stands."""

    selector: str
    name: str
    value: str


def sheets() -> list[Path]:
    """Our own stylesheets, without the tokens and what comes from npm."""
    own = [path for path in STATIC.rglob("*.css") if "vendor" not in path.parts]
    return sorted(path for path in own if path != TOKENS and ".vendor-new" not in path.parts)


def pages() -> list[Path]:
    """Templates of pages. E-mail programs know no tokens: their templates stand apart."""
    return sorted(p for p in TEMPLATES.rglob("*.html") if "email" not in p.parts)


def declarations(css: str) -> Iterator[Declaration]:
    """Every declaration; at-rules only wrap, so the innermost block's selector counts."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        for part in body.split(";"):
            name, colon, value = part.partition(":")
            if colon:
                yield Declaration(
                    selector.strip(), name.strip(), re.sub(r"\s+", " ", value.strip())
                )


def colours(selector: str) -> dict[str, str]:
    """The colour roles that tokens.css gives under this selector."""
    found = {
        each.name: each.value
        for each in declarations(TOKENS.read_text(encoding="utf-8"))
        if each.name.startswith("--") and selector in re.split(r"\s*,\s*", each.selector)
    }
    return {name: value for name, value in found.items() if re.search(r"#|rgb", value)}
