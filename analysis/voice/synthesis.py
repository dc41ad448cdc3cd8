"""Questions read aloud: English text to speech on one CPU thread, as a file any browser plays.

The voice is hibari's only packaged one (Kokoro-distilled, Apache-2.0). Korean has no packaged voice
of acceptable quality: the browser's own speech synthesis reads it, captions always stand beside.
"""

from __future__ import annotations

import io
import unicodedata
from fractions import Fraction

import av
import numpy as np

from analysis.types import Floats

LANGUAGES = ("en",)
MEDIA_TYPE = "audio/mpeg"
_BIT_RATE = 64_000  # MP3, mono speech: transparent to the recogniser, 8 KB a second
_PEAK = 0.9  # of full scale: room for the encoder's overshoot


class SynthesisError(Exception):
    """The text could not be spoken; the message says why in words for a person."""


class Synthesiser:
    """The loaded voice (about 60 MB). One instance per process; calls share no state."""

    def __init__(self, threads: int = 1) -> None:
        from hibari import Hibari

        self._voice = Hibari(threads=threads)
        self.rate: int = self._voice.sample_rate  # 24 kHz

    def __call__(self, text: str, *, language: str = "en", speed: float = 1.0) -> Floats:
        """Speech (N,) at ``rate``, within +-0.9. The same text always sounds the same.

        ``speed``: 1 is the voice's own pace, 0.5 to 2. Raises ``SynthesisError`` for a language
        without a voice and for a text with nothing to say in it.
        """
        if language not in LANGUAGES:
            raise SynthesisError(f"There is no voice for the language {language!r} on this server.")
        if not 0.5 <= speed <= 2.0:
            raise ValueError(f"speed {speed} is outside 0.5 to 2")
        if not any(c.isalnum() for c in text):
            raise SynthesisError("There is nothing in this text that can be read aloud.")
        foreign = next((c for c in text if c.isalpha() and not _is_latin(c)), None)
        if foreign:
            raise SynthesisError(f"The English voice cannot read {foreign!r}.")
        samples = np.asarray(self._voice(text, speed=speed, seed=0), np.float32)
        peak = float(np.abs(samples).max(initial=0.0))
        return samples * np.float32(min(1.0, _PEAK / max(peak, 1e-6)))


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")


def encode_mp3(samples: Floats, rate: int) -> bytes:
    """``samples`` (N,) in -1..1 as an MP3 file, the one format every current browser plays."""
    out = io.BytesIO()
    pcm = np.asarray(np.clip(samples, -1.0, 1.0) * 32767.0, np.int16)[None]  # (1, N)
    with av.open(out, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=rate)
        assert isinstance(stream, av.AudioStream)
        stream.codec_context.layout = "mono"
        stream.codec_context.format = "s16p"
        stream.codec_context.bit_rate = _BIT_RATE
        frame = av.AudioFrame.from_ndarray(pcm, format="s16p", layout="mono")
        frame.sample_rate = rate
        frame.time_base = Fraction(1, rate)
        frame.pts = 0
        size = stream.codec_context.frame_size or 1152
        fifo = av.AudioFifo()
        fifo.write(frame)
        while chunk := fifo.read(size, partial=True):
            container.mux(stream.encode(chunk))
        container.mux(stream.encode(None))
    return out.getvalue()
