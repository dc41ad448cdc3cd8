"""What the media tap may take of a candidate right now: asked before it answers, and again and
again while it listens along.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hireapp.core.scope import company_scope
from interviews.live.purposes import PICTURE, SOUND
from interviews.models import InterviewStatus, RoomStatus, Seat, SeatStatus
from interviews.selectors.consent import allowed_now


@dataclass(frozen=True, slots=True)
class Taken:
    """Picture and sound are decided apart: each needs a purpose of its own."""

    frames: bool
    sound: bool


def tap_admission(company_id: UUID, room_id: UUID, seat_id: UUID) -> Taken | None:
    """What may be taken, or None: only in a live room, of a candidate who was let in, whose
    interview is in progress, for purposes that are allowed now (``allowed_now``).

    Opens the company's scope. Three queries. Another company's or another room's seat is None.
    """
    with company_scope(company_id):
        seat = (
            Seat.objects.select_related("interview")
            .filter(
                id=seat_id,
                room_id=room_id,
                status=SeatStatus.ADMITTED,
                room__status=RoomStatus.LIVE,
                interview__status=InterviewStatus.IN_PROGRESS,
            )
            .first()
        )
        allowed = allowed_now(seat.interview) if seat else frozenset()
    taken = Taken(frames=bool(allowed & PICTURE), sound=bool(allowed & SOUND))
    return taken if taken.frames or taken.sound else None
