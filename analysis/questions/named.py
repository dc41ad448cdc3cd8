"""What is named in a sentence: entities by kind, and words of the job's vocabulary.

A job's vocabulary has as many words as its content, and a company may write its own. So that every
job gives the network the same numbers, a sentence's bag of words over the vocabulary (weights:
inverse frequency over the catalogue, ``language.vocabulary``) is handed on with the embeddings of
its keywords; their weighted sum is a point in 512 dimensions that means the same in every job.
Without a job's content the bag is empty and entities come from lists, rules and the tagger alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.language.entities import EntityKind, entities, tag
from analysis.language.recent import Recent
from analysis.language.vocabulary import bag_of_words
from analysis.types import Floats
from ncs.content import JobContent

NAMED = tuple(EntityKind)
KEPT_SENTENCES = 65_536  # about 40 MB; a training reads 40,000 of them again and again


@dataclass(frozen=True, slots=True)
class Named:
    """``counts``: log(1 + how often) of each kind in ``NAMED``.

    ``bag``: weight of each keyword of the job that is said, by id; together of length 1.
    """

    counts: tuple[float, ...]
    bag: Mapping[str, float]


_sentences: Recent[tuple[str, str, str], Named] = Recent(KEPT_SENTENCES)
_bags: Recent[tuple[str, str], Mapping[str, float]] = Recent(KEPT_SENTENCES)


def named_in(texts: Sequence[str], language: str, content: JobContent | None) -> list[Named]:
    """What each text names; only texts that are new are read. ``language``: ko | en."""
    version = content.version if content else ""
    keys = [(version, language, text) for text in texts]
    known = [_sentences.get(key) for key in keys]
    if language == "en":
        tag([text for text, own in zip(texts, known, strict=True) if own is None])
    return [
        own or _sentences.keep(key, _named(key[-1], language, content))
        for key, own in zip(keys, known, strict=True)
    ]


def _named(text: str, language: str, content: JobContent | None) -> Named:
    counts = Counter(entity.kind for entity in entities(text, language, content))
    return Named(tuple(float(np.log1p(counts[kind])) for kind in NAMED), bag_of(text, content))


def bag_of(text: str, content: JobContent | None) -> Mapping[str, float]:
    """The bag of words over the job's vocabulary without its zeros, by keyword id."""
    if content is None:
        return {}
    key = content.version, text
    known = _bags.get(key)
    if known is None:
        bag = bag_of_words(text, content)
        said = zip(content.keywords, bag.tolist(), strict=True)
        known = _bags.keep(key, {keyword: weight for keyword, weight in said if weight})
    return known


def counts_of(named: Sequence[Named]) -> Floats:
    """(N, len(NAMED))."""
    return np.array([one.counts for one in named], np.float32).reshape(len(named), len(NAMED))


def table_of(bags: Sequence[Mapping[str, float]], keywords: Sequence[str]) -> Floats:
    """(len(bags), len(keywords)) the weights of ``keywords`` in each bag."""
    rows = [[bag.get(keyword, 0.0) for keyword in keywords] for bag in bags]
    return np.array(rows, np.float32).reshape(len(bags), len(keywords))


def prepare() -> None:
    """Loads the tagger and the lists, which would otherwise be loaded while somebody waits."""
    for language in ("en", "ko"):
        entities("Kafka", language)
