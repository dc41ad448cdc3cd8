"""How well the network ranks what it was not trained on, beside the three baselines.

Real interviews: one domain is left out whole, trained on the others, measured on it; four times.
Made-up interviews: every fifth job is left out whole, and only sentences are used that no training
sample holds. Intervals: bootstrap over conversations, and of the difference to the best baseline.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch

from analysis.evaluation.common import bootstrap
from analysis.evaluation.ranks import places, ranking_figures
from analysis.questions.encoding import Vectors
from analysis.questions.network import QuestionNetwork
from analysis.questions.ranking import (
    CosineRanker,
    KeywordRanker,
    RandomRanker,
    Ranker,
    batch_of,
)
from analysis.training.question_encoder import Case, TrainingConfig, case_of, train
from analysis.training.samples import Sample

EVERY = 5  # which jobs are held out: the third of every five, by code
BATCH = 64
Report = Callable[[str], None]


def held_out(
    samples: Sequence[Sample], vectors: Vectors, config: TrainingConfig, report: Report
) -> dict[str, Any]:
    """Figures of the card. Only real interviews are measured (``interview/``), not rated pairs."""
    human = [s for s in samples if s.source == "human"]
    tree = [s for s in samples if s.source == "tree"]
    jobs = sorted({s.group for s in tree})
    unseen_jobs = {job for index, job in enumerate(jobs) if index % EVERY == 2}
    learned = [s for s in tree if s.half == "train" and s.group not in unseen_jobs]
    unseen = [s for s in tree if s.half == "measure" and s.group in unseen_jobs]
    found: dict[str, list[float]] = {}
    made: list[float] = []
    for domain in sorted({s.group for s in human}):
        report(f"without {domain}")
        others = [s for s in human if s.group != domain]
        network, background, _ = train([*learned, *others], vectors, config, report=report)
        own = [s for s in human if s.group == domain and s.id.startswith("interview/")]
        found[domain] = network_places(network, [case_of(s, vectors, background) for s in own])
        if not made:
            made = network_places(network, [case_of(s, vectors, background) for s in unseen])
    real = [s for d in found for s in human if s.group == d and s.id.startswith("interview/")]
    return {
        "human": compared(real, [p for own in found.values() for p in own], vectors),
        "human_by_domain": {d: ranking_figures(np.array(p)) for d, p in found.items()},
        "tree": compared(unseen, made, vectors),
        "tree_by_language": _apart(made, [s.language for s in unseen]),
        "tree_by_kind": _apart(made, [str(s.options[s.asked].kind) for s in unseen]),
        "held_out_jobs": sorted(unseen_jobs),
        "trained_on": {"tree": len(learned), "human_without_a_domain": len(human)},
    }


def _apart(found: Sequence[float], names: Sequence[str]) -> dict[str, Any]:
    """The figures of each name's samples."""
    own, labels = np.array(found), np.array(names)
    return {name: ranking_figures(own[labels == name]) for name in sorted(set(names))}


def network_places(network: QuestionNetwork, cases: Sequence[Case]) -> list[float]:
    """Place of the right question in each case; 0 is the first."""
    found: list[float] = []
    for first in range(0, len(cases), BATCH):
        part = cases[first : first + BATCH]
        with torch.inference_mode():
            scores = network(batch_of([case.encoded for case in part])).numpy()
        found += [
            places(row[: len(case.encoded.options)], case.asked)
            for row, case in zip(scores, part, strict=True)
        ]
    return found


def compared(
    samples: Sequence[Sample], found: Sequence[float], vectors: Vectors
) -> Mapping[str, Any]:
    """The network beside chance, keywords and cosine on the same samples."""
    own = np.array(found)
    rankers: dict[str, Ranker] = {
        "random": RandomRanker(),
        "bm25": KeywordRanker(),
        "cosine": CosineRanker(vectors),
    }
    others = {
        name: np.array([places(r.rank(s.conversation, s.options), s.asked) for s in samples])
        for name, r in rankers.items()
    }
    figures = {"network": ranking_figures(own)} | {
        name: ranking_figures(there) for name, there in others.items()
    }
    gains = {name: bootstrap(1 / (1 + own) - 1 / (1 + there)) for name, there in others.items()}
    options = [len(s.options) for s in samples]
    return {
        **figures,
        "mrr_gain_over": gains,
        "options": [min(options), float(np.mean(options)), max(options)],
    }
