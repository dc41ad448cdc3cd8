"""Training of the network that picks the next question.

Loss: cross-entropy of the asked question under the softmax over its options, and, lighter, whether
each question goes with the answer at all (binary), so that scores mean the same across
conversations. Real interviews are also learned from their last turn alone. At the end the weights
of questions known by their text alone are fitted on real interviews only (``text_weights``).

Reproducible: one thread, a seed for every choice, samples in the order of the file. The file says
which samples (SHA-256), which encoder and which configuration made it; two runs give the same bytes
on the same build of torch and numpy.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from analysis.questions.encoding import Encoded, Vectors, encode
from analysis.questions.features import FEATURES, Background
from analysis.questions.heard import spoken, steps_of
from analysis.questions.network import COMPANY, NetworkConfig, QuestionNetwork
from analysis.questions.ranking import batch_of
from analysis.questions.types import Conversation, QuestionKind, QuestionOption
from analysis.questions.wording import RARITY_BUCKETS, rarity_bucket, stem_set
from analysis.training.samples import Sample
from analysis.training.text_weights import fit_text_weights
from analysis.types import Floats


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """Chosen on inner validation (docs/models/question-encoder.md), never on what is held out."""

    seed: int = 0
    epochs: int = 6
    batch: int = 32
    rate: float = 2e-3
    decay: float = 0.02
    direct_rate: float = 2e-2
    penalty: float = 0.1  # on squared weights of features of questions known by text alone
    options: int = 40  # of a made-up sample, drawn anew each epoch; the network sees all when used
    related: float = 0.3  # weight of the binary loss
    strangers: int = 12  # questions of other domains beside those of a real interview
    human: int = 3  # how often an epoch shows a real interview; a made-up one is shown once
    smoothing: float = 0.05
    network: NetworkConfig = field(default_factory=NetworkConfig)


@dataclass(frozen=True, slots=True)
class Case:
    """One sample, encoded; ``asked`` is right, the first ``choices`` were to choose from.

    What stands after them are strangers: only the binary loss sees them.
    """

    encoded: Encoded
    asked: int
    choices: int


class VectorTable:
    """Embeddings of texts, each once; new ones come from ``vectors``."""

    def __init__(self, vectors: Vectors, texts: Sequence[str] = (), known: Floats | None = None):
        self._vectors = vectors
        self.rows = {text: row for row, text in enumerate(texts)}
        self._known: list[Floats] = [] if known is None else list(known)

    def __call__(self, texts: Sequence[str]) -> Floats:
        for text in texts:
            if text not in self.rows:
                self.rows[text] = len(self._known)
                self._known.append(self._vectors([text])[0])
        return np.stack([self._known[self.rows[text]] for text in texts])

    @property
    def vectors(self) -> Floats:
        return np.stack(self._known)


def train(
    samples: Sequence[Sample],
    vectors: Vectors,
    config: TrainingConfig,
    *,
    start: tuple[QuestionNetwork, Background] | None = None,
    report: Callable[[str], None] = lambda line: None,
) -> tuple[QuestionNetwork, Background, dict[str, Any]]:
    """The network, the background, and what the file will say. ``start``: trained further."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(config.seed)
    order = random.Random(config.seed)  # noqa: S311 - reproducible, not secret
    background = background_of(samples, vectors) if start is None else start[1]
    cases = encoded_cases(samples, vectors, background, config, order)
    network = QuestionNetwork(config.network) if start is None else start[0]
    if start is None:
        _set_scales(network, cases)
    network.train()
    direct = list(network.direct.parameters())
    deep = [each for each in network.parameters() if all(each is not own for own in direct)]
    optimiser = torch.optim.AdamW(
        [
            {"params": deep, "lr": config.rate, "weight_decay": config.decay},
            {"params": direct, "lr": config.direct_rate, "weight_decay": 0.0},
        ]
    )
    per_epoch = math.ceil(len(_epoch(cases, config, random.Random(0))) / config.batch)  # noqa: S311
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: _share_of_rate(step, per_epoch * config.epochs)
    )
    for epoch in range(config.epochs):
        shown = _epoch(cases, config, order)
        total = 0.0
        for first in range(0, len(shown), config.batch):
            loss = _loss(network, shown[first : first + config.batch], config)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item()
        report(f"epoch {epoch + 1} of {config.epochs}: loss {total / per_epoch:.3f}")
    made: dict[str, Any] = {"seed": config.seed, "training": asdict(config)}
    human = [sample for sample in samples if sample.source == "human"]
    if human and start is None:  # a company's own choices are not undone
        penalty = fit_text_weights(network, human, vectors, background, related=config.related)
        made["text_penalty"] = penalty
        report(f"questions known by text alone: penalty {penalty}")
    return network.eval(), background, made


def _share_of_rate(step: int, steps: int) -> float:
    """Up over the first tenth, then down along a cosine (Loshchilov and Hutter 2017)."""
    rising = max(steps // 10, 1)
    if step < rising:
        return (step + 1) / rising
    return 0.5 * (1 + math.cos(math.pi * (step - rising) / max(steps - rising, 1)))


def background_of(samples: Sequence[Sample], vectors: Vectors) -> Background:
    questions = sorted({spoken(option) for sample in samples for option in sample.options})
    return Background(rarity_of(samples), vectors(questions).mean(axis=0))


def _set_scales(network: QuestionNetwork, cases: Cases) -> None:
    """Features become about -1 to 1; one that never varies stays small."""
    everything = [*cases.whole, *cases.human]
    values = np.concatenate([case.encoded.features for case in everything])
    network.feature_mean.copy_(torch.from_numpy(values.mean(axis=0)))
    network.feature_scale.copy_(torch.from_numpy(np.maximum(values.std(axis=0), 0.05)))


def rarity_of(samples: Sequence[Sample]) -> Floats:
    """(RARITY_BUCKETS,) idf of stems over sentences and questions, scaled to at most 1.

    Rounded to half precision as in the file, so that training sees what the product will.
    """
    texts = {step.text for sample in samples for step in steps_of(sample.conversation)}
    texts |= {spoken(option) for sample in samples for option in sample.options}
    holding = np.zeros(RARITY_BUCKETS)
    for text in texts:
        holding[sorted({rarity_bucket(stem) for stem in stem_set(text)})] += 1
    idf = np.log((len(texts) + 1) / (holding + 1)) / math.log(len(texts) + 1)
    return idf.astype(np.float16).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Cases:
    """``whole``: made-up and a company's, with all that the job's content says; ``human``: real."""

    whole: list[Case]
    human: list[Case]


def encoded_cases(
    samples: Sequence[Sample],
    vectors: Vectors,
    background: Background,
    config: TrainingConfig,
    order: random.Random,
) -> Cases:
    table = VectorTable(vectors)
    found = Cases([], [])
    human = [sample for sample in samples if sample.source == "human"]
    for sample in samples:
        if sample.source == "human":
            widened = _with_strangers(sample, human, config.strangers, order)
            shown = [widened]
            if len(sample.conversation.turns) > 1:
                shown.append(last_turn_only(widened))
            for one in shown:
                case = case_of(one, table, background)
                found.human.append(replace(case, choices=len(sample.options)))
        else:
            found.whole.append(case_of(sample, table, background))
    return _sharing(found, table)


def case_of(sample: Sample, vectors: Vectors, background: Background) -> Case:
    return Case(
        encode(sample.conversation, sample.options, vectors, background, sample.content),
        sample.asked,
        len(sample.options),
    )


def last_turn_only(sample: Sample) -> Sample:
    conversation = Conversation(sample.language, sample.conversation.turns[-1:])
    return replace(sample, conversation=conversation)


def _sharing(cases: Cases, table: VectorTable) -> Cases:
    """Point every case at one table of embeddings, so that 5,000 of them fit into memory."""
    whole = table.vectors
    rows = {vector.tobytes(): row for row, vector in enumerate(whole)}

    def shared(case: Case) -> Case:
        own = case.encoded
        at = np.array([rows[vector.tobytes()] for vector in own.table])
        return replace(
            case,
            encoded=replace(
                own,
                table=whole,
                steps=at[own.steps],
                terms=at[own.terms],
                options=at[own.options],
                evidence=at[own.evidence],
            ),
        )

    return Cases([shared(case) for case in cases.whole], [shared(case) for case in cases.human])


def _with_strangers(
    sample: Sample, human: Sequence[Sample], count: int, order: random.Random
) -> Sample:
    """Questions of other domains besides: they surely do not go with the answer."""
    pool = [other for other in human if other.group != sample.group]
    if not pool or not count:
        return sample
    texts = dict.fromkeys(
        other.options[other.asked].text for other in order.sample(pool, min(count, len(pool)))
    )
    strangers = tuple(
        QuestionOption(f"company:stranger/{index}", QuestionKind.COMPANY, text)
        for index, text in enumerate(texts)
    )
    return replace(sample, options=(*sample.options, *strangers))


def _epoch(cases: Cases, config: TrainingConfig, order: random.Random) -> list[Case]:
    shown = [_thinned(case, config.options, order) for case in cases.whole]
    shown += cases.human * (config.human if cases.whole else 1)
    order.shuffle(shown)
    return shown


def _thinned(case: Case, count: int, order: random.Random) -> Case:
    """The asked question among ``count`` - 1 of the others."""
    total = len(case.encoded.options)
    if total <= count:
        return case
    others = [index for index in range(total) if index != case.asked]
    kept = np.array([case.asked, *order.sample(others, count - 1)])
    own = case.encoded
    return Case(
        replace(
            own,
            options=own.options[kept],
            option_traits=own.option_traits[kept],
            evidence=own.evidence[kept],
            evidence_facts=own.evidence_facts[kept],
            features=own.features[kept],
        ),
        0,
        count,
    )


def _loss(network: QuestionNetwork, cases: Sequence[Case], config: TrainingConfig) -> torch.Tensor:
    batch = batch_of([case.encoded for case in cases])
    scores = network(batch)  # (B, N)
    asked = torch.tensor([case.asked for case in cases])
    choices = torch.tensor([case.choices for case in cases])
    eligible = torch.arange(scores.shape[1]) < choices[:, None]
    logs = functional.log_softmax(scores.masked_fill(~eligible, float("-inf")), dim=1)
    right = logs.gather(1, asked[:, None])[:, 0]
    even = logs.masked_fill(~eligible, 0.0).sum(dim=1) / choices
    choice = -((1 - config.smoothing) * right + config.smoothing * even).mean()
    truth = functional.one_hot(asked, scores.shape[1]).float()
    each = functional.binary_cross_entropy_with_logits(
        scores.masked_fill(~batch.mask, 0.0), truth, reduction="none"
    )
    wrong = (each * (batch.mask & (truth == 0))).sum(1) / (batch.mask.sum(1) - 1).clamp(min=1)
    related = ((each * truth).sum(1) + wrong).mean() / 2
    text_alone = batch.option_traits[:, 0, COMPANY].mean()  # share of such conversations
    weights = network.direct.weight[0, len(FEATURES) :]
    return choice + config.related * related + config.penalty * text_alone * (weights**2).sum()
