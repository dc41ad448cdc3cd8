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
    within_speech,
    without_crowds,
    without_loops,
    words_of,
)


@dataclass(frozen=True, slots=True)
class RecogniserConfig:
    """How Whisper decodes, and when its answer is not believed.

    ``beam_size``: see docs/models/whisper_base.md for what each costs and gains.
    ``tail_s``: silence after the speech of a window, so that the last word is heard to end;
    below ``shortest_window_s`` Whisper starts to repeat itself (measured, same card).
    ``no_speech``, ``log_probability``, ``compression``: Whisper's own limits (Radford 2022, 4.5).
    ``missing_s``: speech left without words from which a window is decoded a second time.
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
    max_tokens_per_s: float = 20.0
    batch: int = 2
    packing: PackingConfig = field(default_factory=PackingConfig)


@dataclass(frozen=True, slots=True)
class _Heard:
    """What one window was decoded to: words in recording time, and whether it ran in a loop."""

    words: list[Word]
    loops: bool
    missing_s: float


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
                detected = self._detect(encoded[:1])
            for heard in self._listen(encoded, batch, language, activity.speech):
                words += heard.words
        return Transcript(language, tuple(without_loops(words)), *detected)

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
        self,
        encoded: Floats,
        windows: Sequence[Window],
        language: str,
        speech: Sequence[Segment],
    ) -> list[_Heard]:
        """Decodes all windows together, and those that went wrong once more, in another way.

        Plain decoding sometimes says a repeated sentence once; with time marks in the text Whisper
        keeps account of where it is. A loop is broken by forbidding repeated phrases.
        """
        heard = self._decoded(encoded, windows, language, speech)
        looped = [i for i, h in enumerate(heard) if h.loops]
        gaps = [i for i, h in enumerate(heard) if h.missing_s >= self.config.missing_s]
        for doubtful, options in ((looped, _NO_REPEATS), (gaps, _TIME_MARKS)):
            if not doubtful:
                continue
            own = [windows[i] for i in doubtful]
            again = self._decoded(encoded[doubtful], own, language, speech, **options)
            for i, second in zip(doubtful, again, strict=True):
                if (second.loops, second.missing_s) < (heard[i].loops, heard[i].missing_s):
                    heard[i] = second
        return heard

    def _decoded(
        self,
        encoded: Floats,
        windows: Sequence[Window],
        language: str,
        speech: Sequence[Segment],
        *,
        time_marks: bool = False,
        no_repeat_ngram_size: int = 0,
    ) -> list[_Heard]:
        start = self._prompt(language)
        prompt = start[:-1] if time_marks else start
        longest = max(w.length_s for w in windows)
        view = self._view(encoded)
        results = self._model.generate(
            view,
            [prompt] * len(windows),
            beam_size=self.config.beam_size,
            max_length=min(448, 32 + int(longest * self.config.max_tokens_per_s)),
            no_repeat_ngram_size=no_repeat_ngram_size,
            return_scores=True,
            return_no_speech_prob=True,
        )
        tokens = [self._text_tokens(result) for result in results]
        aligned = self._align(view, windows, start[:-1], tokens)
        return [
            self._heard(window, own, path, speech)
            for window, own, path in zip(windows, tokens, aligned, strict=True)
        ]

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

    def _align(
        self, view: Any, windows: Sequence[Window], start: list[int], tokens: list[list[int]]
    ) -> list[Any]:
        if not any(tokens):
            return [None] * len(tokens)
        frames = [int(w.length_s * RATE / HOP) for w in windows]
        return list(self._model.align(view, start, tokens, frames))

    def _heard(
        self, window: Window, tokens: list[int], path: Any, speech: Sequence[Segment]
    ) -> _Heard:
        words: list[Word] = []
        if tokens:
            timed = token_times(tokens, path.alignments, path.text_token_probs)
            words = without_crowds(words_of(timed, self._text))
            words = within_speech([_moved(w, window) for w in words], speech)
        own = [s for s in speech if window.holds(s)]
        loops = compression_ratio(self._text(tokens)) > self.config.compression
        # Both signs: rhetoric repeats itself too, but not the same words on end.
        loops = loops and loops_at(tokens, 16, 3) is not None
        return _Heard(words, loops, speech_without_words(words, own))

    def _text(self, tokens: list[int]) -> str:
        return str(self._tokenizer.decode(tokens))


_NO_REPEATS: dict[str, Any] = {"no_repeat_ngram_size": 4}
_TIME_MARKS: dict[str, Any] = {"time_marks": True}


def _batches(windows: Sequence[Window], size: int) -> Iterator[Sequence[Window]]:
    for i in range(0, len(windows), size):
        yield windows[i : i + size]


def _moved(word: Word, window: Window) -> Word:
    start, end = window.in_recording(word.start, word.end)
    return Word(word.word, start, end, word.confidence)
