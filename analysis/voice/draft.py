"""Words of an answer while it is still being spoken: a draft, piece by piece, cut at silences.

A piece goes to the recogniser once nobody is in the middle of a word, so that every piece is heard
as it would be in the whole recording. What is left at the end is short, and the draft is complete
a moment after the last word.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.media.audio import RATE, read_audio_since
from analysis.media.container import Source
from analysis.types import Floats, Word
from analysis.voice.activity import FRAME_S, Activity, VoiceActivity
from analysis.voice.transcript import Recogniser


@dataclass(frozen=True, slots=True)
class DraftConfig:
    """Where a piece ends.

    ``least_s``: a pass costs nearly the same for one second as for fifteen (the recogniser's
    shortest window), so less is left for the next. ``pause_s``: a silence inside the talk in which
    it is cut; ``end_s``: at the end more is needed, the next word may be on its way. ``longest_s``:
    who speaks without a pause is cut at the quietest moment of the last ``seek_s``.
    """

    least_s: float = 4.0
    pause_s: float = 0.35
    end_s: float = 0.7
    longest_s: float = 24.0
    seek_s: float = 8.0


@dataclass(frozen=True, slots=True)
class Heard:
    """Words in order, times in the recording; everything before ``until_s`` was listened to."""

    words: tuple[Word, ...]
    until_s: float


class DraftListener:
    """Holds the loaded networks; calls share no state."""

    def __init__(
        self, activity: VoiceActivity, recogniser: Recogniser, config: DraftConfig | None = None
    ) -> None:
        self._activity, self._recogniser = activity, recogniser
        self.config = config or DraftConfig()

    def __call__(
        self,
        source: Source,
        *,
        language: str,
        since_s: float,
        final: bool,
        between: Callable[[float], None] | None = None,
    ) -> Heard:
        """What was said after ``since_s``, as far as it is said; with ``final`` to the end.

        ``between`` is called every second or two of work and may raise to stop. Raises
        ``AnalysisError`` for a recording that cannot be read (yet).
        """
        samples = read_audio_since(source, since_s)
        activity = self._activity(samples)
        end_s = activity.duration_s if final else cut_before(activity, self.config)
        if end_s <= 0:
            return Heard((), since_s)
        piece = samples[: round(end_s * RATE)]
        if piece.size < samples.size:
            activity = self._activity(piece)
        if not activity.speech:
            return Heard((), since_s + end_s)
        transcript = self._recogniser(piece, activity, language, between)
        words = tuple(
            Word(w.word, w.start + since_s, w.end + since_s, w.confidence) for w in transcript.words
        )
        return Heard(words, since_s + end_s)


def cut_before(activity: Activity, config: DraftConfig) -> float:
    """The last second at which the sound can be cut without hurting a word; 0: not yet."""
    duration, speech = activity.duration_s, activity.speech
    if duration < config.least_s:
        return 0.0
    if not speech:
        return duration - config.end_s
    cuts = [
        pause.start + min(config.end_s, pause.end - pause.start) / 2
        for pause in activity.pauses
        if pause.end - pause.start >= config.pause_s
    ]
    if duration - speech[-1].end >= config.end_s:
        cuts.append(speech[-1].end + config.end_s / 2)
    if cuts and cuts[-1] >= config.least_s:
        return cuts[-1]
    if duration < config.longest_s:
        return 0.0
    return _quietest(activity.probabilities, duration - config.seek_s)


def _quietest(probabilities: Floats, from_s: float) -> float:
    first = int(from_s / FRAME_S)
    return (first + int(np.argmin(probabilities[first:])) + 0.5) * FRAME_S
