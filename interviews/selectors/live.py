"""Whom a live worker may look at and listen to right now, and what for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from analysis.types import Purpose
from interviews.live.purposes import analysed_live
from interviews.models import (
    Interview,
    InterviewStatus,
    Listening,
    RoomStatus,
    Seat,
    SeatStatus,
)
from interviews.selectors.consent import allowed_now


@dataclass(frozen=True, slots=True)
class AnalysedSeat:
    """Somebody in a live room, and what they have agreed to (never empty)."""

    seat_id: UUID
    interview_id: UUID
    language: str
    purposes: frozenset[Purpose]


def analysed_seats(room_id: UUID) -> tuple[AnalysedSeat, ...]:
    """Everybody who is let in while the room is live; without an agreement they are not among
    them. Nobody where the room is not live, or not of the open company scope.
    """
    return tuple(_analysed(_seats_now().filter(room_id=room_id)))


def analysed_seat(room_id: UUID, seat_id: UUID) -> AnalysedSeat | None:
    return next(iter(_analysed(_seats_now().filter(room_id=room_id, id=seat_id))), None)


def heard_rows(interview: Interview) -> dict[UUID, list[Sequence[Any]]]:
    """Every word heard of each answer so far, the answers in their order: word, start, end,
    confidence.
    """
    found = Listening.objects.filter(answer__interview=interview).order_by("answer__started_at")
    return dict(found.values_list("answer_id", "words"))


def _seats_now() -> QuerySet[Seat]:
    return Seat.objects.filter(
        status=SeatStatus.ADMITTED,
        room__status=RoomStatus.LIVE,
        interview__status=InterviewStatus.IN_PROGRESS,
    ).select_related("interview")


def _analysed(seats: QuerySet[Seat]) -> list[AnalysedSeat]:
    found = []
    for seat in seats.order_by("number"):
        purposes = analysed_live(allowed_now(seat.interview))
        if purposes:
            interview = seat.interview
            found.append(AnalysedSeat(seat.id, interview.id, interview.language, purposes))
    return found
