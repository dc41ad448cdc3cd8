"""Live interviews of the demo company: one that was held and analysed, one that is planned."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from hireapp.audit.services import Actor
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import User
from interviews.demo.analysing import Count, analyse, submitted
from interviews.demo.candidate import DemoCandidate
from interviews.demo.people import Exchange, Talk
from interviews.demo.recordings import compose, seconds_of
from interviews.models import (
    Answer,
    AnswerStatus,
    Candidate,
    InterviewStatus,
    Position,
    Room,
    RoomStatus,
    Seat,
)
from interviews.services.invitation import current_link, link_url
from interviews.services.room import room_end, room_open, room_schedule, room_start, seats_admit_all
from interviews.services.room_question import asked_freely, question_ask

ZONE = "Asia/Seoul"


def room_held(talk: Talk, company_id: UUID, position_id: UUID, owner: User, count: Count) -> None:
    """Holds it in real time: one candidate is asked and answers after the other."""
    actor = Actor.user(owner)
    with company_scope(company_id):
        room = Room.objects.filter(position_id=position_id).first()
        if room is None:
            room = _schedule(talk, position_id, owner, timezone.now())
    for seat in _seats(company_id, room):
        if seat.interview.status in (InterviewStatus.INVITED, InterviewStatus.OPENED):
            _candidate(company_id, seat).agree()
    if room.status != RoomStatus.ENDED:
        with company_scope(company_id):
            room_open(room=room, actor=actor)
            seats_admit_all(room=room, actor=actor)
            room_start(room=room, actor=actor)
        for exchange in talk.exchanges:
            _exchange(exchange, company_id, room.id, actor, count)
        with company_scope(company_id):
            room_end(room=room, actor=actor)
    for answer in submitted(company_id, interview__seat__room=room):
        analyse(company_id, answer.id, answer.interview.candidate.name, count)
        count.done += 1


def room_planned(talk: Talk, company_id: UUID, position_id: UUID, owner: User) -> None:
    """For tomorrow at ten; whoever looks around may hold it at once."""
    tomorrow = timezone.now().astimezone(ZoneInfo(ZONE)) + timedelta(days=1)
    starts_at = tomorrow.replace(hour=10, minute=0, second=0, microsecond=0)
    with company_scope(company_id):
        if not Room.objects.filter(position_id=position_id).exists():
            _schedule(talk, position_id, owner, starts_at)


def _schedule(talk: Talk, position_id: UUID, owner: User, starts_at: datetime) -> Room:
    found = {one.email: one for one in Candidate.objects.filter(email__in=talk.candidates)}
    return room_schedule(
        position=Position.objects.get(id=position_id),
        interviewer=owner,
        candidates=[found[email] for email in talk.candidates if email in found],
        starts_at=starts_at,
        minutes=45,
        time_zone=ZONE,
        candidates_meet=True,
        interviewer_recorded=False,
        actor=Actor.user(owner),
        mail=False,
    )


def _exchange(
    exchange: Exchange, company_id: UUID, room_id: UUID, actor: Actor, count: Count
) -> None:
    """A question and its answer, which takes as long as it is; nothing where it is there."""
    with company_scope(company_id):
        room = Room.objects.get(id=room_id)
        seat = Seat.objects.filter(
            room=room, interview__candidate__email=exchange.candidate
        ).select_related("interview__candidate")[0]
        answered = Answer.objects.filter(
            interview=seat.interview,
            question__text=exchange.question,
            status=AnswerStatus.SUBMITTED,
        )
        if answered.exists():
            return
        count.tell(f"Live, {seat.interview.candidate.name}: {exchange.question}")
        (question,) = question_ask(
            room=room, seats=[seat], asked=asked_freely(exchange.question), actor=actor
        )
    begun = time.monotonic()
    person = _candidate(company_id, seat)
    answer = person.begin(question)
    recording = compose(exchange.clip)
    time.sleep(max(0.0, seconds_of(recording) - (time.monotonic() - begun)))
    person.hand_in(answer, recording)


def _seats(company_id: UUID, room: Room) -> Sequence[Seat]:
    with company_scope(company_id):
        return list(Seat.objects.filter(room=room).select_related("interview"))


def _candidate(company_id: UUID, seat: Seat) -> DemoCandidate:
    with company_scope(company_id):
        link = current_link(seat.interview)
    return DemoCandidate(link_url(link) if link is not None else "")
