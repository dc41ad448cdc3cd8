"""Sound of any file as mono 16 kHz samples, the rate that every speech network here expects."""

from __future__ import annotations

from collections.abc import Iterator

import av
import av.error
import numpy as np
import numpy.typing as npt

from analysis.media.container import Source, open_container, sound_track
from analysis.types import AnalysisError, Floats, ProblemCode

RATE = 16_000  # Hz

Samples = npt.NDArray[np.int16]

#: A track whose time stamps jump by more than this was interrupted; less is rounding (webm stamps
#: are whole milliseconds) and is left alone so that no click is cut into the sound.
JUMP_S = 0.05
#: A sound codec needs what came before to settle: 80 ms for Opus (RFC 7845, 4.6), and some room.
PREROLL_S = 0.2


class Mono16k:
    """Decoded sound frames to one unbroken run of int16 mono samples on the recording's clock.

    Gaps between time stamps become digital silence, overlaps are cut, so that sample ``n`` always
    sounds at ``n / 16000`` seconds. ``limit_s`` bounds what a forged time stamp may fill.
    """

    def __init__(self, limit_s: float = 3 * 3600.0) -> None:
        self.position = 0  # samples handed out so far
        self._limit = int(limit_s * RATE)
        self._resampler: av.AudioResampler | None = None
        self._shape: tuple[str, str, int] | None = None

    def feed(self, frame: av.AudioFrame, time_s: float | None) -> Iterator[Samples]:
        """Samples that ``frame``, which begins at ``time_s``, adds."""
        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        if shape != self._shape:  # the track changed its rate or channels half way
            yield from self.flush()
            self._shape = shape
            self._resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        skip = 0
        if time_s is not None:
            jump = round(time_s * RATE) - self.position
            if abs(jump) > JUMP_S * RATE:
                if jump > 0:
                    yield from self._silence(jump)
                else:
                    skip = -jump
        frame.pts = None  # the resampler would otherwise invent samples of its own
        assert self._resampler is not None
        try:
            parts = self._resampler.resample(frame)
        except av.error.FFmpegError:  # a damaged frame: what comes next starts anew
            self._resampler = self._shape = None
            raise
        for part in parts:
            yield from self._hand_out(part.to_ndarray()[0][skip:])
            skip = max(0, skip - part.samples)

    def flush(self) -> Iterator[Samples]:
        """What the resampler holds back; the next frame may have another rate."""
        if self._resampler is not None:
            for part in self._resampler.resample(None):
                yield from self._hand_out(part.to_ndarray()[0])
        self._resampler = self._shape = None

    def _silence(self, samples: int) -> Iterator[Samples]:
        samples = min(samples, self._limit - self.position)
        while samples > 0:  # in pieces: a gap of an hour is not one array
            piece = min(samples, 60 * RATE)
            yield from self._hand_out(np.zeros(piece, np.int16))
            samples -= piece

    def _hand_out(self, samples: Samples) -> Iterator[Samples]:
        samples = samples[: max(0, self._limit - self.position)]
        if len(samples):
            self.position += len(samples)
            yield samples


def as_float(samples: Samples) -> Floats:
    """int16 samples as float32 in -1..1."""
    return samples.astype(np.float32) / np.float32(32768.0)


def read_audio(source: Source) -> tuple[Floats, int]:
    """Whole first sound track of ``source`` as (N,) float32 in -1..1, and the rate (16 kHz).

    For single sounds (evaluation, tests); recordings go through ``analysis.media.recording``.
    Raises ``AnalysisError``: EMPTY, NOT_A_VIDEO (no media at all), NO_AUDIO_TRACK. A truncated file
    gives what it still holds.
    """
    parts: list[Samples] = []
    with open_container(source) as container:
        stream = sound_track(container)
        if stream is None:
            raise AnalysisError(ProblemCode.NO_AUDIO_TRACK, "no sound track in the file")
        mono = Mono16k()
        try:
            for frame in container.decode(stream):
                parts.extend(mono.feed(frame, None))
        except av.error.FFmpegError:
            pass  # cut off or damaged: what came before is the answer
        parts.extend(mono.flush())
    if not parts:
        raise AnalysisError(ProblemCode.EMPTY, "the sound track holds no samples")
    return as_float(np.concatenate(parts)), RATE


def read_audio_since(source: Source, start_s: float) -> Floats:
    """Samples (N,) of a recording that is still growing, from ``start_s`` on its own clock.

    What is cut off in the middle is no error: the rest comes with the next call. Nothing new gives
    no samples. Raises ``AnalysisError`` as ``read_audio`` does, but never for too little sound.
    """
    parts: list[Samples] = []
    with open_container(source) as container:
        stream = sound_track(container)
        if stream is None:
            raise AnalysisError(ProblemCode.NO_AUDIO_TRACK, "no sound track in the file")
        mono = Mono16k()
        mono.position = round(start_s * RATE)
        assert stream.time_base is not None  # every demuxer of ours sets one
        unit = float(stream.time_base)
        origin = (stream.start_time or 0) * unit
        try:
            for packet in container.demux(stream):
                at = None if packet.pts is None else packet.pts * unit - origin
                if at is not None and at < start_s - PREROLL_S:
                    continue  # heard before: decoding it again would cost more the longer one talks
                for frame in packet.decode():
                    time = None if frame.time is None else frame.time - origin
                    parts.extend(mono.feed(frame, time))
        except av.error.FFmpegError:
            pass
        parts.extend(mono.flush())
    return as_float(np.concatenate(parts)) if parts else np.zeros(0, np.float32)
