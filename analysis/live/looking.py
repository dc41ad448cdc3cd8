"""Looks at live frames: some of each of several people, a little memory for each seat.

The trackers of recordings, one pair for each seat: they follow a face from frame to frame, look for
others about once a second and for the body about as often, so that two frames a second of five
people cost a fifth of a core (docs/live.md). The networks are shared between seats and hold no
state; what is remembered of a person is never read for another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from analysis.body.table import posture
from analysis.body.tracker import BodySample, BodyTracker
from analysis.face.expression import CLASSES
from analysis.face.eyes import Eyes
from analysis.face.geometry import HeadPose
from analysis.face.signals import SignalConfig
from analysis.face.tracker import FACE_PURPOSES, FaceSample, FaceTracker
from analysis.live.signals import POINTS, LiveBody, LiveFace, LiveSignals, known
from analysis.live.usual import Usual
from analysis.scene.quality import grey_and_small
from analysis.types import Purpose
from analysis.weights import WeightStore

NAN = float("nan")
Bgr = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class LookConfig:
    """``screen_yaw``, ``screen_pitch``: half of what a screen takes up, in degrees: 34 cm x 20 cm
    from 60 cm are 16 x 9, and a few degrees more for eyes that are read wrong.
    ``away_yaw``: a head turned further than this from usual hides its eyes, and looks elsewhere.
    ``gone_s``: after such a gap another face may sit there: what was followed is forgotten.
    ``shown_s``: how long a posture that was seen stands while nobody looks for it.
    """

    screen_yaw: float = 18.0
    screen_pitch: float = 14.0
    away_yaw: float = 35.0
    gone_s: float = 5.0
    shown_s: float = 4.0
    face: SignalConfig = field(default_factory=SignalConfig)


@dataclass(frozen=True, slots=True)
class SeatFrame:
    """``bgr`` (H, W, 3) of somebody at ``t`` epoch seconds, to be looked at for ``purposes``."""

    seat: str
    t: float
    bgr: Bgr
    purposes: frozenset[Purpose]


def decoded(jpeg: bytes) -> Bgr | None:
    """A picture (H, W, 3), or None for what is none."""
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR) if jpeg else None
    return None if picture is None else np.asarray(picture, np.uint8)


class LiveLook:
    """One per process. Frames of a seat come in order of time."""

    def __init__(
        self, store: WeightStore, threads: int = 1, config: LookConfig | None = None
    ) -> None:
        self._store, self._threads = store, threads
        self._config = config or LookConfig()
        self._seats: dict[str, _SeatView] = {}

    def prepare(self) -> None:
        """Loads every network that may be needed, so that the first frame does not wait."""
        black = np.zeros((360, 640, 3), np.uint8)
        purposes = (FACE_PURPOSES - {Purpose.FACE_EMOTION}) | {Purpose.BODY_MOVEMENT}
        for _ in self.look([SeatFrame("", 0.0, black, purposes)]):
            self.reset("")

    def look(self, frames: Iterable[SeatFrame]) -> Iterator[LiveSignals]:
        """Signals of each frame as soon as they are there, so that nobody waits for the others."""
        for frame in frames:
            view = self._seats.get(frame.seat)
            if view is None or view.purposes != frame.purposes:  # nothing outlives a permission
                view = _SeatView(self._store, self._threads, frame.purposes, self._config)
                self._seats[frame.seat] = view
            yield view.see(frame)

    def reset(self, seat: str) -> None:
        """Forgets a person."""
        self._seats.pop(seat, None)

    def keep(self, seats: Collection[str]) -> None:
        """Forgets everybody else."""
        for seat in self._seats.keys() - set(seats):
            self.reset(seat)

    @property
    def seats(self) -> frozenset[str]:
        """Who is remembered."""
        return frozenset(self._seats)


class _SeatView:
    """What is remembered of one person, for as long as the same is allowed."""

    def __init__(
        self, store: WeightStore, threads: int, purposes: frozenset[Purpose], config: LookConfig
    ) -> None:
        self.purposes = purposes
        self._config = config
        self._face = self._body = None
        if purposes & FACE_PURPOSES:
            self._face = FaceTracker(store, threads, purposes)
        if Purpose.BODY_MOVEMENT in purposes:
            self._body = BodyTracker(store, threads)
        self._gaze = Usual(), Usual()
        self._head_yaw = Usual()
        usual_openness = config.face.usual_openness
        self._openness = Usual(usual_openness), Usual(usual_openness)
        self._sizes = Usual(), Usual()  # shoulders, face
        self._turn = Usual()
        self._posture: tuple[float, LiveBody] = (-np.inf, LiveBody())
        self._seen_at = -np.inf

    def see(self, frame: SeatFrame) -> LiveSignals:
        if frame.t - self._seen_at > self._config.gone_s and self._face is not None:
            self._face.reset()
        self._seen_at = frame.t
        sample = None if self._face is None else self._face.process(frame.bgr, frame.t)
        body = None
        if self._body is not None:
            _, small = grey_and_small(frame.bgr)
            box = None if sample is None else sample.box
            body = self._body_now(self._body.process(frame.bgr, small, frame.t, box))
        counted = sample is not None and Purpose.FACE_PRESENCE in self.purposes
        return LiveSignals(
            seat=frame.seat,
            t=frame.t,
            faces=sample.count if sample is not None and counted else None,
            face=None if sample is None or sample.box is None else self._face_now(sample),
            body=body,
        )

    def _face_now(self, sample: FaceSample) -> LiveFace:
        """Only what a purpose allows; the rest stays None."""
        size = np.array([sample.width, sample.height], np.float32)
        box = points = expression = None
        if Purpose.FACE_PRESENCE in self.purposes and sample.box is not None:
            left, top, width, height = sample.box
            w, h = sample.width, sample.height
            box = (left / w, top / h, width / w, height / h)
            if sample.points is not None:
                points = (sample.points[list(POINTS), :2] / size).astype(np.float32)
        if sample.expression is not None:
            expression = dict(zip(CLASSES, map(float, sample.expression), strict=True))
        if sample.pose is None or sample.eyes is None:
            return LiveFace(box, points, expression=expression)
        yaw, pitch = self._gaze_now(sample.eyes)
        return LiveFace(
            *(box, points, sample.pose.yaw, sample.pose.pitch, sample.pose.roll),
            gaze_yaw=known(yaw),
            gaze_pitch=known(pitch),
            looking=self._looking(sample.pose, yaw, pitch),
            blink=self._blink(sample.eyes),
            expression=expression,
        )

    def _gaze_now(self, eyes: Eyes) -> tuple[float, float]:
        """Degrees from where this person mostly looks; NaN while that, or the eyes, are unsure."""
        if eyes.confidence < self._config.face.gaze_confidence:
            return NAN, NAN
        now = eyes.gaze_yaw, eyes.gaze_pitch
        for usual, value in zip(self._gaze, now, strict=True):
            usual.add(value)
        return now[0] - self._gaze[0].value, now[1] - self._gaze[1].value

    def _looking(self, pose: HeadPose, yaw: float, pitch: float) -> bool | None:
        """Towards the screen; None where the eyes cannot be read and the head does not say it."""
        self._head_yaw.add(pose.yaw)
        if np.isfinite(yaw):
            return abs(yaw) <= self._config.screen_yaw and abs(pitch) <= self._config.screen_pitch
        turned = abs(pose.yaw - self._head_yaw.value)  # NaN: not known yet
        return False if turned > self._config.away_yaw else None

    def _blink(self, eyes: Eyes) -> bool | None:
        """Closed lids of this moment. Most blinks fall between two frames; this counts none."""
        both = (eyes.openness_right, eyes.openness_left)
        for usual, value in zip(self._openness, both, strict=True):
            usual.add(value)
        open_ = np.mean([v / u.value for u, v in zip(self._openness, both, strict=True)])
        return bool(open_ < self._config.face.squint_floor) if np.isfinite(open_) else None

    def _body_now(self, sample: BodySample) -> LiveBody:
        """Posture of this look, or of the last one, and the movement of this frame."""
        looked_at, body = self._posture
        if sample.looked:
            looked_at, body = sample.t, self._posture_now(sample)
            self._posture = looked_at, body
        elif sample.t - looked_at > self._config.shown_s:
            body = LiveBody()
        return LiveBody(
            *(body.lean, body.turn, body.shoulders, body.hands), movement=known(sample.movement)
        )

    def _posture_now(self, sample: BodySample) -> LiveBody:
        hands = None if sample.hands is None else len(sample.hands)
        if sample.pose is None:
            return LiveBody(hands=hands)
        now = posture(sample.pose)
        sizes = now.get("_width", NAN), sample.face[3] if sample.face is not None else NAN
        for usual, size in zip(self._sizes, sizes, strict=True):
            usual.add(size)
        nearer = [s / u.value - 1 for u, s in zip(self._sizes, sizes, strict=True)]
        sure = [value for value in nearer if np.isfinite(value)]
        turn = now.get("turn", NAN)
        self._turn.add(turn)
        return LiveBody(
            lean=float(np.mean(sure)) if sure else None,
            turn=known(turn - self._turn.value),
            shoulders=known(now.get("shoulder_tilt", NAN)),
            hands=hands,
        )
