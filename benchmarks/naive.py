"""The same networks as most people would assemble them: every network on every sampled picture.

Every picture of the video is converted to colour, the detectors run each time although the person
has not gone away, the hands are looked for everywhere, the recogniser runs with its library's
defaults. This is what the ratio of ``benchmarks.recording`` stands on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
from faster_whisper import WhisperModel

from analysis.body import ssd
from analysis.body.hands import HandTracker
from analysis.body.pose import PoseTracker
from analysis.body.regions import letterbox
from analysis.face.blendshapes import Blendshapes
from analysis.face.detector import DetectorConfig, FaceDetector
from analysis.face.expression import ExpressionNetwork
from analysis.face.geometry import load_canonical_face
from analysis.face.mesh import CropConfig, FaceMesh, crop_from_detection
from analysis.measure import Stopwatch, forget_peak
from analysis.media.audio import read_audio
from analysis.types import Timing
from analysis.voice.activity import VoiceActivity
from analysis.voice.pitch import PitchTracker
from analysis.weights import WeightStore


@dataclass(slots=True)
class Naive:
    """What it cost, and enough of what it found to compare: yaw by time, and the words."""

    timing: Timing
    yaw: dict[float, float] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)


class EveryPicture:
    """All picture networks, none of which remembers anything."""

    def __init__(self, store: WeightStore, watch: Stopwatch) -> None:
        self._watch = watch
        self.yaw: dict[float, float] = {}
        self._faces = FaceDetector(store.path("yunet"), DetectorConfig(long_side=640))
        self._mesh = FaceMesh(store.litert("face_landmarks"))
        self._head = load_canonical_face(store.path("face_geometry"))
        self._shapes = Blendshapes(store.litert("face_blendshapes"))
        self._expression = ExpressionNetwork(store.litert("expression_mini_xception"))
        self._pose = PoseTracker(store)
        self._palms = store.litert("palm_detection_full")
        self._hands = HandTracker(store)

    def look(self, bgr: np.ndarray, t: float) -> None:
        with self._watch.stage("face"):
            for face in self._faces.find(bgr):
                crop = crop_from_detection(face, CropConfig())
                mesh = self._mesh.find(bgr, crop)
                self.yaw.setdefault(round(t, 3), self._head.pose(mesh.points).yaw)
                self._shapes.of(mesh.points)
                self._expression.of_face(bgr, mesh.points)
        with self._watch.stage("body"):
            self._pose.reset()
            self._pose(bgr)
            ssd.detect(self._palms, ssd.PALM, bgr)
            self._hands(bgr, [letterbox(bgr.shape[1], bgr.shape[0])])


def run(clip: Path, store: WeightStore, fps: float) -> Naive:
    """One run over ``clip``, one thread."""
    forget_peak()
    watch = Stopwatch()
    with watch.stage("load"):
        pictures = EveryPicture(store, watch)
        activity = VoiceActivity(store.path("silero_vad"))
        pitch = PitchTracker(store.path("swift_f0"))
        whisper = WhisperModel(str(store.path("whisper_base")), device="cpu", cpu_threads=1)
    due = 0.0
    with av.open(str(clip)) as file:
        frames = file.decode(video=0)
        while True:
            with watch.stage("decode"):
                frame = next(frames, None)
                bgr = None if frame is None else frame.to_ndarray(format="bgr24")
            if frame is None or bgr is None:
                break
            if frame.time is not None and frame.time >= due - 0.005:
                due += 1 / fps
                pictures.look(bgr, frame.time)
    with watch.stage("decode"):
        samples, _ = read_audio(clip)
    with watch.stage("voice"):
        activity(samples)
        pitch(samples)
    with watch.stage("transcript"):
        found, _ = whisper.transcribe(samples, language="en", word_timestamps=True)
        words = [word.word.strip() for part in found for word in part.words or ()]
    return Naive(watch.timing(0.0), pictures.yaw, words)
