"""Who takes part in a room, or is to."""

from __future__ import annotations

from django.db.models import QuerySet

from interviews.models import InterviewStatus, Room, Seat

GONE = frozenset({InterviewStatus.WITHDRAWN, InterviewStatus.EXPIRED, InterviewStatus.CANCELLED})


def seats_taken(room: Room) -> QuerySet[Seat]:
    """Without those who were called off, withdrew, or whose link has run out."""
    return Seat.objects.filter(room=room).exclude(interview__status__in=GONE)


def met_by(seat: Seat) -> int:
    """How many other candidates this one sees and hears."""
    room: Room = seat.room
    return seats_taken(room).exclude(id=seat.id).count() if room.candidates_meet else 0
