"""One pass over a recording's frames: who is there, and the main face in detail.

The detector runs about once a second, to count *all* faces, and whenever the main face is lost; in
between the mesh follows the face by itself, which is cheaper and steadier.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from analysis.face.blendshapes import Blendshapes
from analysis.face.counting import CountingConfig, FaceCounter, Point, inside
from analysis.face.detector import Detection
from analysis.face.expression import ExpressionNetwork
from analysis.face.eyes import EyeConfig, Eyes, read_eyes
from analysis.face.geometry import HeadPose, load_canonical_face
from analysis.face.mesh import CropConfig, FaceMesh, Mesh, crop_from_detection, crop_from_points
from analysis.types import Floats, ModelRef, Purpose
from analysis.weights import WeightStore

FACE_PURPOSES = frozenset({Purpose.FACE_PRESENCE, Purpose.FACE_GAZE, Purpose.FACE_EMOTION})
Box = tuple[float, float, float, float]  # left, top, width, height in pixels


@dataclass(frozen=True, slots=True)
class TrackerConfig:
    """Thresholds; scores are those of the networks."""

    counting: CountingConfig = field(default_factory=CountingConfig)
    crop: CropConfig = field(default_factory=CropConfig)
    eyes: EyeConfig = field(default_factory=EyeConfig)
    presence: float = 0.5  # MediaPipe's own threshold for its landmark network
    # Another face takes over as the main one when it is this many times larger (area).
    takeover: float = 1.8


@dataclass(frozen=True, slots=True)
class FaceSample:
    """What one frame shows. Absent parts are ``None``: not allowed, or nothing to see.

    ``count``: faces in the frame; ``counted``: the detector ran on this very frame (otherwise the
    count is carried over from at most ``look_every_s`` ago). ``box`` without ``points``: a face
    was detected but its points cannot be trusted (covered, in profile, far away).
    """

    t: float
    width: int
    height: int
    count: int
    counted: bool
    box: Box | None = None
    confidence: float = 0.0
    others: tuple[Box, ...] = ()  # further faces, where counted on this frame
    other_score: float = 0.0  # the detector's score of the surest of them
    points: Floats | None = None  # (478, 3) pixels
    pose: HeadPose | None = None
    eyes: Eyes | None = None
    blendshapes: Floats | None = None  # (52,)
    expression: Floats | None = None  # (7,) in the order of expression.CLASSES


class FaceTracker:
    """Turns frames into samples, in order of time. One per recording, or ``reset`` in between."""

    def __init__(
        self,
        store: WeightStore,
        threads: int = 1,
        purposes: frozenset[Purpose] = FACE_PURPOSES,
        config: TrackerConfig | None = None,
    ) -> None:
        self._config = config or TrackerConfig()
        self._purposes = purposes & FACE_PURPOSES
        if not self._purposes:
            raise ValueError("no face purpose is allowed: do not look at faces at all")
        self._mesh = FaceMesh(store.litert("face_landmarks", threads))
        self._counter = FaceCounter(store.path("yunet"), self._mesh, self._config.counting)
        names = ["yunet", "face_landmarks"]
        self._canonical = None
        if Purpose.FACE_GAZE in purposes:
            self._canonical = load_canonical_face(store.path("face_geometry"))
            names.append("face_geometry")
        self._blendshapes = self._expression = None
        if Purpose.FACE_EMOTION in purposes:
            self._blendshapes = Blendshapes(store.litert("face_blendshapes", threads))
            network = store.litert("expression_mini_xception", threads)
            self._expression = ExpressionNetwork(network)
            names += ["face_blendshapes", "expression_mini_xception"]
        self.models: tuple[ModelRef, ...] = tuple(store.ref(name) for name in names)
        self.reset()

    def reset(self) -> None:
        """Forget the face that was followed."""
        self._last: Mesh | None = None
        self._count = 0
        self._counter.reset()

    def process(self, frame: npt.NDArray[np.uint8], t: float) -> FaceSample:
        """Look at one frame (H, W, 3) BGR of time ``t`` seconds, later than the frames before."""
        followed = self._follow(frame)
        found: list[Detection] | None = None
        if followed is None or self._counter.due(t):
            found = self._counter.look(frame, t, _middle(followed) if followed else None)
            followed = self._choose(frame, followed, found)
            self._count = len(_further(found, followed)) + (followed is not None)
        self._last = followed
        height, width = frame.shape[:2]
        if followed is None and found:
            # Half the score: somebody is there, but the mesh does not confirm what is seen of them.
            sure, further = found[0].score / 2, found[1:]
            return FaceSample(
                *(t, width, height, self._count, True, found[0].box, sure),
                others=tuple(face.box for face in further),
                other_score=max((face.score for face in further), default=0.0),
            )
        if followed is None:
            return FaceSample(t, width, height, 0, True)
        return self._describe(frame, t, followed, found)

    def _follow(self, frame: npt.NDArray[np.uint8]) -> Mesh | None:
        """The main face of the frame before, found again; None when it is gone."""
        if self._last is None:
            return None
        crop = crop_from_points(self._last.points, self._config.crop)
        mesh = self._mesh.find(frame, crop)
        return mesh if mesh.presence >= self._config.presence else None

    def _choose(
        self, frame: npt.NDArray[np.uint8], followed: Mesh | None, found: list[Detection]
    ) -> Mesh | None:
        """Stay with the followed face unless it is gone or a much larger one came."""
        area = 0.0
        if followed is not None:
            area = followed.box[2] * followed.box[3] * self._config.takeover
        for face in found:  # the largest first
            if face.area < area or (followed is not None and inside(_middle(followed), face)):
                break
            crop = crop_from_detection(face, self._config.crop)
            mesh = self._mesh.find(frame, crop)
            if mesh.presence >= self._config.presence:
                return mesh
        return followed

    def _describe(
        self, frame: npt.NDArray[np.uint8], t: float, mesh: Mesh, found: list[Detection] | None
    ) -> FaceSample:
        pose = eyes = shapes = expression = None
        if self._canonical is not None:
            pose = self._canonical.pose(mesh.points)
            eyes = read_eyes(mesh.points, pose, self._config.eyes)
        if self._blendshapes is not None and self._expression is not None:
            shapes = self._blendshapes.of(mesh.points)
            expression = self._expression.of_face(frame, mesh.points)
        further = _further(found or [], mesh)
        height, width = frame.shape[:2]
        return FaceSample(
            t=t,
            width=width,
            height=height,
            count=self._count,
            counted=found is not None,
            box=mesh.box,
            confidence=mesh.presence,
            others=tuple(face.box for face in further),
            other_score=max((face.score for face in further), default=0.0),
            points=mesh.points,
            pose=pose,
            eyes=eyes,
            blendshapes=shapes,
            expression=expression,
        )


def _middle(mesh: Mesh) -> Point:
    x, y = mesh.points[:, :2].mean(axis=0)
    return float(x), float(y)


def _further(found: list[Detection], main: Mesh | None) -> list[Detection]:
    """Detected faces other than the main one."""
    if main is None:
        return found
    return [face for face in found if not inside(_middle(main), face)]
