"""Where a candidate is in their interview: what is asked, answered, and left to do."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hireapp.vault.objects import SEGMENT_BYTES, object_reader
from interviews.models import (
    AnalysisResult,
    Answer,
    AnswerStatus,
    Interview,
    InterviewQuestion,
    Transcript,
)
from interviews.selectors.consent import allowed_now
from interviews.selectors.numbers import NumberGroup, number_groups

# Breaking off (a closed tab, a lost camera) costs no retake this often per question; after that
# it counts as one, so that reloading the page does not give takes without end.
FREE_INTERRUPTIONS = 3
# What a person needs beside thinking and talking, per question: reading, looking, going on.
SECONDS_BETWEEN = 20
# Notice, device check and practice, measured by walking through them without hurry.
SETUP_MINUTES = 4
# A receipt hashes every byte of the answers; beyond this much it would keep a person waiting.
LARGEST_FINGERPRINTED = 256 * 1024**2


@dataclass(frozen=True, slots=True)
class Take:
    """The take that counts, or is being recorded. ``offset``: bytes that are safe."""

    id: UUID
    number: int
    status: str
    offset: int
    complete: bool
    content_type: str
    seconds: float | None
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class QuestionState:
    id: UUID
    number: int
    text: str
    thinking_seconds: int
    answer_seconds: int
    spoken: bool
    retakes_left: int
    interruptions_left: int
    take: Take | None

    @property
    def answered(self) -> bool:
        return self.take is not None and self.take.status == AnswerStatus.SUBMITTED

    @property
    def expected_seconds(self) -> int:
        return self.thinking_seconds + self.answer_seconds + SECONDS_BETWEEN


@dataclass(frozen=True, slots=True)
class CandidateSession:
    interview_id: UUID
    status: str
    questions: tuple[QuestionState, ...]

    @property
    def current(self) -> QuestionState | None:
        """The first question without a submitted answer."""
        return next((q for q in self.questions if not q.answered), None)

    @property
    def answered(self) -> int:
        return sum(q.answered for q in self.questions)

    @property
    def minutes_left(self) -> int:
        """At most, for the questions that are left; talking shorter is fine."""
        return math.ceil(sum(q.expected_seconds for q in self.questions if not q.answered) / 60)

    @property
    def most_retakes(self) -> int:
        return max((q.retakes_left for q in self.questions), default=0)


def candidate_session(interview: Interview) -> CandidateSession:
    """Two queries, however many questions there are."""
    questions = InterviewQuestion.objects.filter(interview=interview).order_by("order")
    takes: dict[UUID, list[Answer]] = {}
    for answer in Answer.objects.filter(interview=interview).select_related("media"):
        takes.setdefault(answer.question_id, []).append(answer)
    return CandidateSession(
        interview.id,
        interview.status,
        tuple(
            _question_state(question, number, takes.get(question.id, []))
            for number, question in enumerate(questions, 1)
        ),
    )


def _question_state(question: InterviewQuestion, number: int, takes: list[Answer]) -> QuestionState:
    current = next((t for t in takes if t.status != AnswerStatus.DISCARDED), None)
    return QuestionState(
        id=question.id,
        number=number,
        text=question.text,
        thinking_seconds=question.thinking_seconds,
        answer_seconds=question.answer_seconds,
        spoken=question.spoken_id is not None,
        retakes_left=max(0, retakes_left(question, takes)),
        interruptions_left=interruptions_left(takes),
        take=_take(current) if current else None,
    )


def _take(answer: Answer) -> Take:
    media = answer.media
    return Take(
        id=answer.id,
        number=answer.take,
        status=answer.status,
        offset=media.size if media else 0,
        complete=media is not None and media.completed_at is not None,
        content_type=media.content_type if media else "",
        seconds=answer.client_seconds,
        submitted_at=answer.submitted_at,
    )


@dataclass(frozen=True, slots=True)
class HeldAnswer:
    """What is held of one answer. ``sha256`` is None where it was not computed."""

    id: UUID
    question: str
    number: int
    status: str
    label: str
    size: int
    seconds: float | None
    at: datetime
    interrupted: bool
    playable: bool
    transcript: str | None
    measured: tuple[NumberGroup, ...] = ()
    sha256: str | None = None

    @property
    def receipt(self) -> str:
        """Short enough to read out on the phone."""
        return self.id.hex[:10].upper()


def held_answers(interview: Interview, *, fingerprints: bool = False) -> list[HeldAnswer]:
    """Every take whose recording is still there, in the order of the questions."""
    answers = list(
        Answer.objects.filter(interview=interview, media__isnull=False)
        .filter(media__destroyed_at__isnull=True)
        .select_related("question", "media", "playback")
    )
    allowed = allowed_now(interview)
    results = {
        result.answer_id: tuple(number_groups(result, allowed))
        for result in AnalysisResult.objects.filter(answer__in=answers)
    }
    words = dict(Transcript.objects.filter(answer__in=answers).values_list("answer_id", "text"))
    budget = LARGEST_FINGERPRINTED if fingerprints else 0
    held = []
    for answer in answers:
        media = answer.media
        assert media is not None
        digest = None
        if answer.status == AnswerStatus.SUBMITTED and 0 < media.size <= budget:
            digest, budget = _fingerprint(media.id), budget - media.size
        held.append(
            HeldAnswer(
                id=answer.id,
                question=answer.question.text,
                number=answer.question.order,
                status=answer.status,
                label=answer.get_status_display(),
                size=media.size,
                seconds=answer.client_seconds,
                at=answer.submitted_at or answer.started_at,
                interrupted=answer.interrupted,
                playable=media.size > 0,
                transcript=words.get(answer.id),
                measured=results.get(answer.id, ()),
                sha256=digest,
            )
        )
    return held


def _fingerprint(media_id: UUID) -> str:
    """SHA-256 of the bytes as the browser sent them."""
    reader, digest = object_reader(media_id), hashlib.sha256()
    while piece := reader.read(SEGMENT_BYTES):
        digest.update(piece)
    return digest.hexdigest()


def retakes_left(question: InterviewQuestion, takes: list[Answer]) -> int:
    """How often the question may still be recorded again; interruptions do not count.

    -1 when even the take after the last counted one would be too many.
    """
    counted = [t for t in takes if t.status == AnswerStatus.DISCARDED and not t.interrupted]
    return int(question.retakes) - len(counted)


def interruptions_left(takes: list[Answer]) -> int:
    """How many more broken-off takes are free."""
    free = [t for t in takes if t.status == AnswerStatus.DISCARDED and t.interrupted]
    return max(0, FREE_INTERRUPTIONS - len(free))
