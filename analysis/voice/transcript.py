"""Speech to text with word times: Whisper in CTranslate2 (int8), on packed speech only.

CTranslate2 is driven directly: the windows are ours (``packing``), the spectrogram is ours
(``mel``), and one encoder pass serves language detection, decoding and word alignment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from analysis.types import Floats, Transcript, Word
from analysis.voice.activity import FRAME_S, Activity
from analysis.voice.mel import HOP, RATE, whisper_log_mel
from analysis.voice.packing import PackingConfig, Window, pack
from analysis.voice.words import (
    compression_ratio,
    loops_at,
    token_times,
    within_speech,
    without_crowds,
    without_loops,
    words_of,
)


@dataclass(frozen=True, slots=True)
class RecogniserConfig:
    """How Whisper decodes, and when its answer is not believed.

    ``beam_size``: see docs/models/whisper_base.md for what each costs and gains.
    ``tail_s``: silence after the speech of a window, so that the last word is heard to end.
    ``no_speech``, ``log_probability``, ``compression``: Whisper's own limits (Radford 2022, 4.5).
    ``other_language``: a different language counts as detected from this probability on.
    ``batch``: windows decoded together. More than 2 cost more on a CPU (165 s of speech: 2.8 CPU s
    a minute with 2 or 4, 3.4 with 8) and let a caller who wants to stop wait.
    """

    beam_size: int = 5
    tail_s: float = 1.0
    shortest_window_s: float = 15.0
    no_speech: float = 0.6
    log_probability: float = -1.0
    compression: float = 2.4
    max_tokens_per_s: float = 12.0
    batch: int = 2
    packing: PackingConfig = field(default_factory=PackingConfig)


@dataclass(frozen=True, slots=True)
class _Heard:
    """One window's decoding: text tokens, mean log probability, probability of no speech."""

    tokens: list[int]
    log_probability: float
    no_speech: float


class Recogniser:
    """The loaded recogniser. One instance per process (about 150 MB).

    ``model_folder``: any multilingual Whisper in CTranslate2 format with ``tokenizer.json``; the
    packaged one is Whisper base, a larger one is better in Korean and costs more.
    """

    def __init__(
        self,
        model_folder: Path,
        config: RecogniserConfig | None = None,
        *,
        device: str = "cpu",
        threads: int = 1,
    ) -> None:
        import ctranslate2  # here: only who recognises speech pays for the import
        import tokenizers

        self.config = config or RecogniserConfig()
        self._ct2 = ctranslate2
        self._model = ctranslate2.models.Whisper(
            str(model_folder),
            device=device,
            compute_type="int8" if device == "cpu" else "int8_float16",
            intra_threads=threads,
            inter_threads=1,
        )
        self._tokenizer = tokenizers.Tokenizer.from_file(str(Path(model_folder) / "tokenizer.json"))
        self._bands: int = self._model.n_mels

    @property
    def languages(self) -> frozenset[str]:
        """Codes the model knows, such as ``en`` and ``ko``."""
        names = (t[2:-2] for t in self._tokenizer.get_vocab() if t.startswith("<|"))
        return frozenset(n for n in names if n.isalpha() and len(n) in (2, 3))

    def __call__(
        self,
        samples: Floats,
        activity: Activity,
        language: str,
        between: Callable[[float], None] | None = None,
    ) -> Transcript:
        """Words of ``samples`` (N,) at 16 kHz, recognised as ``language``, times in the recording.

        ``between`` is called every second or two of work with the share that is done; it may raise
        to stop. No speech gives no words. Raises ``ValueError`` for a language that the model does
        not know.
        """
        if self._tokenizer.token_to_id(f"<|{language}|>") is None:
            raise ValueError(f"the recogniser does not know the language {language!r}")
        windows = pack(
            activity.speech,
            activity.probabilities,
            FRAME_S,
            activity.duration_s,
            self.config.packing,
        )
        words: list[Word] = []
        detected: tuple[str, float] = ("", 0.0)
        tell = between or (lambda share: None)
        for i, batch in enumerate(_batches(windows, self.config.batch)):
            tell(i * self.config.batch / len(windows))
            encoded = self._encode(samples, batch)
            tell((i + 0.5) * self.config.batch / len(windows))
            if not detected[0]:
                detected = self._detect(encoded)
            words += self._words(encoded, batch, language)
        heard = within_speech(without_loops(words), activity.speech)
        return Transcript(language, tuple(heard), *detected)

    def _encode(self, samples: Floats, windows: Sequence[Window]) -> Any:
        """Encoder output (B, T/2, D). Windows are encoded one by one: attention is T x T."""
        longest = max(w.length_s for w in windows) + self.config.tail_s
        length = min(30.0, max(longest, self.config.shortest_window_s))
        frames = 2 * int(np.ceil(length * RATE / HOP / 2))
        outputs = []
        for window in windows:
            sound = window.samples(samples)[: frames * HOP]
            sound = np.pad(sound, (0, frames * HOP - sound.size))
            mel = whisper_log_mel(sound, self._bands)[None]
            encoded = self._model.encode(self._ct2.StorageView.from_array(mel), to_cpu=True)
            outputs.append(np.array(encoded))
        return self._ct2.StorageView.from_array(np.concatenate(outputs))

    def _detect(self, encoded: Any) -> tuple[str, float]:
        """The likeliest language of the first window, and its probability."""
        first = self._ct2.StorageView.from_array(np.ascontiguousarray(np.array(encoded)[:1]))
        token, probability = self._model.detect_language(first)[0][0]
        return token[2:-2], float(probability)

    def _prompt(self, language: str) -> list[int]:
        names = ("<|startoftranscript|>", f"<|{language}|>", "<|transcribe|>", "<|notimestamps|>")
        return [int(self._tokenizer.token_to_id(name) or 0) for name in names]

    def _generate(
        self, encoded: Any, windows: Sequence[Window], prompt: list[int], **options: Any
    ) -> list[_Heard]:
        longest = max(w.length_s for w in windows)
        limit = len(prompt) + 16 + int(longest * self.config.max_tokens_per_s)
        results = self._model.generate(
            encoded,
            [prompt] * len(windows),
            beam_size=self.config.beam_size,
            max_length=min(448, limit),
            return_scores=True,
            return_no_speech_prob=True,
            **options,
        )
        end = self._tokenizer.token_to_id("<|endoftext|>")
        return [
            _Heard([t for t in r.sequences_ids[0] if t < end], r.scores[0], r.no_speech_prob)
            for r in results
        ]

    def _decode(self, tokens: list[int]) -> str:
        return str(self._tokenizer.decode(tokens))

    def _words(self, encoded: Any, windows: Sequence[Window], language: str) -> list[Word]:
        prompt = self._prompt(language)
        heard = self._generate(encoded, windows, prompt)
        if any(self._loops(h) for h in heard):
            again = self._generate(encoded, windows, prompt, no_repeat_ngram_size=4)
            heard = [b if self._loops(a) else a for a, b in zip(heard, again, strict=True)]
        tokens = [h.tokens if self._believed(h) else [] for h in heard]
        aligned = self._align(encoded, windows, prompt[:-1], tokens)
        words: list[Word] = []
        for window, own, path in zip(windows, tokens, aligned, strict=True):
            if own:
                timed = token_times(own, path.alignments, path.text_token_probs)
                own_words = without_crowds(words_of(timed, self._decode))
                words += [_moved(w, window) for w in own_words]
        return words

    def _align(
        self, encoded: Any, windows: Sequence[Window], start: list[int], tokens: list[list[int]]
    ) -> list[Any]:
        if not any(tokens):
            return [None] * len(tokens)
        frames = [int(w.length_s * RATE / HOP) for w in windows]
        return list(self._model.align(encoded, start, tokens, frames))

    def _loops(self, heard: _Heard) -> bool:
        """Both signs: rhetoric repeats itself too, but not the same words on end."""
        packed = compression_ratio(self._decode(heard.tokens))
        return packed > self.config.compression and bool(loops_at(heard.tokens, 16, 3))

    def _believed(self, heard: _Heard) -> bool:
        silent = heard.no_speech > self.config.no_speech
        return bool(heard.tokens) and not (
            silent and heard.log_probability < self.config.log_probability
        )


def _batches(windows: Sequence[Window], size: int) -> Iterator[Sequence[Window]]:
    for i in range(0, len(windows), size):
        yield windows[i : i + size]


def _moved(word: Word, window: Window) -> Word:
    start, end = window.in_recording(word.start, word.end)
    return Word(word.word, start, end, word.confidence)
