"""Where a candidate is in their interview: what is asked, answered, and left to do."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from hireapp.vault.objects import SEGMENT_BYTES, object_reader
from interviews.models import (
    AnalysisResult,
    Answer,
    AnswerStatus,
    Interview,
    InterviewQuestion,
    InterviewStatus,
    Listening,
    Transcript,
)
from interviews.selectors.consent import allowed_now
from interviews.selectors.dialogue import (
    ANSWER_SECONDS,
    NEEDED,
    THINKING_SECONDS,
    decided_by,
    undecided,
)
from interviews.selectors.follow_ups import model_words, quoted, reason_words
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

#: The candidate has answered the notice.
BEGUN = frozenset({InterviewStatus.CONSENTED, InterviewStatus.IN_PROGRESS})
OVER = frozenset({InterviewStatus.FINISHED, InterviewStatus.ANALYSED, InterviewStatus.WITHDRAWN})


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
    """``number``: of the prepared question; a follow-up has its question's. ``quotes``: the words
    of an earlier answer that a follow-up refers to.
    """

    id: UUID
    number: int
    follow_up: int
    label: str
    text: str
    quotes: str
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
class Thinking:
    """It is being decided whether something is asked about this answer. Then, or after
    ``seconds_left``, the interview goes on.
    """

    answer_id: UUID
    seconds_left: float


@dataclass(frozen=True, slots=True)
class CandidateSession:
    """``follow_ups_possible``: how many questions may still be added, at most."""

    interview_id: UUID
    status: str
    questions: tuple[QuestionState, ...]
    thinking: Thinking | None = None
    follow_ups_possible: int = 0

    @property
    def prepared(self) -> int:
        """Questions that were there from the start."""
        return sum(not q.follow_up for q in self.questions)

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
        follow_up = THINKING_SECONDS + ANSWER_SECONDS + SECONDS_BETWEEN
        seconds = sum(q.expected_seconds for q in self.questions if not q.answered)
        return math.ceil((seconds + self.follow_ups_possible * follow_up) / 60)

    @property
    def most_retakes(self) -> int:
        return max((q.retakes_left for q in self.questions), default=0)


def candidate_session(interview: Interview) -> CandidateSession:
    """A fixed number of queries, however many questions there are.

    What is being decided is read first: a decision that falls between two of the queries then
    shows as one that is still awaited, never as an end without its question.
    """
    waiting = undecided(interview) if interview.follow_ups else None
    rows = InterviewQuestion.objects.filter(interview=interview)
    takes: dict[UUID, list[Answer]] = {}
    for answer in Answer.objects.filter(interview=interview).select_related("media"):
        takes.setdefault(answer.question_id, []).append(answer)
    questions, number = [], 0
    for question in rows.order_by("order", "follow_up"):
        number += not question.follow_up
        questions.append(_question_state(question, number, takes.get(question.id, [])))
    return CandidateSession(
        interview.id,
        interview.status,
        tuple(questions),
        _thinking(waiting.answer) if waiting is not None else None,
        _possible(interview, questions, waiting),
    )


def _thinking(answer: Answer) -> Thinking:
    left = (decided_by(answer) - timezone.now()).total_seconds()
    return Thinking(answer.id, max(0.0, left))


def _possible(
    interview: Interview, questions: list[QuestionState], waiting: Listening | None
) -> int:
    """At most as many as the position allows, and as the open questions can have in a row."""
    asked = sum(q.follow_up > 0 for q in questions)
    left = interview.follow_ups - asked
    if left <= 0 or not interview.content_version or interview.status in OVER:
        return 0
    if interview.status in BEGUN and not allowed_now(interview) >= NEEDED:
        return 0
    depth = interview.follow_up_depth
    rows = [max(0, depth - q.follow_up) for q in questions if not q.answered]
    if waiting is not None:
        current = next(q for q in questions if q.id == waiting.answer.question_id)
        rows.append(max(0, depth - current.follow_up))
    return min(left, sum(rows))


def _question_state(question: InterviewQuestion, number: int, takes: list[Answer]) -> QuestionState:
    current = next((t for t in takes if t.status != AnswerStatus.DISCARDED), None)
    return QuestionState(
        id=question.id,
        number=number,
        follow_up=question.follow_up,
        label=question.label,
        text=question.text,
        quotes=quoted(question),
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
    number: str
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
    reason: str = ""
    quotes: str = ""
    chosen_by: str = ""

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
                number=answer.question.label,
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
                reason=reason_words(answer.question),
                quotes=quoted(answer.question),
                chosen_by=model_words(answer.question),
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
