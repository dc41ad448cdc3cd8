"""What the interviewer does in a room: opens it, lets people in, asks, writes down, ends it.

JSON in and out; errors are problem documents. Acts may be repeated (docs/live.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from hireapp.core.errors import Invalid, NotFound
from hireapp.core.json_body import json_object
from hireapp.core.letters import composed
from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.access import (
    room_for_interviewer,
    room_voice,
    seats_of,
    suggestion_for_member,
    voice_token,
)
from interviews.models import Question, Room, Seat, SeatStatus
from interviews.selectors.room import (
    note_document,
    question_document,
    room_state,
    seat_state,
    seats_in,
)
from interviews.services.room import (
    room_end,
    room_open,
    room_start,
    seat_admit,
    seat_remove,
    seats_admit_all,
)
from interviews.services.room_note import note_write
from interviews.services.room_question import (
    Asked,
    asked_freely,
    asked_from_list,
    asked_from_suggestion,
    question_ask,
)
from interviews.services.room_voice import voice_begin, voice_end
from interviews.web.portal.requests import PortalRequest, actor_of
from interviews.web.report.answers import json_problems


class Unreadable(Invalid):
    id = "unreadable"
    sentence = _("The page sent something that cannot be read. Reload it and try again.")


def _room_act(service: Callable[..., Room]) -> Callable[..., HttpResponseBase]:
    """A view that moves the whole room one status on → the room."""

    @portal_view(Can.RATE)
    @require_POST
    @json_problems
    def act(request: PortalRequest, room_id: UUID) -> HttpResponseBase:
        room = service(room=room_for_interviewer(room_id, request.user), actor=actor_of(request))
        return JsonResponse({"room": room_state(room_for_interviewer(room.id, request.user))})

    return act


open_lobby = _room_act(room_open)
start = _room_act(room_start)
end = _room_act(room_end)


@portal_view(Can.RATE)
@require_POST
@json_problems
def admit(request: PortalRequest, room_id: UUID) -> HttpResponseBase:
    """``{"seat": id}`` or ``{"all": true}`` → the seats let in."""
    room = room_for_interviewer(room_id, request.user)
    body = _body(request)
    if body.get("all") is True:
        seats_admit_all(room=room, actor=actor_of(request))
    else:
        seat_admit(seat=_seat(room, body.get("seat")), actor=actor_of(request))
    return JsonResponse({"seats": [seat_state(seat) for seat in seats_in(room)]})


@portal_view(Can.RATE)
@require_POST
@json_problems
def remove(request: PortalRequest, room_id: UUID) -> HttpResponseBase:
    """``{"seat": id}`` → the seat."""
    room = room_for_interviewer(room_id, request.user)
    seat = seat_remove(seat=_seat(room, _body(request).get("seat")), actor=actor_of(request))
    return JsonResponse({"seat": seat_state(seat)})


@portal_view(Can.RATE)
@require_POST
@json_problems
def ask(request: PortalRequest, room_id: UUID) -> HttpResponseBase:
    """``{"seats": [...], "text" | "question" | "suggestion" + "place", "client_id"}`` → the
    questions.
    """
    room = room_for_interviewer(room_id, request.user)
    body = _body(request)
    ids = body.get("seats")
    if not isinstance(ids, list) or len(ids) > 20:
        raise Unreadable
    chosen = seats_of(room, [_uuid(id_) for id_ in ids])
    seats = [seat for seat in chosen if seat.status == SeatStatus.ADMITTED]
    asked = _asked(room, seats, body)
    questions = question_ask(
        room=room,
        seats=seats,
        asked=asked,
        actor=actor_of(request),
        client_id=_uuid(body.get("client_id")),
    )
    return JsonResponse({"questions": [question_document(question) for question in questions]})


@portal_view(Can.RATE)
@require_POST
@json_problems
def note(request: PortalRequest, room_id: UUID) -> HttpResponseBase:
    """``{"seat": id | null, "text", "client_id"}`` → the note."""
    room = room_for_interviewer(room_id, request.user)
    body = _body(request)
    written = note_write(
        room=room,
        seat=_seat(room, body["seat"]) if body.get("seat") else None,
        author=request.user,
        text=_text(body.get("text")),
        client_id=_uuid(body.get("client_id")),
    )
    return JsonResponse({"note": note_document(written)})


@portal_view(Can.RATE)
@require_POST
@json_problems
def voice(request: PortalRequest, room_id: UUID) -> HttpResponseBase:
    """Begins a piece of the interviewer's voice, ``{"ago"}``: recorded since so many seconds →
    where to send it (tus).
    """
    room = room_for_interviewer(room_id, request.user)
    ago = _body(request).get("ago", 0)
    if not isinstance(ago, int | float):
        raise Unreadable
    begun = voice_begin(room=room, actor=actor_of(request), ago=ago)
    return JsonResponse({"id": str(begun.id), "uploads_url": f"/uploads/{voice_token(begun)}/"})


@portal_view(Can.RATE)
@require_POST
@json_problems
def voice_over(request: PortalRequest, room_id: UUID, voice_id: UUID) -> HttpResponseBase:
    """Ends a piece where it stands."""
    room = room_for_interviewer(room_id, request.user)
    ended = voice_end(voice=room_voice(room, voice_id))
    return JsonResponse({"id": str(ended.id), "ended_at": ended.ended_at})


def _asked(room: Room, seats: list[Seat], body: dict[str, Any]) -> Asked:
    if "suggestion" in body:
        suggestion_id, place = _uuid(body["suggestion"]), body.get("place")
        if not isinstance(place, int) or isinstance(place, bool):
            raise Unreadable
        interviews = Seat.objects.filter(room=room).values_list("interview_id", flat=True)
        for interview_id in interviews:
            try:
                suggestion = suggestion_for_member(interview_id, suggestion_id)
            except NotFound:
                continue
            return asked_from_suggestion(suggestion, place)
        raise NotFound
    if "question" in body:
        listed = Question.objects.filter(position_id=room.position_id, id=_uuid(body["question"]))
        question = listed.first()
        if question is None:
            raise NotFound
        return asked_from_list(question)
    return asked_freely(_text(body.get("text")))


def _seat(room: Room, seat_id: object) -> Seat:
    (seat,) = seats_of(room, [_uuid(seat_id)])
    return seat


def _uuid(value: object) -> UUID:
    try:
        return UUID(value if isinstance(value, str) else "")
    except ValueError:
        raise Unreadable from None


def _text(value: object) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise Unreadable
    return composed(value)


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        return json_object(request.body)
    except ValueError:
        raise Unreadable from None
