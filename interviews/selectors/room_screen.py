"""What stands still on the interviewer's screen: who sits where, what the position expects to ask.

What moves (words, signals, suggestions) comes through the dashboard socket. Blind review holds
here as on the report: a code until one's own card is in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from interviews.models import (
    Interview,
    InterviewStatus,
    Question,
    Room,
    RoomNote,
    Scorecard,
    Seat,
)
from interviews.selectors.content import content_of, version_in_use
from interviews.selectors.profile_view import ProfileView, profile_of
from interviews.selectors.report import Report, Viewer, report_of
from interviews.selectors.resume import ResumeView, resume_view
from interviews.selectors.room import shown_names
from interviews.selectors.rows import interviews_seen_by

#: Withdrawn: nothing of it may be shown any more.
_GONE = (InterviewStatus.WITHDRAWN, InterviewStatus.CANCELLED)
_EARLIER = 5


@dataclass(frozen=True, slots=True)
class Sitter:
    """A candidate in the room. ``label``: the name, or a code in blind review (``hidden``)."""

    seat_id: UUID
    number: int
    interview_id: UUID
    label: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """Questions under a heading. ``id``: of the position's list, None for one of the job."""

    name: str
    questions: tuple[tuple[UUID | None, str], ...]


@dataclass(frozen=True, slots=True)
class RoomScreen:
    room: Room
    sitters: tuple[Sitter, ...]
    expected: tuple[Expected, ...]

    @property
    def language(self) -> str:
        return str(self.room.position.language)


def room_screen(room: Room, *, user_id: UUID) -> RoomScreen:
    """As many queries for five as for one."""
    return RoomScreen(room, _sitters(room, user_id), _expected(room))


def _sitters(room: Room, user_id: UUID) -> tuple[Sitter, ...]:
    """Without those who were called off, or withdrew, before they had begun."""
    called_off = Q(interview__status__in=_GONE, interview__started_at__isnull=True)
    found = Seat.objects.filter(room=room).exclude(called_off)
    seats = list(found.select_related("interview__candidate").order_by("number"))
    names = shown_names(room, seats, user_id)
    return tuple(_sitter(seat, names[seat.id]) for seat in seats)


def _sitter(seat: Seat, name: str) -> Sitter:
    hidden = name == seat.interview.candidate.code
    label = _("Candidate %(code)s") % {"code": name} if hidden else name
    return Sitter(seat.id, seat.number, seat.interview_id, label, hidden)


def _expected(room: Room) -> tuple[Expected, ...]:
    """The position's own list, then what opens each competency of its job."""
    position = room.position
    listed = Question.objects.filter(position=position).order_by("order")
    groups = [Expected(_("The position’s questions"), tuple((q.id, q.text) for q in listed))]
    version = version_in_use(position.job_id)
    if version:
        groups += [
            Expected(
                competency.name[position.language],
                tuple((None, text[position.language]) for text in competency.openings),
            )
            for competency in content_of(version).competencies
        ]
    return tuple(group for group in groups if group.questions)


@dataclass(frozen=True, slots=True)
class NoteShown:
    """``about``: a candidate as a sitter is called; "" for everybody."""

    note: RoomNote
    about: str


def room_notes(screen: RoomScreen) -> list[NoteShown]:
    """What was written down, in that order. One query."""
    names = {sitter.seat_id: sitter.label for sitter in screen.sitters}
    off = str(InterviewStatus.CANCELLED.label)
    return [
        NoteShown(note, names.get(note.seat_id, off) if note.seat_id else "")
        for note in RoomNote.objects.filter(room=screen.room).order_by("created_at")
    ]


@dataclass(frozen=True, slots=True)
class EarlierRating:
    """What came of an earlier interview. ``mean`` of the cards that may be seen, None: none may."""

    interview: Interview
    mean: float | None
    number: int
    hidden: int  # cards that show after one's own
    comments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeatFile:
    """What is known of a candidate beside what they say now."""

    report: Report
    resume: ResumeView | None
    profile: ProfileView
    earlier: tuple[EarlierRating, ...] = field(default=())


def seat_file(seat: Seat, *, user_id: UUID, role: str) -> SeatFile:
    """A fixed number of queries. The profile is of the newest interview that has one."""
    interview = seat.interview
    report = report_of(interview, user_id=user_id, role=role)
    before = _earlier(interview, user_id) if report.viewer.sees_name else []
    profile = profile_of(report)
    if profile.state == "nothing" and before:
        profile = profile_of(report_of(before[0], user_id=user_id, role=role))
    return SeatFile(
        report,
        resume_view(interview.candidate, interview) if report.viewer.sees_name else None,
        profile,
        _ratings(before, user_id, report.viewer),
    )


def _earlier(interview: Interview, user_id: UUID) -> list[Interview]:
    """None that is reviewed blind until one's own card is in: here it would have a name."""
    others = interviews_seen_by(user_id).filter(
        hidden=False, candidate_id=interview.candidate_id, finished_at__isnull=False
    )
    others = others.exclude(id=interview.id).exclude(status__in=_GONE)
    return list(others.order_by("-finished_at")[:_EARLIER])


def _ratings(
    interviews: list[Interview], user_id: UUID, viewer: Viewer
) -> tuple[EarlierRating, ...]:
    """Others' cards of an interview show once one's own is in, as on its report."""
    cards: dict[Any, list[Scorecard]] = {interview.id: [] for interview in interviews}
    for card in (
        Scorecard.objects.filter(interview__in=interviews, submitted_at__isnull=False)
        .prefetch_related("ratings")
        .order_by("submitted_at")
    ):
        cards[card.interview_id].append(card)
    return tuple(
        _rated(interview, cards[interview.id], user_id, viewer) for interview in interviews
    )


def _rated(
    interview: Interview, cards: list[Scorecard], user_id: UUID, viewer: Viewer
) -> EarlierRating:
    open_to_me = not viewer.may_rate or any(card.rater_id == user_id for card in cards)
    seen = cards if open_to_me else []
    scores = [r.score for card in seen for r in card.ratings.all() if r.score is not None]
    return EarlierRating(
        interview,
        sum(scores) / len(scores) if scores else None,
        len(seen),
        len(cards) - len(seen),
        tuple(card.comment for card in seen if card.comment),
    )
