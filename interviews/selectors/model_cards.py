"""What was measured about each model, in one sentence, and the card that says how.

The figures are those of the cards in ``docs/models``; when a card changes, so does its line here.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Card:
    """``model``: how the names of the weights begin. ``card``: file name below docs/models."""

    model: str
    measured: str | Promise
    card: str


CARDS: tuple[Card, ...] = (
    Card(
        "yunet",
        _("Found 23 of 23 faces in 44 pictures that also set its thresholds."),
        "face-detection",
    ),
    Card(
        "face_landmarks",
        _("Head turning: 2.3° mean error on 4 photographs. Gaze on people: not measured."),
        "face-landmarks",
    ),
    Card(
        "face_geometry",
        _("Exact to 0.01° on computed faces; real heads: 2.3° on 4 photographs."),
        "face-landmarks",
    ),
    Card(
        "face_blendshapes",
        _("Muscle tension: not measured, no labelled faces were available."),
        "face-expression",
    ),
    Card(
        "expression",
        # xgettext:no-python-format
        _("65 % right on 895 held-out pictures. What a face shows is not what somebody feels."),
        "face-expression",
    ),
    Card(
        "silero_vad",
        _("Heard no speech in 10 sounds without any; speech frames: not measured."),
        "voice-activity",
    ),
    Card(
        "swift_f0",
        _("0.19 Hz median error on 4,375 computed frames; real voices: not measured."),
        "voice-prosody",
    ),
    Card(
        "whisper",
        _("9 wrong words in 100 on ten English clips (149 words). Korean: not measured."),
        "voice-transcript",
    ),
)


def card_of(model: str) -> Card | None:
    return next((card for card in CARDS if model.startswith(card.model)), None)


def measured_words(model: str) -> str:
    """Says so when nothing was measured: silence would look like certainty."""
    card = card_of(model)
    return str(card.measured) if card is not None else str(_("Not measured on labelled data."))
