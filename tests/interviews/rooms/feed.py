"""A live interview as tap and workers tell it, written into the room's real stream."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Any

from interviews.live.keys import RoomKeys
from interviews.live.stream import tell
from interviews.models import Room, Seat, Suggestion

SAID = (
    "I moved the invoices to a new schema and measured every query before and after the index on "
    "customer and month was built so the report takes two seconds instead of forty"
)
ASKED = (
    "How did you find out which index was missing?",
    "What would you measure first if the report were slow again?",
    "Which part of the new schema was your own decision?",
    "What did the team say about downtime during the move?",
    "Tell me about a release that had to be taken back.",
)


@dataclass(frozen=True, slots=True)
class Feed:
    room: Room

    def tell(self, **event: Any) -> None:
        tell(RoomKeys(self.room.company_id, self.room.id), event)

    def signals(self, seat: Seat, *, yaw: float = -2.0, looking: bool = True, **more: Any) -> None:
        face = {
            "yaw": yaw, "pitch": 3.0, "roll": 1.0, "gaze_yaw": yaw, "gaze_pitch": -4.0,
            "looking": looking, "blink": False, "box": [0.36, 0.2, 0.28, 0.5], "points": points(),
        }  # fmt: skip
        body = {"lean": 0.02, "turn": 1.0, "shoulders": 1.0, "hands": 1, "movement": 0.03}
        self.tell(
            **{"type": "signals", "seat": str(seat.id), "sampled_at": time.time(), "faces": 1,
               "face": face, "body": body, **more},
        )  # fmt: skip

    def voice(
        self, seat: Seat, *, pitch: float = 182.0, back: float = 0.0, long: float = 1.5
    ) -> None:
        until = time.time() - back
        self.tell(
            type="voice", seat=str(seat.id), **{"from": until - long}, until=until, speaking=True,
            level_db=-31.0, pitch_hz=pitch, rate_wpm=128.0, state=None,
        )  # fmt: skip

    def words(self, seat: Seat, words: list[str], *, answer: str = "a", at: float = 0.0) -> None:
        spoken = [[word, at + 0.4 * n, at + 0.4 * n + 0.3, 0.9] for n, word in enumerate(words)]
        counts = {word: words.count(word) for word in words if len(word) > 4}
        frequent = sorted(counts.items(), key=lambda pair: -pair[1])
        self.tell(
            type="words", seat=str(seat.id), answer=answer, words=spoken,
            frequent=[[word, count + 2 * (n < 2)] for n, (word, count) in enumerate(frequent)],
        )  # fmt: skip

    def answer(self, seat: Seat) -> None:
        shares = [
            ("Data design", 0.62), ("Performance", 0.48), ("Release work", 0.15),
            ("Mobile apps", 0.0), ("Web front end", 0.0), ("Security", 0.0),
        ]  # fmt: skip
        self.tell(
            type="answer", seat=str(seat.id), answer="a", state="full",
            coverage=[
                {"competency": name, "name": {"en": name, "ko": name}, "share": share, "nodes": []}
                for name, share in shares
            ],
            evidence=[
                {"quote": "measured every query before and after the index", "competency": "x",
                 "start": 1.0, "end": 4.0},
            ],
        )  # fmt: skip

    def suggest(self, seat: Seat) -> Suggestion:
        """A row, as the listener makes it, and its event."""
        ranked = [_ranked(place, text) for place, text in enumerate(ASKED)]
        made: Suggestion = Suggestion.objects.create(
            interview_id=seat.interview_id, ranked=ranked, model={"name": "ranker", "version": "1"},
            content_version="",
        )  # fmt: skip
        self.tell(
            type="suggestions",
            seat=str(seat.id),
            suggestion=str(made.id),
            ranked=ranked,
            asked=None,
        )
        return made


def _ranked(place: int, text: str) -> dict[str, Any]:
    terms = {"en": ["Databases", "Indexing"], "ko": ["데이터베이스", "인덱스"]}
    return {
        "text": text,
        "reason": {
            "en": "The answer names an index but not how the need for it was found.",
            "ko": "답변에 인덱스는 나오지만 왜 필요했는지는 나오지 않았습니다.",
        },
        "path": {"spans": [{"turn": 0, "text": "the index on customer and month"}], "nodes": [],
                 "terms": terms},
        "probability": 0.4 - 0.05 * place,
        "option": f"node:index/{place}",
        "kind": "follow_up",
        "competency": "data-design",
    }  # fmt: skip


def points() -> list[list[float]]:
    """70 places in the shape of a face: an oval, two eyes, brows, nose, lips, irises."""

    def ring(x: float, y: float, w: float, h: float, n: int) -> list[list[float]]:
        turns = [2 * math.pi * i / n for i in range(n)]
        return [[x + w * math.sin(t), y - h * math.cos(t)] for t in turns]

    def line(x: float, y: float, w: float, n: int) -> list[list[float]]:
        return [[x + w * i / (n - 1), y] for i in range(n)]

    return [
        *ring(0.5, 0.45, 0.13, 0.24, 18),
        *ring(0.45, 0.4, 0.025, 0.012, 8),
        *ring(0.55, 0.4, 0.025, 0.012, 8),
        *line(0.42, 0.36, 0.06, 5),
        *line(0.52, 0.36, 0.06, 5),
        *[[0.5, 0.4 + 0.02 * i] for i in range(6)],
        *line(0.48, 0.53, 0.04, 3),
        *ring(0.5, 0.6, 0.05, 0.025, 10),
        *ring(0.5, 0.6, 0.035, 0.01, 5),
        [0.45, 0.4],
        [0.55, 0.4],
    ]
