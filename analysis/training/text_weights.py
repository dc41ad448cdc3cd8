"""How questions known by their text alone are weighed: fitted last, on real interviews only.

A few hundred real follow-ups cannot teach the deep part, and beside thousands of made-up ones they
hardly move the weights of the features. So these weights are fitted by themselves when everything
else is learned: a conditional logit (McFadden 1974) with a ridge penalty, which is convex, so that
neither seed nor order matter. How strong the penalty is, is chosen by leaving one domain of the
training data out at a time; what is held out for a measurement is never looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from analysis.evaluation.ranks import places
from analysis.questions.encoding import Vectors, encode
from analysis.questions.features import FEATURES, Background
from analysis.questions.network import QuestionNetwork
from analysis.training.samples import Sample

PENALTIES = (0.1, 0.5, 2.0, 8.0)
INTERVIEW = "interview/"  # ids of what was really asked; the others were written for an answer
CONSTANT = FEATURES.index("belongs to a node")  # never, for a question known by its text
LEAST_SCALE = 0.05  # of a feature, as in the network


@dataclass(frozen=True, slots=True)
class Lists:
    """S samples, padded to N questions; ``features`` are standardised over all of them."""

    features: Tensor  # (S, N, F)
    mask: Tensor  # (S, N) true where there is a question
    asked: Tensor  # (S,)

    def only(self, rows: Sequence[int]) -> Lists:
        at = torch.tensor(rows)
        return Lists(self.features[at], self.mask[at], self.asked[at])

    def scores(self, weights: Tensor) -> Tensor:
        """(S, N); -inf where there is no question."""
        found: Tensor = (self.features @ weights).masked_fill(~self.mask, float("-inf"))
        return found


def fit_text_weights(
    network: QuestionNetwork,
    samples: Sequence[Sample],
    vectors: Vectors,
    background: Background,
    *,
    related: float,
) -> float:
    """Set the network's weights for questions known by text alone; returns the penalty.

    The deep part is left out for them (trust 0) until a company's own samples say otherwise.
    ``related``: weight of "does it go with the answer at all" when the size of scores is set.
    """
    lists, mean, scale = _lists(samples, vectors, background)
    penalty = _chosen(lists, samples)
    weights = _fitted(lists, penalty)
    size, constant = _sized(lists, weights, related)
    own = weights * size / scale  # for features as they are
    shift = constant - float(own @ mean)  # what standardising took away
    with torch.no_grad():
        count = len(FEATURES)
        inside = own * network.feature_scale
        # The network takes its own means away; what that adds or lacks goes to the constant.
        shift += float(own @ network.feature_mean)
        there = float(-network.feature_mean[CONSTANT] / network.feature_scale[CONSTANT])
        network.direct.weight[0, count:] = inside
        if abs(there) > 1e-3:
            network.direct.weight[0, count + CONSTANT] += (shift - network.direct.bias[0]) / there
        else:  # no question of a node was ever seen: the bias is free
            network.direct.bias[0] = shift
        network.trust[1] = 0.0
    return penalty


def _lists(
    samples: Sequence[Sample], vectors: Vectors, background: Background
) -> tuple[Lists, Tensor, Tensor]:
    """All samples, and the mean and scale of their features, (F,) each."""
    rows = [
        encode(s.conversation, s.options, vectors, background, s.content).features for s in samples
    ]
    everything = np.concatenate(rows)
    mean = torch.from_numpy(everything.mean(axis=0))
    scale = torch.from_numpy(np.maximum(everything.std(axis=0), LEAST_SCALE))
    features = torch.zeros(len(rows), max(map(len, rows)), len(FEATURES))
    mask = torch.zeros(features.shape[:2], dtype=torch.bool)
    for index, own in enumerate(rows):
        features[index, : len(own)] = (torch.from_numpy(own) - mean) / scale
        mask[index, : len(own)] = True
    return Lists(features, mask, torch.tensor([s.asked for s in samples])), mean, scale


def _chosen(lists: Lists, samples: Sequence[Sample]) -> float:
    """The penalty under which a left-out domain is ranked best; the largest if there is but one."""
    groups = sorted({sample.group for sample in samples})
    if len(groups) < 2:
        return PENALTIES[-1]

    def worth(penalty: float) -> float:
        found: list[float] = []
        for group in groups:
            rest = [i for i, s in enumerate(samples) if s.group != group]
            own = [
                i for i, s in enumerate(samples) if s.group == group and s.id.startswith(INTERVIEW)
            ]
            if own:
                left = lists.only(own)
                scores = left.scores(_fitted(lists.only(rest), penalty))
                found += [
                    places(row[keep].numpy(), int(asked))
                    for row, keep, asked in zip(scores, left.mask, left.asked, strict=True)
                ]
        at = np.array(found)
        # recall@1, recall@3 and MRR, alike
        return float(np.mean(at < 1) + np.mean(at < 3) + np.mean(1 / (1 + at))) if found else 0.0

    return max(PENALTIES, key=worth)


def _fitted(lists: Lists, penalty: float) -> Tensor:  # (F,)
    weights = torch.zeros(len(FEATURES), requires_grad=True)

    def loss() -> Tensor:
        return _choice(lists.scores(weights), lists.asked) + penalty * (weights**2).sum()

    _minimise(loss, weights)
    return weights.detach()


def _sized(lists: Lists, weights: Tensor, related: float) -> tuple[float, float]:
    """Factor and constant that make scores mean what those of the network mean.

    The penalty makes weights small; that does not change an order, but it would a probability.
    """
    scores = lists.scores(weights).masked_fill(~lists.mask, 0.0)
    truth = functional.one_hot(lists.asked, scores.shape[1]).float()
    wrong = lists.mask & (truth == 0)
    line = torch.tensor([1.0, 0.0], requires_grad=True)

    def loss() -> Tensor:
        own = line[0] * scores + line[1]
        each = functional.binary_cross_entropy_with_logits(own, truth, reduction="none")
        goes = ((each * truth).sum(1) + (each * wrong).sum(1) / wrong.sum(1).clamp(min=1)).mean()
        return _choice(own.masked_fill(~lists.mask, float("-inf")), lists.asked) + related * goes

    _minimise(loss, line)
    factor, constant = line.detach().tolist()
    return factor, constant


def _choice(scores: Tensor, asked: Tensor) -> Tensor:
    return functional.cross_entropy(scores, asked)


def _minimise(loss: Callable[[], Tensor], parameter: Tensor) -> None:
    optimiser = torch.optim.LBFGS([parameter], max_iter=60, line_search_fn="strong_wolfe")

    def step() -> Tensor:
        optimiser.zero_grad()
        found = loss()
        found.backward()  # type: ignore[no-untyped-call]
        return found

    optimiser.step(step)  # type: ignore[no-untyped-call]
