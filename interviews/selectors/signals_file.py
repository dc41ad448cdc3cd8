"""The signals of one run as one compressed file of columns, which explains itself.

A zip of numpy arrays (npz) with a JSON header: which lanes and columns there are, their units,
purposes and explanations. Missing values stay NaN. The overlay's points are shares of the picture,
quantised to 16 bits (a step is 0.06 pixels of a 4096 pixel wide picture); 65535 is "no point".
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from analysis.types import ColumnSpec, Floats, Landmarks, Purpose, SignalTable
from interviews.selectors.finding_purposes import column_allowed

FORMAT = 1
CONTENT_TYPE = "application/vnd.hireapp.signals+npz"
NO_POINT = 65535
STEPS = 65534
_HEADER = "header"


class UnreadableSignals(Exception):
    """The bytes are no signals file of a format that this version reads."""


@dataclass(frozen=True, slots=True)
class Signals:
    """Decoded: tables by lane, what each column means by ``lane.column``, and the overlay."""

    tables: Mapping[str, SignalTable]
    specs: Mapping[str, ColumnSpec]
    landmarks: Landmarks | None

    @property
    def purposes(self) -> frozenset[Purpose]:
        return frozenset(spec.purpose for spec in self.specs.values())


def signals_of(
    tables: Mapping[str, SignalTable],
    specs: Sequence[ColumnSpec],
    landmarks: Landmarks | None,
) -> Signals:
    """Only columns that say what they mean: one without a spec has no purpose to be allowed by."""
    known = {f"{spec.group}.{spec.name}": spec for spec in specs}
    kept = {
        lane: SignalTable(t.t, {n: v for n, v in t.columns.items() if f"{lane}.{n}" in known})
        for lane, t in tables.items()
    }
    present = {f"{lane}.{name}" for lane, table in kept.items() for name in table.columns}
    return Signals(kept, {k: known[k] for k in sorted(present)}, landmarks)


def signals_for(signals: Signals, purposes: frozenset[Purpose]) -> Signals:
    """Without the columns (and overlay points) of any purpose that is not in ``purposes``."""
    specs = {
        key: spec
        for key, spec in signals.specs.items()
        if column_allowed(key, spec.purpose, purposes)
    }
    tables: dict[str, SignalTable] = {}
    for lane, table in signals.tables.items():
        columns = {n: v for n, v in table.columns.items() if f"{lane}.{n}" in specs}
        if columns:
            tables[lane] = SignalTable(table.t, columns)
    marks = signals.landmarks if Purpose.FACE_PRESENCE in purposes else None
    if marks is not None and Purpose.FACE_GAZE not in purposes:
        nowhere = np.full_like(marks.gaze_origin, np.nan)
        marks = replace(marks, gaze_origin=nowhere, gaze_tip=nowhere)
    return Signals(tables, specs, marks)


def signals_encode(signals: Signals) -> bytes:
    """A file as described above."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    for lane, table in signals.tables.items():
        arrays[f"{lane}/t"] = table.t.astype(np.float32)
        for name, values in table.columns.items():
            arrays[f"{lane}/column/{name}"] = values.astype(np.float32)
    header: dict[str, Any] = {
        "format": FORMAT,
        "columns": {key: asdict(spec) for key, spec in signals.specs.items()},
        "landmarks": None,
    }
    if signals.landmarks is not None:
        marks = signals.landmarks
        header["landmarks"] = list(marks.indices)
        for name in ("points", "gaze_origin", "gaze_tip"):
            arrays[f"landmarks/{name}"] = quantised(getattr(marks, name))
    text = json.dumps(header, separators=(",", ":")).encode()
    arrays[_HEADER] = np.frombuffer(text, np.uint8)
    sink = io.BytesIO()
    np.savez_compressed(sink, **arrays)  # type: ignore[arg-type]
    return sink.getvalue()


def signals_decode(data: bytes) -> Signals:
    """Raises ``UnreadableSignals``. Nothing is unpickled."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            header = json.loads(arrays[_HEADER].tobytes())
            if header["format"] != FORMAT:
                raise UnreadableSignals(f"format {header['format']}")
            return _signals(header, arrays)
    except (BadZipFile, EOFError, ValueError, KeyError) as error:
        raise UnreadableSignals(str(error)) from error


def _signals(header: dict[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> Signals:
    specs = {
        key: ColumnSpec(**{**spec, "purpose": Purpose(spec["purpose"])})
        for key, spec in header["columns"].items()
    }
    tables: dict[str, SignalTable] = {}
    for key in arrays:
        lane, _, rest = key.partition("/")
        if rest != "t":
            continue
        prefix = f"{lane}/column/"
        columns = {k.removeprefix(prefix): arrays[k] for k in arrays if k.startswith(prefix)}
        tables[lane] = SignalTable(arrays[key], columns)
    marks = None
    if header["landmarks"] is not None:
        points, origin, tip = (
            restored(arrays[f"landmarks/{name}"]) for name in ("points", "gaze_origin", "gaze_tip")
        )
        marks = Landmarks(tuple(header["landmarks"]), points, origin, tip)
    return Signals(tables, specs, marks)


def quantised(shares: Floats) -> npt.NDArray[np.uint16]:
    """0..1 to whole steps. What lies a little outside the picture is moved to its edge."""
    steps = np.clip(np.round(np.nan_to_num(shares) * STEPS), 0, STEPS)
    return np.where(np.isfinite(shares), steps, NO_POINT).astype(np.uint16)


def restored(steps: npt.NDArray[np.uint16]) -> Floats:
    shares = steps.astype(np.float32) / np.float32(STEPS)
    return np.where(steps == NO_POINT, np.float32(np.nan), shares).astype(np.float32)
