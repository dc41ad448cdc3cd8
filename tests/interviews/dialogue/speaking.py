"""A candidate who says what a test wants, in real sound, and sends it piece by piece."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from functools import cache
from uuid import UUID

import av
import numpy as np
from django.utils import timezone

from analysis.types import Floats
from analysis.voice.synthesis import Synthesiser
from hireapp.core.scope import company_scope
from hireapp.vault.objects import SEGMENT_BYTES, object_append
from interviews.access import interview_for_candidate
from interviews.demo.candidate import DemoCandidate
from interviews.models import Answer, Interview, InterviewQuestion, Listening
from interviews.services.answer import answer_begin, answer_submit
from interviews.services.uploads import CandidateUploads

RATE = 48_000
OUTAGE = (
    "Last year I was responsible for the payment service of a shop. One evening the service became "
    "slow. I looked at the monitoring and found that the connection pool was full. I wrote a test "
    "and added an index. As a result, the response time fell to two hundred milliseconds."
)


@cache
def speech(text: str) -> Floats:
    """(N,) at 24 kHz, in the server's own voice."""
    return Synthesiser()(text)


@cache
def spoken(text: str, *, silence_s: float = 0.4) -> bytes:
    """A webm as a browser's recorder writes it: small black pictures, Opus at 48 kHz."""
    sound = np.repeat(speech(text), 2)  # 24 kHz to 48 kHz: good enough for a recogniser
    quiet = np.zeros(round(silence_s * RATE), np.float32)
    samples = (np.concatenate([quiet, sound, quiet]) * 32767).astype(np.int16)
    sink = io.BytesIO()
    with av.open(sink, "w", format="webm", options={"cluster_time_limit": "1000"}) as writer:
        video = writer.add_stream("libvpx", rate=5)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        audio = writer.add_stream("libopus", rate=RATE, layout="mono")
        black = np.zeros((48, 64, 3), np.uint8)
        step = RATE // 5
        for number, at in enumerate(range(0, samples.size, step)):
            picture = av.VideoFrame.from_ndarray(black, format="bgr24")
            picture.pts, picture.time_base = number, Fraction(1, 5)
            writer.mux(video.encode(picture))
            piece = av.AudioFrame.from_ndarray(samples[None, at : at + step], "s16", "mono")
            piece.sample_rate, piece.pts, piece.time_base = RATE, at, Fraction(1, RATE)
            writer.mux(audio.encode(piece))
        writer.mux(video.encode(None))
        writer.mux(audio.encode(None))
    return sink.getvalue()


class Speaker(DemoCandidate):
    """Begins, sends and submits in separate steps, as the page does."""

    def begin(self, question: InterviewQuestion) -> Answer:
        with company_scope(self.company_id):
            return answer_begin(interview=self._interview(), question_id=question.id)

    def send(self, answer: Answer, recording: bytes, *, whole: int | None = None) -> UUID:
        """The next bytes of a recording that becomes ``whole`` long, then tells the gate."""
        metadata = {"answer": str(answer.id), "filetype": "video/webm"}
        gate = CandidateUploads()
        media = gate.create(self.token, metadata, whole or len(recording))
        with company_scope(self.company_id):
            at = Answer.objects.select_related("media").get(id=answer.id).media.size
        for start in range(0, len(recording), SEGMENT_BYTES):
            piece = recording[start : start + SEGMENT_BYTES]
            with company_scope(self.company_id):
                at = object_append(object_id=media, offset=at, data=piece, max_bytes=10**8)
        with company_scope(self.company_id):
            gate.arrived(media)
        return media

    def time_passes(self, answer: Answer) -> None:
        """As long as a lease lasts: what waits for its time may go on."""
        with company_scope(self.company_id):
            before = timezone.now() - timedelta(seconds=1)
            Listening.objects.filter(answer_id=answer.id).update(lease_until=before)

    def submit(self, answer: Answer) -> Answer:
        with company_scope(self.company_id):
            return answer_submit(interview=self._interview(), answer_id=answer.id, seconds=None)

    def say(self, question: InterviewQuestion, recording: bytes) -> Answer:
        answer = self.begin(question)
        self.send(answer, recording)
        return self.submit(answer)

    def listening(self, answer: Answer) -> Listening | None:
        with company_scope(self.company_id):
            return Listening.objects.filter(answer_id=answer.id).select_related("question").first()

    def interview(self) -> Interview:
        with company_scope(self.company_id):
            return interview_for_candidate(self.claim)

    def asked(self) -> Sequence[InterviewQuestion]:
        with company_scope(self.company_id):
            return list(
                InterviewQuestion.objects.filter(interview=self.interview(), follow_up__gt=0)
            )
