"""The interviewer's page of a live interview: before, the one screen, after."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from hireapp.audit.services import audit_record
from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.access import room_for_interviewer, seats_of
from interviews.models import Room, RoomStatus, Seat
from interviews.selectors.report import report_of
from interviews.selectors.room_screen import RoomScreen, room_notes, room_screen, seat_file
from interviews.web.portal.requests import PortalRequest, actor_of, may
from interviews.web.rooms.words import screen_words

SCORES = (1, 2, 3, 4, 5)
_TEMPLATES = {
    RoomStatus.SCHEDULED: "portal/room/before.html",
    RoomStatus.OPEN: "portal/room/screen.html",
    RoomStatus.LIVE: "portal/room/screen.html",
    RoomStatus.ENDED: "portal/room/after.html",
    RoomStatus.CANCELLED: "portal/room/after.html",
}


@portal_view(Can.RATE)
@require_GET
def room(request: PortalRequest, room_id: UUID) -> HttpResponse:
    """What stands still. Everything else comes through the sockets. Reading the notes afterwards is
    noted in the audit log.
    """
    found = room_for_interviewer(room_id, request.user)
    screen = room_screen(found, user_id=request.user.id)
    context = {
        "room": found,
        "screen": screen,
        "nav_active": "rooms",
        "settings": _settings(screen, request),
        "words": screen_words(),
        "compare_url": _compare_url(screen),
        "may_manage": may(request, Can.MANAGE),
    }
    if found.status == RoomStatus.ENDED:
        context["notes"] = notes = room_notes(screen)
        if notes:
            audit_record(
                action="room.notes_viewed",
                actor=actor_of(request),
                target=found,
                detail={"notes": len(notes)},
            )
    return render(request, _TEMPLATES[RoomStatus(found.status)], context)


def _settings(screen: RoomScreen, request: PortalRequest) -> dict[str, Any]:
    """For the page's modules."""
    here = reverse("rooms:room", args=[screen.room.id])
    return {
        "csrf": get_token(request),
        "room": str(screen.room.id),
        "status": screen.room.status,
        "plan": screen.room.calendar_sequence,
        "starts_at": screen.room.starts_at.timestamp(),
        "minutes": screen.room.minutes,
        "started_at": screen.room.started_at and screen.room.started_at.timestamp(),
        "acts": here.removesuffix("room/"),
        "sockets": {"room": f"/ws/rooms/{screen.room.id}/",
                    "dashboard": f"/ws/rooms/{screen.room.id}/dashboard/"},
        "language": screen.language,
        "interviewer_recorded": screen.room.interviewer_recorded,
        "seats": [
            {
                "id": str(sitter.seat_id),
                "number": sitter.number,
                "label": sitter.label,
                "file": reverse("rooms:seat_file", args=[screen.room.id, sitter.seat_id]),
                "card": reverse("rooms:seat_card", args=[screen.room.id, sitter.seat_id]),
            }
            for sitter in screen.sitters
        ],
    }  # fmt: skip


def _compare_url(screen: RoomScreen) -> str:
    chosen = urlencode([("i", str(sitter.interview_id)) for sitter in screen.sitters])
    return f"{reverse('portal:compare', args=[screen.room.position_id])}?{chosen}"


@portal_view(Can.RATE)
@require_GET
def seat_information(request: PortalRequest, room_id: UUID, seat_id: UUID) -> HttpResponse:
    """Résumé, ways of working, earlier ratings: what is known beside what is said now. Noted in
    the audit log.
    """
    seat = _seat(request, room_id, seat_id)
    audit_record(
        action="candidate.file_viewed",
        actor=actor_of(request),
        target=seat.interview,
        detail={"room": str(room_id)},
    )
    found = seat_file(seat, user_id=request.user.id, role=request.membership.role)
    context = {"file": found, "viewer": found.report.viewer, "interview": seat.interview}
    return render(request, "portal/room/file.html", context)


@portal_view(Can.RATE)
@require_GET
def seat_card(request: PortalRequest, room_id: UUID, seat_id: UUID) -> HttpResponse:
    """The rating sheet: it grows with every question asked."""
    seat = _seat(request, room_id, seat_id)
    report = report_of(seat.interview, user_id=request.user.id, role=request.membership.role)
    context = {
        "report": report,
        "viewer": report.viewer,
        "interview": seat.interview,
        "scores": SCORES,
    }
    return render(request, "portal/room/card.html", context)


def _seat(request: PortalRequest, room_id: UUID, seat_id: UUID) -> Seat:
    found: Room = room_for_interviewer(room_id, request.user)
    (seat,) = seats_of(found, [seat_id])
    return seat
