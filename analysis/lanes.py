"""Which lanes run: what consent and policy allow, narrowed to what the caller wants."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.types import Purpose

FACE = frozenset({Purpose.FACE_PRESENCE, Purpose.FACE_GAZE, Purpose.FACE_EMOTION})

#: Names that ``--only`` takes, and the purposes of which each needs one.
LANES: dict[str, frozenset[Purpose]] = {
    "face": FACE,
    "body": frozenset({Purpose.BODY_MOVEMENT}),
    "scene": frozenset({Purpose.SCENE_QUALITY}),
    "voice": frozenset({Purpose.VOICE_PROSODY}),  # nothing rests on VOICE_EMOTION yet
    "transcript": frozenset({Purpose.TRANSCRIPT}),
    "integrity": frozenset(),  # its checks come with their own purposes; none runs yet
}


@dataclass(frozen=True, slots=True)
class Lanes:
    """``purposes``: those that are allowed *and* wanted. A lane runs if one of its own is there."""

    purposes: frozenset[Purpose]

    @classmethod
    def of(cls, purposes: frozenset[Purpose], only: frozenset[str] | None) -> Lanes:
        """Raises ``ValueError`` for a name in ``only`` that is no lane."""
        if only is None:
            return cls(purposes)
        unknown = sorted(only - LANES.keys())
        if unknown:
            raise ValueError(f"no such signal: {', '.join(unknown)} (known: {', '.join(LANES)})")
        wanted = frozenset().union(*(LANES[name] for name in only))
        return cls(purposes & wanted)

    def runs(self, lane: str) -> bool:
        return bool(self.purposes & LANES[lane])

    @property
    def pictures(self) -> bool:
        return any(self.runs(lane) for lane in ("face", "body", "scene"))

    @property
    def sound(self) -> bool:
        return any(self.runs(lane) for lane in ("voice", "transcript"))
