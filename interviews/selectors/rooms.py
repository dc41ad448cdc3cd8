"""Live interviews as lists and forms show them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from hireapp.tenancy.models import Membership
from hireapp.tenancy.roles import ABILITIES, Can, can
from interviews.models import (
    Candidate,
    CandidateLink,
    Interview,
    InterviewKind,
    InterviewStatus,
    Position,
    PositionStatus,
    Room,
    RoomNote,
    RoomStatus,
    Scorecard,
    Seat,
    SeatStatus,
)
from interviews.selectors.paging import Page, page_of
from interviews.selectors.seats import GONE

AHEAD = Q(status__in=(RoomStatus.SCHEDULED, RoomStatus.OPEN, RoomStatus.LIVE))
#: Of the home page: what begins within this time, or has begun.
SOON = timedelta(days=1)
#: Of the page of a position.
MOST_AHEAD = 5
_TOOK_PART = (InterviewStatus.IN_PROGRESS, InterviewStatus.FINISHED, InterviewStatus.ANALYSED)
MOST_OFFERED = 300  # candidates in a form
MOST_POSITIONS = 20  # in the menu of who plans
#: No live interview is planned longer.
LONGEST = timedelta(minutes=240)
_KINDS = {RoomStatus.OPEN: "accent", RoomStatus.LIVE: "accent", RoomStatus.ENDED: "positive"}


@dataclass(frozen=True, slots=True)
class SeatRow:
    """``label``: the name, or the code where blind review hides it from this person."""

    number: int
    interview_id: UUID
    label: str
    hidden: bool
    status: InterviewStatus
    mail_waits: bool
    mailed: bool
    inside: bool


@dataclass(frozen=True, slots=True)
class RoomRow:
    id: UUID
    position_id: UUID
    title: str
    interviewer: str
    mine: bool
    status: RoomStatus
    starts_at: datetime
    minutes: int
    time_zone: str
    candidates_meet: bool
    interviewer_recorded: bool
    seats: tuple[SeatRow, ...]

    @property
    def status_kind(self) -> str:
        return _KINDS.get(self.status, "")

    @property
    def over(self) -> bool:
        return self.status in (RoomStatus.ENDED, RoomStatus.CANCELLED)

    @property
    def changeable(self) -> bool:
        """As ``room_plan.room_replan`` has it."""
        empty = not any(seat.inside for seat in self.seats)
        return self.status in (RoomStatus.SCHEDULED, RoomStatus.OPEN) and empty

    @property
    def took_part(self) -> list[SeatRow]:
        return [seat for seat in self.seats if seat.status in _TOOK_PART]


def room_page(*, user_id: UUID, past: bool, page: str) -> Page[RoomRow]:
    """Those to come, the next one first; or those that are over, the last one first."""
    rooms = _rooms(user_id).exclude(AHEAD) if past else _rooms(user_id).filter(AHEAD)
    order = ("-starts_at", "id") if past else ("starts_at", "id")
    return page_of(rooms.order_by(*order), page, lambda room: room_row(room, user_id))


def rooms_soon(user_id: UUID) -> list[RoomRow]:
    """This person's own, for the home page."""
    soon = _rooms(user_id).filter(
        AHEAD, interviewer_id=user_id, starts_at__lt=timezone.now() + SOON
    )
    return [room_row(room, user_id) for room in soon.order_by("starts_at")[:6]]


def rooms_ahead(position: Position, *, user_id: UUID) -> list[RoomRow]:
    """The next ones of a position. Two queries."""
    ahead = _rooms(user_id).filter(AHEAD, position=position).order_by("starts_at", "id")
    return [room_row(room, user_id) for room in ahead[:MOST_AHEAD]]


def room_of(interview: Interview) -> Room | None:
    """Where a live interview is, or was, held; None for a recorded one."""
    if interview.kind != InterviewKind.LIVE:
        return None
    return Room.objects.filter(seats__interview=interview).first()


def notes_about_all(room: RoomRow, *, user_id: UUID, role: str) -> list[RoomNote]:
    """What was written down about everybody: one's own always, others' as their cards, which is
    after one's own for each candidate, or for somebody who gives none.
    """
    notes = RoomNote.objects.filter(room_id=room.id, seat=None).select_related("author")
    unrated = Seat.objects.filter(~_rated_by(user_id), room_id=room.id)
    if can(role, Can.RATE) and unrated.exclude(interview__status__in=GONE).exists():
        notes = notes.filter(author_id=user_id)
    return list(notes.order_by("created_at"))


def room_shown(room_id: UUID, user_id: UUID) -> RoomRow | None:
    found = _rooms(user_id).filter(id=room_id).first()
    return room_row(found, user_id) if found else None


def _rooms(user_id: UUID) -> QuerySet[Room]:
    """With everything that a row shows: two queries for any number of rooms."""
    waiting = CandidateLink.objects.filter(
        interview=OuterRef("interview"), mail_due_at__isnull=False
    )
    mailed = CandidateLink.objects.filter(interview=OuterRef("interview"), mailed_at__isnull=False)
    seats = (
        Seat.objects.select_related("interview__candidate")
        .annotate(own_card=_rated_by(user_id), mail_waits=Exists(waiting), mailed=Exists(mailed))
        .order_by("number")
    )
    rooms: QuerySet[Room] = Room.objects.select_related("position", "interviewer")
    return rooms.prefetch_related(Prefetch("seats", seats, to_attr="sitting"))


def _rated_by(user_id: UUID) -> Exists:
    """Of a seat: whether they have submitted their own card."""
    return Exists(
        Scorecard.objects.filter(
            interview=OuterRef("interview"), rater_id=user_id, submitted_at__isnull=False
        )
    )


def room_row(room: Room, user_id: UUID) -> RoomRow:
    sitting = []
    for seat in room.sitting:  # type: ignore[attr-defined]  # prefetched
        hidden = room.position.blind and not seat.own_card
        person = seat.interview.candidate
        sitting.append(
            SeatRow(
                seat.number,
                seat.interview_id,
                person.code if hidden else person.name,
                hidden,
                InterviewStatus(seat.interview.status),
                seat.mail_waits,
                seat.mailed,
                seat.status == SeatStatus.ADMITTED,
            )
        )
    return RoomRow(
        room.id,
        room.position_id,
        room.position.title,
        room.interviewer.name or room.interviewer.email,
        room.interviewer_id == user_id,
        RoomStatus(room.status),
        room.starts_at,
        room.minutes,
        room.time_zone,
        room.candidates_meet,
        room.interviewer_recorded,
        tuple(sitting),
    )


def interviewer_choices() -> list[tuple[str, str]]:
    """Who may hold an interview: members whose role may rate."""
    roles = [role for role, abilities in ABILITIES.items() if Can.RATE in abilities]
    members = Membership.objects.filter(ended_at__isnull=True, role__in=roles)
    found = members.select_related("user").order_by("user__name", "user__email")
    return [(str(m.user_id), m.user.name or m.user.email) for m in found]


def plannable_positions() -> list[Position]:
    """What a live interview may be planned for, the newest first; one more than a menu shows, where
    there are more.
    """
    return list(
        Position.objects.filter(status=PositionStatus.OPEN).order_by("-created_at", "id")[
            : MOST_POSITIONS + 1
        ]
    )


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody is booked at that time. ``title``: of what an interviewer holds; "" for a candidate:
    beside a name it would tell in blind review whose code it is.
    """

    key: str
    name: str
    title: str
    starts_at: datetime
    ends_at: datetime


def clashes(
    *,
    interviewer: UUID,
    candidates: Collection[UUID],
    emails: Collection[str],
    starts_at: datetime,
    minutes: int,
    room: Room | None = None,
) -> list[Clash]:
    """Live interviews ahead at that time with the same interviewer, or with one of these candidates
    (``emails``: of those who are new to the form). ``room``: the one that is being changed. Two
    queries.
    """
    ends_at = starts_at + timedelta(minutes=minutes)
    near = Room.objects.filter(AHEAD, starts_at__lt=ends_at, starts_at__gt=starts_at - LONGEST)
    if room is not None:
        near = near.exclude(id=room.id)
    rooms = [
        other
        for other in near.select_related("position", "interviewer").order_by("starts_at")
        if _ends_at(other) > starts_at
    ]
    held = [
        _clash(other, other.interviewer_id, str(other.interviewer), other.position.title)
        for other in rooms
        if other.interviewer_id == interviewer
    ]
    wanted = Q(interview__candidate__in=candidates) | Q(interview__candidate__email__in=emails)
    seats = Seat.objects.filter(wanted, room__in=rooms).exclude(interview__status__in=GONE)
    sitting = seats.select_related("room", "interview__candidate").order_by("room__starts_at")
    return held + [
        _clash(seat.room, seat.interview.candidate_id, seat.interview.candidate.name, "")
        for seat in sitting
    ]


def _clash(room: Room, person: UUID, name: str, title: str) -> Clash:
    return Clash(f"{room.id}:{person}", name, title, room.starts_at, _ends_at(room))


def _ends_at(room: Room) -> datetime:
    ends_at: datetime = room.starts_at + timedelta(minutes=room.minutes)
    return ends_at


def candidate_choices(
    position: Position, room: Room | None = None, chosen: Collection[UUID] = ()
) -> list[tuple[str, str, str]]:
    """Id, name and e-mail of who may be invited: ``chosen`` first, then those of this position,
    the newest first; one more than a form offers, where there are more.

    Nobody who has a live interview for this position already, unless it is in ``room``.
    """
    live = Interview.objects.filter(
        candidate=OuterRef("pk"), position=position, kind=InterviewKind.LIVE
    ).exclude(
        status__in=(InterviewStatus.CANCELLED, InterviewStatus.EXPIRED, InterviewStatus.WITHDRAWN)
    )
    if room is not None:
        live = live.exclude(seat__room=room)
    here = Interview.objects.filter(candidate=OuterRef("pk"), position=position)
    people = (
        Candidate.objects.filter(erased_at__isnull=True)
        .exclude(Exists(live))
        .annotate(here=Exists(here), chosen=Q(id__in=chosen))
        .order_by("-chosen", "-here", "-created_at")
    )
    return [(str(one.id), one.name, one.email) for one in people[: MOST_OFFERED + 1]]
