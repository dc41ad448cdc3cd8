"""What the product can look at, in plain words: the one table behind notice, consent and policy.

Each purpose has a stable name (``analysis.types.Purpose``), what is looked at and what is not,
why, who sees it and how long it is kept. Changing a sentence changes the notice's hash; bump
``NOTICE_VERSION`` with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analysis.types import Purpose

NOTICE_VERSION = "2026-11-21.2"


@dataclass(frozen=True, slots=True)
class PurposeInfo:
    """``required``: without it there is no recorded interview. ``emotion``: off by default."""

    purpose: Purpose
    title: str | Promise
    looks_at: str | Promise
    not_looked_at: str | Promise
    why: str | Promise
    kept_days: int
    required: bool = False
    emotion: bool = False


REVIEWERS = _("People of the company who work on this position")

PURPOSES: dict[Purpose, PurposeInfo] = {
    info.purpose: info
    for info in (
        PurposeInfo(
            Purpose.RECORDING,
            _("Video and sound recording of your answers"),
            _("Picture and sound between “Start answering” and the end of your answer."),
            _("Nothing before, between or after your answers. The practice question is not kept."),
            _("So that the people who decide can watch your answers."),
            kept_days=180,
            required=True,
        ),
        PurposeInfo(
            Purpose.TRANSCRIPT,
            _("Your words as text"),
            _("What you say is written down by a machine, with the time of each word."),
            _("How you look. Accents are not rated."),
            _("So that people can read, search and quote your answers."),
            kept_days=180,
        ),
        PurposeInfo(
            Purpose.ANSWER_MATCHING,
            _("What you said, compared with what the job asks for"),
            _("Which of the job's topics your words touch, and how concretely."),
            _("How you look or sound. Only words count."),
            _("To ask follow-up questions, and to show people what in your answer fits the job."),
            kept_days=180,
        ),
        PurposeInfo(
            Purpose.VOICE_PROSODY,
            _("How you speak: pace, pauses, pitch and loudness"),
            _("When you speak and pause, how fast, how loud and how high."),
            _("Feelings, health or who you are."),
            _("To show pace and pauses next to the video."),
            kept_days=180,
        ),
        PurposeInfo(
            Purpose.FACE_PRESENCE,
            _("Whether a face is in the picture, and how many"),
            _("The number of faces and where the largest one is."),
            _("Who it is. No face is compared with any other."),
            _("To tell you and the company when nobody, or somebody else, is in the picture."),
            kept_days=180,
        ),
        PurposeInfo(
            Purpose.FACE_GAZE,
            _("Head position, gaze direction and blinking"),
            _("Where head and eyes are turned, and when eyes close."),
            _("Feelings, identity, age or gender."),
            _("To show on the timeline where you looked while you spoke."),
            kept_days=180,
        ),
        PurposeInfo(
            Purpose.BODY_MOVEMENT,
            _("Upper-body posture and hand gestures"),
            _("Shoulders, movement and hands, as far as they are in the picture."),
            _("Build, clothes or disability."),
            _("To show on the timeline when you moved and gestured."),
            kept_days=180,
        ),
        PurposeInfo(
            Purpose.SCENE_QUALITY,
            _("Picture quality"),
            _("Light and sharpness of the picture."),
            _("Your home or what is in it. It is never rated."),
            _("To tell how far the other measurements can be trusted."),
            kept_days=180,
        ),
        PurposeInfo(
            Purpose.MODEL_IMPROVEMENT,
            _("Learning which follow-up questions help"),
            _("The text of your answers, and which follow-up a person found useful."),
            _("Your name, picture and voice. Whether you are hired plays no part."),
            _("So that this company's interviewer asks better questions of others."),
            kept_days=180,
        ),
        PurposeInfo(
            Purpose.FACE_EMOTION,
            _("Facial expression and tension"),
            _("Which of seven expressions a machine sees, muscle tension and symmetry."),
            _("It does not read minds and is never part of a score."),
            _("Only to show it next to the video, where law and company allow it."),
            kept_days=90,
            emotion=True,
        ),
        PurposeInfo(
            Purpose.VOICE_EMOTION,
            _("Mood of the voice"),
            _("How pitch and loudness differ from your own usual voice."),
            _("It does not read minds and is never part of a score."),
            _("Only to show it next to the video, where law and company allow it."),
            kept_days=90,
            emotion=True,
        ),
    )
}

#: In a live interview a person asks, so everything but that is the candidate's choice; and what is
#: recorded is the whole of it, not answer by answer.
LIVE_PURPOSES: dict[Purpose, PurposeInfo] = PURPOSES | {
    Purpose.RECORDING: replace(
        PURPOSES[Purpose.RECORDING],
        title=_("Video and sound recording of you during the interview"),
        looks_at=_("Your own picture and sound, from the beginning of the interview to its end."),
        not_looked_at=_("Nothing in the waiting room, nothing after the end, nobody but you."),
        why=_("So that people can watch it again; and everything below rests on it."),
        required=False,
    ),
    Purpose.ANSWER_MATCHING: replace(
        PURPOSES[Purpose.ANSWER_MATCHING],
        why=_("To suggest questions to the interviewer, and to show what fits the job."),
    ),
}
