"""Which recordings a candidate may upload: the gate of the resumable uploads (tus)."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from analysis.types import Purpose
from hireapp.core.errors import Gone, Invalid, NotFound
from hireapp.core.scope import company_scope
from hireapp.vault.models import ObjectKind
from hireapp.vault.objects import TooLarge, object_create
from hireapp.vault.tus import Admission
from interviews.access import (
    answer_for_candidate,
    interview_for_candidate,
    interview_locked,
    link_claim,
)
from interviews.models import Answer, AnswerStatus, Interview, InterviewKind
from interviews.selectors.consent import allowed_now
from interviews.services.answer import SECONDS_OF_GRACE, ConsentMissing, TakeDiscarded
from interviews.services.listening import listening_arrived
from interviews.services.room_answer import room_may_fill

CONTENT_TYPES = frozenset({"video/webm", "video/mp4"})
# The page asks for 664 kb/s (video 600, sound 64). Browsers overshoot, and Safari ignores the
# wish on some devices: four times as much is accepted, and never less than MIN_CAP_BYTES.
BYTES_PER_SECOND = 664_000 // 8
CAP_FACTOR = 4
MIN_CAP_BYTES = 16 * 1024**2


class WrongMediaType(Invalid):
    id = "wrong_media_type"
    status = 415
    sentence = _("Only video recordings (WebM or MP4) can be uploaded here.")


class NoSuchTake(NotFound):
    id = "no_such_take"
    sentence = _("There is no answer being recorded that this upload belongs to.")


class TakeGone(Gone):
    id = "take_gone"
    sentence = TakeDiscarded.sentence


def answer_cap_bytes(answer: Answer) -> int:
    """How large this answer's recording may become."""
    seconds = answer.question.answer_seconds + SECONDS_OF_GRACE
    cap = max(MIN_CAP_BYTES, int(CAP_FACTOR * BYTES_PER_SECOND * seconds))
    return min(cap, settings.UPLOAD_MAX_BYTES)


class CandidateUploads:
    """Lets the bearer of a link fill the takes of its own interview, and nothing else."""

    def create(self, token: str, metadata: dict[str, str], length: int | None) -> UUID:
        """The object of the take named by ``answer``; asked again, the same object."""
        claim = link_claim(token)
        content_type = metadata.get("filetype", "").partition(";")[0].strip().lower()
        if content_type not in CONTENT_TYPES:
            raise WrongMediaType
        try:
            answer_id = UUID(metadata.get("answer", ""))
        except ValueError:
            raise NoSuchTake from None
        with company_scope(claim.company_id):
            interview = interview_for_candidate(claim)
            interview_locked(interview.id)  # two creations at once: the second finds the first's
            answer = answer_for_candidate(interview, answer_id)
            _may_be_filled(interview, answer)
            if length is not None and length > answer_cap_bytes(answer):
                raise TooLarge
            if answer.media_id is not None:
                return UUID(str(answer.media_id))
            media = object_create(
                subject_id=interview.id,
                kind=ObjectKind.ANSWER,
                content_type=content_type,
                declared_size=length,
            )
            answer.media = media
            answer.save(update_fields=["media"])
            return UUID(str(media.id))

    def admit(self, token: str, object_id: UUID) -> Admission:
        """Also for a submitted take: a browser that missed the last answer asks where it was."""
        claim = link_claim(token)
        with company_scope(claim.company_id):
            interview = interview_for_candidate(claim)
            answer = (
                Answer.objects.select_related("question")
                .filter(interview=interview, media_id=object_id)
                .first()
            )
            if answer is None:
                raise NoSuchTake
            if answer.status == AnswerStatus.DISCARDED:
                raise TakeGone
            if answer.status == AnswerStatus.RECORDING:
                _may_be_filled(interview, answer)
            return Admission(claim.company_id, answer_cap_bytes(answer))

    def arrived(self, object_id: UUID) -> None:
        """A piece is safe: whoever listens while the candidate speaks is told."""
        listening_arrived(media_id=object_id)


def _may_be_filled(interview: Interview, answer: Answer) -> None:
    if answer.status == AnswerStatus.DISCARDED:
        raise TakeGone
    if answer.status != AnswerStatus.RECORDING:
        raise NoSuchTake
    if interview.kind == InterviewKind.LIVE:
        room_may_fill(interview=interview)
    if Purpose.RECORDING not in allowed_now(interview):
        raise ConsentMissing
