"""How well the network ranks what it was not trained on, beside the three baselines.

Real interviews: one domain is left out whole, trained on the others, measured on it; four times.
Made-up interviews: every fifth job is left out whole, and only sentences are used that no training
sample holds. Intervals: bootstrap over conversations, and of the difference to the best baseline.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch

from analysis.evaluation.common import bootstrap
from analysis.evaluation.ranks import auc_figures, places, ranking_figures
from analysis.questions.encoding import Encoded, Vectors, encode
from analysis.questions.features import Background
from analysis.questions.network import QuestionNetwork
from analysis.questions.ranking import (
    CosineRanker,
    KeywordRanker,
    RandomRanker,
    Ranker,
    batch_of,
)
from analysis.training.question_encoder import (
    Case,
    TrainingConfig,
    case_of,
    last_turn_only,
    train,
)
from analysis.training.samples import Sample
from analysis.types import Floats

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
    pairs: dict[str, list[tuple[float, ...]]] = {"same domain": [], "other domain": []}
    made: list[float] = []
    for domain in sorted({s.group for s in human}):
        report(f"without {domain}")
        others = [s for s in human if s.group != domain]
        network, background, _ = train([*learned, *others], vectors, config, report=report)
        own = [s for s in human if s.group == domain and s.id.startswith("interview/")]
        found[domain] = network_places(network, [case_of(s, vectors, background) for s in own])
        for kind, rows in _pairs(own, human, network, background, vectors).items():
            pairs[kind] += rows
        if not made:
            made = network_places(network, [case_of(s, vectors, background) for s in unseen])
    real = [s for d in found for s in human if s.group == d and s.id.startswith("interview/")]
    return {
        "human": compared(real, [p for own in found.values() for p in own], vectors),
        "human_by_domain": {d: ranking_figures(np.array(p)) for d, p in found.items()},
        "human_related": {kind: _aucs(rows) for kind, rows in pairs.items()},
        "tree": compared(unseen, made, vectors),
        "tree_by_language": _apart(made, [s.language for s in unseen]),
        "tree_by_kind": _apart(made, [str(s.options[s.asked].kind) for s in unseen]),
        "held_out_jobs": sorted(unseen_jobs),
        "trained_on": {"tree": len(learned), "human_without_a_domain": len(human)},
    }


def _pairs(
    own: Sequence[Sample],
    human: Sequence[Sample],
    network: QuestionNetwork,
    background: Background,
    vectors: Vectors,
) -> dict[str, list[tuple[float, ...]]]:
    """Each true pair and one false one, each scored alone: (network, cosine, related).

    False is, drawn with a seed, a question of another moment of the domain, or of another domain.
    """
    draw = random.Random(0)  # noqa: S311 - a sample, not a secret
    elsewhere = [
        s.options[s.asked]
        for s in human
        if s.group != own[0].group and s.id.startswith("interview/")
    ]
    cosine = CosineRanker(vectors)
    found: dict[str, list[tuple[float, ...]]] = {"same domain": [], "other domain": []}
    for sample in own:
        true = sample.options[sample.asked]
        wrong = draw.choice([option for option in sample.options if option.id != true.id])
        stranger = draw.choice(elsewhere)
        scored = [
            (float(batch_scores(network, [one])[0][0]), float(cosine.rank(talk, [option])[0]))
            for option in (true, wrong, stranger)
            for talk in [last_turn_only(sample).conversation]
            for one in [encode(talk, [option], vectors, background, sample.content)]
        ]
        found["same domain"] += [(*scored[0], 1.0), (*scored[1], 0.0)]
        found["other domain"] += [(*scored[0], 1.0), (*scored[2], 0.0)]
    return found


def _aucs(rows: Sequence[tuple[float, ...]]) -> dict[str, Any]:
    table = np.array(rows)
    return {
        "n": len(rows),
        "network": auc_figures(table[:, 0], table[:, 2]),
        "cosine": auc_figures(table[:, 1], table[:, 2]),
    }


def _apart(found: Sequence[float], names: Sequence[str]) -> dict[str, Any]:
    """The figures of each name's samples."""
    own, labels = np.array(found), np.array(names)
    return {name: ranking_figures(own[labels == name]) for name in sorted(set(names))}


def network_places(network: QuestionNetwork, cases: Sequence[Case]) -> list[float]:
    """Place of the right question in each case; 0 is the first."""
    scores = batch_scores(network, [case.encoded for case in cases])
    return [places(row, case.asked) for row, case in zip(scores, cases, strict=True)]


def batch_scores(network: QuestionNetwork, encoded: Sequence[Encoded]) -> list[Floats]:
    """Scores of the options of each, in batches."""
    found: list[Floats] = []
    for first in range(0, len(encoded), BATCH):
        part = encoded[first : first + BATCH]
        with torch.inference_mode():
            rows = network(batch_of(part)).numpy()
        found += [row[: len(one.options)] for row, one in zip(rows, part, strict=True)]
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
