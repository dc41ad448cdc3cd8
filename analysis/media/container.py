"""Opening what a stranger uploaded: which containers, how large, what is refused undecoded.

FFmpeg would follow play lists to other files and addresses, allocate whatever a header declares and
list a thousand tracks. Nothing of that is needed for one person's answer, so it is closed here.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import av
import av.container
import av.error
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

from analysis.types import AnalysisError, ProblemCode

Source = str | Path | BinaryIO

#: Self-contained files only. Play lists (hls, dash, concat), images and devices read other things.
FORMATS = "matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,avi,ogg,wav,flac,mp3,aac,mpegts"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one recording may cost: an answer takes minutes, a long interview fits as well."""

    max_duration_s: float = 3 * 3600.0  # what lies beyond is not looked at: Problem TOO_LONG
    max_side: int = 4096  # pixels; 8K is refused from the header: Problem TOO_LARGE_PICTURE
    max_tracks: int = 16  # a browser writes two
    max_frames_per_s: int = 240  # the fastest phone cameras; more is a bomb of empty frames
    max_packets: int = 3 * 3600 * (240 + 120)  # both tracks at their fastest for the whole time
    max_damaged_packets: int = 250  # in a row; then the rest of the track is given up

    @property
    def max_pixels(self) -> int:
        return self.max_side * self.max_side


def _head(source: Source) -> bytes:
    """First bytes, so that an empty file and a cut-off MP4 get their own sentence."""
    if isinstance(source, str | Path):
        with Path(source).open("rb") as file:
            return file.read(64)
    source.seek(0)
    head = source.read(64)
    source.seek(0)
    return head


def _refusal(head: bytes, error: Exception) -> AnalysisError:
    if head[4:8] == b"ftyp":  # an MP4 whose index (moov) was to come at the end
        return AnalysisError(ProblemCode.TRUNCATED, f"MP4 without its index: {error}")
    if head[:4] == b"\x1a\x45\xdf\xa3":  # EBML magic
        return AnalysisError(ProblemCode.TRUNCATED, f"WebM without its tracks: {error}")
    return AnalysisError(ProblemCode.NOT_A_VIDEO, str(error))


@contextmanager
def open_container(
    source: Source, limits: Limits | None = None
) -> Iterator[av.container.InputContainer]:
    """Open ``source`` (path or seekable binary file) with everything dangerous switched off.

    Raises ``AnalysisError``: EMPTY (no bytes), NOT_A_VIDEO, TRUNCATED (only a beginning that cannot
    be read without its end). ``FileNotFoundError`` and errors of the reader itself pass through.
    """
    limits = limits or Limits()
    head = _head(source)
    if not head:
        raise AnalysisError(ProblemCode.EMPTY, "the file has no bytes")
    options = {
        "format_whitelist": FORMATS,
        "max_pixels": str(limits.max_pixels),
        "max_streams": str(limits.max_tracks),
    }
    target = str(source) if isinstance(source, str | Path) else source
    try:
        container = av.open(target, mode="r", options=options, buffer_size=1 << 16)
    except (av.error.FFmpegError, ValueError) as error:
        raise _refusal(head, error) from error
    with container:
        yield container


def picture_track(container: av.container.InputContainer) -> VideoStream | None:
    """First real video track; the cover picture of a sound file is none."""
    cover = av.stream.Disposition.attached_pic
    for stream in container.streams.video:
        if stream.codec_context is not None and not stream.disposition & cover:
            return stream
    return None


def sound_track(container: av.container.InputContainer) -> AudioStream | None:
    """First sound track that has a decoder."""
    for stream in container.streams.audio:
        if stream.codec_context is not None:
            return stream
    return None


def size_of(source: Source) -> int:
    """Bytes in ``source``; the reading position is left at the start."""
    if isinstance(source, str | Path):
        return Path(source).stat().st_size
    source.seek(0, io.SEEK_END)
    size = source.tell()
    source.seek(0)
    return size
