"""One run from claim to stored result. No transaction is open while anything is looked at."""

from __future__ import annotations

import io
import logging
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, cast
from uuid import UUID

from django.conf import settings

from analysis.body.table import COLUMNS as BODY
from analysis.face.columns import COLUMNS as FACE
from analysis.language.frequent import frequent_words
from analysis.media.remux import remux
from analysis.pipeline import analyse_recording
from analysis.scene.quality import COLUMNS as SCENE
from analysis.types import Analysis, AnalysisError, Purpose, Stopped
from analysis.voice.prosody import COLUMNS as VOICE
from hireapp.vault.keys import KeyDestroyed
from hireapp.vault.objects import ObjectReader, object_reader
from interviews.models import AnalysisRun
from interviews.services.analysis_run import analysis_claim, analysis_fail, analysis_release
from interviews.services.analysis_store import Found, analysis_store, playback_store
from interviews.tasks.database import in_scope
from interviews.tasks.lease import Lease

log = logging.getLogger(__name__)

SPECS = (*FACE, *BODY, *SCENE, *VOICE)
#: The seekable copy is made in memory; a larger recording is played as it was uploaded.
MAX_COPY_BYTES = 512 * 1024**2


@dataclass(frozen=True, slots=True)
class Claimed:
    """A run that is ours, and its recording, readable after the transaction has ended."""

    run: AnalysisRun
    reader: ObjectReader

    @property
    def purposes(self) -> frozenset[Purpose]:
        return frozenset(Purpose(p) for p in self.run.purposes)


def run_work(company_id: UUID, run_id: UUID) -> None:
    """Claims a run and sees it through. Does nothing when there is nothing to do."""
    claimed = in_scope(company_id, partial(_claim, run_id))
    if claimed is None:
        return
    with Lease(claimed.run).kept() as lease:
        try:
            _copy_for_playback(claimed)
            found = _look(claimed, lease)
            in_scope(company_id, partial(analysis_store, run=claimed.run, found=found))
        except Stopped:
            log.info("run %s stopped: consent taken back, or another worker has it", run_id)
        except AnalysisError as error:
            end = partial(analysis_fail, run=claimed.run, code=error.code, detail=error.detail)
            in_scope(company_id, end)
        except Exception as error:
            detail = f"{type(error).__name__}: {error}"
            in_scope(company_id, partial(analysis_release, run=claimed.run, detail=detail))
            raise


def _claim(run_id: UUID) -> Claimed | None:
    run = analysis_claim(run_id=run_id, worker=f"{socket.gethostname()}:{os.getpid()}")
    if run is None:
        return None
    media = run.answer.media
    assert media is not None  # a constraint says that submitted answers have one
    try:
        return Claimed(run, object_reader(media.id))
    except KeyDestroyed:
        analysis_fail(run=run, code=KeyDestroyed.id)
        return None


def _copy_for_playback(claimed: Claimed) -> None:
    """A browser's recording cannot be sought; its copy can. What cannot be copied can't be
    analysed either, and the analysis says why.
    """
    if claimed.run.answer.playback_id or claimed.reader.size > MAX_COPY_BYTES:
        return
    sink = io.BytesIO()
    try:
        made = remux(_source(claimed), sink)
    except AnalysisError:
        return
    keep: Callable[[], bool] = partial(
        playback_store, run=claimed.run, data=sink.getvalue(), content_type=made.mime
    )
    if not in_scope(claimed.run.company_id, keep):
        raise Stopped


def _look(claimed: Claimed, lease: Lease) -> Found:
    language = claimed.run.answer.interview.language
    analysis: Analysis = analyse_recording(
        _source(claimed),
        language=language,
        purposes=claimed.purposes,
        fps=settings.ANALYSIS_FPS,
        threads=settings.ANALYSIS_THREADS,
        on_progress=lease.on_progress,
        should_stop=lease.should_stop,
    )
    return Found(analysis, SPECS, frequent_words(analysis.transcript))


def _source(claimed: Claimed) -> BinaryIO:
    """The decrypting reader itself: it hands out whole reads, as a buffered file does."""
    claimed.reader.seek(0)
    return cast(BinaryIO, claimed.reader)
