"""Which summary numbers a report shows, in which words, and what each rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analysis.types import Purpose
from interviews.selectors.finding_purposes import summary_allowed
from interviews.selectors.model_cards import measured_words

Words = str | Promise


@dataclass(frozen=True, slots=True)
class NumberSpec:
    """``scale``: what the stored value is multiplied with. ``models``: name beginnings."""

    key: str
    group: str
    label: Words
    unit: Words
    digits: int
    about: Words
    models: tuple[str, ...]
    scale: float = 1.0


_VAD, _PITCH, _WORDS = ("silero_vad",), ("swift_f0", "silero_vad"), ("whisper",)
_FACE = ("yunet", "face_detect", "face_landmarks", "face_geometry")
_BODY = ("pose_",)
_HANDS = ("palm_", "hand_")

SPECS: tuple[NumberSpec, ...] = (
    NumberSpec(
        *("voice.speech_seconds", "voice", _("Speaking"), _("s"), 1),
        _("Time in which voice activity detection hears speech."),
        _VAD,
    ),
    NumberSpec(
        *("voice.speech_rate_wpm", "voice", _("Pace"), _("words/min"), 0),
        _("Recognised words between the first and the last one, pauses included."),
        (*_WORDS, *_VAD),
    ),
    NumberSpec(
        *("voice.pause_count", "voice", _("Pauses"), _("times"), 0),
        _("Silences between two stretches of speech."),
        _VAD,
    ),
    NumberSpec(
        *("voice.longest_pause_s", "voice", _("Longest pause"), _("s"), 1),
        _("The longest silence between two stretches of speech."),
        _VAD,
    ),
    NumberSpec(
        *("voice.median_f0_hz", "voice", _("Pitch"), _("Hz"), 0),
        _("Median fundamental frequency while speaking. It mostly tells how tall a throat is."),
        _PITCH,
    ),
    NumberSpec(
        *("voice.f0_range_semitones", "voice", _("Pitch range"), _("semitones"), 1),
        _("Between the 10th and the 90th percentile of pitch."),
        _PITCH,
    ),
    NumberSpec(
        *("voice.level_dbfs_median", "voice", _("Level"), _("dBFS"), 0),
        _("Median sound level while speaking. It depends on microphone and distance."),
        _VAD,
    ),
    NumberSpec(
        *("voice.time_to_first_word_s", "voice", _("First word after"), _("s"), 1),
        _("From the beginning of the recording to the first recognised word."),
        _WORDS,
    ),
    NumberSpec(
        *("face.present_share", "face", _("Face in the picture"), _("%"), 0),
        _("Share of the analysed pictures in which a face was found."),
        _FACE,
        100.0,
    ),
    NumberSpec(
        *("face.most_faces", "face", _("Most faces at once"), "", 0),
        _("The largest number of faces found in one picture."),
        _FACE,
    ),
    NumberSpec(
        *("face.gaze_centre_share", "face", _("Looking near the usual place"), _("%"), 0),
        _("Share of pictures with eyes within 10° of where this person mostly looked."),
        _FACE,
        100.0,
    ),
    NumberSpec(
        *("face.gaze_spread_deg", "face", _("Gaze spread"), _("°"), 1),
        _("Root mean square of the eyes' angle from where this person mostly looked."),
        _FACE,
    ),
    NumberSpec(
        *("face.blink_rate_per_min", "face", _("Blinks"), _("per min"), 0),
        _("At 5 pictures a second most blinks fall between two pictures; the rate is estimated."),
        _FACE,
    ),
    NumberSpec(
        *("face.head_yaw_spread", "face", _("Head turning"), _("°"), 1),
        _("Standard deviation of the head's yaw."),
        _FACE,
    ),
    NumberSpec(
        *("body.seen_ratio", "body", _("Shoulders in the picture"), _("%"), 0),
        _("Share of the looks in which both shoulders could be seen."),
        _BODY,
        100.0,
    ),
    NumberSpec(
        *("body.movement", "body", _("Movement")),
        # xgettext:no-python-format
        _("% of the picture"),
        1,
        _("Median share of the picture that changes from one look to the next."),
        (),
        100.0,
    ),
    NumberSpec(
        *("body.side_lean", "body", _("Lean to the side"), _("°"), 1),
        _("Median lean of the head over the shoulders."),
        _BODY,
    ),
    NumberSpec(
        *("body.hands_visible_ratio", "body", _("Hands in the picture"), _("%"), 0),
        _("Share of the looks in which a hand was found."),
        _HANDS,
        100.0,
    ),
)

GROUPS: dict[str, Words] = {
    "voice": _("Voice and pace"),
    "face": _("Face and gaze"),
    "body": _("Posture and hands"),
}


@dataclass(frozen=True, slots=True)
class Number:
    """One number on the page. ``made``: pairs for "how was this made"."""

    id: str
    label: str
    value: str
    unit: str
    note: str
    made: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class NumberGroup:
    title: str
    numbers: list[Number]


def number_groups(result: Any, purposes: frozenset[Purpose]) -> list[NumberGroup]:
    """What a result holds and ``purposes`` allow. Groups without a number are not there."""
    groups: list[NumberGroup] = []
    for key, title in GROUPS.items():
        numbers = [
            _number(spec, result)
            for spec in SPECS
            if spec.group == key
            and spec.key in result.summary
            and summary_allowed(spec.key, purposes)
        ]
        if numbers:
            groups.append(NumberGroup(str(title), numbers))
    return groups


def rounded(value: float, digits: int) -> str:
    """In the reader's own format. Django's ``number_format`` alone cuts digits off."""
    return str(number_format(round(value, digits) + 0.0, decimal_pos=digits)).replace("-", "−")


def _number(spec: NumberSpec, result: Any) -> Number:
    value = rounded(result.summary[spec.key] * spec.scale, spec.digits)
    note = _NOTES.get(spec.key, _no_note)(result.summary)
    return Number(
        id=f"made-{spec.key.replace('.', '-')}",
        label=str(spec.label),
        value=value,
        unit=str(spec.unit),
        note=note,
        made=made_of(str(spec.about), spec.models, result),
    )


def _blink_note(summary: Mapping[str, float]) -> str:
    low, high = summary.get("face.blink_rate_low"), summary.get("face.blink_rate_high")
    if low is None or high is None:
        return ""
    return gettext("%(low)d to %(high)d (95%% interval)") % {"low": round(low), "high": round(high)}


def _rate_note(summary: Mapping[str, float]) -> str:
    words = summary.get("voice.words")
    return gettext("n = %(n)d words") % {"n": words} if words else ""


def _pause_note(summary: Mapping[str, float]) -> str:
    seconds = summary.get("voice.pause_seconds")
    if seconds is None:
        return ""
    return gettext("%(s)s s in all") % {"s": rounded(seconds, 1)}


def _no_note(summary: Mapping[str, float]) -> str:
    return ""


_NOTES: dict[str, Callable[[Mapping[str, float]], str]] = {
    "face.blink_rate_per_min": _blink_note,
    "voice.speech_rate_wpm": _rate_note,
    "voice.pause_count": _pause_note,
}


def made_of(about: str, beginnings: Sequence[str], result: Any) -> list[tuple[str, str]]:
    """What a number is, what it rests on, and with which weights it was made."""
    clip = result.clip
    rests = gettext("%(seconds)s s of recording, %(frames)d pictures analysed") % {
        "seconds": rounded(clip["duration_s"], 1),
        "frames": clip["frames_analysed"],
    }
    pairs = [(gettext("What it is"), about), (gettext("Rests on"), rests)]
    for model in result.models:
        if any(model["name"].startswith(start) for start in beginnings):
            words = f"{model['name']} {model['version']} · {model['licence']}"
            pairs.append((gettext("Model"), f"{words} · sha256 {model['sha256'][:12]}…"))
            pairs.append((gettext("Measured"), measured_words(model["name"])))
    if not beginnings:
        pairs.append((gettext("Model"), gettext("None: arithmetic on the pictures")))
    pairs.append((gettext("Pipeline"), gettext("version %(v)s") % {"v": result.pipeline_version}))
    return pairs
