"""Weights of questions known by text alone: fitted on real interviews, nothing else is touched."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from analysis.language.embedding import shared_encoder
from analysis.questions.features import FEATURES, Background
from analysis.questions.network import NetworkConfig, QuestionNetwork
from analysis.questions.types import Conversation, QuestionKind, QuestionOption, Turn, Utterance
from analysis.questions.wording import RARITY_BUCKETS
from analysis.training.held_out import batch_scores, network_places
from analysis.training.question_encoder import TrainingConfig, VectorTable, case_of, train
from analysis.training.samples import Sample
from analysis.training.text_weights import PENALTIES, fit_text_weights

BACKGROUND = Background(np.ones(RARITY_BUCKETS, np.float32), np.zeros(512, np.float32))
THINGS = {
    "kitchen": ("soup", "knife", "oven", "bread"),
    "garden": ("roses", "spade", "fence", "pond"),
    "harbour": ("anchor", "crane", "ferry", "rope"),
}


@pytest.fixture(scope="module")
def vectors() -> VectorTable:
    return VectorTable(shared_encoder().encode)


def samples() -> list[Sample]:
    """Right is the question that takes up the word of the answer."""
    return [
        Sample(
            f"interview/{domain}/{thing}",
            "human",
            domain,
            Conversation("en", (Turn("", Utterance(f"I always start with the {thing}.")),)),
            tuple(
                QuestionOption(f"company:{other}", QuestionKind.COMPANY, f"Why the {other}?")
                for other in things
            ),
            things.index(thing),
        )
        for domain, things in THINGS.items()
        for thing in things
    ]


def network() -> QuestionNetwork:
    torch.manual_seed(3)
    made = QuestionNetwork(NetworkConfig()).eval()
    made.feature_mean.fill_(0.2)
    made.feature_scale.fill_(0.5)
    return made


def test_it_learns_what_was_asked_and_leaves_the_rest_alone(vectors: VectorTable) -> None:
    own = network()
    before = {name: value.clone() for name, value in own.state_dict().items()}
    penalty = fit_text_weights(own, samples(), vectors, BACKGROUND, related=0.3)
    assert penalty in PENALTIES
    cases = [case_of(s, vectors, BACKGROUND) for s in samples()]
    assert network_places(own, cases) == [0.0] * len(cases)
    after = own.state_dict()
    changed = {name for name, value in after.items() if not torch.equal(value, before[name])}
    assert changed == {"direct.weight", "trust"}
    count = len(FEATURES)
    assert torch.equal(after["direct.weight"][:, :count], before["direct.weight"][:, :count])
    assert after["trust"].tolist() == [1.0, 0.0]


def test_scores_do_not_depend_on_the_scales_of_the_network(vectors: VectorTable) -> None:
    one, other = network(), network()
    other.feature_mean.fill_(-0.4)
    other.feature_scale.fill_(2.0)
    case = case_of(samples()[0], vectors, BACKGROUND)
    found = []
    for each in (one, other):
        fit_text_weights(each, samples(), vectors, BACKGROUND, related=0.3)
        found.append(batch_scores(each, [case.encoded])[0])
    np.testing.assert_allclose(found[0], found[1], atol=1e-3)


def test_the_order_of_the_samples_does_not_matter(vectors: VectorTable) -> None:
    one, other = network(), network()
    fit_text_weights(one, samples(), vectors, BACKGROUND, related=0.3)
    fit_text_weights(other, samples()[::-1], vectors, BACKGROUND, related=0.3)
    torch.testing.assert_close(one.direct.weight, other.direct.weight, atol=1e-3, rtol=1e-3)


def test_what_a_company_trains_on_is_not_undone(vectors: VectorTable) -> None:
    config = TrainingConfig(epochs=1, strangers=0)
    start = network()
    own = [replace(sample, source="company") for sample in samples()]
    _, _, about = train(own, vectors, config, start=(start, BACKGROUND))
    assert "text_penalty" not in about
    fresh = train(samples(), vectors, config)[2]
    assert fresh["text_penalty"] in PENALTIES
