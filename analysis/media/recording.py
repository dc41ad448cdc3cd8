"""One pass over a recording: demuxed once, each track decoded once, both on one clock.

The clock starts at the first picture or sound, whichever comes first. Pictures are handed out at
the analysis rate only: the others are decoded (later ones refer to them) but never converted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import av
import av.container
import av.error
import cv2
import numpy as np
import numpy.typing as npt
from av.audio.stream import AudioStream
from av.stream import Discard
from av.video.stream import VideoStream

from analysis.media.audio import Mono16k, Samples
from analysis.media.container import (
    Limits,
    Source,
    open_container,
    picture_track,
    size_of,
    sound_track,
)
from analysis.types import AnalysisError, ClipFacts, Problem, ProblemCode

#: Presentation times are rounded to milliseconds in webm: a frame this little early is on time.
ROUNDING_S = 0.005

#: Shorter than its header by more than this: the end is missing.
MISSING_END_S = 1.5

Packet: TypeAlias = "av.Packet[Any]"
Bgr = npt.NDArray[np.uint8]

_TURNS = {
    90: cv2.ROTATE_90_COUNTERCLOCKWISE,
    -270: cv2.ROTATE_90_COUNTERCLOCKWISE,
    180: cv2.ROTATE_180,
    -180: cv2.ROTATE_180,
    -90: cv2.ROTATE_90_CLOCKWISE,
    270: cv2.ROTATE_90_CLOCKWISE,
}


@dataclass(frozen=True, slots=True)
class Picture:
    """One sampled frame. ``bgr`` (H, W, 3), upright, at most the analysis size."""

    t: float
    bgr: Bgr


@dataclass(frozen=True, slots=True)
class Sound:
    """Sound at ``start`` samples (16 kHz) on the clock; ``samples`` (N,) int16 mono."""

    start: int
    samples: Samples


class Recording:
    """An opened recording. ``stream`` may be run through once; ``facts`` are complete after it."""

    def __init__(
        self, container: av.container.InputContainer, size: int, limits: Limits, threads: int
    ) -> None:
        self._container = container
        self._limits = limits
        self.problems: list[Problem] = []
        self._video: VideoStream | None = picture_track(container)
        self._audio: AudioStream | None = sound_track(container)
        if self._video is None and self._audio is None:
            raise AnalysisError(ProblemCode.NOT_A_VIDEO, "neither pictures nor sound inside")
        self._header_s = (container.duration or 0) / 1_000_000
        self._width = self._video.width if self._video else 0
        self._height = self._video.height if self._video else 0
        self._rate = self._video.average_rate if self._video else None
        self._codecs = tuple(s.codec_context.name if s else "" for s in (self._video, self._audio))
        self._audio_rate = self._audio.rate if self._audio else 0
        # Seconds a tick as plain floats: exact fractions cost more than demuxing does.
        self._ticks = {s.index: float(s.time_base or 0) for s in container.streams}
        self._start = self._first_moment()
        self._decoded = self._analysed = 0
        self._end = 0.0
        self._packets = self._damaged = self._byte = 0
        self._bytes = size
        self._stopped = False
        self._check_header()
        for stream in container.streams:
            if stream not in (self._video, self._audio):
                stream.discard = Discard.all
        for track in (self._video, self._audio):
            if track is not None:
                track.codec_context.options = {"max_pixels": str(limits.max_pixels)}
                track.codec_context.thread_count = max(1, threads)

    # -- before decoding ---------------------------------------------------------------------

    def _first_moment(self) -> float:
        starts = [
            s.start_time * self._ticks[s.index]
            for s in (self._video, self._audio)
            if s is not None and s.start_time is not None
        ]
        return min(starts) if starts else 0.0

    def _check_header(self) -> None:
        if self._video is None:
            self._problem(ProblemCode.NO_VIDEO_TRACK, "no picture track in the file")
        elif max(self._width, self._height) > self._limits.max_side:
            self._refuse_picture(self._width, self._height)
        if self._audio is None:
            self._problem(ProblemCode.NO_AUDIO_TRACK, "no sound track in the file")
        if self._header_s > self._limits.max_duration_s:
            self._too_long(f"header says {self._header_s:.0f} s", self._header_s)

    def _refuse_picture(self, width: int, height: int) -> None:
        self._problem(
            ProblemCode.TOO_LARGE_PICTURE,
            f"{width}x{height}, at most {self._limits.max_side} a side",
        )
        if self._video is not None:
            self._video.discard = Discard.all
        self._video = None

    def _problem(
        self,
        code: ProblemCode,
        detail: str,
        start: float | None = None,
        end: float | None = None,
    ) -> None:
        if all(p.code != code for p in self.problems):
            self.problems.append(Problem(code, detail, start, end))

    def _too_long(self, detail: str, end: float | None = None) -> None:
        self._problem(ProblemCode.TOO_LONG, detail, self._limits.max_duration_s, end)

    # -- the pass ----------------------------------------------------------------------------

    @property
    def has_picture(self) -> bool:
        return self._video is not None

    @property
    def has_sound(self) -> bool:
        return self._audio is not None

    @property
    def expected_s(self) -> float:
        """Length by the header, 0 where it says nothing (a browser's webm)."""
        return min(self._header_s, self._limits.max_duration_s)

    @property
    def progress(self) -> float:
        """Share of the file's bytes that was read, 0..1: a browser's webm has no duration."""
        return min(1.0, self._byte / max(1, self._bytes))

    def stream(
        self, fps: float, side: int = 640, *, pictures: bool = True, sound: bool = True
    ) -> Iterator[Picture | Sound]:
        """Pictures at ``fps``, at most ``side`` pixels wide and high, and all sound, as they come.

        What is not wanted is read past but never decoded.
        Raises ``AnalysisError`` EMPTY when nothing at all could be decoded.
        """
        sampler = _Sampler(fps, side)
        mono = Mono16k(self._limits.max_duration_s)
        for packet in self._demux():
            if packet.stream is self._video and pictures:
                yield from self._pictures(packet, sampler)
            elif packet.stream is self._audio and sound:
                yield from self._sounds(packet, mono)
            if self._stopped:
                break
        for samples in mono.flush():
            yield Sound(mono.position - len(samples), samples)
        self._end = max(self._end, mono.position / 16_000)
        if not self._decoded and not mono.position and self._wanted(pictures, sound):
            raise AnalysisError(ProblemCode.EMPTY, "no picture and no sound could be decoded")
        cut_off = any(p.code == ProblemCode.TOO_LONG for p in self.problems)
        if not cut_off and self._end < self.expected_s - MISSING_END_S:
            self._problem(
                ProblemCode.TRUNCATED,
                f"{self._end:.1f} s of {self._header_s:.1f} s are there",
                self._end,
            )

    def _wanted(self, pictures: bool, sound: bool) -> bool:
        return bool((self._video and pictures) or (self._audio and sound))

    def _demux(self) -> Iterator[Packet]:
        tracks = [s for s in (self._video, self._audio) if s is not None]
        if not tracks:
            return
        packets = self._container.demux(tracks)
        while True:
            try:
                packet = next(packets, None)
            except (av.error.InvalidDataError, av.error.EOFError) as error:
                self._problem(ProblemCode.TRUNCATED, str(error), self._end)
                for track in tracks:  # what the decoders still hold belongs to the recording
                    yield _flush_of(track)
                return
            if packet is None:
                return
            self._packets += 1
            self._byte = max(self._byte, packet.pos or 0)
            if packet.pts is not None:
                tick = self._ticks[packet.stream.index]
                moment = packet.pts * tick - self._start
                if not self._within(moment):
                    return
                after = moment + (packet.duration or 0) * tick
                self._end = max(self._end, min(after, self._limits.max_duration_s))
            if self._packets > self._limits.max_packets:
                self._too_long(f"more than {self._limits.max_packets} packets")
                return
            yield packet

    def _decode(self, packet: Packet) -> list[av.VideoFrame | av.AudioFrame]:
        try:
            frames = packet.decode()
            self._damaged = 0
        except av.error.EOFError:
            return []
        except av.error.FFmpegError as error:
            self._skip_damaged(error)
            return []
        return list(frames)

    def _skip_damaged(self, error: Exception) -> None:
        """A packet or frame that makes no sense costs itself; too many in a row cost the rest."""
        self._problem(ProblemCode.TRUNCATED, f"damaged: {error}", self._end)
        self._damaged += 1
        self._stopped = self._damaged > self._limits.max_damaged_packets

    def _time(self, frame: av.VideoFrame | av.AudioFrame) -> float | None:
        moment = frame.time  # seconds by the frame's own time base
        return None if moment is None else moment - self._start

    def _within(self, t: float | None) -> bool:
        if t is None or t <= self._limits.max_duration_s:
            return True
        self._too_long(f"time stamp {t:.0f} s", t)
        self._stopped = True
        return False

    def _pictures(self, packet: Packet, sampler: _Sampler) -> Iterator[Picture]:
        for frame in self._decode(packet):
            if not isinstance(frame, av.VideoFrame):
                continue
            self._decoded += 1
            t = self._time(frame)
            if not self._within(t) or t is None:
                continue
            self._end = max(self._end, t)
            if max(frame.width, frame.height) > self._limits.max_side:
                self._refuse_picture(frame.width, frame.height)
                return
            if self._decoded > 1000 + self._limits.max_frames_per_s * (t + 1):
                self._too_long(f"{self._decoded} frames in {t:.1f} s")
                self._stopped = True
                return
            try:
                picture = sampler.take(frame, t)
            except av.error.FFmpegError as error:  # a frame in a form that nobody can convert
                self._skip_damaged(error)
                continue
            if picture is not None:
                self._analysed += 1
                yield picture

    def _sounds(self, packet: Packet, mono: Mono16k) -> Iterator[Sound]:
        for frame in self._decode(packet):
            if not isinstance(frame, av.AudioFrame):
                continue
            t = self._time(frame)
            if not self._within(t):
                return
            start = mono.position
            try:
                for samples in mono.feed(frame, t):
                    yield Sound(start, samples)
                    start += len(samples)
            except av.error.FFmpegError as error:  # a damaged frame with, say, a rate of 3 Hz
                self._skip_damaged(error)

    def facts(self) -> ClipFacts:
        """What is known so far; duration by decoding once ``stream`` is through."""
        fps = float(self._rate) if self._rate else 0.0
        if self._decoded > 1 and self._end > 0 and not 1 <= fps <= self._limits.max_frames_per_s:
            fps = self._decoded / self._end  # browsers declare 1000 frames/s: one per millisecond
        return ClipFacts(
            duration_s=self._end or self.expected_s,
            width=self._width,
            height=self._height,
            video_fps=round(fps, 3),
            video_codec=self._codecs[0],
            audio_codec=self._codecs[1],
            audio_rate=self._audio_rate,
            frames_decoded=self._decoded,
            frames_analysed=self._analysed,
        )


class _Sampler:
    """Takes the first frame of every 1/fps interval, however irregular the time stamps are."""

    def __init__(self, fps: float, side: int) -> None:
        if not 0 < fps <= 120:
            raise ValueError(f"fps must be in (0, 120], not {fps}")
        self._fps = fps
        self._side = side
        self._next = -1.0
        self._last = -1.0

    def take(self, frame: av.VideoFrame, t: float) -> Picture | None:
        if t < 0 or t <= self._last or t < self._next - ROUNDING_S:
            return None
        self._last = t
        self._next = (int((t + ROUNDING_S) * self._fps) + 1) / self._fps
        return Picture(t, self._upright(frame))

    def _upright(self, frame: av.VideoFrame) -> Bgr:
        width, height = float(frame.width), float(frame.height)
        scale = min(1.0, self._side / max(width, height))
        size = (max(2, round(width * scale)), max(2, round(height * scale)))
        bgr: Bgr = frame.reformat(*size, format="bgr24", threads=1).to_ndarray()  # type: ignore[assignment]
        turn = _TURNS.get(round(frame.rotation / 90) * 90)  # phones store portrait as turned
        return bgr if turn is None else cv2.rotate(bgr, turn)  # type: ignore[return-value]


def _flush_of(track: VideoStream | AudioStream) -> Packet:
    packet: Packet = av.Packet()
    packet.stream = track
    return packet


@contextmanager
def open_recording(
    source: Source, limits: Limits | None = None, threads: int = 1
) -> Iterator[Recording]:
    """Open a recording: ``source`` is a path or any seekable binary file (a decrypting reader).

    Raises ``AnalysisError`` (EMPTY, NOT_A_VIDEO, TRUNCATED) when there is nothing to analyse; what
    only limits the analysis is in ``Recording.problems``.
    """
    limits = limits or Limits()
    size = size_of(source)
    with open_container(source, limits) as container:
        yield Recording(container, size, limits, threads)
