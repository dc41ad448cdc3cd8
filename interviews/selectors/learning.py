"""What a company's people preferred to ask: samples for its next question model.

One document a suggestion, as ``analysis.training.samples`` describes it. Only interviews whose
candidate agreed to that, and only words: no name, no picture, no voice, no rating, no decision.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import F, Func, IntegerField, QuerySet, Value
from django.db.models.functions import Greatest
from django.db.models.lookups import GreaterThan

from analysis.types import Purpose
from interviews.models import Suggestion
from interviews.selectors.consent import allowed_now, granted
from interviews.selectors.dialogue import conversation_of

NEEDED = frozenset({Purpose.TRANSCRIPT, Purpose.ANSWER_MATCHING, Purpose.MODEL_IMPROVEMENT})


def reviewed_suggestions() -> int:
    """How many suggestions a person has said something about, consented or not."""
    return Suggestion.objects.filter(preferred__isnull=False).count()


def samples_ready() -> int:
    """How many samples there would be, in one query: nothing that was said is read."""
    return _agreed().count()


def learning_samples() -> Iterator[Mapping[str, Any]]:
    """Every reviewed suggestion that may be learned from, oldest first."""
    agreed = (
        _agreed()
        .select_related("interview__company", "interview__position", "answer__question")
        .select_related("interview__candidate")
        .order_by("created_at", "id")
    )
    allowed: dict[Any, bool] = {}
    for one in agreed:
        if one.interview_id not in allowed:  # the policy may have changed its mind
            allowed[one.interview_id] = allowed_now(one.interview) >= NEEDED
        if allowed[one.interview_id]:
            yield _document(one)


def _agreed() -> QuerySet[Suggestion]:
    """Choices of one of several questions, where the candidate agreed to learning from them."""
    options = Func("ranked", function="jsonb_array_length", output_field=IntegerField())
    return Suggestion.objects.filter(
        *(granted(purpose, interview="interview") for purpose in (Purpose.RECORDING, *NEEDED)),
        GreaterThan(options, Greatest(Value(1), F("preferred"))),
        preferred__gte=0,
        answer__isnull=False,
    )


def _document(suggestion: Suggestion) -> Mapping[str, Any]:
    assert suggestion.answer is not None  # filtered
    assert suggestion.preferred is not None
    conversation = conversation_of(suggestion.interview, suggestion.answer)
    return {
        "id": str(suggestion.id),
        "language": conversation.language,
        "source": "company",
        "group": str(suggestion.interview_id),  # held out together
        "job": suggestion.interview.position.job_id,
        "turns": [
            {
                "question": turn.question,
                "answer": turn.answer.text,
                "question_id": turn.question_id,
                "competency": turn.competency,
            }
            for turn in conversation.turns
        ],
        "options": [_option(option) for option in suggestion.ranked],
        "asked": suggestion.ranked[suggestion.preferred]["option"],
    }


def _option(ranked: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "id": ranked["option"],
        "kind": ranked["kind"],
        "text": ranked["text"],
        "asks": ranked["asks"] or None,
        "node": ranked["node"],
        "competency": ranked["competency"],
        "terms": ranked.get("terms", []),
    }
