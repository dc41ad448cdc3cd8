"""One answer from the vault through the real pipeline to a stored result."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analysis.types import Purpose
from hireapp.core.scope import company_scope
from hireapp.vault.objects import object_reader
from interviews.models import AnalysisResult, AnalysisRun, Answer, Interview, RunStatus, Transcript
from interviews.selectors.signals_file import signals_decode
from interviews.tasks.analysis import analyse_answer
from tests.interviews.analysis.conftest import Answered

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_real_recording_becomes_words_signals_and_a_copy_that_can_be_sought(
    answered: Callable[..., Answered], talking: bytes
) -> None:
    case = answered(talking)
    analyse_answer(str(case.run.company_id), str(case.run.id))
    with company_scope(case.member.company.id):
        run = AnalysisRun.objects.get()
        assert run.status == RunStatus.DONE, (run.error_code, run.error_detail)
        result = AnalysisResult.objects.select_related("signals").get()
        signals = signals_decode(object_reader(result.signals_id).read())
        words = Transcript.objects.get().text.lower()
        answer = Answer.objects.select_related("playback").get()
        interview = Interview.objects.get()
    assert "best of times" in words
    assert 3.5 < result.clip["duration_s"] < 4.5
    assert result.summary["face.present_share"] > 0.9
    assert {"face", "voice", "body", "scene"} <= set(signals.tables)
    assert Purpose.FACE_EMOTION not in signals.purposes
    assert signals.landmarks is not None
    assert answer.playback is not None
    assert answer.playback.size > 10_000
    assert interview.status == "analysed"
