"""What the styleguide's components say. Long names on purpose: that is where a layout breaks."""

from __future__ import annotations

from typing import Any

ROLES = [
    "surface", "surface-raised", "surface-sunken", "text", "text-muted", "line", "line-strong",
    "accent", "accent-soft", "positive", "positive-soft", "caution", "caution-soft", "critical",
    "critical-soft", "data-1", "data-2", "data-3", "data-4", "data-5", "data-6",
]  # fmt: skip

ICONS = [
    "home", "positions", "interviews", "people", "person", "settings", "search", "plus", "check",
    "close", "menu", "more", "left", "right", "up", "down", "back", "rail", "info", "help",
    "caution", "critical", "positive", "play", "pause", "stop", "record", "again", "microphone",
    "camera", "sound", "captions", "screen", "flag", "clock", "calendar", "mail", "link", "copy",
    "download", "upload", "print", "edit", "delete", "filter", "compare", "lock", "eye", "blind",
    "gaze", "voice", "transcript", "rating", "share", "keyboard", "language", "light", "dark",
    "system", "exit", "sort", "report", "data", "brand", "microphone-off", "camera-off", "hand",
    "chat",
]  # fmt: skip

MADE = [
    ("Model", "pitch tracker 1.2"),
    ("Signal", "F0, 100 frames/s"),
    ("Rests on", "41.3 s of 58.0 s voiced"),
    ("Error", "gross pitch error 2.1 % (n = 200)"),
]

PEOPLE: list[dict[str, Any]] = [
    {"name": "김민수", "status": "Report ready", "kind": "positive", "answered": "5 / 5",
     "minutes": "11:24", "cover": [14, 11, 16], "flags": 0, "rating": "4.0"},
    {"name": "Aleksandra Wiśniewska-Kowalczyk", "status": "Answering", "kind": "accent",
     "answered": "2 / 5", "minutes": "4:02", "cover": [6, 9, 0], "flags": 1, "rating": "–"},
    {"name": "남궁예서", "status": "Waits for review", "kind": "caution", "answered": "5 / 5",
     "minutes": "9:58", "cover": [10, 13, 8], "flags": 2, "rating": "–"},
    {"name": "Jo Li", "status": "Analysis failed", "kind": "critical", "answered": "3 / 5",
     "minutes": "6:41", "cover": [0, 0, 0], "flags": 0, "rating": "–"},
    {"name": "박서연", "status": "Invited", "kind": "", "answered": "0 / 5",
     "minutes": "–", "cover": [0, 0, 0], "flags": 0, "rating": "–"},
]  # fmt: skip

SAMPLES: dict[str, Any] = {
    "roles": ROLES,
    "icons": ICONS,
    "made": MADE,
    "people": PEOPLE,
    "steps": ["Notice", "Devices", "Practice", "Interview", "Receipt"],
    "tabs": [
        {"id": "transcript", "label": "Transcript", "count": None, "selected": True},
        {"id": "questions", "label": "Questions", "count": 5, "selected": False},
        {"id": "notes", "label": "Notes", "count": 2, "selected": False},
    ],
    "crumbs": [
        {"label": "Positions", "url": "#positions"},
        {"label": "Backend engineer", "url": "#backend"},
        {"label": "김민수", "url": ""},
    ],
    "choices": [("", "All states"), ("ready", "Report ready"), ("failed", "Analysis failed")],
    "consent": [
        ("Why", "To show speech and pauses beside your answer"),
        ("How long", "90 days after the decision"),
        ("Who sees it", "Recruiters of this position"),
    ],
}
