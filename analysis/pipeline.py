"""From a recording to everything that may be known about it: decoded once, on one clock.

What is allowed decides what runs: a lane whose purpose is missing is never computed. The caller can
stop the work at any time and is asked about once a second.
"""

from __future__ import annotations

import time

import cv2

from analysis.attention import Attention, Progress, ShouldStop
from analysis.findings import Found
from analysis.lanes import Lanes
from analysis.measure import Stopwatch, forget_peak
from analysis.media.container import Limits, Source
from analysis.media.recording import Picture, Recording, open_recording
from analysis.networks import shared_store
from analysis.pictures import PictureLanes
from analysis.sounds import SoundLanes
from analysis.types import (
    Analysis,
    Problem,
    ProblemCode,
    Purpose,
)
from analysis.weights import WeightStore

#: Raised whenever the same recording may give other numbers. Stored with every result.
PIPELINE_VERSION = "1"

#: Share of the work that looking at pictures takes; the rest is listening. For progress only.
PICTURES_SHARE = 0.6


def analyse_recording(
    source: Source,
    *,
    language: str,
    purposes: frozenset[Purpose],
    fps: float = 5.0,
    store: WeightStore | None = None,
    threads: int = 1,
    on_progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
    only: frozenset[str] | None = None,
    limits: Limits | None = None,
    device: str = "cpu",
) -> Analysis:
    """Analyse one recording.

    ``source``: a path or a seekable binary file (read once from front to back, and never written
    to disk). ``language``: the one that was to be spoken (``en``, ``ko``). ``purposes``: what may
    be looked at. ``only``: names of lanes, to run fewer of the allowed ones. ``device`` concerns
    speech recognition; the other networks are small enough for a CPU.

    Memory: about 0.6 GB with all networks; an hour more of recording adds about 0.3 GB.
    Raises ``AnalysisError`` when nothing can be analysed, ``Stopped`` within about a second of
    ``should_stop`` turning true (recognition: after the window it works on, one to two seconds),
    ``MissingWeights`` where networks are not installed, ``ValueError`` for unusable arguments.
    """
    lanes = Lanes.of(purposes, only)
    store = store or shared_store()
    attention = Attention(on_progress, should_stop)
    attention.check(now=True)
    cv2.setNumThreads(threads)  # of the whole process: OpenCV would take every core by itself
    forget_peak()
    watch = Stopwatch()
    found = Found()
    with open_recording(source, limits, threads) as recording:
        begun = time.perf_counter()
        with watch.stage("load"):
            pictures = sounds = None
            if lanes.pictures and recording.has_picture:
                pictures = PictureLanes(store, threads, lanes, watch)
            if lanes.sound and recording.has_sound:
                sounds = SoundLanes(store, threads, device, lanes, language, watch)
        cold_start_s = time.perf_counter() - begun
        _stream(recording, fps, pictures, sounds, attention, watch)
        if pictures is not None:
            attention.check(now=True)
            pictures.finish(found)
        if sounds is not None:
            sounds.finish(found, attention)
        attention.check(now=True)
        problems = _problems(recording, found, lanes)
        clip = recording.facts()
    attention.tell(1.0, "done", now=True)
    return Analysis(
        clip=clip,
        signals=found.signals,
        segments=tuple(sorted(found.segments, key=lambda s: (s.start, s.end, s.kind))),
        transcript=found.transcript,
        summary=found.summary,
        flags=(),
        problems=problems,
        models=tuple(dict.fromkeys(found.models)),
        timing=watch.timing(cold_start_s),
        landmarks=found.landmarks,
        pipeline_version=PIPELINE_VERSION,
        purposes=lanes.purposes,
    )


def _stream(
    recording: Recording,
    fps: float,
    pictures: PictureLanes | None,
    sounds: SoundLanes | None,
    attention: Attention,
    watch: Stopwatch,
) -> None:
    """The one pass: pictures are looked at as they come, sound is kept for afterwards."""
    share = PICTURES_SHARE if pictures is not None else 0.1
    share = share if sounds is not None else 1.0
    wanted = recording.stream(fps, pictures=pictures is not None, sound=sounds is not None)
    while True:
        with watch.stage("decode"):
            item = next(wanted, None)
        if item is None:
            return
        if isinstance(item, Picture):
            assert pictures is not None
            pictures.look(item)
        else:
            assert sounds is not None
            sounds.keep(item)
        attention.check()
        attention.tell(share * recording.progress, "pictures")


def _problems(recording: Recording, found: Found, lanes: Lanes) -> tuple[Problem, ...]:
    """What limited this analysis. A missing track is no problem for one that does not need it."""
    unneeded = set()
    if not lanes.pictures:
        unneeded |= {ProblemCode.NO_VIDEO_TRACK, ProblemCode.TOO_LARGE_PICTURE}
    if not lanes.sound:
        unneeded.add(ProblemCode.NO_AUDIO_TRACK)
    problems = [p for p in recording.problems if p.code not in unneeded]
    return tuple(problems + found.problems)
