"""A conversation and the questions that could be asked now, as the arrays the network reads.

An utterance is one sentence of a question or an answer. Of each there are three kinds of
information: facts (entities, numbers, whose deed it was), an embedding, and a hashed bag of words;
and its place: asked or answered, how long ago, where in the turn. Of each question there are what
it is, how it goes with what was said (cosines, rare words shared, terms of its node that were said,
whether it was asked before), and the sentence of the last answer that it leans on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.questions.features import ASKS, Background, Rows, matching_features
from analysis.questions.heard import TURNS, Said, Step, spoken, steps_of
from analysis.questions.types import Conversation, QuestionKind, QuestionOption
from analysis.questions.wording import bag, facts, without_lead
from analysis.types import Floats

KINDS = tuple(QuestionKind)
TRAITS = len(KINDS) + len(ASKS)
PLACES = 6

Vectors = Callable[[Sequence[str]], Floats]  # texts → (N, 512), rows of length 1 or zero


@dataclass(frozen=True, slots=True)
class Encoded:
    """T sentences and N questions. Embeddings are rows of ``table``, so that none is held twice."""

    table: Floats  # (U, 512)
    steps: Rows  # (T,) rows of table
    step_words: Floats  # (T, BUCKETS)
    step_facts: Floats  # (T, len(FACTS) + PLACES)
    options: Rows  # (N,) rows of table
    option_traits: Floats  # (N, TRAITS)
    evidence: Rows  # (N,) rows of table
    evidence_facts: Floats  # (N, len(FACTS))
    features: Floats  # (N, len(FEATURES))


def encode(
    conversation: Conversation,
    options: Sequence[QuestionOption],
    vectors: Vectors,
    background: Background,
) -> Encoded:
    """Raises ValueError without a question."""
    if not options:
        raise ValueError("there is no question to rank")
    steps = steps_of(conversation)
    texts = [step.text for step in steps]
    wording = [without_lead(spoken(option)) for option in options]
    asked = [turn.question for turn in conversation.turns]
    rows = {text: row for row, text in enumerate(dict.fromkeys([*texts, *wording, *asked]))}
    table = vectors(list(rows))
    step_rows = np.array([rows[text] for text in texts])
    option_rows = np.array([rows[text] for text in wording])
    asked_rows = np.array([rows[text] for text in asked], np.int64)
    evidence, features = matching_features(
        Said(conversation, steps, table[step_rows], asked, table[asked_rows]),
        options,
        wording,
        table[option_rows],
        background,
    )
    return Encoded(
        table=table,
        steps=step_rows,
        step_words=bag(texts),
        step_facts=np.concatenate([facts(texts), _places(steps)], axis=1),
        options=option_rows,
        option_traits=_traits(options),
        evidence=step_rows[evidence],
        evidence_facts=facts([texts[index] for index in evidence]),
        features=features,
    )


def _places(steps: Sequence[Step]) -> Floats:  # (T, PLACES)
    return np.array(
        [
            (
                float(step.answered),
                float(not step.answered),
                float(step.answered and step.age == 0),
                float(not step.answered and step.age == 0),
                step.age / TURNS,
                step.place,
            )
            for step in steps
        ],
        np.float32,
    )


def _traits(options: Sequence[QuestionOption]) -> Floats:  # (N, TRAITS)
    out = np.zeros((len(options), TRAITS), np.float32)
    for row, option in zip(out, options, strict=True):
        row[KINDS.index(option.kind)] = 1.0
        if option.asks is not None:
            row[len(KINDS) + ASKS.index(option.asks)] = 1.0
    return out
