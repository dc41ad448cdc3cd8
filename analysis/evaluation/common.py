"""What every evaluation shares: labelled data, a fair sample of it, intervals, a table to read."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import cv2
import numpy as np
import numpy.typing as npt

Row = Mapping[str, str]
Item = TypeVar("Item")
RESAMPLES = 2000  # of the bootstrap; enough for two digits of a 95 % interval


class UnusableData(Exception):
    """The data cannot be evaluated; the message names the file, row or column."""


def read_rows(
    data: Path, columns: Sequence[str], *, index: str = "INDEX.csv", files: str = "file"
) -> list[Row]:
    """Rows of ``data/index``; ``columns`` must be there and ``files`` must name existing files."""
    path = data / index
    if not data.is_dir():
        raise UnusableData(f"{data}: no such folder")
    rows = read_csv(path, columns)
    for number, row in enumerate(rows, start=2):
        if files and not (data / row[files]).is_file():
            raise UnusableData(f"{path}, line {number}: {data / row[files]} does not exist")
    return rows


def read_csv(path: Path, columns: Sequence[str]) -> list[Row]:
    """Rows of a CSV in UTF-8 with a header that has at least ``columns``."""
    if not path.is_file():
        raise UnusableData(f"{path} does not exist")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, skipinitialspace=True)
            missing = [c for c in columns if c not in (reader.fieldnames or ())]
            if missing:
                raise UnusableData(f"{path}: no column {', '.join(missing)}")
            rows: list[Row] = []
            for row in reader:
                if any(row[c] is None for c in columns):
                    raise UnusableData(f"{path}, line {reader.line_num}: too few fields")
                rows.append(row)
    except UnicodeDecodeError as error:
        raise UnusableData(f"{path} is not UTF-8: {error}") from error
    except csv.Error as error:
        raise UnusableData(f"{path} is not a CSV file: {error}") from error
    if not rows:
        raise UnusableData(f"{path} has no rows")
    return rows


def sampled(items: Sequence[Item], limit: int | None) -> list[Item]:
    """``limit`` items after a shuffle with seed 0; all of them, in order, without a limit."""
    if limit is None:
        return list(items)
    shuffled = list(items)
    random.Random(0).shuffle(shuffled)  # noqa: S311 - a sample, not a secret
    return shuffled[:limit]


def read_picture(path: Path) -> npt.NDArray[np.uint8]:
    """(H, W, 3) BGR."""
    picture = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise UnusableData(f"{path} is not a picture")
    return np.asarray(picture, np.uint8)


def use_threads(threads: int) -> None:
    """OpenCV takes every core unless told otherwise; the setting is of the whole process."""
    cv2.setNumThreads(threads)


def wilson(successes: float, n: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    if n == 0:
        return float("nan"), float("nan")
    z, share = 1.96, successes / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * float(np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def bootstrap(
    values: npt.NDArray[Any],
    statistic: Callable[[npt.NDArray[Any]], float] = lambda rows: float(np.mean(rows)),
) -> tuple[float, float]:
    """95 % percentile interval of ``statistic`` over rows of ``values`` (N, ...), seed 0."""
    if len(values) == 0:
        return float("nan"), float("nan")
    generator = np.random.default_rng(0)
    picks = generator.integers(0, len(values), (RESAMPLES, len(values)))
    found = np.array([statistic(values[pick]) for pick in picks])
    low, high = np.nanpercentile(found, [2.5, 97.5])
    return float(low), float(high)


def rounded(value: Any) -> Any:
    """JSON-ready: numbers with six digits, NaN as null, all the way down."""
    if isinstance(value, Mapping):
        return {str(key): rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(item) for item in value]
    if isinstance(value, np.ndarray):
        return rounded(value.tolist())
    if isinstance(value, (float, np.floating)):
        return round(float(value), 6) if np.isfinite(value) else None
    return int(value) if isinstance(value, np.integer) else value


def table(result: Mapping[str, Any], title: str) -> str:
    """A result as text: one line per number, with its interval where ``intervals`` has one.

    ``rows``, an answer for each row of the data, are for the file that ``--json`` writes.
    """
    intervals = result.get("intervals", {})
    lines = [title, "-" * len(title)]
    for key, value in result.items():
        if key in ("intervals", "rows"):
            continue
        if isinstance(value, Mapping):
            lines += ["", *_block(key, value)]
            continue
        low_high = intervals.get(key)
        line = f"{key:<24}{_cell(value):>10}"
        if low_high is not None:
            line += f"   95 %: {_cell(low_high[0])} to {_cell(low_high[1])}"
        lines.append(line)
    return "\n".join(lines)


def _block(name: str, rows: Mapping[str, Any]) -> list[str]:
    """A nested result: a row per key, a column per number in it."""
    if not rows or not all(isinstance(row, Mapping) for row in rows.values()):
        return [f"{name}:", *(f"  {key:<22}{_cell(value):>10}" for key, value in rows.items())]
    heads = list(dict.fromkeys(head for row in rows.values() for head in row))
    lines = [f"{name:<16}" + "".join(f"{head:>12}" for head in heads)]
    for key, row in rows.items():
        lines.append(f"{key:<16}" + "".join(f"{_cell(row.get(head)):>12}" for head in heads))
    return lines


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.3f}" if np.isfinite(value) else "-"
    return str(value)
