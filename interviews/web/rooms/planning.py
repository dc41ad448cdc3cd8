"""Planning live interviews: the list, the form, one with its candidates, calling it off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hireapp.audit.services import audit_record
from hireapp.core.errors import NotFound
from hireapp.tenancy.models import User
from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.access import position_for_member, room_for_member
from interviews.models import Candidate, Position, PositionStatus, Room, RoomStatus, Seat
from interviews.selectors.room_transcript import room_transcript, transcript_text
from interviews.selectors.rooms import (
    MOST_POSITIONS,
    Clash,
    RoomRow,
    clashes,
    notes_about_all,
    plannable_positions,
    room_page,
    room_shown,
)
from interviews.services.candidate import candidate_create
from interviews.services.invitation import WAITING
from interviews.services.room import room_schedule
from interviews.services.room_calendar import interviewer_calendar
from interviews.services.room_plan import room_call_off, room_replan
from interviews.web.portal.listing import page_links
from interviews.web.portal.requests import PortalRequest, actor_of, may
from interviews.web.portal.telling import telling
from interviews.web.rooms.forms import RoomForm

MINUTES = 45


@require_safe
@portal_view(Can.VIEW)
def rooms(request: PortalRequest) -> HttpResponse:
    past = request.GET.get("when") == "past"
    page = room_page(user_id=request.user.id, past=past, page=request.GET.get("page", "1"))
    may_manage = may(request, Can.MANAGE)
    positions = plannable_positions() if may_manage else []
    return render(
        request,
        "portal/rooms/list.html",
        {
            "nav_active": "rooms",
            "page": page,
            "pagination": page_links(request, page),
            "past": past,
            "may_manage": may_manage,
            "positions": positions[:MOST_POSITIONS],
            "more_positions": len(positions) > MOST_POSITIONS,
        },
    )


@require_safe
@portal_view(Can.VIEW)
def room(request: PortalRequest, room_id: UUID) -> HttpResponse:
    """When, who, and what each candidate has done so far."""
    shown = room_shown(room_id, request.user.id)
    if shown is None:
        raise NotFound
    context = {
        "nav_active": "rooms",
        "room": shown,
        "may_manage": may(request, Can.MANAGE),
        "cancellable": shown.status in (RoomStatus.SCHEDULED, RoomStatus.OPEN),
    }
    if shown.status == RoomStatus.ENDED:
        role = request.membership.role
        context["notes"] = notes_about_all(shown, user_id=request.user.id, role=role)
        context["compare_url"] = _compare_url(shown)
    return render(request, "portal/rooms/room.html", context)


def _compare_url(shown: RoomRow) -> str:
    """Those who took part side by side; "" where there is nobody to compare with."""
    if len(shown.took_part) < 2:
        return ""
    chosen = urlencode([("i", str(seat.interview_id)) for seat in shown.took_part])
    return f"{reverse('portal:compare', args=[shown.position_id])}?{chosen}"


@require_http_methods(["GET", "HEAD", "POST"])
@portal_view(Can.MANAGE)
def room_new(request: PortalRequest, position_id: UUID) -> HttpResponse:
    position = position_for_member(position_id)
    start = {
        "minutes": MINUTES,
        "time_zone": settings.TIME_ZONE,
        "interviewer": str(request.user.id),
        "candidates_meet": True,
        "candidates": request.GET.getlist("candidate"),
    }
    form = RoomForm(request.POST or None, initial=start, position=position)
    if request.method == "POST" and form.is_valid():
        if booked := _booked(request, form, None):
            return _form_page(request, form, position, None, booked=booked, status=409)
        made = None
        with telling(
            request,
            _("Planned. The interviewer and every candidate are told by e-mail."),
        ):
            made = room_schedule(
                position=position, actor=actor_of(request), **_wanted(request, form)
            )
        if made is not None:
            return redirect("rooms:detail", made.id)
        return _form_page(request, form, position, None, status=409)
    return _form_page(request, form, position, None)


@require_http_methods(["GET", "HEAD", "POST"])
@portal_view(Can.MANAGE)
def room_edit(request: PortalRequest, room_id: UUID) -> HttpResponse:
    shown = room_for_member(room_id)
    local = shown.starts_at.astimezone(ZoneInfo(shown.time_zone))
    coming = Seat.objects.filter(room=shown, interview__status__in=WAITING)
    invited = coming.values_list("interview__candidate_id", flat=True)
    start = {
        "date": local.date(),
        "time": local.time().replace(second=0, microsecond=0),
        "time_zone": shown.time_zone,
        "minutes": shown.minutes,
        "interviewer": str(shown.interviewer_id),
        "candidates": [] if shown.position.blind else [str(id_) for id_ in invited],
        "candidates_meet": shown.candidates_meet,
        "interviewer_recorded": shown.interviewer_recorded,
    }
    form = RoomForm(request.POST or None, initial=start, position=shown.position, room=shown)
    if request.method == "POST" and form.is_valid():
        if booked := _booked(request, form, shown):
            return _form_page(request, form, shown.position, shown, booked=booked, status=409)
        saved = None
        with telling(request, _("Saved. The interviewer and every candidate are told by e-mail.")):
            saved = room_replan(room=shown, actor=actor_of(request), **_wanted(request, form))
        if saved is not None:
            return redirect("rooms:detail", shown.id)
        return _form_page(request, form, shown.position, shown, status=409)
    return _form_page(request, form, shown.position, shown)


@require_POST
@portal_view(Can.MANAGE)
def room_cancelled(request: PortalRequest, room_id: UUID) -> HttpResponse:
    shown = room_for_member(room_id)
    with telling(request, _("Called off. The interviewer and every candidate are told by e-mail.")):
        room_call_off(room=shown, actor=actor_of(request))
    return redirect("rooms:detail", shown.id)


@require_safe
@portal_view(Can.VIEW)
def calendar(request: PortalRequest, room_id: UUID) -> HttpResponse:
    """The calendar entry, for whoever holds the interview."""
    shown = room_for_member(room_id)
    entry = interviewer_calendar(shown, shown.interviewer)
    response = HttpResponse(entry, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="interview.ics"'
    return response


@require_safe
@portal_view(Can.VIEW)
def transcript(request: PortalRequest, room_id: UUID) -> HttpResponse:
    """Who said what; with ``?download`` as a text file. Noted in the audit log."""
    shown = room_for_member(room_id)
    found = room_transcript(shown, user_id=request.user.id)
    download = "download" in request.GET
    audit_record(
        action="room.transcript_exported" if download else "room.transcript_viewed",
        actor=actor_of(request),
        target=shown,
        detail={"as": "txt"} if download else {},
    )
    if download:
        text = transcript_text(found, interviewer=_("Interviewer"))
        response = HttpResponse(text, content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="transcript.txt"'
        return response
    context = {"nav_active": "rooms", "room": shown, "transcript": found}
    return render(request, "portal/rooms/transcript.html", context)


def _booked(request: PortalRequest, form: RoomForm, shown: Room | None) -> list[Clash]:
    """Who has another live interview at that time; nobody, once exactly that was confirmed by
    sending the form again. In blind review nobody who sits in the room: their name would tell it.
    """
    facts = form.cleaned_data
    people = {UUID(id_) for id_ in facts["candidates"]}
    if shown is not None and not shown.position.blind:
        # leaving somebody out of the form takes nobody out
        coming = Seat.objects.filter(room=shown, interview__status__in=WAITING)
        people |= set(coming.values_list("interview__candidate_id", flat=True))
    try:
        found = clashes(
            interviewer=UUID(facts["interviewer"]),
            candidates=people,
            emails=[person.email for person in form.new],
            starts_at=facts["starts_at"],
            minutes=facts["minutes"],
            room=shown,
        )
    except OverflowError:  # on the first or last day of all: the service says what is wrong
        return []
    confirmed = set(request.POST.get("anyway", "").split())
    return found if {clash.key for clash in found} - confirmed else []


def _wanted(request: PortalRequest, form: RoomForm) -> dict[str, Any]:
    """What the services are given; new candidates are created here."""
    facts = form.cleaned_data
    people: list[Candidate] = [
        *form.known(),
        *(
            candidate_create(name=person.name, email=person.email, actor=actor_of(request))
            for person in form.new
        ),
    ]
    return {
        "interviewer": User.objects.get(id=facts["interviewer"]),
        "candidates": people,
        **{
            name: facts[name]
            for name in (
                "starts_at",
                "minutes",
                "time_zone",
                "candidates_meet",
                "interviewer_recorded",
            )
        },
    }


def _form_page(
    request: PortalRequest,
    form: RoomForm,
    position: Position,
    shown: Room | None,
    *,
    booked: Sequence[Clash] = (),
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "portal/rooms/form.html",
        {
            "nav_active": "rooms",
            "form": form,
            "position": position,
            "room": shown,
            "closed": position.status != PositionStatus.OPEN,
            "booked": booked,
        },
        status=422 if form.errors else status,
    )
