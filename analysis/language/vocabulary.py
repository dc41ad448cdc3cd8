"""Bag of words over a job's vocabulary: which of its keywords are said, and how telling each is.

A term that every job has ("stakeholder") tells little about an answer, one that a single job has
("LOTO") tells much: weights are smoothed inverse document frequencies over the jobs of the
catalogue (Spärck Jones 1972), a job being one document.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np

from analysis.language.keywords import keyword_index
from analysis.language.recent import Recent
from analysis.language.units import units_of
from analysis.types import Floats
from ncs.content import JobContent, Keyword, shared_jobs


def keyword_counts(text: str, content: JobContent) -> dict[str, int]:
    """How often each keyword of the job is said, by id; what is not said is not there."""
    return dict(Counter(id for found in keyword_index(content).find(text) for id in found.ids))


def bag_of_words(text: str, content: JobContent) -> Floats:
    """(n_keywords,) in the order of ``content.keywords``, of length 1, all zeros if none is said.

    (1 + log count) x weight: the third mention adds less than the first.
    """
    counts = keyword_counts(text, content)
    weights = keyword_weights(content)
    bag = np.zeros(len(weights), np.float32)
    for i, keyword in enumerate(content.keywords):
        if keyword in counts:
            bag[i] = (1 + np.log(counts[keyword])) * weights[i]
    length = np.linalg.norm(bag)
    return bag / length if length else bag


_weights: Recent[str, Floats] = Recent(64)  # by version of a job's content


def keyword_weights(content: JobContent) -> Floats:
    """(n_keywords,) log((1 + jobs) / (1 + jobs that have a term of it)) + 1, always at least 1."""
    known = _weights.get(content.version)
    return _weights.keep(content.version, _weighed(content)) if known is None else known


def _weighed(content: JobContent) -> Floats:
    spread, jobs = _spread()
    shares = [
        max((spread[form] for form in _forms(keyword)), default=0)
        for keyword in content.keywords.values()
    ]
    weights = np.array([np.log((1 + jobs) / (1 + share)) + 1 for share in shares], np.float32)
    weights.flags.writeable = False  # everybody who asks gets the same
    return weights


@cache
def _spread() -> tuple[Counter[str], int]:
    """In how many jobs of the catalogue each term stands, and how many jobs there are."""
    spread: Counter[str] = Counter()
    for job in shared_jobs():
        spread.update({form for keyword in job.keywords.values() for form in _forms(keyword)})
    return spread, len(shared_jobs())


def _forms(keyword: Keyword) -> set[str]:
    """Its terms with spaces, case and inflection folded."""
    return {"".join(unit.key for unit in units_of(term)) for term in (*keyword.ko, *keyword.en)}
