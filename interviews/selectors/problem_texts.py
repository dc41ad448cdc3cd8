"""What went wrong with a recording, in words: what happened, and what to do. Never blame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analysis.types import ProblemCode

SAFE = _("The recording is kept as it was received.")


@dataclass(frozen=True, slots=True)
class ProblemText:
    """``whole``: nothing could be analysed; otherwise the rest was."""

    code: str
    title: str | Promise
    sentence: str | Promise
    advice: str | Promise
    start: float | None = None
    end: float | None = None


_TEXTS: dict[str, tuple[str | Promise, str | Promise, str | Promise]] = {
    ProblemCode.NOT_A_VIDEO: (
        _("This file is not a recording"),
        _("There is neither picture nor sound in what was uploaded."),
        _("Invite the candidate to answer this question again."),
    ),
    ProblemCode.EMPTY: (
        _("The recording is empty"),
        _("The upload holds no picture and no sound that can be read."),
        _("Invite the candidate to answer this question again."),
    ),
    ProblemCode.TRUNCATED: (
        _("The end of the recording is missing"),
        _("The recording breaks off. What arrived was used as far as it goes."),
        _("Watch it to the end, and ask the candidate if something important is missing."),
    ),
    ProblemCode.TOO_LONG: (
        _("The recording is longer than three hours"),
        _("Only the first three hours were analysed."),
        _("The rest can be watched, without a timeline."),
    ),
    ProblemCode.TOO_LARGE_PICTURE: (
        _("The picture is larger than 4096 pixels"),
        _("Pictures of this size are not analysed. Voice and words were."),
        _("Watch the video itself. Nothing needs to be done about the candidate."),
    ),
    ProblemCode.NO_VIDEO_TRACK: (
        _("There is no picture"),
        _("The recording holds sound only, so nothing is known about face and posture."),
        _("Listen to the answer. A missing camera says nothing about the candidate."),
    ),
    ProblemCode.NO_AUDIO_TRACK: (
        _("There is no sound"),
        _("The recording holds a picture only, so there is no transcript and no voice lane."),
        _("Ask the candidate to answer again, or in another way."),
    ),
    ProblemCode.NO_FACE: (
        _("No face was found"),
        _("In no picture a face could be seen, so gaze and head position are unknown."),
        _("Watch the video: the camera may be covered, or the light too low."),
    ),
    ProblemCode.SEVERAL_FACES: (
        _("More than one face was seen"),
        _("At this place more than one face is in the picture. The largest one was followed."),
        _("Look at it: a poster or a passer-by is no reason for anything."),
    ),
    ProblemCode.SILENCE: (
        _("Nobody is heard speaking"),
        _("The sound track holds less than half a second of speech."),
        _("Listen to it: the microphone may have been off. Ask the candidate to answer again."),
    ),
    ProblemCode.OTHER_LANGUAGE: (
        _("Another language was spoken"),
        _("The answer was recognised in the language of the interview, so many words are wrong."),
        _("Do not judge by the transcript. Listen to the answer."),
    ),
    "crashed": (
        _("The analysis broke off several times"),
        _("The analysing program could not work through this recording."),
        _("Watch the video. Try again later, or tell the people who run this system."),
    ),
    "withdrawn": (
        _("The analysis was stopped"),
        _("What may be looked at has changed since it began."),
        _("Nothing needs to be done."),
    ),
    "media_deleted": (
        _("The recording was deleted"),
        _("It was removed on request or because its time had come, and cannot be restored."),
        _("Nothing needs to be done."),
    ),
}

_UNKNOWN = (
    _("This could not be analysed"),
    _("The analysis ended with a problem it has no words for."),
    _("Watch the video. Try again later, or tell the people who run this system."),
)


def problem_text(code: str, start: float | None = None, end: float | None = None) -> ProblemText:
    """Works for any code, also one from a newer version."""
    title, sentence, advice = _TEXTS.get(code, _UNKNOWN)
    return ProblemText(code, title, sentence, advice, start, end)


def problem_texts(problems: list[Mapping[str, Any]]) -> list[ProblemText]:
    """One text per code; the places of repeated ones are on the timeline."""
    seen: dict[str, ProblemText] = {}
    for problem in problems:
        code = problem["code"]
        if code not in seen:
            seen[code] = problem_text(code, problem.get("start"), problem.get("end"))
    return list(seen.values())
