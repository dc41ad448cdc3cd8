"""Putting recorded packets into a container that players can seek, without re-encoding anything.

A browser's MediaRecorder writes webm without a duration or an index, so no player can seek in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import av
import av.container
import av.error
from av.stream import Stream

from analysis.media.container import Limits, Source, open_container, picture_track, sound_track
from analysis.types import AnalysisError, ProblemCode

Packet: TypeAlias = "av.Packet[Any]"

WEBM = frozenset({"vp8", "vp9", "av1", "opus", "vorbis"})
MP4 = frozenset(
    {"h264", "hevc", "mpeg4", "av1", "vp9", "aac", "mp3", "opus", "flac", "alac", "ac3"}
)

#: What one packet may take in an MP4 index (stts 8, ctts 8, stsz 4, stsc 12, co64 8, stss 4 bytes),
#: so that the index can stand in front of the media and playback begins before all is loaded.
INDEX_BYTES_PER_PACKET = 44
CUE_BYTES = 24  # one entry of a webm index, generously


@dataclass(frozen=True, slots=True)
class Remuxed:
    """What was written. ``mime`` is what a <video> element's source wants to hear."""

    container: str  # webm | mp4 | matroska
    mime: str
    packets: int
    duration_s: float


def container_for(codecs: frozenset[str]) -> tuple[str, str]:
    """(container, MIME type) that carries these codecs and plays in browsers, if any does."""
    if codecs <= WEBM:
        return "webm", "video/webm"
    if codecs <= MP4:
        return "mp4", "video/mp4"
    return "matroska", "video/x-matroska"


def remux(source: Source, sink: str | Path | BinaryIO, limits: Limits | None = None) -> Remuxed:
    """Copy the first picture and sound track of ``source`` into ``sink``, seekable.

    ``sink`` is a path or any writable, seekable binary object; its position ends behind the last
    byte. Nothing but packets is held here, so memory is what ``sink`` holds: an ``io.BytesIO``
    takes the size of the recording (about 75 kB a second from a browser). ``source`` is read twice.
    A truncated source gives a playable file of what is there.
    Raises ``AnalysisError``: EMPTY, NOT_A_VIDEO, TRUNCATED as ``open_container`` does.
    """
    limits = limits or Limits()
    count, keys = _measure(source, limits)
    if not count:
        raise AnalysisError(ProblemCode.EMPTY, "no packets to copy")
    with open_container(source, limits) as reader:
        tracks = _tracks(reader)
        name, mime = container_for(frozenset(_codec(t) for t in tracks))
        target = str(sink) if isinstance(sink, str | Path) else sink
        with av.open(target, "w", format=name, options=_options(name, count, keys)) as writer:
            end = _copy(reader, writer, tracks)
    return Remuxed(name, mime, count, end)


def _tracks(reader: av.container.InputContainer) -> list[Stream]:
    found: list[Stream] = [s for s in (picture_track(reader), sound_track(reader)) if s is not None]
    if not found:
        raise AnalysisError(ProblemCode.NOT_A_VIDEO, "neither pictures nor sound inside")
    return found


def _codec(track: Stream) -> str:
    name: str = track.codec_context.codec.canonical_name
    return name


def _packets(reader: av.container.InputContainer, tracks: list[Stream]) -> Iterator[Packet]:
    """Packets with a time stamp, up to where the source ends or is damaged."""
    try:
        for packet in reader.demux(*tracks):
            if packet.dts is not None or packet.pts is not None:
                yield packet
    except (av.error.InvalidDataError, av.error.EOFError):
        return


def _measure(source: Source, limits: Limits) -> tuple[int, int]:
    """(packets, key frames): the index's size must be known before the first byte is written."""
    count = keys = 0
    with open_container(source, limits) as reader:
        for packet in _packets(reader, _tracks(reader)):
            count += 1
            keys += bool(packet.is_keyframe and packet.stream.type == "video")
    return count, keys


def _options(name: str, packets: int, keys: int) -> dict[str, str]:
    if name == "mp4":
        return {"moov_size": str(64 * 1024 + INDEX_BYTES_PER_PACKET * packets)}
    return {"reserve_index_space": str(1024 + CUE_BYTES * (keys + packets // 100))}


def _copy(
    reader: av.container.InputContainer, writer: av.container.OutputContainer, tracks: list[Stream]
) -> float:
    """Copy all packets; the end of the last one in seconds from the first."""
    copies = {t.index: writer.add_stream_from_template(t, opaque=True) for t in tracks}
    last: dict[int, int] = {}
    start = end = None
    for packet in _packets(reader, tracks):
        index = packet.stream.index
        dts = packet.dts if packet.dts is not None else packet.pts
        assert dts is not None
        assert packet.time_base is not None
        if index in last and dts <= last[index]:
            dts = last[index] + 1  # muxers refuse time that does not rise; browsers round to ms
        last[index] = packet.dts = dts
        if packet.pts is None or packet.pts < dts:
            packet.pts = dts
        moment = float(packet.pts * packet.time_base)
        start = moment if start is None else min(start, moment)
        after = moment + float((packet.duration or 0) * packet.time_base)
        end = after if end is None else max(end, after)
        packet.stream = copies[index]
        writer.mux(packet)
    return 0.0 if start is None or end is None else end - start
