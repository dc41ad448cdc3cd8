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

from analysis.questions.bm25 import bm25
from analysis.questions.slots import fill
from analysis.questions.story import story_parts
from analysis.questions.types import Conversation, QuestionKind, QuestionOption, Utterance
from analysis.questions.wording import (
    bag,
    facts,
    mentions,
    rarity_bucket,
    sentences,
    stem_set,
    without_lead,
)
from analysis.types import Floats
from ncs.content import SLOT, Asks

TURNS = 4  # what lies further back than four turns is only looked at for what was asked
LAST_SENTENCES = 14  # of the last answer; two minutes of speech
EARLIER_SENTENCES = 4  # of every other utterance: its end
KINDS = tuple(QuestionKind)
ASKS = tuple(Asks)
TRAITS = len(KINDS) + len(ASKS)
PLACES = 6
SHRINKAGE = 5.0  # questions; how far the mean of few options is drawn to the usual question

Vectors = Callable[[Sequence[str]], Floats]  # texts → (N, 512), rows of length 1 or zero

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
    "words of the last answer",
    "turns",
)


@dataclass(frozen=True, slots=True)
class Background:
    """What is usual, learned from the training data and kept in the model file."""

    rarity: Floats  # (RARITY_BUCKETS,) idf of hashed stems, 0 to 1
    centre: Floats  # (512,) mean embedding of the questions


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence of the conversation. ``age``: turns since; 0 is the last turn."""

    text: str
    answered: bool
    age: int
    place: float  # 0 first sentence of its utterance, 1 last


@dataclass(frozen=True, slots=True)
class Encoded:
    """T sentences and N questions. Embeddings are rows of ``table``, so that none is held twice."""

    table: Floats  # (U, 512)
    steps: np.ndarray[tuple[int], np.dtype[np.int64]]  # (T,) rows of table
    step_words: Floats  # (T, BUCKETS)
    step_facts: Floats  # (T, len(FACTS) + PLACES)
    options: np.ndarray[tuple[int], np.dtype[np.int64]]  # (N,) rows of table
    option_traits: Floats  # (N, TRAITS)
    evidence: np.ndarray[tuple[int], np.dtype[np.int64]]  # (N,) rows of table
    evidence_facts: Floats  # (N, len(FACTS))
    features: Floats  # (N, len(FEATURES))


def spoken(option: QuestionOption) -> str:
    """The question as it would be said; a slot that nobody filled takes what was said last."""
    return fill(option.text, option.terms[-1]) if option.terms else option.text.replace(SLOT, "")


def steps_of(conversation: Conversation) -> list[Step]:
    """The sentences that are read, oldest first; a conversation that is empty has one empty one."""
    found: list[Step] = []
    turns = conversation.turns[-TURNS:]
    for index, turn in enumerate(turns):
        age = len(turns) - 1 - index
        for text, answered in ((turn.question, False), (turn.answer.text, True)):
            kept = sentences(text)[
                -(LAST_SENTENCES if answered and not age else EARLIER_SENTENCES) :
            ]
            for number, sentence in enumerate(kept):
                found.append(Step(sentence, answered, age, number / max(len(kept) - 1, 1)))
    return found or [Step("", False, 0, 0.0)]


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
    evidence, features = _features(
        _Said(conversation, steps, table[step_rows], asked, table[asked_rows]),
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


@dataclass(frozen=True, slots=True)
class _Said:
    conversation: Conversation
    steps: list[Step]
    vectors: Floats  # (T, 512)
    asked: list[str]
    asked_vectors: Floats  # (Q, 512)

    def rows(self, *, answered: bool, last: bool) -> list[int]:
        return [
            index
            for index, step in enumerate(self.steps)
            if step.answered == answered and (step.age == 0) == last
        ]

    def mean(self, rows: Sequence[int]) -> Floats:
        """(512,) the direction of several sentences together; zero when there is none."""
        total = self.vectors[list(rows)].sum(axis=0)
        return np.asarray(total / max(float(np.linalg.norm(total)), 1e-6), np.float32)

    def text(self, rows: Sequence[int]) -> str:
        return " ".join(self.steps[row].text for row in rows)


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


def _features(
    said: _Said,
    options: Sequence[QuestionOption],
    wording: Sequence[str],
    vectors: Floats,  # (N, 512)
    background: Background,
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Floats]:
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
    rest = np.array(
        [
            (
                said.steps[place].place,
                float(option.asks in told),
                float(option.asks is not None and option.asks not in told),
                len(told) / len(ASKS),
                np.log1p(len(text.split())) / 3.0,
                float("?" in text or text.endswith(("요.", "오."))),
                np.log1p(sum(len(said.steps[row].text.split()) for row in last)) / 4.0,
                np.log1p(len(said.conversation.turns)) / 2.0,
            )
            for place, text, option in zip(evidence, wording, options, strict=True)
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
        said: _Said,
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


def _evidence(
    said: _Said, heard: Sequence[_Heard], vectors: Floats, last: list[int]
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
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
    said: _Said, vectors: Floats, last: list[int], question: list[int], earlier: list[int]
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
    said: _Said, vectors: Floats, centre: Floats, last: list[int], question: list[int]
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
    said: _Said, wording: Sequence[str], last: list[int], question: list[int]
) -> Floats:  # (N, 2)
    """BM25 with the options as its collection; 1 is a word that only one question has."""
    rarest = 5.0 * np.log(1.0 + (len(wording) - 0.5) / 1.5)
    answer = said.text(last)
    both = f"{said.text(question)} {answer}"
    return np.stack([bm25(query, wording) / rarest for query in (answer, both)], axis=1)


def _shared_words(
    said: _Said,
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
    said: _Said, option: QuestionOption, heard: _Heard, last: list[int]
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
