"""Five people for a live room: each has a face of their own at a place of its own in the picture,
and says words of their own. Faces and voices come from the sample packages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

from analysis.face.tracker import FACE_PURPOSES
from analysis.live.looking import LiveLook, SeatFrame
from analysis.live.signals import LiveFace
from analysis.voice.synthesis import Synthesiser
from analysis.weights import WeightStore
from tests.analysis.recordings import face_sample, speech_sample
from tests.e2e.room.footage import FPS, HEIGHT, RATE, WIDTH, Bgr, Footage, Samples

LONGEST_LOOP_S = 6.0
LOUDEST = 20_000  # of 32768
QUIET_S = 0.5  # before and after somebody speaks

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Person:
    """``place``: where the middle of the face is and how wide it is, as shares of the picture.

    ``voice``: a recording in which ``says`` is said between ``cut`` (s); "": our own voice says it.
    """

    name: str
    face: str
    place: tuple[float, float, float]
    says: str
    voice: str = ""
    cut: tuple[float, float] = (0.0, 60.0)


PEOPLE = (
    Person(
        "Lee Ji-won",
        "0-f1-su-ph.jpg",
        (0.24, 0.42, 0.28),
        "Last year I was responsible for the payment service of a shop. One evening it became "
        "slow. I looked at the monitoring and found that the connection pool was full. I wrote a "
        "test and added an index. As a result, the response time fell by half.",
    ),
    Person(
        "Daniel Okafor",
        "single_face.mp4",
        (0.76, 0.40, 0.25),
        "It was the best of times, it was the worst of times, it was the age of wisdom, it was the "
        "age of foolishness, it was the epoch of belief, it was the epoch of incredulity, it was "
        "the season of Light, it was the season of Darkness",
        voice="two_cities.wav",
        cut=(0.9, 17.2),
    ),
    Person(
        "Kim Do-yun",
        "0-f15-hao-ph.jpg",
        (0.50, 0.56, 0.36),
        "In the code review I found an error in the interface of our service. So we wrote unit "
        "tests first, changed the database schema, and released the new version on Monday.",
    ),
    Person(
        "Anna Weber",
        "WolfgangLanger_Pexels.mp4",
        (0.30, 0.66, 0.22),
        "Ever tried. Ever failed. No matter. Try again. Fail again. Fail better.",
        voice="beckett.wav",
    ),
    Person(
        "Maria Rossi",
        "15-f13-anc-ph.jpg",
        (0.72, 0.62, 0.34),
        "Our customers complained about the mobile application. I asked twelve of them, drew "
        "three designs on paper, and the second design won. Afterwards the complaints stopped.",
    ),
)
INTERVIEWER = Person(
    "Kim Min-su", "single_face.jpg", (0.5, 0.5, 0.3), "", voice="endgame_nagg_nell.wav"
)


class Looks:
    """What the product's own live look finds in pictures."""

    def __init__(self) -> None:
        self._look = LiveLook(WeightStore())

    def face(self, picture: Bgr) -> LiveFace:
        """Each picture on its own: nothing is remembered of the one before."""
        frame = SeatFrame("one", 0.0, picture, frozenset(FACE_PURPOSES))
        (signals,) = self._look.look([frame])
        self._look.reset("one")
        assert signals.face is not None, "no face in a sample"
        return signals.face


def footage(person: Person, looks: Looks) -> Footage:
    """The person's pictures with the face where it belongs, and what they say."""
    source = list(_pictures(face_sample(person.face)))
    box = looks.face(source[0]).box
    assert box is not None
    pictures = np.stack([_placed(each, box, person.place) for each in source])
    if len(source) == 1:
        pictures = np.stack(list(_swaying(pictures[0])))
    quiet = np.zeros(round(QUIET_S * RATE), np.int16)
    return Footage(pictures, np.concatenate([quiet, _speech(person), quiet]))


def _pictures(path: Path) -> Iterator[Bgr]:
    """One of a photo; of a video ``FPS`` a second."""
    if path.suffix in {".jpg", ".png"}:
        photo: Any = cv2.imread(str(path))
        yield photo
        return
    with av.open(str(path)) as clip:
        rate = float(clip.streams.video[0].average_rate or 30)
        step = max(1, round(rate / FPS))
        for frame in islice(clip.decode(video=0), 0, round(LONGEST_LOOP_S * rate), step):
            yield frame.to_ndarray(format="bgr24").astype(np.uint8, copy=False)


def _placed(picture: Bgr, box: Box, place: tuple[float, float, float]) -> Bgr:
    """Scaled and moved so that the face of ``box`` comes to ``place``; plain where it ends."""
    high, wide = picture.shape[:2]
    scale = place[2] * WIDTH / (box[2] * wide)
    x, y = (box[0] + box[2] / 2) * wide, (box[1] + box[3] / 2) * high
    move = np.array(
        [[scale, 0, place[0] * WIDTH - scale * x], [0, scale, place[1] * HEIGHT - scale * y]]
    )
    moved = cv2.warpAffine(
        picture, move, (WIDTH, HEIGHT), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
    )
    return moved.astype(np.uint8, copy=False)


def _swaying(picture: Bgr) -> Iterator[Bgr]:
    """A photo that moves a little, as nobody sits quite still."""
    for number in range(round(3 * FPS)):
        t = number / FPS
        move = np.array([[1, 0, 3 * np.sin(1.1 * t)], [0, 1, 2 * np.sin(1.7 * t)]])
        swayed = cv2.warpAffine(picture, move, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
        yield swayed.astype(np.uint8, copy=False)


def _speech(person: Person) -> Samples:
    """(M,) at 48 kHz, mono."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    parts = []
    if not person.voice:
        voice = Synthesiser()
        spoken = (voice(person.says) * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(spoken[None], format="s16", layout="mono")
        frame.sample_rate = voice.rate
        parts += [part.to_ndarray()[0] for part in resampler.resample(frame)]
    else:
        with av.open(str(speech_sample(person.voice))) as clip:
            for frame in clip.decode(audio=0):
                frame.pts = None
                parts += [part.to_ndarray()[0] for part in resampler.resample(frame)]
    parts += [part.to_ndarray()[0] for part in resampler.resample(None)]
    begin, end = (round(s * RATE) for s in person.cut)
    said = np.concatenate(parts)[begin:end].astype(np.float32)
    return (said * (LOUDEST / np.abs(said).max())).astype(np.int16)
