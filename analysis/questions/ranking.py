"""Which question comes next: the trained network, and the three baselines it has to beat.

A model file is an npz without pickles: one array per tensor, ``rarity`` (idf of hashed stems),
``centre`` (the usual question's embedding) and ``about`` (JSON as bytes: version, seed,
configuration, checksums of the training data). Which file ranked is said by its SHA-256, so that an
old choice can be replayed.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import numpy as np
import torch

from analysis.language.embedding import shared_encoder
from analysis.questions.bm25 import bm25
from analysis.questions.encoding import Encoded, Vectors, encode
from analysis.questions.features import Background
from analysis.questions.heard import spoken
from analysis.questions.network import Batch, NetworkConfig, QuestionNetwork
from analysis.questions.types import Conversation, QuestionOption
from analysis.types import Floats, ModelRef
from ncs.content import JobContent

SHIPPED = Path(__file__).with_name("question_encoder.npz")
NAME = "question_encoder"
FORMAT = 2
_LICENCE = "HireApp's own"
_PURPOSE = "choice of the next interview question, from words only"


class UnusableModel(Exception):
    """The file is no question model of this version; the message says why."""


class Ranker(Protocol):
    """Says how well each option would come next."""

    def rank(
        self,
        conversation: Conversation,
        options: Sequence[QuestionOption],
        content: JobContent | None = None,
    ) -> Floats:
        """(N,) higher is better. ``content``: of the job, None where there is none."""
        ...


def write_model(
    file: Path | BinaryIO,
    network: QuestionNetwork,
    background: Background,
    about: Mapping[str, Any],
) -> None:
    """The same network and ``about`` make the same bytes: entries sorted, dates fixed."""
    arrays = {f"network.{name}": t.numpy() for name, t in network.state_dict().items()}
    arrays["rarity"] = np.asarray(background.rarity, np.float16)
    arrays["centre"] = np.asarray(background.centre, np.float32)
    header = {"format": FORMAT, "config": asdict(network.config), **about}
    text = json.dumps(header, ensure_ascii=False, sort_keys=True)
    arrays["about"] = np.frombuffer(text.encode(), np.uint8)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(arrays):
            content = io.BytesIO()
            np.lib.format.write_array(content, arrays[name], allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content.getvalue())


def read_model(model: Path | bytes) -> tuple[QuestionNetwork, Background, dict[str, Any]]:
    """Network, background and what the file says about itself. Raises UnusableModel.

    ``model``: a file, or what stands in one (a company's own model is kept encrypted).
    """
    name = model.name if isinstance(model, Path) else "what was read"
    try:
        source = model if isinstance(model, Path) else io.BytesIO(model)
        with np.load(source, allow_pickle=False) as file:
            about = json.loads(file["about"].tobytes())
            if about["format"] != FORMAT:
                raise UnusableModel(f"{name} has format {about['format']}, not {FORMAT}")
            network = QuestionNetwork(NetworkConfig(**about["config"]))
            weights = {
                entry.removeprefix("network."): torch.from_numpy(file[entry])
                for entry in file.files
                if entry.startswith("network.")
            }
            network.load_state_dict(weights)
            background = Background(np.asarray(file["rarity"], np.float32), file["centre"])
    except (
        OSError,
        EOFError,
        ValueError,
        KeyError,
        TypeError,
        RuntimeError,
        zipfile.BadZipFile,
    ) as error:
        raise UnusableModel(f"{name} is no question model: {error}") from error
    return network.eval(), background, about


class QuestionRanker:
    """The trained network with its encoder; load it once per process."""

    def __init__(
        self, model: Path | bytes = SHIPPED, *, vectors: Vectors | None = None, device: str = "cpu"
    ) -> None:
        self.network, self.background, self.about = read_model(model)
        content = model.read_bytes() if isinstance(model, Path) else model
        self.network.to(device)
        self.device = device
        self._vectors = vectors or shared_encoder().encode
        self.ref = ModelRef(
            NAME,
            str(self.about["version"]),
            hashlib.sha256(content).hexdigest(),
            _LICENCE,
            _PURPOSE,
        )

    def rank(
        self,
        conversation: Conversation,
        options: Sequence[QuestionOption],
        content: JobContent | None = None,
    ) -> Floats:
        """(N,) probabilities in the order of ``options``; their sum is 1."""
        scores = self.encoded_scores([self._encoded(conversation, options, content)])[0]
        shifted = np.exp(scores - scores.max())
        return np.asarray(shifted / shifted.sum(), np.float32)

    def scores(
        self, cases: Sequence[tuple[Conversation, Sequence[QuestionOption]]]
    ) -> list[Floats]:
        """Before the softmax, as one batch: comparable across conversations, 0 is undecided.

        Conversations about no job of the catalogue.
        """
        return self.encoded_scores([self._encoded(c, options, None) for c, options in cases])

    def _encoded(
        self,
        conversation: Conversation,
        options: Sequence[QuestionOption],
        content: JobContent | None,
    ) -> Encoded:
        return encode(conversation, options, self._vectors, self.background, content)

    def encoded_scores(self, encoded: Sequence[Encoded]) -> list[Floats]:
        with torch.inference_mode():
            scores = self.network(batch_of(encoded, self.device)).cpu().numpy()
        return [row[: len(one.options)] for row, one in zip(scores, encoded, strict=True)]


@cache
def shared_ranker() -> QuestionRanker:
    """The shipped model, once per process."""
    return QuestionRanker()


def shipped_ref() -> ModelRef:
    """Identity of the shipped file, for ``python -m analysis models``."""
    _, _, about = read_model(SHIPPED)
    checksum = hashlib.sha256(SHIPPED.read_bytes()).hexdigest()
    return ModelRef(NAME, str(about["version"]), checksum, _LICENCE, _PURPOSE)


def batch_of(encoded: Sequence[Encoded], device: str = "cpu") -> Batch:
    """Padded with zeros; the mask says what is a question."""
    lengths = [len(one.steps) for one in encoded]
    counts = [len(one.options) for one in encoded]

    def padded(rows: Sequence[Floats], longest: int) -> torch.Tensor:
        out = np.zeros((len(rows), longest, rows[0].shape[1]), np.float32)
        for target, own in zip(out, rows, strict=True):
            target[: len(own)] = own
        return torch.from_numpy(out).to(device)

    mask = np.arange(max(counts)) < np.array(counts)[:, None]
    steps, options = max(lengths), max(counts)
    return Batch(
        steps=padded([one.table[one.steps] for one in encoded], steps),
        step_words=padded([one.step_words for one in encoded], steps),
        step_terms=padded([one.step_terms @ one.table[one.terms] for one in encoded], steps),
        step_facts=padded([one.step_facts for one in encoded], steps),
        lengths=torch.tensor(lengths, device=device),
        options=padded([one.table[one.options] for one in encoded], options),
        option_traits=padded([one.option_traits for one in encoded], options),
        evidence=padded([one.table[one.evidence] for one in encoded], options),
        evidence_facts=padded([one.evidence_facts for one in encoded], options),
        features=padded([one.features for one in encoded], options),
        mask=torch.from_numpy(mask).to(device),
    )


class RandomRanker:
    """Chance."""

    def __init__(self, seed: int = 0) -> None:
        self._generator = np.random.default_rng(seed)

    def rank(
        self,
        conversation: Conversation,
        options: Sequence[QuestionOption],
        content: JobContent | None = None,
    ) -> Floats:
        return self._generator.random(len(options), np.float32)


class KeywordRanker:
    """BM25 of the questions for the last answer."""

    def rank(
        self,
        conversation: Conversation,
        options: Sequence[QuestionOption],
        content: JobContent | None = None,
    ) -> Floats:
        return bm25(last_answer(conversation), [spoken(option) for option in options])


class CosineRanker:
    """Cosine of the embeddings of the last answer and of each question."""

    def __init__(self, vectors: Vectors | None = None) -> None:
        self._vectors = vectors or shared_encoder().encode

    def rank(
        self,
        conversation: Conversation,
        options: Sequence[QuestionOption],
        content: JobContent | None = None,
    ) -> Floats:
        table = self._vectors([last_answer(conversation), *map(spoken, options)])
        return np.asarray(table[1:] @ table[0], np.float32)


def last_answer(conversation: Conversation) -> str:
    return conversation.turns[-1].answer.text if conversation.turns else ""
