"""Calendar entries of live interviews (RFC 5545, iTIP RFC 5546): a stable UID, a SEQUENCE that
rises with every change, the time zone spelled out. Each candidate's entry names nobody but them.
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vCalAddress, vText

from hireapp.tenancy.models import Company, User
from interviews.models import Room, RoomStatus, Seat

REMINDER = timedelta(minutes=-15)


def candidate_calendar(seat: Seat, *, url: str, cancelled: bool = False) -> bytes:
    """For a candidate; ``url`` is their own link. ``cancelled``: takes the entry out again."""
    room, interview = seat.room, seat.interview
    with translation.override(interview.language):
        event = _event(room, f"seat-{seat.id}", url)
        event.add("attendee", _person(interview.candidate.email, interview.candidate.name))
        return _calendar(event, cancelled=cancelled)


def interviewer_calendar(room: Room, person: User) -> bytes:
    """For who holds it, to download or by mail; out of the calendar of who does not any more."""
    url = f"{settings.PUBLIC_URL}/rooms/{room.id}/"
    with translation.override(company_language(room.company)):
        event = _event(room, f"room-{room.id}", url)
        event.add("attendee", _person(person.email, str(person)))
        gone = room.status == RoomStatus.CANCELLED or room.interviewer_id != person.id
        return _calendar(event, cancelled=gone)


def company_language(company: Company) -> str:
    """What is written to colleagues in: people who sign in have no language of their own."""
    return "ko" if company.country == "KR" else "en"


def _event(room: Room, name: str, url: str) -> Event:
    begins = room.starts_at.astimezone(ZoneInfo(room.time_zone))
    event = Event()
    event.add("uid", f"{name}@{urlsplit(settings.PUBLIC_URL).hostname}")
    event.add("sequence", room.calendar_sequence)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", begins)
    event.add("dtend", begins + timedelta(minutes=room.minutes))
    facts = {"position": room.position.title, "company": room.company.name}
    event.add("summary", _("Interview: %(position)s, %(company)s") % facts)
    event.add("description", f"{_('Video interview. Open it here:')}\n{url}")
    event.add("location", url)
    event.add("url", url)
    event.add("organizer", _person(_organizer(room), room.company.name))
    return event


def _calendar(event: Event, *, cancelled: bool) -> bytes:
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if not cancelled:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", event["summary"])
        alarm.add("trigger", REMINDER)
        event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//HireApp//Live interviews//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "REQUEST")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    text: bytes = calendar.to_ical()
    return text


def _person(email: str, name: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{email}")
    person.params["CN"] = vText(name)
    return person


def _organizer(room: Room) -> str:
    """The same at every change: a calendar takes a cancellation from its organizer alone."""
    return room.company.contact_email or room.created_by.email
