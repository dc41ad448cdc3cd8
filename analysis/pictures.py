"""The lanes that look: face, body and scene, each sampled picture shown to all of them once."""

from __future__ import annotations

from dataclasses import replace

from analysis.body.table import segments as body_segments
from analysis.body.table import summary as body_summary
from analysis.body.table import table as body_table
from analysis.body.tracker import BodySample, BodyTracker
from analysis.face import FaceSample, FaceTracker, face_signals
from analysis.face.overlay import shown_points
from analysis.findings import Found
from analysis.lanes import Lanes
from analysis.measure import Stopwatch
from analysis.media.recording import Picture
from analysis.scene.quality import SceneQuality, grey_and_small
from analysis.scene.quality import summary as scene_summary
from analysis.weights import WeightStore


class PictureLanes:
    """Keeps samples, never pictures: some 40 MB an hour of recording."""

    def __init__(self, store: WeightStore, threads: int, lanes: Lanes, watch: Stopwatch) -> None:
        self._lanes, self._watch = lanes, watch
        self._face = self._body = self._scene = None
        if lanes.runs("face"):
            self._face = FaceTracker(store, threads, lanes.purposes)
        if lanes.runs("body"):
            self._body = BodyTracker(store, threads)
        if lanes.runs("scene"):
            self._scene = SceneQuality()
        self._faces: list[FaceSample] = []
        self._bodies: list[BodySample] = []

    def look(self, picture: Picture) -> None:
        box = None
        if self._face is not None:
            with self._watch.stage("face"):
                sample = self._face.process(picture.bgr, picture.t)
                self._faces.append(_kept(sample))
                box = sample.box
        if self._body is None and self._scene is None:
            return
        with self._watch.stage("scene"):
            grey, small = grey_and_small(picture.bgr)
            if self._scene is not None:
                self._scene.add(picture.t, grey, small, box)
        if self._body is not None:
            with self._watch.stage("body"):
                self._bodies.append(self._body.process(picture.bgr, small, picture.t, box))

    def finish(self, found: Found) -> None:
        """Turn samples into tables, segments and numbers."""
        if self._face is not None:
            with self._watch.stage("face"):
                face = face_signals(self._faces, self._lanes.purposes)
            found.signals["face"] = face.table
            found.segments += face.segments
            found.summary |= face.summary
            found.problems += face.problems
            found.landmarks = face.landmarks
            found.models += self._face.models
        if self._body is not None:
            with self._watch.stage("body"):
                body = body_table(self._bodies)
                found.segments += body_segments(body)
                found.summary |= body_summary(body)
            found.signals["body"] = body
            found.models += self._body.models
        if self._scene is not None:
            scene = self._scene.table()
            found.signals["scene"] = scene
            found.summary |= scene_summary(scene)


def _kept(sample: FaceSample) -> FaceSample:
    """Of the mesh only the points that the overlay draws: a fifth of the memory over hours."""
    if sample.points is None:
        return sample
    return replace(sample, points=shown_points(sample.points))
