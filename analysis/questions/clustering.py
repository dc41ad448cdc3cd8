"""Themes over what all candidates of a position said: what was spoken about, and by whom.

Answers are cut into stretches of a few sentences; their embeddings, reduced to the directions in
which these answers differ, are put into k groups (k-means, Lloyd 1982), and k is the fewest that
stand nearly as well apart as any (silhouette, Rousseeuw 1987). A theme is named by the words that
most people say in it and few elsewhere (a class-based TF-IDF, after Grootendorst 2022). The same
input has the same themes.

For comparing candidates by reading: a theme is not a score and says nothing about quality.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.language.embedding import SentenceEncoder, shared_encoder
from analysis.language.morphemes import Part, tokeniser
from analysis.questions.passages import Passage, passages
from analysis.types import Floats

STRETCH = 350  # characters; measured: single sentences say too little (docs/models/clustering.md)
SHORTEST = 25  # a stretch of fewer is "yes, exactly"
DIRECTIONS = 10
MOST_THEMES = 12
LEAST_STRETCHES = 4  # below, there is nothing to group
MOST_MEASURED = 1500  # stretches that the silhouette looks at
TERMS = 4
NEARLY = 0.95  # of the best silhouette: fewer themes read better, and are as right
SEED = 0
_NAMING = frozenset({Part.NOUN, Part.NAME, Part.FOREIGN})
# Nouns of every answer, whatever it is about.
_BLEACHED = frozenset(
    [
        *("thing", "kind", "lot", "way", "time", "place", "something", "anything", "everything"),
        *("bit", "sort", "case", "example", "part", "point", "reason", "question", "answer"),
        *("interviewer", "interviewee", "fact", "number", "end", "one", "people"),
        *("경우", "정도", "부분", "생각", "얘기", "이야기", "때문", "자체", "다음", "처음", "결과"),
        *("질문", "답변", "면접", "지원", "사람", "문제", "방법", "이후", "당시"),
    ]
)


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: ``speaker`` and ``answer`` are any ids; ``question``: what was asked."""

    speaker: str
    answer: str
    question: str
    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Characters [start, end) of an answer; ``near``: cosine with the middle of the theme."""

    speaker: str
    answer: str
    start: int
    end: int
    text: str
    near: float


@dataclass(frozen=True, slots=True)
class Theme:
    """``quotes``: each speaker's nearest stretch, nearest first. ``counts``: stretches a speaker.

    ``questions``: the questions whose answers speak of it most, with the number of stretches.
    """

    terms: tuple[str, ...]
    share: float
    counts: dict[str, int]
    quotes: tuple[Quote, ...]
    questions: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Themes:
    """Largest first. ``apart``: mean silhouette, 0 (no groups to speak of) to 1. No themes: too
    little was said (``stretches``)."""

    themes: tuple[Theme, ...]
    stretches: int
    apart: float


def themes(
    said: Sequence[Said], language: str, *, encoder: SentenceEncoder | None = None
) -> Themes:
    """Themes of answers held in ``language`` (ko | en), from 2 to some 500 interviews."""
    encoder = encoder or shared_encoder()
    pieces = [(one, piece) for one in said for piece in stretches(one.text)]
    if len(pieces) < LEAST_STRETCHES:
        return Themes((), len(pieces), 0.0)
    points = encoder.encode([piece.text for _, piece in pieces])
    groups, apart = grouped(points)
    names = _terms(pieces, groups, language)
    found = [_theme(g, names[g], pieces, points, groups) for g in sorted(names)]
    found.sort(key=lambda theme: (-theme.share, theme.terms))
    return Themes(tuple(found), len(pieces), apart)


def stretches(text: str) -> list[Passage]:
    """Neighbouring sentences together, up to ``STRETCH`` characters."""
    joined: list[Passage] = []
    for each in passages(text):
        if joined and each.end - joined[-1].start <= STRETCH:
            start = joined.pop().start
            joined.append(Passage(start, each.end, text[start : each.end]))
        else:
            joined.append(each)
    return [each for each in joined if each.end - each.start >= SHORTEST]


def grouped(points: Floats) -> tuple[list[int], float]:
    """The group of each point (N, 512), numbered from 0, and how far apart the groups stand.

    A group of one point joins its nearest: one remark is not a theme.
    """
    from sklearn.cluster import KMeans
    from sklearn.decomposition import PCA
    from sklearn.metrics import silhouette_score

    count = len(points)
    directions = PCA(min(DIRECTIONS, count - 1), random_state=SEED).fit_transform(points)
    directions /= np.maximum(np.linalg.norm(directions, axis=1, keepdims=True), 1e-9)
    tried: list[tuple[float, Floats]] = []
    distinct = len(np.unique(points.round(6), axis=0))
    for k in range(2, min(MOST_THEMES, count // 2, distinct) + 1):
        labels = KMeans(k, n_init=4, random_state=SEED).fit_predict(directions)
        sample = min(count, MOST_MEASURED)
        score = silhouette_score(directions, labels, sample_size=sample, random_state=SEED)
        tried.append((float(score), labels))
    apart = max((score for score, _ in tried), default=0.0)
    if apart <= 0:
        return [0] * count, 0.0
    best = next(labels for score, labels in tried if score >= NEARLY * apart)
    return _without_loners(best, directions), round(apart, 3)


def _without_loners(labels: Floats, directions: Floats) -> list[int]:
    sizes = Counter(labels.tolist())
    kept = sorted(g for g, size in sizes.items() if size > 1) or sorted(sizes)
    middles = np.stack([directions[labels == g].mean(axis=0) for g in kept])
    nearest = (directions @ middles.T).argmax(axis=1)
    return [
        kept.index(label) if label in kept else int(nearest[i])
        for i, label in enumerate(labels.tolist())
    ]


def _terms(
    pieces: Sequence[tuple[Said, Passage]], groups: Sequence[int], language: str
) -> dict[int, tuple[str, ...]]:
    """Group → the words that set it apart, most telling first.

    A speaker counts a word once, and a word that only one of several speakers said names nothing:
    it would be the name of their school, or their own.
    """
    spoken: dict[int, dict[str, set[str]]] = {}
    for group, (one, piece) in zip(groups, pieces, strict=True):
        words = spoken.setdefault(group, {})
        for word in _naming_words(piece.text, language):
            words.setdefault(word, set()).add(one.speaker)
    least = min(2, len({one.speaker for one, _ in pieces}))
    everywhere: Counter[str] = Counter()
    for words in spoken.values():
        everywhere.update({word: len(speakers) for word, speakers in words.items()})
    named = {}
    for group, words in spoken.items():
        weight = {
            word: len(speakers) ** 2 / everywhere[word]
            for word, speakers in words.items()
            if len(speakers) >= least
        }
        named[group] = tuple(sorted(weight, key=lambda w: (-weight[w], w))[:TERMS])
    return named


def _naming_words(text: str, language: str) -> list[str]:
    shortest = 2 if language == "ko" else 3
    return [
        token.lemma
        for token in tokeniser(language)(text)
        if token.part in _NAMING
        and len(token.lemma) >= shortest
        and token.lemma.isalpha()
        and token.lemma not in _BLEACHED
    ]


def _theme(
    group: int,
    terms: tuple[str, ...],
    pieces: Sequence[tuple[Said, Passage]],
    points: Floats,
    groups: Sequence[int],
) -> Theme:
    own = [i for i, g in enumerate(groups) if g == group]
    middle = points[own].mean(axis=0)
    middle /= max(float(np.linalg.norm(middle)), 1e-9)
    nearest = sorted(own, key=lambda i: (-float(points[i] @ middle), i))
    counts: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    quotes: dict[str, Quote] = {}
    for i in nearest:
        one, piece = pieces[i]
        counts[one.speaker] += 1
        asked[one.question] += 1
        near = round(float(points[i] @ middle), 3)
        quote = Quote(one.speaker, one.answer, piece.start, piece.end, piece.text, near)
        quotes.setdefault(one.speaker, quote)
    return Theme(
        terms,
        len(own) / len(pieces),
        dict(counts),
        tuple(quotes.values()),
        tuple(asked.most_common(3)),
    )
