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

from analysis.types import Floats, Segment, Transcript, Word
from analysis.voice.activity import FRAME_S, Activity
from analysis.voice.mel import HOP, RATE, whisper_log_mel
from analysis.voice.packing import PackingConfig, Window, pack
from analysis.voice.words import (
    compression_ratio,
    loops_at,
    speech_without_words,
    token_times,
    with_found,
    within_speech,
    without_crowds,
    without_loops,
    words_of,
)


@dataclass(frozen=True, slots=True)
class RecogniserConfig:
    """How Whisper decodes, and when its answer is not believed.

    ``beam_size``: see docs/models/voice-transcript.md for what each costs and gains.
    ``tail_s``: silence after the speech of a window, so that the last word is heard to end;
    below ``shortest_window_s`` Whisper starts to repeat itself (measured, same card).
    ``no_speech``, ``log_probability``, ``compression``: Whisper's own limits (Radford 2022, 4.5).
    ``missing_s``: speech left without words from which it is recognised a second time;
    ``found_confidence``: what the second time must reach to count.
    ``batch``: windows decoded together. More than 2 cost more on a CPU (165 s of speech: 2.8 CPU s
    a minute with 2 or 4, 3.4 with 8) and let a caller who wants to stop wait.
    """

    beam_size: int = 5
    tail_s: float = 1.0
    shortest_window_s: float = 15.0
    no_speech: float = 0.6
    log_probability: float = -1.0
    compression: float = 2.4
    missing_s: float = 0.25
    found_confidence: float = 0.5
    max_tokens_per_s: float = 20.0
    batch: int = 2
    packing: PackingConfig = field(default_factory=PackingConfig)


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
        words: list[Word] = []
        detected: tuple[str, float] = ("", 0.0)
        tell = between or (lambda share: None)
        windows = self._windows(activity)
        for i, batch in enumerate(_batches(windows, self.config.batch)):
            tell(i * self.config.batch / len(windows))
            encoded = self._encode(samples, batch)
            tell((i + 0.5) * self.config.batch / len(windows))
            if not detected[0]:
                detected = self._detect(encoded[:1])
            words += self._listen(encoded, batch, language, activity.speech)
        words = self._listen_again(samples, activity, language, words, tell)
        return Transcript(language, tuple(without_loops(words)), *detected)

    def _windows(
        self, activity: Activity, only: Sequence[Segment] | None = None
    ) -> tuple[Window, ...]:
        return pack(
            activity.speech,
            activity.probabilities,
            FRAME_S,
            activity.duration_s,
            self.config.packing,
            only,
        )

    def _listen_again(
        self,
        samples: Floats,
        activity: Activity,
        language: str,
        words: list[Word],
        tell: Callable[[float], None],
    ) -> list[Word]:
        """Speech that got no words, recognised once more without what surrounds it.

        Whisper says a sentence once that was said twice, and skips what is much quieter than its
        neighbours. On its own it is heard.
        """
        missed = speech_without_words(words, activity.speech)
        if sum(s.end - s.start for s in missed) < self.config.missing_s:
            return words
        found: list[Word] = []
        for batch in _batches(self._windows(activity, missed), self.config.batch):
            tell(1.0)
            encoded = self._encode(samples, batch)
            found += self._listen(encoded, batch, language, activity.speech)
        return with_found(words, found, missed, self.config.found_confidence)

    def _encode(self, samples: Floats, windows: Sequence[Window]) -> Floats:
        """Encoder output (B, T/2, D). Windows are encoded one by one: attention is T x T."""
        longest = max(w.length_s for w in windows) + self.config.tail_s
        length = min(30.0, max(longest, self.config.shortest_window_s))
        frames = 2 * int(np.ceil(length * RATE / HOP / 2))
        outputs = []
        for window in windows:
            sound = window.samples(samples)[: frames * HOP]
            sound = np.pad(sound, (0, frames * HOP - sound.size))
            mel = whisper_log_mel(sound, self._bands)[None]
            outputs.append(np.array(self._model.encode(self._view(mel), to_cpu=True)))
        return np.concatenate(outputs)

    def _view(self, array: Floats) -> Any:
        return self._ct2.StorageView.from_array(np.ascontiguousarray(array))

    def _detect(self, encoded: Floats) -> tuple[str, float]:
        """The likeliest language of a window (1, T/2, D), and its probability."""
        token, probability = self._model.detect_language(self._view(encoded))[0][0]
        return token[2:-2], float(probability)

    def _listen(
        self, encoded: Floats, windows: Sequence[Window], language: str, speech: Sequence[Segment]
    ) -> list[Word]:
        """Words of the windows; those that ran in a loop once more, with repeats forbidden."""
        prompt, view = self._prompt(language), self._view(encoded)
        tokens = self._tokens(view, windows, prompt)
        looped = [i for i, own in enumerate(tokens) if self._loops(own)]
        if looped:
            own = [windows[i] for i in looped]
            again = self._tokens(self._view(encoded[looped]), own, prompt, no_repeat_ngram_size=4)
            for i, second in zip(looped, again, strict=True):
                tokens[i] = second
        if not any(tokens):
            return []
        frames = [int(w.length_s * RATE / HOP) for w in windows]
        words: list[Word] = []
        aligned = self._model.align(view, prompt[:-1], tokens, frames)
        for window, own_tokens, path in zip(windows, tokens, aligned, strict=True):
            if own_tokens:
                timed = token_times(own_tokens, path.alignments, path.text_token_probs)
                heard = without_crowds(words_of(timed, self._text))
                words += within_speech([_moved(w, window) for w in heard], speech)
        return words

    def _tokens(
        self, view: Any, windows: Sequence[Window], prompt: list[int], **options: Any
    ) -> list[list[int]]:
        """Text tokens of each window, most likely first, without the marks around them."""
        longest = max(w.length_s for w in windows)
        results = self._model.generate(
            view,
            [prompt] * len(windows),
            beam_size=self.config.beam_size,
            max_length=min(448, 32 + int(longest * self.config.max_tokens_per_s)),
            return_scores=True,
            return_no_speech_prob=True,
            **options,
        )
        return [self._text_tokens(result) for result in results]

    def _loops(self, tokens: list[int]) -> bool:
        """Both signs: rhetoric repeats itself too, but not the same words on end."""
        packed = compression_ratio(self._text(tokens)) > self.config.compression
        return packed and loops_at(tokens, 16, 3) is not None

    def _prompt(self, language: str) -> list[int]:
        names = ("<|startoftranscript|>", f"<|{language}|>", "<|transcribe|>", "<|notimestamps|>")
        return [int(self._tokenizer.token_to_id(name) or 0) for name in names]

    def _text_tokens(self, result: Any) -> list[int]:
        """Tokens of the text; none where the model itself does not believe that anybody spoke."""
        silent = result.no_speech_prob > self.config.no_speech
        if silent and result.scores[0] < self.config.log_probability:
            return []
        end = self._tokenizer.token_to_id("<|endoftext|>")
        return [t for t in result.sequences_ids[0] if t < end]

    def _text(self, tokens: list[int]) -> str:
        return str(self._tokenizer.decode(tokens))


def _batches(windows: Sequence[Window], size: int) -> Iterator[Sequence[Window]]:
    for i in range(0, len(windows), size):
        yield windows[i : i + size]


def _moved(word: Word, window: Window) -> Word:
    start, end = window.in_recording(word.start, word.end)
    return Word(word.word, start, end, word.confidence)
