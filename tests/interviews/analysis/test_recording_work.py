"""One answer from the vault through the real pipeline to a stored result and its report."""

from __future__ import annotations

import io

import av
import numpy as np
import pytest
from django.test import Client

from analysis.types import Purpose
from hireapp.core.scope import company_scope
from hireapp.vault.objects import object_destroy, object_reader
from interviews.demo.recordings import Clip, compose
from interviews.models import AnalysisResult, AnalysisRun, Answer, RunStatus, Transcript
from interviews.selectors.signals_file import signals_decode
from interviews.tasks.analysis import analyse_answer
from tests.factories import Member
from tests.interviews.answered import Answered, answer_one

pytestmark = pytest.mark.django_db(transaction=True)


def _work(case: Answered) -> AnalysisRun:
    analyse_answer(str(case.company_id), str(case.run_id))
    return case.run


def _page(case: Answered) -> str:
    client = Client()
    client.force_login(case.member.user)
    answer = client.get(f"/interviews/{case.interview_id}/", headers={"accept-language": "en"})
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_real_recording_becomes_words_signals_and_a_copy_that_can_be_sought(
    alice: Member, talking: bytes
) -> None:
    case = answer_one(alice, talking)
    run = _work(case)
    assert run.status == RunStatus.DONE, (run.error_code, run.error_detail)
    with company_scope(case.company_id):
        result = AnalysisResult.objects.get()
        signals = signals_decode(object_reader(result.signals_id).read())
        words = Transcript.objects.get().text.lower()
        answer = Answer.objects.select_related("playback").get()
        playback = object_reader(answer.playback_id).read()
        assert case.interview.status == "analysed"
    assert "best of times" in words
    assert 3.5 < result.clip["duration_s"] < 4.5
    assert result.summary["face.present_share"] > 0.9
    assert {"face", "voice", "body", "scene"} <= set(signals.tables)
    assert Purpose.FACE_EMOTION not in signals.purposes
    assert signals.landmarks is not None
    assert {m["name"] for m in result.models} >= {"whisper_base", "face_landmarks", "silero_vad"}
    with av.open(io.BytesIO(playback)) as copy:
        assert copy.duration is not None
        assert 3.5e6 < copy.duration < 4.5e6


def test_running_the_task_twice_stores_one_result(alice: Member, talking: bytes) -> None:
    """The broker may deliver a message twice."""
    case = answer_one(alice, talking)
    _work(case)
    _work(case)
    with company_scope(case.company_id):
        assert AnalysisResult.objects.count() == 1
        assert AnalysisRun.objects.get().attempt == 1


def test_refusing_everything_but_the_recording_gives_a_video_and_no_numbers(
    alice: Member, talking: bytes
) -> None:
    refused = [p for p in Purpose if p is not Purpose.RECORDING]
    case = answer_one(alice, talking, refused=refused)
    assert _work(case).status == RunStatus.DONE
    with company_scope(case.company_id):
        result = AnalysisResult.objects.get()
        assert signals_decode(object_reader(result.signals_id).read()).tables == {}
        assert Answer.objects.get().playback_id is not None
        assert not Transcript.objects.exists()
    assert result.summary == {}
    page = _page(case)
    assert "refused" not in page.lower()
    assert "<video" in page


def test_a_recording_whose_key_was_destroyed_fails_with_that_reason(alice: Member) -> None:
    case = answer_one(alice, b"x")
    with company_scope(case.company_id):
        object_destroy(media=Answer.objects.select_related("media").get().media)
    assert _work(case).error_code == "media_deleted"


def _grey_and_silent() -> bytes:
    """2 s of an even grey picture with digital silence."""
    sink = io.BytesIO()
    grey = np.full((240, 320, 3), 128, np.uint8)
    with av.open(sink, "w", format="webm") as writer:
        video = writer.add_stream("libvpx", rate=10)
        video.width, video.height, video.pix_fmt = 320, 240, "yuv420p"
        audio = writer.add_stream("libopus", rate=48_000, layout="mono")
        for number in range(20):
            frame = av.VideoFrame.from_ndarray(grey, format="bgr24")
            frame.pts = number
            writer.mux(video.encode(frame))
            samples = np.zeros((1, 4800), np.int16)
            piece = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
            piece.sample_rate, piece.pts = 48_000, number * 4800
            writer.mux(audio.encode(piece))
        writer.mux(video.encode(None))
        writer.mux(audio.encode(None))
    return sink.getvalue()


def _no_sound() -> bytes:
    return compose(Clip("single_face.mp4", None, 0.0, 2.0, (0.1, 0.0, 0.75)))


@pytest.mark.parametrize(
    ("make", "status", "sentence"),
    [
        (lambda whole: b"This is a letter, not a video. " * 40, "failed", "not a recording"),
        (lambda whole: whole[:40], "failed", "end of the recording is missing"),
        (lambda whole: _no_sound(), "done", "There is no sound"),
        (lambda whole: _grey_and_silent(), "done", "No face was found"),
        (lambda whole: _grey_and_silent(), "done", "Nobody is heard speaking"),
    ],
    ids=["no video", "cut off in the header", "no sound", "no face", "silence"],
)
def test_a_bad_recording_ends_in_a_report_with_a_sentence_and_is_kept(
    alice: Member, talking: bytes, make: object, status: str, sentence: str
) -> None:
    recording: bytes = make(talking)  # type: ignore[operator]
    case = answer_one(alice, recording)
    assert _work(case).status == status
    page = _page(case)
    assert sentence in page
    with company_scope(case.company_id):
        media = Answer.objects.select_related("media").get().media
        assert object_reader(media.id).read() == recording
        assert case.interview.status == "analysed"


def test_a_recording_cut_off_in_the_middle_is_analysed_as_far_as_it_goes(
    alice: Member, talking: bytes
) -> None:
    case = answer_one(alice, talking[: len(talking) * 2 // 3])
    assert _work(case).status == RunStatus.DONE
    with company_scope(case.company_id):
        result = AnalysisResult.objects.get()
    assert 1.0 < result.clip["duration_s"] < 3.5
    assert result.summary["face.present_share"] > 0.9
