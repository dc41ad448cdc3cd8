"""A conversation and the questions that could be asked now, as the arrays the network reads.

An utterance is one sentence of a question or an answer. Of each there are three kinds of
information: entities by kind (``named``) and facts that a story is made of (whose deed, cause,
outcome); a bag of words over the job's vocabulary, beside a hashed one of all words; an embedding.
And its place: asked or answered, how long ago, where in the turn. Of each question there are what
it is, how it goes with what was said (cosines, rare words shared, terms of its node that were said,
whether it was asked before), and the sentence of the last answer that it leans on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.questions.features import ASKS, Background, Rows, matching_features
from analysis.questions.heard import TURNS, Said, Step, spoken, steps_of
from analysis.questions.named import NAMED, Named, bag_of, counts_of, named_in, table_of
from analysis.questions.types import Conversation, QuestionKind, QuestionOption
from analysis.questions.wording import FACTS, bag, facts, without_lead
from analysis.types import Floats
from ncs.content import JobContent

KINDS = tuple(QuestionKind)
TRAITS = len(KINDS) + len(ASKS)
PLACES = 6
TOLD = len(FACTS) + len(NAMED)  # numbers that say what a sentence tells and names

Vectors = Callable[[Sequence[str]], Floats]  # texts → (N, 512), rows of length 1 or zero


@dataclass(frozen=True, slots=True)
class Encoded:
    """T sentences and N questions. Embeddings are rows of ``table``, so that none is held twice."""

    table: Floats  # (U, 512)
    steps: Rows  # (T,) rows of table
    step_words: Floats  # (T, BUCKETS)
    step_facts: Floats  # (T, TOLD + PLACES)
    terms: Rows  # (K,) rows of table: words of the job's vocabulary that were said
    step_terms: Floats  # (T, K) their weights in each sentence
    options: Rows  # (N,) rows of table
    option_traits: Floats  # (N, TRAITS)
    evidence: Rows  # (N,) rows of table
    evidence_facts: Floats  # (N, TOLD)
    features: Floats  # (N, len(FEATURES))


def encode(
    conversation: Conversation,
    options: Sequence[QuestionOption],
    vectors: Vectors,
    background: Background,
    content: JobContent | None = None,
) -> Encoded:
    """``content``: of the job that the interview is about. Raises ValueError without a question."""
    if not options:
        raise ValueError("there is no question to rank")
    steps = steps_of(conversation)
    texts = [step.text for step in steps]
    wording = [without_lead(spoken(option)) for option in options]
    asked = [turn.question for turn in conversation.turns]
    named = named_in(texts, conversation.language, content)
    keywords = list(dict.fromkeys(keyword for one in named for keyword in one.bag))
    terms = [term_of(keyword, conversation.language, content) for keyword in keywords]
    rows = {text: row for row, text in enumerate(dict.fromkeys([*texts, *wording, *asked, *terms]))}
    table = vectors(list(rows))

    def at(own: Sequence[str]) -> Rows:
        return np.array([rows[text] for text in own], np.int64)

    step_terms = table_of([one.bag for one in named], keywords)
    counts = np.concatenate([facts(texts), counts_of(named)], axis=1)  # (T, TOLD)
    evidence, features = matching_features(
        Said(
            conversation,
            steps,
            table[at(texts)],
            asked,
            table[at(asked)],
            step_terms,
            _names(named),
        ),
        options,
        wording,
        table[at(wording)],
        table_of([bag_of(text, content) for text in wording], keywords),
        background,
    )
    return Encoded(
        table=table,
        steps=at(texts),
        step_words=bag(texts),
        step_facts=np.concatenate([counts, _places(steps)], axis=1),
        terms=at(terms),
        step_terms=step_terms,
        options=at(wording),
        option_traits=_traits(options),
        evidence=at(texts)[evidence],
        evidence_facts=counts[evidence],
        features=features,
    )


def term_of(keyword: str, language: str, content: JobContent | None) -> str:
    """The word that stands for a keyword: the one that is shown."""
    return content.keywords[keyword].terms(language)[0] if content else ""


def _names(named: Sequence[Named]) -> Floats:  # (T,)
    return np.asarray(np.log1p(np.expm1(counts_of(named)).sum(axis=1)), np.float32)


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
