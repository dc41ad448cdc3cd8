"""One pass over real and synthetic recordings: the clock, the sampling, the picture's side up."""

from __future__ import annotations

import io

import av
import numpy as np
import pytest

from analysis.media.audio import read_audio
from analysis.media.recording import Picture, Recording, Sound, open_recording
from analysis.types import ProblemCode
from tests.analysis.recordings import (
    as_a_browser_records,
    face_sample,
    recorded,
    shade,
    speech_sample,
    tone,
)


def _run(recording: Recording, fps: float = 5.0) -> tuple[list[Picture], np.ndarray]:
    pictures, sound = [], [np.zeros(0, np.int16)]
    for item in recording.stream(fps):
        if isinstance(item, Picture):
            pictures.append(item)
        else:
            assert isinstance(item, Sound)
            assert item.start == sum(map(len, sound))
            sound.append(item.samples)
    return pictures, np.concatenate(sound)


def _loud(sound: np.ndarray) -> list[tuple[float, float]]:
    """Stretches of sound in seconds, at 10 ms."""
    level = np.abs(sound[: len(sound) // 160 * 160].reshape(-1, 160)).max(axis=1) > 1000
    edges = np.flatnonzero(np.diff(np.concatenate([[0], level.astype(int), [0]])))
    return [(a / 100, b / 100) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def test_a_real_clip_is_described_as_it_is() -> None:
    with open_recording(face_sample("single_face.mp4")) as recording:
        pictures, sound = _run(recording)
        facts = recording.facts()
    assert (facts.width, facts.height, facts.video_codec) == (640, 360, "h264")
    assert facts.video_fps == 30.0
    assert facts.duration_s == pytest.approx(2.42, abs=0.02)
    assert facts.frames_decoded == 72
    assert facts.frames_analysed == len(pictures) == 12
    assert [p.t for p in pictures] == pytest.approx(np.arange(12) / 5, abs=0.005)
    assert len(sound) / 16_000 == pytest.approx(2.42, abs=0.03)
    assert recording.problems == []


def test_a_browsers_recording_without_a_duration_gets_one_by_decoding() -> None:
    source = as_a_browser_records(3.0)
    with av.open(source) as container:
        assert container.duration is None
    source.seek(0)
    with open_recording(source) as recording:
        pictures, _ = _run(recording)
        facts = recording.facts()
    assert facts.duration_s == pytest.approx(3.0, abs=0.05)
    assert len(pictures) == 15
    assert facts.audio_codec == "opus"
    assert recording.problems == []


def test_pictures_are_sampled_by_time_however_irregular_they_come() -> None:
    random = np.random.default_rng(0)
    times = np.cumsum(random.choice([0.01, 0.033, 0.05, 0.4], 120)).tolist()
    source = io.BytesIO()
    recorded(source, times=times)
    source.seek(0)
    with open_recording(source) as recording:
        pictures, _ = _run(recording)
    taken = np.array([p.t for p in pictures])
    assert (np.diff(taken) > 0).all()
    came = np.array(times) - times[0]
    slots = {int(t * 5 + 0.03) for t in came}
    assert {int(t * 5 + 0.03) for t in taken} == slots  # one for every interval that has a picture
    assert len(taken) == len(slots)


def test_sound_that_starts_later_stays_on_the_pictures_clock() -> None:
    source = io.BytesIO()
    recorded(source, times=np.arange(0, 3, 0.04).tolist(), sounds=[(1.0, tone(1.0))])
    source.seek(0)
    with open_recording(source) as recording:
        _, sound = _run(recording)
    (start, end), *more = _loud(sound)
    assert start == pytest.approx(1.0, abs=0.03)
    assert end == pytest.approx(2.0, abs=0.03)
    assert not more


def test_a_gap_in_the_sound_is_silence_and_moves_nothing() -> None:
    source = io.BytesIO()
    recorded(
        source, times=np.arange(0, 4, 0.04).tolist(), sounds=[(0.0, tone(1.0)), (2.5, tone(1.0))]
    )
    source.seek(0)
    with open_recording(source) as recording:
        _, sound = _run(recording)
    starts = [start for start, _ in _loud(sound)]
    assert starts == pytest.approx([0.0, 2.5], abs=0.04)


@pytest.mark.parametrize("turned", [90, -90, 180])
def test_a_phones_turned_picture_is_looked_at_upright(turned: int) -> None:
    source = io.BytesIO()
    upright = shade(0.0)
    stored = np.rot90(upright, -turned // 90)  # the display matrix turns it back, anticlockwise
    recorded(
        source,
        times=[0.0, 0.1, 0.2],
        picture=lambda t: np.ascontiguousarray(stored),
        container="mp4",
        codecs=("libx264", "aac"),
        turned=turned,
    )
    source.seek(0)
    with open_recording(source) as recording:
        pictures, _ = _run(recording)
    assert pictures[0].bgr.shape == upright.shape
    assert np.abs(pictures[0].bgr.astype(int) - upright).mean() < 4


def test_a_large_picture_is_reduced_before_anything_looks_at_it() -> None:
    source = io.BytesIO()
    recorded(source, times=[0.0], picture=lambda t: shade(t, (1280, 960)))
    source.seek(0)
    with open_recording(source) as recording:
        pictures, _ = _run(recording)
    assert pictures[0].bgr.shape == (480, 640, 3)
    assert recording.facts().width == 1280


def test_a_missing_track_is_named_and_the_other_one_read() -> None:
    source = io.BytesIO()
    recorded(source, times=[0.0, 0.2])
    source.seek(0)
    with open_recording(source) as recording:
        pictures, sound = _run(recording)
        assert [p.code for p in recording.problems] == [ProblemCode.NO_AUDIO_TRACK]
    assert len(pictures) == 2
    assert len(sound) == 0
    with open_recording(speech_sample("beckett.wav")) as recording:
        pictures, sound = _run(recording)
        assert [p.code for p in recording.problems] == [ProblemCode.NO_VIDEO_TRACK]
    assert pictures == []
    assert len(sound) / 16_000 == pytest.approx(9.963, abs=0.01)


def test_speech_is_read_as_mono_at_16_khz_whatever_it_was() -> None:
    samples, rate = read_audio(speech_sample("two_cities.wav"))  # 48 kHz
    assert rate == 16_000
    assert samples.dtype == np.float32
    assert len(samples) / rate == pytest.approx(44.374, abs=0.01)
    assert 0.05 < np.abs(samples).max() <= 1.0


def test_what_is_not_wanted_is_never_decoded() -> None:
    source = as_a_browser_records(1.0)
    with open_recording(source) as recording:
        items = list(recording.stream(5.0, pictures=False))
        assert recording.facts().frames_decoded == 0
        assert recording.facts().duration_s == pytest.approx(1.0, abs=0.05)
    assert items
    assert all(isinstance(item, Sound) for item in items)
