"""Names of everything in Valkey. Each begins with company and room: nobody reads across."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RoomKeys:
    """The keys of one room."""

    company_id: UUID
    room_id: UUID

    def _key(self, *parts: str) -> str:
        return ":".join(("live", self.company_id.hex, self.room_id.hex, *parts))

    @property
    def events(self) -> str:
        """Stream of what the interviewer's screen shows."""
        return self._key("events")

    @property
    def peers(self) -> str:
        """Hash: participant → who is connected, and through which channel."""
        return self._key("peers")

    @property
    def tap(self) -> str:
        """Which media tap has the room: a lease."""
        return self._key("tap")

    @property
    def counts(self) -> str:
        """Hash of counters: ``late:<seat>``, ``refused``."""
        return self._key("counts")

    @property
    def looked(self) -> str:
        """Set of the seats that are looked at."""
        return self._key("looked")

    @property
    def withdrawn(self) -> str:
        """Hash: seat → how often its candidate has taken something back."""
        return self._key("withdrawn")

    def frame(self, seat_id: UUID) -> str:
        """The newest frame."""
        return self._key("frame", seat_id.hex)

    def sound(self, seat_id: UUID) -> str:
        """Stream of sound blocks."""
        return self._key("sound", seat_id.hex)

    def heard(self, seat_id: UUID) -> str:
        """How far the sound was listened to."""
        return self._key("heard", seat_id.hex)

    def told(self, seat_id: UUID) -> str:
        """Hash: answer → how many of its words the screen was told."""
        return self._key("told", seat_id.hex)

    def stretches(self, seat_id: UUID, kind: str) -> str:
        """List of ``begins_at ends_at``: when this seat's candidate spoke, or looked away."""
        return self._key("stretches", seat_id.hex, kind)

    def tap_seat(self, seat_id: UUID) -> str:
        """There while a tap receives something of this seat, and gone 5 s after its last word."""
        return self._key("tap", seat_id.hex)

    def hear_pending(self, seat_id: UUID) -> str:
        """There while a ``live.hear`` of this seat waits in its queue: none is sent beside it.
        Whoever begins to listen deletes it first, then reads the sound.
        """
        return self.work(f"hear-pending:{seat_id.hex}")

    def work(self, name: str) -> str:
        """A lock: one worker at a time, one message under way."""
        return self._key("work", name)
