"""Sound of a track as blocks of 16 kHz mono with the time at which each began."""

from __future__ import annotations

import math
from dataclasses import dataclass

from av import AudioFrame, AudioResampler

from interviews.live.samples import RATE

BLOCK_SECONDS = 0.5
BLOCK_BYTES = round(BLOCK_SECONDS * RATE) * 2
#: Lost packets shorter than this become silence, so that words keep their times; after a longer
#: gap a new block begins with a time of its own.
LONGEST_FILL = 0.4  # s
#: The sender's clock may fall behind ours by this much before we set it anew. How far it is behind
#: the least late frame of a window says: sound that comes late in a burst is only late. It is never
#: set back: sound upon sound that was handed on would count as heard.
MOST_DRIFT, WINDOW = 1.0, 10.0  # s


@dataclass(frozen=True, slots=True)
class Block:
    """``begins_at``: epoch seconds. ``pcm``: 16 bits, little endian, mono, 16 kHz."""

    begins_at: float
    pcm: bytes


class Blocks:
    """Cuts decoded frames into blocks. Times follow the sender's clock (RTP), set by ours."""

    def __init__(self) -> None:
        self._resampler: AudioResampler | None = None
        self._format: tuple[str, str, int] = ("", "", 0)
        self._waiting = bytearray()
        self._origin = 0.0  # epoch seconds of the sender's time 0
        self._ends: float | None = None  # where the last frame ended on the sender's clock, s
        self._window = 0.0  # where it began on the sender's clock, s
        self._drift = math.inf  # the least in the window

    def add(self, frame: AudioFrame, now: float) -> list[Block]:
        """What is complete with this frame, which arrived ``now`` (epoch seconds): mostly nothing,
        twice a second a block.
        """
        starts = frame.time if frame.time is not None else (self._ends or 0.0)
        length = frame.samples / frame.sample_rate
        done = self._follow(starts, length, now)
        self._ends = starts + length
        for part in self._resampled(frame):
            self._waiting += bytes(part.planes[0])[: part.samples * 2]
        while len(self._waiting) >= BLOCK_BYTES:
            done.append(self._cut(BLOCK_BYTES))
        return done

    def rest(self) -> list[Block]:
        """What is too short for a block, where nothing follows it."""
        return [self._cut(len(self._waiting))] if self._waiting else []

    def _follow(self, starts: float, length: float, now: float) -> list[Block]:
        """Fills a short gap before ``starts``; at a long one the block under way is finished."""
        origin = now - length - starts
        if self._ends is not None:
            gap = starts - self._ends
            if -length < gap <= LONGEST_FILL:
                apart = self._apart(starts, origin - self._origin)
                if apart <= MOST_DRIFT:
                    self._waiting += bytes(2 * max(0, round(gap * RATE)))
                    return []
                origin = self._origin + apart
            origin = max(origin, self._origin + self._ends - starts)
        done = self.rest()
        self._origin, self._window, self._drift = origin, starts, math.inf
        return done

    def _apart(self, starts: float, drift: float) -> float:
        """How far the clocks are apart, at the end of each window; 0 in between."""
        self._drift = min(self._drift, drift)
        if starts - self._window < WINDOW:
            return 0.0
        least, self._window, self._drift = self._drift, starts, math.inf
        return least

    def _resampled(self, frame: AudioFrame) -> list[AudioFrame]:
        found = (frame.format.name, frame.layout.name, frame.sample_rate)
        if self._resampler is None or found != self._format:
            self._resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
            self._format = found
        frame.pts = None  # our own clock follows the gaps
        return self._resampler.resample(frame)

    def _cut(self, size: int) -> Block:
        """The first ``size`` bytes of what waits; it ends where the last frame ended."""
        assert self._ends is not None
        begins = self._origin + self._ends - len(self._waiting) / 2 / RATE
        pcm = bytes(self._waiting[:size])
        del self._waiting[:size]
        return Block(begins, pcm)
