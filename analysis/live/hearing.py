"""Listens to somebody who is speaking: words in pieces cut at silences, and how the voice sounds.

Sound comes as blocks with the time at which each began. A piece is recognised once nobody is in the
middle of a word (``analysis.voice.draft``). A pass of the recogniser costs nearly the same for two
seconds as for fifteen, so whoever listens late listens to longer pieces, and catches up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from analysis.media.audio import RATE, Samples, as_float
from analysis.types import Floats, Word
from analysis.voice.activity import Activity, VoiceActivity
from analysis.voice.draft import DraftConfig, cut_before
from analysis.voice.level import rms_dbfs, speech_level_dbfs
from analysis.voice.pitch import PitchTracker
from analysis.voice.transcript import Recogniser


@dataclass(frozen=True, slots=True)
class HearingConfig:
    """``cuts``: as for drafts, in shorter pieces, because somebody reads along: 2 s at least, and
    who speaks without a pause is cut after 7 s. On 113 s of read speech words then come 3.5 s after
    they were said (median) with 0 and 4 more errors in 100 words than in the whole recording; with
    pieces of up to 10 s as many, after 4.6 s. ``join_s``: blocks further apart than this do not
    belong together (the tap fills gaps up to 0.4 s itself). ``most_s``: of one pass, so that a
    backlog is shown as it is worked off; Whisper hears 30 s. ``trailing_s``: of silence at the end
    from which on somebody has stopped speaking for now. ``rate_s``: the rate is that of the words
    of so many seconds.
    """

    cuts: DraftConfig = field(
        default_factory=lambda: DraftConfig(
            least_s=2.0, pause_s=0.3, end_s=0.5, longest_s=7.0, seek_s=3.0
        )
    )
    join_s: float = 0.1
    most_s: float = 28.0
    trailing_s: float = 0.5
    rate_s: float = 15.0


@dataclass(frozen=True, slots=True)
class Block:
    """``samples`` (N,) int16 at 16 kHz from ``begins_at`` epoch seconds on."""

    begins_at: float
    samples: Samples

    @property
    def ends_at(self) -> float:
        return self.begins_at + self.samples.size / RATE


@dataclass(frozen=True, slots=True)
class Heard:
    """``words`` with epoch seconds. Everything before ``until`` was listened to.

    ``speech_s``: how long somebody spoke in it. ``more``: enough waits for another pass at once.
    """

    words: tuple[Word, ...]
    until: float
    speech_s: float = 0.0
    more: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """How the voice sounds between two moments (epoch seconds); NaN where nobody speaks, or where
    that is not to be known.

    ``quiet_s``: for how long nobody has spoken at the end.
    """

    begins_at: float
    ends_at: float
    speaking: bool
    quiet_s: float
    level_db: float
    pitch_hz: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sound without a gap. ``closed``: nothing will follow it."""

    begins_at: float
    samples: Floats
    closed: bool

    @property
    def ends_at(self) -> float:
        return self.begins_at + self.samples.size / RATE


class LiveHearing:
    """Holds the loaded networks; calls share no state."""

    def __init__(
        self,
        activity: VoiceActivity,
        recogniser: Recogniser,
        pitch: PitchTracker,
        config: HearingConfig | None = None,
    ) -> None:
        self._activity, self._recogniser, self._pitch = activity, recogniser, pitch
        self.config = config or HearingConfig()

    def prepare(self) -> None:
        """A first pass over a second of noise: networks allocate on first use."""
        noise = np.random.default_rng(0).standard_normal(RATE).astype(np.float32) * np.float32(0.1)
        self._activity(noise)
        self._pitch(noise)

    def words(
        self,
        blocks: Sequence[Block],
        *,
        since: float,
        language: str,
        over: bool = False,
        between: Callable[[float], None] | None = None,
    ) -> Heard:
        """The next piece after ``since``, if one is complete. ``over``: nothing follows the last
        block, so that its words wait for no others.

        ``between`` is called every second or two of work and may raise to stop.
        """
        until = since
        for stretch in stretches(blocks, since, self.config.join_s, over=over):
            part = stretch
            if stretch.samples.size > self.config.most_s * RATE:
                first = stretch.samples[: round(self.config.most_s * RATE)]
                part = replace(stretch, samples=first, closed=False)
            activity = self._activity(part.samples)
            end_s = activity.duration_s if part.closed else live_cut(activity, self.config)
            if end_s <= 0:
                return Heard((), until)
            piece = part.samples[: round(end_s * RATE)]
            until = part.begins_at + piece.size / RATE
            if not activity.speech or activity.speech[0].start >= end_s:
                if not part.closed:
                    return Heard((), until, more=part is not stretch)
                continue
            return self._recognised(part, piece, language, until, part is not stretch, between)
        return Heard((), until)

    def _recognised(
        self,
        part: Stretch,
        piece: Floats,
        language: str,
        until: float,
        rest: bool,
        between: Callable[[float], None] | None,
    ) -> Heard:
        activity = self._activity(piece)
        transcript = self._recogniser(piece, activity, language, between)
        words = tuple(
            replace(word, start=word.start + part.begins_at, end=word.end + part.begins_at)
            for word in transcript.words
        )
        return Heard(words, until, activity.speech_s, more=rest or part.closed)

    def voice(self, blocks: Sequence[Block], *, since: float, prosody: bool = True) -> Voice | None:
        """The voice after ``since``; None where nothing has come. Without ``prosody`` only whether
        somebody speaks: neither level nor pitch is looked at.
        """
        found = stretches(blocks, since, self.config.join_s)
        if not found:
            return None
        last = found[-1]
        activity = self._activity(last.samples)
        quiet = activity.duration_s - (activity.speech[-1].end if activity.speech else 0.0)
        speaking = bool(activity.speech) and quiet < self.config.trailing_s
        if not (activity.speech and prosody):
            return Voice(last.begins_at, last.ends_at, speaking, quiet, np.nan, np.nan)
        t = np.arange(0.05, activity.duration_s, 0.1, dtype=np.float32)
        level = speech_level_dbfs(rms_dbfs(last.samples, t, 0.2), activity.speaking_at(t))
        pitch = self._pitch(last.samples)
        voiced = pitch.f0_hz[np.isfinite(pitch.f0_hz) & (activity.speaking_at(pitch.t) > 0.5)]
        return Voice(
            *(last.begins_at, last.ends_at, speaking, quiet),
            level_db=float(np.nanmedian(level)) if np.isfinite(level).any() else np.nan,
            pitch_hz=float(np.median(voiced)) if voiced.size else np.nan,
        )


def stretches(
    blocks: Sequence[Block], since: float, join_s: float, *, over: bool = False
) -> list[Stretch]:
    """``blocks`` (in order) from ``since`` on, joined where one follows the other."""
    groups: list[list[Block]] = []
    for block in blocks:
        if block.ends_at <= since + 1 / RATE:
            continue
        if groups and abs(block.begins_at - groups[-1][-1].ends_at) <= join_s:
            groups[-1].append(block)
        else:
            groups.append([block])
    found = []
    for group in groups:
        begins_at = group[0].begins_at
        samples = as_float(np.concatenate([block.samples for block in group]))
        if begins_at < since:
            samples = samples[round((since - begins_at) * RATE) :]
            begins_at = since
        found.append(Stretch(begins_at, samples, closed=over or group is not groups[-1]))
    return found


def live_cut(activity: Activity, config: HearingConfig) -> float:
    """As ``cut_before``; also after a short "yes" that nothing follows for a while."""
    cuts = config.cuts
    duration, speech = activity.duration_s, activity.speech
    if speech and duration >= cuts.least_s and duration - speech[-1].end >= cuts.end_s:
        return duration - cuts.end_s / 2
    return cut_before(activity, cuts)


def rate_wpm(words: Sequence[Word], config: HearingConfig | None = None) -> float:
    """Words per minute of the last words, pauses included; NaN for fewer than three."""
    seconds = (config or HearingConfig()).rate_s
    recent = [word for word in words if word.end >= words[-1].end - seconds]
    if len(recent) < 3:
        return float("nan")
    return 60 * len(recent) / max(recent[-1].end - recent[0].start, 1.0)
