"""Trains a company's own question model from what its people preferred."""

from __future__ import annotations

import io
import logging
import random
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from analysis.language.embedding import shared_encoder
from analysis.questions.encoding import Vectors
from analysis.questions.ranking import SHIPPED, QuestionRanker, read_model, write_model
from analysis.training.question_encoder import TrainingConfig, train
from analysis.training.samples import Sample, sample_of
from hireapp.celery import app
from interviews.dispatch import TRAIN_QUESTIONS
from interviews.models import QuestionModel
from interviews.selectors.learning import learning_samples
from interviews.services.question_learning import (
    LEAST_SAMPLES,
    question_model_claim,
    question_model_fail,
    question_model_store,
)
from interviews.tasks.database import in_scope

log = logging.getLogger(__name__)
#: Gentle steps from the shipped weights: few samples must not undo what many taught.
FINE_TUNING = TrainingConfig(epochs=4, rate=4e-4)
#: A company's own version of the shipped model.
VERSION = "own"
#: Share of the interviews that is held out to measure.
HELD_OUT = 0.2


@app.task(name=TRAIN_QUESTIONS)
def train_questions(company_id: str, model_id: str) -> None:
    """May be called twice; the row's claim lets one worker train."""
    company = UUID(company_id)
    model = in_scope(company, partial(question_model_claim, model_id=UUID(model_id)))
    if model is None:
        return
    try:
        _train(company, model)
    except Exception:
        in_scope(company, partial(question_model_fail, model=model, problem="crashed"))
        raise


def _train(company: UUID, model: QuestionModel) -> None:
    samples = [sample_of(each) for each in in_scope(company, lambda: list(learning_samples()))]
    if len(samples) < LEAST_SAMPLES:
        in_scope(company, partial(question_model_fail, model=model, problem="too_few_samples"))
        return
    weights, figures = trained(samples)
    keep = partial(
        question_model_store, model=model, weights=weights, samples=len(samples), figures=figures
    )
    if not in_scope(company, keep):
        log.warning("question model %s was trained by another worker", model.id)


def trained(samples: Sequence[Sample]) -> tuple[bytes, Mapping[str, Any]]:
    """The weights, and how often the first choice was right on held-out interviews.

    Measured with a model that never saw them; what is kept has then learned from everything.
    """
    vectors = shared_encoder().encode
    groups = sorted({sample.group for sample in samples})
    random.Random(0).shuffle(groups)  # noqa: S311 - reproducible, not secret
    out = set(groups[: round(len(groups) * HELD_OUT)])
    held = [sample for sample in samples if sample.group in out]
    rest = [sample for sample in samples if sample.group not in out]
    figures: dict[str, Any] = {"n": len(held)}
    if held and rest:
        before, after = QuestionRanker(), QuestionRanker(_weights(rest, vectors))
        figures |= {"before_percent": _right(before, held), "after_percent": _right(after, held)}
    return _weights(samples, vectors), figures


def _weights(samples: Sequence[Sample], vectors: Vectors) -> bytes:
    network, background, _ = read_model(SHIPPED)
    made, background, about = train(samples, vectors, FINE_TUNING, start=(network, background))
    content = io.BytesIO()
    write_model(content, made, background, {"version": VERSION, **about})
    return content.getvalue()


def _right(ranker: QuestionRanker, samples: Sequence[Sample]) -> int:
    """How often, in percent, the model puts first what people preferred."""
    right = sum(
        int(ranker.rank(each.conversation, each.options, each.content).argmax()) == each.asked
        for each in samples
    )
    return round(100 * right / len(samples))
