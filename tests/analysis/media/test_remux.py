"""Playback needs a container that can be sought; nothing is encoded again for it."""

from __future__ import annotations

import io

import av
import numpy as np
import pytest

from analysis.media.recording import open_recording
from analysis.media.remux import remux
from analysis.types import AnalysisError, ProblemCode
from tests.analysis.recordings import Unseekable, as_a_browser_records, face_sample, recorded, tone


def _packets(content: bytes) -> list[bytes]:
    with av.open(io.BytesIO(content)) as container:
        return sorted(bytes(p) for p in container.demux() if p.size)


def test_a_browsers_webm_gets_a_duration_and_an_index_and_keeps_every_packet() -> None:
    source = as_a_browser_records(3.0)
    sink = io.BytesIO()
    made = remux(source, sink)
    assert (made.container, made.mime) == ("webm", "video/webm")
    assert made.duration_s == pytest.approx(3.0, abs=0.05)
    content = sink.getvalue()
    assert _packets(content) == _packets(source.getvalue())
    assert content.index(b"\x1c\x53\xbb\x6b") < content.index(b"\x1f\x43\xb6\x75")  # Cues, Cluster
    with av.open(io.BytesIO(content)) as container:
        assert container.duration == pytest.approx(3_000_000, abs=50_000)


def test_a_browsers_mp4_codecs_become_an_mp4_that_plays_before_it_is_loaded() -> None:
    sink = Unseekable()
    recorded(
        sink,
        times=np.arange(0, 2, 1 / 30).tolist(),
        sounds=[(0.0, tone(2.0))],
        container="matroska",  # Chromium: video/webm;codecs=h264
        codecs=("libx264", "libopus"),
    )
    out = io.BytesIO()
    made = remux(io.BytesIO(bytes(sink.data)), out)
    assert made.container == "mp4"
    content = out.getvalue()
    assert content.index(b"moov") < content.index(b"mdat")
    with open_recording(io.BytesIO(content)) as recording:
        list(recording.stream(5.0))
        assert recording.facts().frames_decoded == 60
        assert recording.facts().duration_s == pytest.approx(2.0, abs=0.06)
        assert recording.problems == []


def test_a_phones_turned_picture_stays_turned() -> None:
    source = io.BytesIO()
    recorded(source, times=[0.0, 0.1], container="mp4", codecs=("libx264", "aac"), turned=90)
    source.seek(0)
    out = io.BytesIO()
    remux(source, out)
    with av.open(io.BytesIO(out.getvalue())) as container:
        assert next(container.decode(video=0)).rotation == 90


@pytest.mark.parametrize(
    "name", ["single_face.mp4", "face_noface.mov", "WolfgangLanger_Pexels.mp4"]
)
def test_real_files_keep_their_packets(name: str) -> None:
    out = io.BytesIO()
    with face_sample(name).open("rb") as source:
        made = remux(source, out)
    assert made.container == "mp4"
    assert _packets(out.getvalue()) == _packets(face_sample(name).read_bytes())


def test_a_truncated_recording_becomes_a_shorter_one_that_plays() -> None:
    whole = as_a_browser_records(3.0).getvalue()
    out = io.BytesIO()
    made = remux(io.BytesIO(whole[: len(whole) // 2]), out)
    assert 0.5 < made.duration_s < 2.8
    with open_recording(io.BytesIO(out.getvalue())) as recording:
        list(recording.stream(5.0))
        assert recording.facts().duration_s == pytest.approx(made.duration_s, abs=0.1)


def test_what_is_no_recording_is_refused() -> None:
    for content, code in ((b"", ProblemCode.EMPTY), (b"hello" * 99, ProblemCode.NOT_A_VIDEO)):
        with pytest.raises(AnalysisError) as error:
            remux(io.BytesIO(content), io.BytesIO())
        assert error.value.code == code
