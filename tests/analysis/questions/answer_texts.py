"""The answers of ``answer_texts.yaml``: by kind, then by language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

TEXTS: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
)
QUESTIONS: dict[str, dict[str, str]] = TEXTS["questions"]  # name → job, en, ko
EMPTY: list[str] = TEXTS["empty"]
SHORT: dict[str, list[str]] = TEXTS["short"]
REFUSAL: dict[str, list[str]] = TEXTS["refusal"]
GIBBERISH: dict[str, list[str]] = TEXTS["gibberish"]
PROFANE: dict[str, list[str]] = TEXTS["profane"]
INSTRUCTION: dict[str, list[str]] = TEXTS["instruction"]
OTHER_LANGUAGE: dict[str, list[str]] = TEXTS["other_language"]
OFF_TOPIC: dict[str, list[str]] = TEXTS["off_topic"]
API, OUTAGE, CLOSING = (
    (QUESTIONS[name]["en"], QUESTIONS[name]["ko"]) for name in ("api", "outage", "closing")
)
