"""What strangers upload: each is refused or analysed as far as it goes, and says why."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest

from analysis.media.container import Limits, open_container
from analysis.media.recording import Picture, open_recording
from analysis.types import AnalysisError, ProblemCode
from tests.analysis.recordings import as_a_browser_records, face_sample, recorded, shade, tone


def _refused(content: bytes) -> ProblemCode:
    with pytest.raises(AnalysisError) as error, open_recording(io.BytesIO(content)) as recording:
        list(recording.stream(5.0))
    return error.value.code


def _codes(source: object, limits: Limits | None = None) -> tuple[list[ProblemCode], int, int]:
    """Problems, pictures, sound samples."""
    with open_recording(source, limits) as recording:  # type: ignore[arg-type]
        items = list(recording.stream(5.0))
        pictures = sum(isinstance(i, Picture) for i in items)
        sound = sum(0 if isinstance(i, Picture) else len(i.samples) for i in items)
        return [p.code for p in recording.problems], pictures, sound


def test_a_file_without_bytes_is_empty() -> None:
    assert _refused(b"") == ProblemCode.EMPTY


def test_a_text_a_picture_and_noise_are_no_videos() -> None:
    for content in (
        b"Dear hiring manager, please find my video attached.\n" * 20,
        (face_sample("single_face.jpg")).read_bytes(),
        np.random.default_rng(1).bytes(4096),
    ):
        assert _refused(content) == ProblemCode.NOT_A_VIDEO


def test_a_play_list_cannot_make_us_open_other_files(tmp_path: Path) -> None:
    other = face_sample("single_face.mp4")
    hls = f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:3,\n{other}\n#EXT-X-ENDLIST\n"
    concat = f"ffconcat version 1.0\nfile '{other}'\n"
    for name, text in (("a.m3u8", hls), ("a.ffconcat", concat)):
        (tmp_path / name).write_text(text)
        with pytest.raises(AnalysisError) as error, open_container(tmp_path / name):
            pass
        assert error.value.code == ProblemCode.NOT_A_VIDEO


def test_a_header_without_any_media_ends_too_early() -> None:
    whole = as_a_browser_records(1.0).getvalue()
    cluster = whole.index(b"\x1f\x43\xb6\x75")  # EBML id of the first cluster
    assert _refused(whole[:cluster]) == ProblemCode.TRUNCATED


def test_a_truncated_browser_recording_is_analysed_as_far_as_it_goes() -> None:
    whole = as_a_browser_records(3.0).getvalue()
    problems, pictures, sound = _codes(io.BytesIO(whole[: len(whole) * 6 // 10]))
    assert 5 <= pictures < 15
    assert 1.0 < sound / 16_000 < 2.9
    assert ProblemCode.NO_AUDIO_TRACK not in problems


def test_a_truncated_mp4_says_where_it_ends() -> None:
    whole = _indexed_mp4()
    media = whole.index(b"mdat")
    cut = media + (len(whole) - media) * 6 // 10
    with open_recording(io.BytesIO(whole[:cut])) as recording:
        pictures = [i for i in recording.stream(5.0) if isinstance(i, Picture)]
        (problem,) = recording.problems
    assert problem.code == ProblemCode.TRUNCATED
    assert problem.start is not None
    assert 1 < problem.start < 3.9
    assert 5 <= len(pictures) < 19


def test_an_mp4_that_lost_its_index_cannot_be_read() -> None:
    whole = face_sample("single_face.mp4").read_bytes()
    assert whole.index(b"mdat") < whole.index(b"moov")
    assert _refused(whole[: len(whole) // 2]) == ProblemCode.TRUNCATED


def test_damage_in_the_middle_costs_only_the_damaged_part() -> None:
    whole = bytearray(as_a_browser_records(3.0).getvalue())
    middle = len(whole) // 2
    whole[middle : middle + 400] = np.random.default_rng(2).bytes(400)
    _, pictures, _ = _codes(io.BytesIO(bytes(whole)))
    assert pictures >= 8


def test_an_8k_picture_is_refused_from_the_header_and_the_sound_still_read() -> None:
    source = io.BytesIO()
    recorded(
        source,
        times=[0.0],
        picture=lambda t: np.zeros((4320, 7680, 3), np.uint8),
        sounds=[(0.0, tone(1.0))],
        container="mp4",
        codecs=("libx264", "aac"),
    )
    source.seek(0)
    with open_recording(source) as recording:
        assert [p.code for p in recording.problems] == [ProblemCode.TOO_LARGE_PICTURE]
        items = list(recording.stream(5.0))
        facts = recording.facts()
    assert facts.frames_decoded == 0
    assert (facts.width, facts.height) == (7680, 4320)
    assert sum(len(i.samples) for i in items if not isinstance(i, Picture)) > 15_000


def test_a_header_that_lies_about_its_size_allocates_nothing() -> None:
    """A real 160x120 track whose MP4 header declares 30000x30000."""
    whole = bytearray(_indexed_mp4())
    entry = whole.index(b"avc1", whole.index(b"stsd"))
    struct.pack_into(">HH", whole, entry + 28, 30_000, 30_000)
    problems, pictures, _ = _codes(io.BytesIO(bytes(whole)))
    assert pictures in (0, 20)  # refused, or read at the size that the stream itself has
    assert (pictures == 0) == (ProblemCode.TOO_LARGE_PICTURE in problems)


def test_four_hours_are_analysed_up_to_the_limit_and_said_to_be_too_long() -> None:
    source = io.BytesIO()
    recorded(source, times=np.arange(0, 4 * 3600, 600.0).tolist(), container="matroska")
    source.seek(0)
    with open_recording(source) as recording:
        assert ProblemCode.TOO_LONG in [p.code for p in recording.problems]  # from the header
        pictures = [i for i in recording.stream(5.0) if isinstance(i, Picture)]
        assert recording.facts().duration_s <= 3 * 3600
    assert pictures[-1].t == pytest.approx(3 * 3600, abs=600)


def test_a_forged_time_stamp_does_not_fill_memory_with_silence() -> None:
    source = io.BytesIO()
    recorded(source, times=[0.0, 0.2, 0.4], sounds=[(0.0, tone(0.5)), (40_000.0, tone(0.5))])
    source.seek(0)
    problems, pictures, sound = _codes(source)
    assert problems == [ProblemCode.TOO_LONG]
    assert pictures == 3
    assert sound / 16_000 < 2


def test_a_bomb_of_frames_in_no_time_is_given_up() -> None:
    source = io.BytesIO()
    recorded(
        source,
        times=[i / 1000 for i in range(1400)],
        picture=lambda t: np.zeros((32, 32, 3), np.uint8),
    )
    source.seek(0)
    limits = Limits(max_frames_per_s=100)
    with open_recording(source, limits) as recording:
        list(recording.stream(5.0))
        assert [p.code for p in recording.problems][-1] == ProblemCode.TOO_LONG
        assert recording.facts().frames_decoded < 1400


def test_a_failing_reader_is_not_mistaken_for_a_bad_video() -> None:
    class Tampered(Exception):
        pass

    class Reader(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 20_000:
                raise Tampered("segment 3 does not authenticate")
            return super().read(size)

    content = as_a_browser_records(3.0, picture=lambda t: _noise(t)).getvalue()
    assert len(content) > 60_000
    with pytest.raises(Tampered), open_recording(Reader(content)) as recording:
        list(recording.stream(5.0))


def _noise(t: float) -> np.ndarray:
    return np.random.default_rng(round(t * 1000)).integers(0, 255, (120, 160, 3), np.uint8)


def _indexed_mp4() -> bytes:
    """Four seconds whose index stands in front, as phones and re-muxed files have it."""
    source = io.BytesIO()
    recorded(
        source,
        times=np.arange(0, 4, 0.04).tolist(),
        picture=lambda t: shade(5 * t),
        sounds=[(0.0, tone(4.0))],
        container="mp4",
        codecs=("libx264", "aac"),
        options={"moov_size": "60000"},
    )
    content = source.getvalue()
    assert content.index(b"moov") < content.index(b"mdat")
    return content
