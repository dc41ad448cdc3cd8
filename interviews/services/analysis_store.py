"""What a run found becomes rows and one encrypted file: once, whole, and only what is allowed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from analysis.types import Analysis, ColumnSpec, Problem, Purpose, Segment
from hireapp.vault.models import ObjectKind
from hireapp.vault.objects import object_destroy, object_store
from interviews.access import interview_locked
from interviews.models import AnalysisResult, AnalysisRun, Answer, RunStatus, Transcript
from interviews.selectors.consent import allowed_now
from interviews.selectors.finding_purposes import (
    problem_allowed,
    segment_allowed,
    summary_allowed,
)
from interviews.selectors.signals_file import (
    CONTENT_TYPE,
    Signals,
    signals_encode,
    signals_for,
    signals_of,
)
from interviews.services.analysis_run import analysis_fail, claimed_run, run_done
from interviews.services.competency_score import answer_score_due
from interviews.services.profile import profile_due
from interviews.services.themes import themes_due


@dataclass(frozen=True, slots=True)
class Found:
    """What a worker brings home. ``specs`` say what the columns of ``analysis`` mean."""

    analysis: Analysis
    specs: Sequence[ColumnSpec]
    frequent_words: Sequence[Mapping[str, Any]] = ()


def analysis_store(*, run: AnalysisRun, found: Found) -> AnalysisResult | None:
    """Stores what our run found, and ends it, in the caller's transaction.

    None when the claim is not ours any more: another worker has the run, or consent was taken
    back. What was withdrawn since the run was queued is dropped here; storing twice is harmless.
    """
    interview = interview_locked(run.answer.interview_id)
    if claimed_run(run) is None:
        return _stored_before(run)
    answer: Answer = Answer.objects.select_related("interview", "question").get(id=run.answer_id)
    allowed = allowed_now(interview) & {Purpose(p) for p in run.purposes}
    if Purpose.RECORDING not in allowed:
        analysis_fail(run=run, code="withdrawn")
        return None
    _forget_old_result(answer)
    result = _store_result(run, answer, found, allowed)
    _store_transcript(answer, found.analysis, allowed)
    answer_score_due(answer=answer)
    run_done(run=run, interview=interview)
    profile_due(interview=interview)
    themes_due(interview=interview)
    return result


def playback_store(*, run: AnalysisRun, data: bytes, content_type: str) -> bool:
    """Keeps the seekable copy, before anything is analysed; False if the claim is lost."""
    interview_locked(run.answer.interview_id)
    if claimed_run(run) is None:
        return False
    answer = Answer.objects.select_related("playback").get(id=run.answer_id)
    _replace_playback(answer, data, content_type)
    return True


def _stored_before(run: AnalysisRun) -> AnalysisResult | None:
    """The result of an earlier try whose commit we did not hear of."""
    done = AnalysisRun.objects.filter(id=run.id, status=RunStatus.DONE, claim=run.claim)
    if not done.exists():
        return None
    result: AnalysisResult | None = AnalysisResult.objects.filter(run_id=run.id).first()
    return result


def _forget_old_result(answer: Answer) -> None:
    for old in AnalysisResult.objects.filter(answer=answer).select_related("signals"):
        media = old.signals
        old.delete()
        object_destroy(media=media)


def _replace_playback(answer: Answer, data: bytes, content_type: str) -> None:
    old = answer.playback
    answer.playback = object_store(
        subject_id=answer.interview_id,
        kind=ObjectKind.PLAYBACK,
        content_type=content_type,
        data=data,
    )
    answer.save(update_fields=["playback"])
    if old is not None:
        object_destroy(media=old)


def _store_result(
    run: AnalysisRun, answer: Answer, found: Found, allowed: frozenset[Purpose]
) -> AnalysisResult:
    analysis = found.analysis
    signals = signals_for(signals_of(analysis.signals, found.specs, analysis.landmarks), allowed)
    words = list(found.frequent_words) if Purpose.TRANSCRIPT in allowed else []
    timing = asdict(analysis.timing)
    result: AnalysisResult = AnalysisResult.objects.create(
        run=run,
        answer=answer,
        signals=_store_signals(answer.interview_id, signals),
        clip=asdict(analysis.clip),
        summary={k: v for k, v in analysis.summary.items() if summary_allowed(k, allowed)},
        segments=[_segment(s) for s in analysis.segments if segment_allowed(s.kind, allowed)],
        problems=[_problem(p) for p in analysis.problems if problem_allowed(p.code, allowed)],
        flags=[],
        models=[asdict(model) for model in analysis.models],
        timing=timing,
        purposes=sorted(allowed),
        pipeline_version=analysis.pipeline_version,
        frequent_words=words,
    )
    return result


def _store_signals(interview_id: UUID, signals: Signals) -> Any:
    return object_store(
        subject_id=interview_id,
        kind=ObjectKind.SIGNALS,
        content_type=CONTENT_TYPE,
        data=signals_encode(signals),
    )


def _store_transcript(answer: Answer, analysis: Analysis, allowed: frozenset[Purpose]) -> None:
    """A person's correction stays beside the new machine transcript."""
    if analysis.transcript is None or Purpose.TRANSCRIPT not in allowed:
        Transcript.objects.filter(answer=answer).delete()
        return
    heard = analysis.transcript
    Transcript.objects.update_or_create(
        answer=answer,
        defaults={
            "language": heard.language,
            "detected_language": heard.detected_language,
            "words": [[w.word, _s(w.start), _s(w.end), _s(w.confidence)] for w in heard.words],
            "text": heard.text,
        },
    )


def _segment(segment: Segment) -> dict[str, Any]:
    return {
        "kind": segment.kind,
        "start": _s(segment.start),
        "end": _s(segment.end),
        "confidence": _s(segment.confidence),
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "code": str(problem.code),
        "detail": problem.detail,
        "start": problem.start,
        "end": problem.end,
    }


def _s(value: float) -> float | None:
    """Thousandths are finer than anything measured here; JSON knows no NaN."""
    return round(float(value), 3) if math.isfinite(value) else None
