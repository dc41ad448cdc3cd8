"""Why a follow-up was asked, as people read it: quotes, the way to the question, the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from interviews.models import Answer, InterviewQuestion, Suggestion


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of an answer; ``answer_id`` and seconds say where to hear them, where that is known."""

    text: str
    label: str
    answer_id: UUID | None
    start: float | None
    end: float | None


@dataclass(frozen=True, slots=True)
class OtherQuestion:
    """A question that could have been asked instead. ``place``: in the ranking, from 0."""

    place: int
    text: str
    percent: int
    reason: str
    asked: bool
    preferred: bool


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """Everything that the report shows under a follow-up."""

    quotes: tuple[Quote, ...]
    nodes: tuple[str, ...]
    reason: str
    percent: int | None
    model: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """The ranking after an answer. ``preferred``: a place, -1 for none of them, None: not said."""

    id: UUID
    others: tuple[OtherQuestion, ...]
    preferred: int | None
    preferred_by: str
    asked: int | None


def interface_language() -> str:
    return (get_language() or "en")[:2]


def quoted(question: InterviewQuestion) -> str:
    """The words that a follow-up refers to, joined; "" when it refers to an answer as a whole."""
    spans = (question.path or {}).get("spans", ())
    return ", ".join(dict.fromkeys(str(span["text"]) for span in spans[:3]))


def reason_words(question: InterviewQuestion) -> str:
    return _in_language(question.reason)


def model_words(question: InterviewQuestion) -> str:
    model = question.model or {}
    return " ".join(str(model[key]) for key in ("name", "version") if model.get(key))


def follow_up_view(
    question: InterviewQuestion, answers: Mapping[str, Answer]
) -> FollowUpView | None:
    """``answers``: the submitted ones by their question's label. None: not a follow-up, or what
    it was made from was taken back.
    """
    if not question.follow_up or question.path is None:
        return None
    path: Mapping[str, Any] = question.path
    return FollowUpView(
        quotes=tuple(_quote(span, answers) for span in path.get("spans", ())),
        nodes=tuple(path.get("terms", {}).get(interface_language(), ())),
        reason=reason_words(question),
        percent=None if question.probability is None else round(100 * question.probability),
        model=question.model or {},
    )


def suggestion_view(suggestion: Suggestion) -> SuggestionView:
    return SuggestionView(
        suggestion.id,
        tuple(_other(suggestion, place) for place in range(len(suggestion.ranked))),
        suggestion.preferred,
        suggestion.preferred_by.name if suggestion.preferred_by is not None else "",
        suggestion.asked,
    )


def _other(suggestion: Suggestion, place: int) -> OtherQuestion:
    ranked: Sequence[Mapping[str, Any]] = suggestion.ranked
    one = ranked[place]
    return OtherQuestion(
        place,
        str(one["text"]),
        round(100 * one["probability"]),
        _in_language(one["reason"]),
        place == suggestion.asked,
        place == suggestion.preferred,
    )


def _quote(span: Mapping[str, Any], answers: Mapping[str, Answer]) -> Quote:
    label = str(span.get("label", ""))
    answer = answers.get(label)
    return Quote(
        str(span["text"]),
        label,
        answer.id if answer is not None else None,
        span.get("start_s"),
        span.get("end_s"),
    )


def _in_language(sentences: Mapping[str, str] | None) -> str:
    return str((sentences or {}).get(interface_language(), ""))
