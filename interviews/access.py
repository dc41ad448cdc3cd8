"""The only door to a row of the interview domain. What is not yours does not exist: 404."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.core import signing
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.core.errors import Gone, NotFound
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import User
from interviews.models import (
    Answer,
    BankQuestion,
    Candidate,
    CandidateLink,
    Interview,
    Position,
    Room,
    RoomVoice,
    Rubric,
    Seat,
    Suggestion,
)

SALT = "interviews.candidate-link"
VOICE_SALT = "interviews.room-voice"
Row = TypeVar("Row", bound=models.Model)


class LinkExpired(Gone):
    id = "link_expired"
    sentence = _("This link has expired. Ask the company for a new one; nothing you did is lost.")


class LinkRevoked(Gone):
    id = "link_revoked"
    sentence = _("This link was replaced or withdrawn. Use the newest invitation you received.")


def _get(rows: models.QuerySet[Row], **lookup: Any) -> Row:
    try:
        return rows.get(**lookup)
    except ObjectDoesNotExist:
        raise NotFound from None


def position_for_member(position_id: UUID) -> Position:
    """A position of the open company scope."""
    return _get(Position.objects.select_related("job", "job__group"), id=position_id)


def interview_for_member(interview_id: UUID) -> Interview:
    """An interview of the open company scope."""
    return _get(Interview.objects.select_related("position", "candidate"), id=interview_id)


def interview_locked(interview_id: UUID) -> Interview:
    """The same, locked until the transaction ends: for writes."""
    return _get(Interview.objects.select_for_update(), id=interview_id)


def interviews_locked(interview_ids: Iterable[UUID]) -> None:
    """Locks several, in the order of their ids. An entry of the audit log locks the company's log
    until the transaction ends: who writes one between two interviews waits for a candidate who
    holds the second and waits for the log. So all are locked before the first entry.
    """
    rows = Interview.objects.select_for_update().filter(id__in=list(interview_ids))
    list(rows.order_by("id").values_list("id", flat=True))


def rubric_for_member(rubric_id: UUID) -> Rubric:
    return _get(Rubric.objects.all(), id=rubric_id)


def candidate_for_member(candidate_id: UUID) -> Candidate:
    return _get(Candidate.objects.all(), id=candidate_id)


def answer_for_member(answer_id: UUID) -> Answer:
    return _get(Answer.objects.select_related("interview", "question"), id=answer_id)


def bank_question_for_member(bank_id: UUID) -> BankQuestion:
    """A question of the company's bank that is still offered."""
    return _get(BankQuestion.objects.select_related("job"), id=bank_id, retired_at=None)


def suggestion_for_member(interview_id: UUID, suggestion_id: UUID) -> Suggestion:
    """Ranked questions of this very interview."""
    return _get(Suggestion.objects.all(), id=suggestion_id, interview_id=interview_id)


def room_for_member(room_id: UUID) -> Room:
    """A live interview of the open company scope."""
    rooms = Room.objects.select_related("position__job", "interviewer", "company")
    return _get(rooms, id=room_id)


def room_for_interviewer(room_id: UUID, user: User) -> Room:
    """The same for who holds it: nobody else sits in the room."""
    room = room_for_member(room_id)
    if room.interviewer_id != user.pk:
        raise NotFound
    return room


def room_locked(room_id: UUID) -> Room:
    """The same, locked until the transaction ends: for writes."""
    return _get(Room.objects.select_for_update(), id=room_id)


def seats_of(room: Room, seat_ids: Iterable[UUID]) -> list[Seat]:
    """These seats of this very room, in their order; 404 if one is not."""
    wanted = set(seat_ids)
    seats = Seat.objects.select_related("interview__candidate", "interview__position")
    found = list(seats.filter(room=room, id__in=wanted))
    if len(found) != len(wanted):
        raise NotFound
    return found


def seat_for_interview(interview: Interview) -> Seat:
    """The place of a live interview's candidate, with its room."""
    return _get(Seat.objects.select_related("room__position", "room__company"), interview=interview)


@dataclass(frozen=True, slots=True)
class LinkClaim:
    """What a signed candidate token says; trusted only together with its row."""

    company_id: UUID
    link_id: UUID


def link_token(link: CandidateLink) -> str:
    """``<company>.<link>`` as 32 bytes, signed; nothing personal in it."""
    raw = signing.b64_encode(link.company_id.bytes + link.id.bytes).decode()
    return signing.Signer(salt=SALT).sign(raw)


def link_claim(token: str) -> LinkClaim:
    """Checks the signature only; 404 when it does not fit."""
    try:
        raw = signing.b64_decode(signing.Signer(salt=SALT).unsign(token).encode())
        if len(raw) != 32:
            raise NotFound
        return LinkClaim(UUID(bytes=raw[:16]), UUID(bytes=raw[16:]))
    except (signing.BadSignature, ValueError):
        raise NotFound from None


def voice_token(voice: RoomVoice) -> str:
    """``<company>.<voice>`` as 32 bytes, signed: lets a page fill this one recording."""
    raw = signing.b64_encode(voice.company_id.bytes + voice.id.bytes).decode()
    return signing.Signer(salt=VOICE_SALT).sign(raw)


@dataclass(frozen=True, slots=True)
class VoiceClaim:
    """What a signed voice token says; trusted only together with its row."""

    company_id: UUID
    voice_id: UUID


def voice_claim(token: str) -> VoiceClaim:
    """Checks the signature only; 404 when it does not fit."""
    try:
        raw = signing.b64_decode(signing.Signer(salt=VOICE_SALT).unsign(token).encode())
        return VoiceClaim(UUID(bytes=raw[:16]), UUID(bytes=raw[16:]))
    except (signing.BadSignature, ValueError):
        raise NotFound from None


def room_voice(room: Room, voice_id: UUID) -> RoomVoice:
    """A piece of the interviewer's voice in this very room."""
    return _get(RoomVoice.objects.select_related("media"), room=room, id=voice_id)


def interview_for_candidate(claim: LinkClaim, *, past_expiry: bool = False) -> Interview:
    """The interview that a link opens, inside ``company_scope(claim.company_id)``.

    Raises ``LinkRevoked`` and ``LinkExpired``. An interview that is under way may be finished
    for a day after its link has expired: a clock never cuts a candidate off mid-sentence.
    ``past_expiry`` is for the candidate's own data: a right does not end with an invitation.
    """
    link = _get(
        CandidateLink.objects.select_related(
            "interview", "interview__position", "interview__candidate", "interview__company"
        ),
        id=claim.link_id,
    )
    if link.revoked_at is not None:
        raise LinkRevoked
    interview: Interview = link.interview
    grace = timedelta(days=1 if interview.started_at else 0)
    over = interview.finished_at is None and link.expires_at + grace < timezone.now()
    if over and not past_expiry:
        raise LinkExpired
    return interview


def answer_for_candidate(interview: Interview, answer_id: UUID) -> Answer:
    """A take of this very interview."""
    takes = Answer.objects.select_related("question", "media")
    return _get(takes, id=answer_id, interview=interview)


__all__ = [
    "LinkClaim",
    "LinkExpired",
    "LinkRevoked",
    "VoiceClaim",
    "answer_for_candidate",
    "answer_for_member",
    "bank_question_for_member",
    "candidate_for_member",
    "company_scope",
    "interview_for_candidate",
    "interview_for_member",
    "interview_locked",
    "interviews_locked",
    "link_claim",
    "link_token",
    "position_for_member",
    "room_for_interviewer",
    "room_for_member",
    "room_locked",
    "room_voice",
    "rubric_for_member",
    "seat_for_interview",
    "seats_of",
    "suggestion_for_member",
    "voice_claim",
    "voice_token",
]
