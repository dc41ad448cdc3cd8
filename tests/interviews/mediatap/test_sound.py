"""Sound keeps its times: over lost packets, pauses and other formats."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import numpy as np
import pytest
from av import AudioFrame

from interviews.live.samples import RATE
from interviews.mediatap.sound import BLOCK_BYTES, BLOCK_SECONDS, Block, Blocks

HERE = 48_000
BEGUN = 1_790_000_000.0  # epoch seconds


def tone(number: int, *, rate: int = HERE, layout: str = "stereo", at: float = 0.0) -> AudioFrame:
    """20 ms of 440 Hz; packet ``number`` since the sender's time ``at``."""
    size = rate // 50
    times = (np.arange(size) + number * size) / rate
    wave = (8000 * np.sin(2 * np.pi * 440 * times)).astype(np.int16)
    channels = 2 if layout == "stereo" else 1
    frame = AudioFrame.from_ndarray(np.repeat(wave, channels)[None], format="s16", layout=layout)
    frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
    frame.pts = round(at * rate) + number * size
    return frame


def samples(blocks: list[Block]) -> np.ndarray:
    return np.frombuffer(b"".join(block.pcm for block in blocks), np.int16)


def heard(blocks: Blocks, frames: Iterable[AudioFrame], since: float = BEGUN) -> list[Block]:
    """The blocks of frames that arrive every 20 ms from the epoch second ``since`` on."""
    return [
        block
        for number, frame in enumerate(frames, start=1)
        for block in blocks.add(frame, since + number / 50)
    ]


@pytest.mark.parametrize(("rate", "layout"), [(48_000, "stereo"), (8_000, "mono")])
def test_any_format_becomes_half_seconds_of_16_khz_mono(rate: int, layout: str) -> None:
    made = heard(Blocks(), (tone(number, rate=rate, layout=layout) for number in range(110)))
    assert [len(block.pcm) for block in made] == [BLOCK_BYTES] * 4
    wave = samples(made)
    spectrum = np.abs(np.fft.rfft(wave.astype(float)))
    assert np.argmax(spectrum) * RATE / len(wave) == pytest.approx(440, abs=1)


def test_blocks_begin_where_the_last_one_ended() -> None:
    made = heard(Blocks(), map(tone, range(200)))
    times = BEGUN + BLOCK_SECONDS * np.arange(len(made))
    assert [block.begins_at for block in made] == pytest.approx(times, abs=5e-3)


def test_lost_packets_become_silence_so_that_words_keep_their_times() -> None:
    blocks = Blocks()
    made = heard(blocks, map(tone, range(30)))
    made += heard(blocks, map(tone, range(40, 120)), BEGUN + 0.8)  # 200 ms are missing
    times = BEGUN + BLOCK_SECONDS * np.arange(len(made))
    assert [block.begins_at for block in made] == pytest.approx(times, abs=5e-3)
    wave = samples(made)
    assert np.abs(wave[round(0.65 * RATE) : round(0.75 * RATE)]).max() < 100
    assert np.abs(wave[round(0.85 * RATE) : round(0.95 * RATE)]).max() > 5000


def test_after_a_long_gap_a_new_block_begins_with_a_time_of_its_own() -> None:
    blocks = Blocks()
    first = heard(blocks, map(tone, range(30)))
    rest = heard(blocks, (tone(number, at=100.0) for number in range(60)), BEGUN + 100)
    under_way = rest.pop(0)
    assert len(under_way.pcm) < BLOCK_BYTES
    assert under_way.begins_at == pytest.approx(BEGUN + 0.5, abs=5e-3)
    assert len(samples([*first, under_way])) == pytest.approx(0.6 * RATE, abs=100)
    assert rest[0].begins_at == pytest.approx(BEGUN + 100, abs=5e-3)
    assert len(rest[0].pcm) == BLOCK_BYTES


def test_a_sender_that_starts_its_clock_anew_is_followed() -> None:
    blocks = Blocks()
    heard(blocks, map(tone, range(500, 540)))
    made = heard(blocks, map(tone, range(60)), BEGUN + 5)
    assert made[-1].begins_at == pytest.approx(BEGUN + 5.5, abs=5e-3)


def test_a_senders_clock_that_runs_away_is_set_anew() -> None:
    blocks = Blocks()
    ends = 0.0
    for number in range(5000):  # ours is 3 % slower: 100 s of theirs are 103 of ours
        ends = BEGUN + (number + 1) / 50 * 1.03
        made = blocks.add(tone(number), ends)
    made = heard(blocks, map(tone, range(5000, 5030)), ends)
    assert made[-1].begins_at + len(made[-1].pcm) / 2 / RATE == pytest.approx(ends, abs=1.8)


def test_sound_that_comes_late_in_a_burst_keeps_its_times() -> None:
    """A sender or a network that stands still for three seconds loses nothing and moves nothing."""
    blocks = Blocks()
    made = heard(blocks, map(tone, range(100)))
    for number in range(100, 250):  # all at once, three seconds late
        made += blocks.add(tone(number), BEGUN + 5.1)
    made += heard(blocks, map(tone, range(250, 400)), BEGUN + 5.0)
    times = BEGUN + BLOCK_SECONDS * np.arange(len(made))
    assert [block.begins_at for block in made] == pytest.approx(times, abs=5e-3)
    assert {len(block.pcm) for block in made} == {BLOCK_BYTES}


@pytest.mark.parametrize("lost", [0, 30])
def test_a_first_frame_that_comes_late_sets_nothing_upon_what_was_handed_on(lost: int) -> None:
    """Connecting took three seconds: all sound since comes at once, then on time. ``lost``: packets
    after the fifth second, and the next one late, too.
    """
    blocks = Blocks()
    made = [block for number in range(150) for block in blocks.add(tone(number), BEGUN + 3.0)]
    made += heard(blocks, map(tone, range(150, 250)), BEGUN + 3.0)
    made += blocks.add(tone(250 + lost), BEGUN + 7.5)
    made += heard(blocks, map(tone, range(251 + lost, 1000)), BEGUN + 5.02 + lost / 50)
    ends = [block.begins_at + len(block.pcm) / 2 / RATE for block in made]
    assert all(block.begins_at > end - 5e-3 for block, end in zip(made[1:], ends[:-1], strict=True))
    assert len(samples(made)) == pytest.approx((1000 - lost) * RATE / 50, abs=BLOCK_BYTES / 2)
