"""BM25: the keyword-overlap baseline that every ranking of questions has to beat.

Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond", with the
usual k1 = 1.2, b = 0.75 and Lucene's idf, which is never negative. Words are the folded content
words of ``analysis.language.tokens``, Korean and English alike.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from analysis.language.tokens import key_of
from analysis.types import Floats

K1 = 1.2  # how quickly a repeated word stops counting
B = 0.75  # how much a long document is held against it


@lru_cache(maxsize=8192)
def stems(text: str) -> tuple[str, ...]:
    """Folded content words of ``text`` in order, repetitions included."""
    return tuple(stem for stem in map(key_of, text.split()) if stem)


def bm25(query: str, documents: Sequence[str]) -> Floats:
    """(N,) scores of ``documents`` for ``query``; the documents are their own collection."""
    counts = [Counter(stems(document)) for document in documents]
    lengths = np.array([sum(count.values()) for count in counts], np.float32)
    average = max(float(lengths.mean()), 1.0) if len(lengths) else 1.0
    scores = np.zeros(len(documents), np.float32)
    for word in sorted(set(stems(query))):
        holding = sum(word in count for count in counts)
        if not holding:
            continue
        idf = math.log(1.0 + (len(documents) - holding + 0.5) / (holding + 0.5))
        often = np.array([count[word] for count in counts], np.float32)
        scores += idf * often * (K1 + 1.0) / (often + K1 * (1.0 - B + B * lengths / average))
    return scores
