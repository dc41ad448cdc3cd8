"""What a candidate may ask of their data: a person, a note, an end to recording, deletion."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analysis.types import Purpose
from hireapp.audit.services import Actor, audit_record
from hireapp.core.errors import Conflict, Invalid
from hireapp.vault.models import DeletionCertificate, MediaObject
from hireapp.vault.objects import object_destroy, subject_destroy
from interviews.access import interview_locked
from interviews.events import announce_interview, announce_room_of
from interviews.models import (
    AnalysisResult,
    AnalysisRun,
    Answer,
    Candidate,
    Interview,
    InterviewKind,
    InterviewStatus,
    Questionnaire,
    RoomNote,
    Transcript,
)
from interviews.selectors.consent import allowed_now, consented_purposes
from interviews.services.consent import Origin, consent_withdraw
from interviews.services.follow_up import follow_ups_forget
from interviews.services.interview_status import MOVES, interview_move
from interviews.services.live_forget import live_forget_on_commit
from interviews.services.profile import profile_forget
from interviews.services.resume import resume_forget
from interviews.services.themes import themes_forget

S = InterviewStatus
NOTE_LIMIT = 2000
ENDED = frozenset({S.WITHDRAWN, S.EXPIRED, S.CANCELLED})
#: Nobody decides about these. About what was answered before a link expired somebody does.
GIVEN_UP = frozenset({S.WITHDRAWN, S.CANCELLED})


class NoteTooLong(Invalid):
    id = "note_too_long"
    sentence = _("Your note does not fit any more. Please write to the company's contact instead.")


def interview_open(*, interview: Interview) -> Interview:
    """Notes that the candidate has opened the link; once."""
    if interview.status == S.INVITED:
        interview_move(interview=interview, to=S.OPENED, actor=_actor(interview))
    return interview


def person_request(*, interview: Interview, note: str = "") -> Interview:
    """The candidate asks for a person. An unfinished interview leaves the automatic path; of one
    that is over only the decision waits.
    """
    locked = interview_locked(interview.id)
    if locked.status in GIVEN_UP:
        raise Conflict(_("This interview is over, so there is nothing left to hand to a person."))
    _append_note(interview, locked.human_request_note, note)
    if locked.human_requested_at is None:
        interview.human_requested_at = timezone.now()
        interview.save(update_fields=["human_requested_at"])
        audit_record(
            action="candidate.person_requested",
            actor=_actor(interview),
            target=interview,
            detail={"status": locked.status},
        )
    if _leaves_for_a_person(interview) and locked.finished_at is None:
        interview_move(interview=interview, to=S.HUMAN_PATH, actor=_actor(interview))
    announce_interview(interview)
    return interview


def person_request_withdraw(*, interview: Interview) -> Interview:
    """The candidate changed their mind and goes on with the interview."""
    locked = interview_locked(interview.id)
    if locked.status == S.HUMAN_PATH and Purpose.RECORDING in allowed_now(interview):
        interview.human_requested_at = None
        interview.save(update_fields=["human_requested_at"])
        interview_move(interview=interview, to=S.CONSENTED, actor=_actor(interview))
    return interview


def note_add(*, interview: Interview, note: str) -> Interview:
    """A correction or an objection, kept beside the results. The log says that, not what."""
    if not note.strip():
        raise Invalid(_("Please write what is wrong or missing."))
    locked = interview_locked(interview.id)
    _append_note(interview, locked.human_request_note, note)
    announce_interview(interview)
    return interview


def recording_withdraw(*, interview: Interview, origin: Origin) -> Interview:
    """Takes back the consent to recording: recordings and all that rests on them are destroyed.

    The application does not end with it: a person takes over. A live interview is with a person
    already, and goes on unrecorded.
    """
    interview_locked(interview.id)
    actor = _actor(interview)
    destroyed = _forget_answers(interview)
    consent_withdraw(interview=interview, purposes=[Purpose.RECORDING], origin=origin)
    audit_record(
        action="candidate.recordings_deleted",
        actor=actor,
        target=interview,
        detail={"objects": destroyed},
    )
    recorded = interview.kind != InterviewKind.LIVE
    if _leaves_for_a_person(interview) or (recorded and interview.status == S.EXPIRED):
        interview.human_requested_at = interview.human_requested_at or timezone.now()
        interview.save(update_fields=["human_requested_at"])
    if _leaves_for_a_person(interview):
        interview_move(interview=interview, to=S.HUMAN_PATH, actor=actor)
    announce_interview(interview)
    return interview


def candidate_delete(*, interview: Interview, origin: Origin) -> DeletionCertificate:
    """Deletes everything held for this interview, for good, and returns the certificate.

    Keys and objects go first, then answers, transcripts and results, and what the interviewer of a
    live interview noted about this person. Name and e-mail go too, unless another interview with
    the company still needs them. What stays: that there was an interview, the acts of consent, and
    the log; none of them says who the person was.
    """
    interview_locked(interview.id)
    actor = _actor(interview)
    given = consented_purposes(interview)
    certificate = subject_destroy(subject_id=interview.id, reason="candidate_request")
    _forget_answers(interview)
    RoomNote.objects.filter(seat__interview=interview).delete()
    consent_withdraw(interview=interview, purposes=given, origin=origin)
    # What was told of them goes whatever they had agreed to: the notes, too.
    live_forget_on_commit(interview=interview, purposes=[Purpose.RECORDING])
    interview.human_request_note = ""
    interview.save(update_fields=["human_request_note"])
    if S.WITHDRAWN in MOVES[interview.status]:
        interview_move(interview=interview, to=S.WITHDRAWN, actor=actor)
    erased = _erase_person(interview)
    audit_record(
        action="candidate.data_deleted",
        actor=actor,
        target=interview,
        detail={"certificate": str(certificate.id), "person_erased": erased},
    )
    announce_interview(interview)
    announce_room_of(interview)
    return certificate


def _leaves_for_a_person(interview: Interview) -> bool:
    under_way = interview.kind == InterviewKind.LIVE and interview.finished_at is None
    return S.HUMAN_PATH in MOVES[interview.status] and not under_way


def _forget_answers(interview: Interview) -> int:
    """Removes answers and what was found in them; returns how many objects were destroyed."""
    mine = Answer.objects.filter(interview=interview)
    objects: set[UUID] = set()
    for column in ("media", "playback", "result__signals"):
        objects.update(mine.exclude(**{column: None}).values_list(f"{column}_id", flat=True))
    AnalysisResult.objects.filter(answer__interview=interview).delete()
    Transcript.objects.filter(answer__interview=interview).delete()
    AnalysisRun.objects.filter(answer__interview=interview).delete()
    mine.delete()
    profile_forget(interview=interview, purposes=[Purpose.RECORDING])
    themes_forget(interview=interview, purposes=[Purpose.RECORDING])
    Questionnaire.objects.filter(interview=interview).delete()
    follow_ups_forget(interview=interview)
    alive = MediaObject.objects.filter(id__in=objects, destroyed_at__isnull=True)
    destroyed = 0
    for media in alive.select_for_update():
        object_destroy(media=media)
        destroyed += 1
    return destroyed


def _erase_person(interview: Interview) -> bool:
    candidate: Candidate = interview.candidate
    others = Interview.objects.filter(candidate=candidate).exclude(id=interview.id)
    if others.exclude(status__in=ENDED).exists():
        return False
    resume_forget(candidate=candidate, reason="candidate_request")
    candidate.name, candidate.email, candidate.country = candidate.code, "", ""
    candidate.erased_at = timezone.now()
    candidate.save(update_fields=["name", "email", "country", "erased_at"])
    return True


def _append_note(interview: Interview, before: str, note: str) -> None:
    note = note.strip()
    if not note:
        return
    stamp = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    text = f"{before}\n\n[{stamp}] {note}".strip()
    if len(text) > NOTE_LIMIT:
        raise NoteTooLong
    interview.human_request_note = text
    interview.save(update_fields=["human_request_note"])
    audit_record(
        action="candidate.note",
        actor=_actor(interview),
        target=interview,
        detail={"characters": len(note)},
    )


def _actor(interview: Interview) -> Actor:
    return Actor.candidate(interview.candidate)
