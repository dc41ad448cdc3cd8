"""The lanes that listen: voice activity, prosody and words, on the whole sound at once."""

from __future__ import annotations

from collections import deque

import numpy as np

from analysis.attention import Attention
from analysis.findings import Found
from analysis.lanes import Lanes
from analysis.measure import Stopwatch
from analysis.media.audio import Samples, as_float
from analysis.media.recording import Sound
from analysis.networks import pitch_tracker, recogniser, refs, voice_activity
from analysis.types import Floats, Problem, ProblemCode, Purpose, Transcript
from analysis.voice.activity import Activity
from analysis.voice.prosody import voice_prosody
from analysis.weights import WeightStore

#: Speech shorter than this in a whole recording is a cough or a chair: the recording is silent.
LEAST_SPEECH_S = 0.5

#: Another language counts as spoken from this probability on. Whisper's answer for half a minute of
#: clear speech is above 0.9; short or noisy speech scatters over neighbouring languages.
OTHER_LANGUAGE = 0.8


class SoundLanes:
    """Sound is kept as int16 while it comes (115 MB an hour), and as float32 while it is judged."""

    def __init__(
        self,
        store: WeightStore,
        threads: int,
        device: str,
        lanes: Lanes,
        language: str,
        watch: Stopwatch,
    ) -> None:
        self._lanes, self._language, self._watch, self._store = lanes, language, watch, store
        self._activity = voice_activity(store, threads)
        self._pitch = self._recogniser = None
        if Purpose.VOICE_PROSODY in lanes.purposes:
            self._pitch = pitch_tracker(store, threads)
        if Purpose.TRANSCRIPT in lanes.purposes:
            self._recogniser = recogniser(store, threads, device)
        self._kept: deque[Samples] = deque()

    def keep(self, sound: Sound) -> None:
        """``sound`` follows what was kept before without a gap."""
        self._kept.append(sound.samples)

    def finish(self, found: Found, attention: Attention) -> None:
        """Listen to everything that was kept."""
        samples = self._samples()
        attention.tell(0.6, "voice", now=True)
        attention.check(now=True)
        with self._watch.stage("voice"):
            activity = self._activity(samples)
        found.models += refs(self._store, "silero_vad")
        if activity.speech_s < LEAST_SPEECH_S:
            found.problems.append(Problem(ProblemCode.SILENCE, f"{activity.speech_s:.1f} s"))
        if self._recogniser is not None:
            self._recognise(samples, activity, found, attention)
        if self._pitch is not None:
            attention.check(now=True)
            self._prosody(samples, activity, found)

    def _samples(self) -> Floats:
        """(N,) float32; each piece of int16 is let go as soon as it is converted."""
        out = np.empty(sum(map(len, self._kept)), np.float32)
        at = 0
        while self._kept:
            piece = self._kept.popleft()
            out[at : at + len(piece)] = as_float(piece)
            at += len(piece)
        return out

    def _recognise(
        self, samples: Floats, activity: Activity, found: Found, attention: Attention
    ) -> None:
        assert self._recogniser is not None

        def between(share: float) -> None:
            attention.check()
            attention.tell(0.65 + 0.3 * share, "words")

        with self._watch.stage("transcript"):
            transcript = self._recogniser(samples, activity, self._language, between)
        found.transcript = transcript
        found.models += refs(self._store, "whisper_base")
        other = _other_language(transcript)
        if other and transcript.words:
            found.problems.append(Problem(ProblemCode.OTHER_LANGUAGE, other))

    def _prosody(self, samples: Floats, activity: Activity, found: Found) -> None:
        assert self._pitch is not None
        with self._watch.stage("voice"):
            pitch = self._pitch(samples)
            prosody = voice_prosody(samples, activity, pitch, found.transcript)
        found.signals["voice"] = prosody.table
        found.summary |= prosody.summary
        found.segments += [*activity.speech, *activity.pauses]
        found.models += refs(self._store, "swift_f0")


def _other_language(transcript: Transcript) -> str:
    """The language that was spoken instead, or nothing."""
    spoken = transcript.detected_language
    sure = transcript.detected_probability >= OTHER_LANGUAGE
    return spoken if spoken and sure and spoken != transcript.language else ""
