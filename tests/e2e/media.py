"""What the fake camera sees and the fake microphone hears: a real face, real speech."""

from __future__ import annotations

from pathlib import Path

import av
from av.video.frame import VideoFrame

from analysis.weights import WeightStore

FPS = 15


def camera_file(folder: Path, *, sample: str = "single_face.mp4", seconds: float = 8.0) -> Path:
    """Motion JPEG, 640x480, which Chromium plays in a loop as its camera."""
    source = WeightStore().path("samples_faces") / sample
    target = folder / f"{Path(sample).stem}.mjpeg"
    with av.open(str(source)) as clip, av.open(str(target), "w", format="mjpeg") as out:
        stream = out.add_stream("mjpeg", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = 640, 480, "yuvj420p"
        stream.options = {"q:v": "5"}
        count = 0
        for frame in clip.decode(video=0):
            assert frame.time is not None
            if frame.time < count / FPS:
                continue
            out.mux(stream.encode(_fitted(frame, count)))
            count += 1
            if count >= seconds * FPS:
                break
        out.mux(stream.encode(None))
    assert count > FPS, f"{source} has too few pictures"
    return target


def _fitted(frame: VideoFrame, number: int) -> VideoFrame:
    """The middle of the picture in the camera's shape, so that a face keeps its proportions."""
    picture = frame.to_ndarray(format="rgb24")
    height, width = picture.shape[:2]
    wide = min(width, int(height * 4 / 3))
    tall = min(height, int(wide * 3 / 4))
    left, top = (width - wide) // 2, (height - tall) // 2
    cut = picture[top : top + tall, left : left + wide].copy()
    fitted = VideoFrame.from_ndarray(cut, format="rgb24").reformat(640, 480, "yuvj420p")
    fitted.pts = number
    return fitted


def microphone_file(name: str = "two_cities.wav") -> Path:
    """A WAV of read English, which Chromium plays in a loop as its microphone."""
    return WeightStore().path("samples_speech") / name
