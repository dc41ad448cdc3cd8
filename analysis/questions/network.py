"""The network that picks the next question, on one page.

    sentences so far ──(entities and facts, embedding, words, words of the job)──> LSTM ──> state h
    question ──(embedding, what it asks)──> c
    score = trust * (W h . c + small network over (h, c, evidence, features)) + w . features
    softmax over the questions that could be asked

LSTM: Hochreiter and Schmidhuber 1997. The same code runs one conversation on a CPU and a padded
batch on a GPU; a row of a batch equals the single run (padding is masked).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

from analysis.questions.encoding import KINDS, PLACES, TOLD, TRAITS
from analysis.questions.features import FEATURES
from analysis.questions.types import QuestionKind
from analysis.questions.wording import BUCKETS

COMPANY = KINDS.index(QuestionKind.COMPANY)


@dataclass(frozen=True, slots=True)
class NetworkConfig:
    embedding: int = 512
    sentence: int = 48  # what is kept of an embedding
    words: int = 16  # what is kept of a bag of words
    terms: int = 16  # what is kept of a bag of words over the job's vocabulary
    state: int = 64  # of the LSTM
    match: int = 32  # where state and question meet
    evidence: int = 16
    hidden: int = 48
    dropout: float = 0.3
    text_trust: float = 0.05  # where the weight of the deep part starts for a company's questions


class Batch(NamedTuple):
    """B conversations, padded to T sentences and N questions."""

    steps: Tensor  # (B, T, 512)
    step_words: Tensor  # (B, T, BUCKETS)
    step_terms: Tensor  # (B, T, 512) words of the job's vocabulary, weighted
    step_facts: Tensor  # (B, T, TOLD + PLACES)
    lengths: Tensor  # (B,) sentences of each
    options: Tensor  # (B, N, 512)
    option_traits: Tensor  # (B, N, TRAITS)
    evidence: Tensor  # (B, N, 512)
    evidence_facts: Tensor  # (B, N, TOLD)
    features: Tensor  # (B, N, FEATURES)
    mask: Tensor  # (B, N) true where there is a question


class QuestionNetwork(nn.Module):
    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.config = c = config
        self.sentence = nn.Linear(c.embedding, c.sentence)
        self.words = nn.Linear(BUCKETS, c.words)
        self.terms = nn.Linear(c.embedding, c.terms)
        told = c.sentence + c.words + c.terms + TOLD + PLACES
        self.lstm = nn.LSTM(told, c.state, batch_first=True)
        self.option = nn.Linear(c.embedding + TRAITS, c.match)
        self.wanted = nn.Linear(c.state, c.match, bias=False)
        self.evidence = nn.Linear(c.embedding, c.evidence)
        joint = 2 * c.match + c.evidence + TOLD + len(FEATURES) + TRAITS
        self.joint = nn.Sequential(
            nn.Linear(joint, c.hidden), nn.GELU(), nn.Dropout(c.dropout), nn.Linear(c.hidden, 1)
        )
        # Questions of the job's content and questions known by their text alone go by different
        # features, and for the latter there is little to learn the deep part from.
        self.direct = nn.Linear(2 * len(FEATURES), 1)
        self.trust = nn.Parameter(torch.tensor([1.0, c.text_trust]))
        self.register_buffer("feature_mean", torch.zeros(len(FEATURES)))
        self.register_buffer("feature_scale", torch.ones(len(FEATURES)))
        self.dropout = nn.Dropout(c.dropout)

    feature_mean: Tensor
    feature_scale: Tensor

    def forward(self, batch: Batch) -> Tensor:
        """(B, N) scores before the softmax; -inf where there is no question."""
        features = (batch.features - self.feature_mean) / self.feature_scale
        company = batch.option_traits[..., COMPANY, None]  # (B, N, 1)
        told = torch.cat(
            [
                torch.tanh(self.sentence(self.dropout(batch.steps))),
                torch.tanh(self.words(batch.step_words)),
                torch.tanh(self.terms(self.dropout(batch.step_terms))),
                batch.step_facts,
            ],
            dim=-1,
        )  # (B, T, sentence + words + terms + TOLD + PLACES)
        states, _ = self.lstm(told)  # (B, T, state)
        rows = torch.arange(len(told), device=told.device)
        state = self.dropout(states[rows, batch.lengths - 1])  # (B, state), the last true sentence
        wanted = self.wanted(state)[:, None, :]  # (B, 1, match)
        option = torch.tanh(
            self.option(torch.cat([self.dropout(batch.options), batch.option_traits], dim=-1))
        )  # (B, N, match)
        leaning = torch.tanh(self.evidence(self.dropout(batch.evidence)))  # (B, N, evidence)
        joint = torch.cat(
            [
                wanted * option,
                option,
                leaning,
                batch.evidence_facts,
                features,
                batch.option_traits,
            ],
            dim=-1,
        )
        deep = (wanted * option).sum(-1) / self.config.match**0.5 + self.joint(joint)[..., 0]
        trust = self.trust[0] * (1 - company) + self.trust[1] * company
        split = torch.cat([features * (1 - company), features * company], dim=-1)
        scores = trust[..., 0] * deep + self.direct(split)[..., 0]
        masked: Tensor = scores.masked_fill(~batch.mask, float("-inf"))
        return masked
