"""How each question goes with what was said: cosines, words shared, its node, what was left out.

Numbers of about 0 to 1, the same in training and in the product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.questions.bm25 import bm25
from analysis.questions.heard import LAST_SENTENCES, Said
from analysis.questions.story import story_parts
from analysis.questions.types import Conversation, QuestionOption, Utterance
from analysis.questions.wording import mentions, rarity_bucket, sentences, stem_set
from analysis.types import Floats
from ncs.content import Asks

ASKS = tuple(Asks)
SHRINKAGE = 5.0  # questions; how far the mean of few options is drawn to the usual question

Rows = np.ndarray[tuple[int], np.dtype[np.int64]]

FEATURES = (
    "cosine to the last answer",
    "cosine to its closest sentence",
    "cosine to its last sentence",
    "cosine to its first sentence",
    "cosine to the last question",
    "cosine to question and answer",
    "cosine to earlier answers",
    "cosine to the closest question asked",
    "cosine to the last answer, centred",
    "cosine to question and answer, centred",
    "cosine to the closest sentence, centred",
    "cosine to the last sentence, centred",
    "cosine to the other questions",
    "BM25 among the questions for the last answer",
    "BM25 among the questions for question and answer",
    "rare words of the last answer",
    "rare words of the last question",
    "rare words of earlier answers",
    "rare words of the closest question asked",
    "rare words of the last answer, summed",
    "rare words of the last question, summed",
    "terms said in the last answer",
    "terms said, where in it",
    "terms said before",
    "terms said in the last question",
    "belongs to a node",
    "node was asked about",
    "node was asked about just now",
    "competency of the last question",
    "competency was asked about",
    "place of the sentence it leans on",
    "asks for what was told",
    "asks for what was left out",
    "parts of the story told",
    "words of the question",
    "is a question",
    "names in the sentence it leans on",
    "words of the job shared with the last answer",
    "words of the job shared with earlier answers",
    "words of the last answer",
    "turns",
)


@dataclass(frozen=True, slots=True)
class Background:
    """What is usual, learned from the training data and kept in the model file."""

    rarity: Floats  # (RARITY_BUCKETS,) idf of hashed stems, 0 to 1
    centre: Floats  # (512,) mean embedding of the questions


def matching_features(
    said: Said,
    options: Sequence[QuestionOption],
    wording: Sequence[str],
    vectors: Floats,  # (N, 512)
    bags: Floats,  # (N, K), of the words of the job that were said
    background: Background,
) -> tuple[Rows, Floats]:
    """Which sentence each question leans on (N,), and the features (N, F), all about 0 to 1."""
    last = said.rows(answered=True, last=True)
    question = said.rows(answered=False, last=True)
    earlier = said.rows(answered=True, last=False)
    heard = {
        terms: _Heard.of(said, terms, last, question, earlier)
        for terms in {option.terms for option in options}
    }
    evidence = _evidence(said, [heard[option.terms] for option in options], vectors, last)
    cosines = _cosines(said, vectors, last, question, earlier)
    centred = _centred(said, vectors, background.centre, last, question)
    among = _among(said, wording, last, question)
    words = _shared_words(said, wording, background.rarity, (last, question, earlier))
    terms = np.array([_terms(said, option, heard[option.terms], last) for option in options])
    told = _told(said.conversation)
    shared = np.stack([bags @ said.vocabulary(rows) for rows in (last, earlier)], axis=1)
    rest = np.array(
        [
            (
                said.steps[place].place,
                float(option.asks in told),
                float(option.asks is not None and option.asks not in told),
                len(told) / len(ASKS),
                np.log1p(len(text.split())) / 3.0,
                float("?" in text or text.endswith(("요.", "오."))),
                float(said.names[place]) / 2.0,
                *common,
                np.log1p(sum(len(said.steps[row].text.split()) for row in last)) / 4.0,
                np.log1p(len(said.conversation.turns)) / 2.0,
            )
            for place, text, option, common in zip(evidence, wording, options, shared, strict=True)
        ]
    )
    return evidence, np.concatenate([cosines, centred, among, words, terms, rest], axis=1).astype(
        np.float32
    )


@dataclass(frozen=True, slots=True)
class _Heard:
    """How often the terms of a node were said."""

    last: tuple[int, ...]  # in each sentence of the last answer
    earlier: int
    question: bool

    @classmethod
    def of(
        cls,
        said: Said,
        terms: tuple[str, ...],
        last: list[int],
        question: list[int],
        earlier: list[int],
    ) -> _Heard:
        there = tuple(term for term in terms if mentions((term,), said.text(last)))
        return cls(
            tuple(mentions(there, said.steps[row].text) if there else 0 for row in last),
            mentions(terms, said.text(earlier)),
            mentions(terms, said.text(question)) > 0,
        )


def _evidence(said: Said, heard: Sequence[_Heard], vectors: Floats, last: list[int]) -> Rows:
    """Of the last answer: the last sentence that says a term of the node, else the closest one."""
    pool = last or [len(said.steps) - 1]
    closest = (vectors @ said.vectors[pool].T).argmax(axis=1)
    found = np.array([pool[index] for index in closest], np.int64)
    for index, own in enumerate(heard):
        saying = [row for row, count in zip(last, own.last, strict=True) if count]
        if saying:
            found[index] = saying[-1]
    return found


def _cosines(
    said: Said, vectors: Floats, last: list[int], question: list[int], earlier: list[int]
) -> Floats:  # (N, 8)
    nothing = np.zeros(len(vectors), np.float32)
    to_last = vectors @ said.vectors[last].T if last else nothing[:, None]
    return np.stack(
        [
            vectors @ said.mean(last),
            to_last.max(axis=1),
            to_last[:, -1],
            to_last[:, 0],
            vectors @ said.mean(question),
            vectors @ said.mean([*question, *last]),
            vectors @ said.mean(earlier),
            (vectors @ said.asked_vectors.T).max(axis=1) if said.asked else nothing,
        ],
        axis=1,
    )


def _centred(
    said: Said, vectors: Floats, centre: Floats, last: list[int], question: list[int]
) -> Floats:  # (N, 5)
    """Cosines after taking away what all the questions share (Mu and Viswanath 2018, "All-but-the-
    top"): among questions about clinics, "clinic" tells nothing. The mean is drawn towards the
    usual question, so that a single option has one too."""
    shared = (vectors.sum(axis=0) + SHRINKAGE * centre) / (len(vectors) + SHRINKAGE)
    own = _directions(vectors - shared)
    answer = said.vectors[last] if last else np.zeros((1, len(centre)), np.float32)
    to_sentences = own @ _directions(answer - shared).T
    return np.stack(
        [
            own @ said.mean(last),
            own @ _directions(said.mean([*question, *last])[None] - shared)[0],
            to_sentences.max(axis=1),
            to_sentences[:, -1],
            vectors @ shared,
        ],
        axis=1,
    )


def _directions(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-6), np.float32)


def _among(
    said: Said, wording: Sequence[str], last: list[int], question: list[int]
) -> Floats:  # (N, 2)
    """BM25 with the options as its collection; 1 is a word that only one question has."""
    rarest = 5.0 * np.log(1.0 + (len(wording) - 0.5) / 1.5)
    answer = said.text(last)
    both = f"{said.text(question)} {answer}"
    return np.stack([bm25(query, wording) / rarest for query in (answer, both)], axis=1)


def _shared_words(
    said: Said,
    wording: Sequence[str],
    rarity: Floats,
    parts: tuple[list[int], list[int], list[int]],
) -> Floats:  # (N, 6)
    """What share of the question's rare words was said where, and two sums like BM25's."""
    places = [stem_set(said.text(rows)) for rows in parts]
    asked = [stem_set(text) for text in said.asked]
    out = np.zeros((len(wording), 6), np.float32)
    for row, text in zip(out, wording, strict=True):
        weights = {stem: float(rarity[rarity_bucket(stem)]) for stem in sorted(stem_set(text))}
        total = sum(weights.values()) or 1.0
        shared = [sum(w for stem, w in weights.items() if stem in place) for place in places]
        row[:3] = [share / total for share in shared]
        row[3] = max(
            (sum(w for stem, w in weights.items() if stem in one) / total for one in asked),
            default=0.0,
        )
        saturated = 1.2 / (0.5 + 0.5 * len(weights) / 10.0)  # ten content words: a usual question
        row[4:] = [share * saturated / 10.0 for share in shared[:2]]
    return out


def _terms(
    said: Said, option: QuestionOption, heard: _Heard, last: list[int]
) -> tuple[float, ...]:  # nine features
    """How the question stands to the trees: what its node heard, what was asked of it."""
    turns = said.conversation.turns
    saying = [said.steps[row].place for row, count in zip(last, heard.last, strict=True) if count]
    nodes = [node_of(turn.question_id) for turn in turns]
    competencies = [turn.competency for turn in turns]
    known, topic = bool(option.node), option.competency
    return (
        float(np.log1p(sum(heard.last))),
        saying[-1] + 0.1 if saying else 0.0,
        float(np.log1p(heard.earlier)),
        float(heard.question),
        float(known),
        float(known and option.node in nodes),
        float(known and nodes[-1:] == [option.node]),
        float(bool(topic) and competencies[-1:] == [topic]),
        float(bool(topic) and topic in competencies),
    )


def _told(conversation: Conversation) -> frozenset[Asks]:
    """Parts of a story that the last answer has cue words for."""
    if not conversation.turns:
        return frozenset()
    answer = Utterance(" ".join(sentences(conversation.turns[-1].answer.text)[-LAST_SENTENCES:]))
    return frozenset(story_parts(0, answer, conversation.language))


def node_of(question_id: str) -> str:
    """The node in "node:<node>/<index>"; "" for any other question."""
    kind, _, rest = question_id.partition(":")
    return rest.rpartition("/")[0] if kind == "node" else ""
