"""Withdrawal reaches what is stored: a purpose taken back leaves no trace in results."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.types import Purpose
from hireapp.audit.services import SYSTEM, audit_record
from hireapp.vault.models import ObjectKind
from hireapp.vault.objects import object_destroy, object_reader, object_store
from interviews.events import announce_interview
from interviews.models import AnalysisResult, Interview, Questionnaire, Transcript
from interviews.selectors.finding_purposes import (
    problem_allowed,
    segment_allowed,
    summary_allowed,
)
from interviews.selectors.signals_file import (
    CONTENT_TYPE,
    signals_decode,
    signals_encode,
    signals_for,
)
from interviews.services.competency_score import scores_forget
from interviews.services.live_forget import live_forget_on_commit
from interviews.services.profile import profile_forget
from interviews.services.themes import themes_forget


def analysis_forget_purposes(*, interview: Interview, purposes: Iterable[Purpose]) -> int:
    """Rewrites stored results without what rests on ``purposes``; how many were rewritten.

    The signals become a new object and the old one is destroyed, key and bytes: what was
    withdrawn cannot be read back. A transcript goes with ``speech.transcript``, corrections too.
    """
    gone = frozenset(purposes)
    if not gone:
        return 0
    live_forget_on_commit(interview=interview, purposes=gone)
    if Purpose.TRANSCRIPT in gone:
        Transcript.objects.filter(answer__interview=interview).delete()
    scores_forget(interview=interview, purposes=gone)
    profile_forget(interview=interview, purposes=gone)
    themes_forget(interview=interview, purposes=gone)
    if Purpose.ANSWER_MATCHING in gone:
        Questionnaire.objects.filter(interview=interview).delete()
    results = AnalysisResult.objects.filter(answer__interview=interview)
    rewritten = 0
    for result in results.select_related("signals").select_for_update(of=("self",)):
        had = frozenset(Purpose(p) for p in result.purposes)
        if had & gone:
            _rewrite(result, interview, had - gone)
            rewritten += 1
    if rewritten:
        audit_record(
            action="analysis.purposes_forgotten",
            actor=SYSTEM,
            target=interview,
            detail={"purposes": sorted(gone), "results": rewritten},
        )
        announce_interview(interview)
    return rewritten


def _rewrite(result: AnalysisResult, interview: Interview, kept: frozenset[Purpose]) -> None:
    old = result.signals
    signals = signals_for(signals_decode(object_reader(old.id).read()), kept)
    result.signals = object_store(
        subject_id=interview.id,
        kind=ObjectKind.SIGNALS,
        content_type=CONTENT_TYPE,
        data=signals_encode(signals),
    )
    result.purposes = sorted(kept)
    result.summary = {k: v for k, v in result.summary.items() if summary_allowed(k, kept)}
    result.segments = [s for s in result.segments if segment_allowed(s["kind"], kept)]
    result.problems = [p for p in result.problems if problem_allowed(p["code"], kept)]
    if Purpose.TRANSCRIPT not in kept:
        result.frequent_words = []
    result.save()
    object_destroy(media=old)
