"""``python -m benchmarks.recording``: CPU seconds per minute of video, by stage, and the ratio.

Both runs happen in one process on one machine, one thread each, so that the ratio means something
on another machine too. The first of two runs of the pipeline gives cold start, the second the cost.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from analysis.media.container import Limits
from analysis.pipeline import analyse_recording
from analysis.types import Analysis, Purpose, Timing
from analysis.weights import WeightStore
from benchmarks import naive
from benchmarks.clip import recording

FOLDER = Path(__file__).resolve().parents[1] / "var" / "benchmarks"
STAGES = ("decode", "face", "body", "scene", "voice", "transcript")


def _analyse(clip: Path, store: WeightStore, fps: float) -> Analysis:
    return analyse_recording(
        clip,
        language="en",
        purposes=frozenset(Purpose),
        fps=fps,
        store=store,
        threads=1,
        limits=Limits(),
    )


def _per_minute(timing: Timing, seconds: float) -> dict[str, float]:
    cost = {n: timing.stages[n].cpu_s * 60 / seconds for n in STAGES if n in timing.stages}
    loaded = timing.stages["load"].cpu_s if "load" in timing.stages else 0.0
    cost["all"] = (timing.total.cpu_s - loaded) * 60 / seconds
    return {name: round(value, 3) for name, value in cost.items()}


def measure(seconds: int, fps: float, *, against_naive: bool = True) -> dict[str, Any]:
    """All figures of one run."""
    cv2.setNumThreads(1)
    store = WeightStore()
    clip = recording(store, FOLDER, seconds)
    cold = _analyse(clip, store, fps)
    warm = _analyse(clip, store, fps)
    length = warm.clip.duration_s
    ours = _per_minute(warm.timing, length)
    result: dict[str, Any] = {
        "clip": {"seconds": round(length, 2), "fps": fps, "bytes": clip.stat().st_size},
        "cpu_s_per_minute": ours,
        "wall_s_per_minute": round(warm.timing.total.wall_s * 60 / length, 2),
        "cold_start_s": cold.timing.cold_start_s,
        "peak_rss_mb": max(cold.timing.peak_rss_mb, warm.timing.peak_rss_mb),
        "words": len(warm.transcript.words) if warm.transcript else 0,
        "face_present_share": warm.summary.get("face.present_share"),
    }
    if against_naive:
        other = naive.run(clip, store, fps)
        theirs = _per_minute(other.timing, length)
        result["naive_cpu_s_per_minute"] = theirs
        result["agreement"] = _agreement(warm, other)
        result["ratio"] = round(theirs["all"] / ours["all"], 2)
    return result


def _agreement(ours: Analysis, other: naive.Naive) -> dict[str, float]:
    """Cheaper must not mean worse: the same pictures and words, as both ways have them."""
    face = ours.signals["face"]
    pairs = [
        (yaw, other.yaw[round(t, 3)])
        for t, yaw in zip(face.t.tolist(), face.columns["head_yaw"].tolist(), strict=True)
        if round(t, 3) in other.yaw
    ]
    apart = np.abs(np.subtract(*np.array(pairs).T))
    return {
        "pictures_with_a_face_in_both": len(pairs),
        "head_yaw_median_difference_deg": round(float(np.nanmedian(apart)), 2),
        "naive_words": len(other.words),
    }


def _print(result: dict[str, Any]) -> None:
    ours, theirs = result["cpu_s_per_minute"], result.get("naive_cpu_s_per_minute", {})
    clip = result["clip"]
    print(f"{clip['seconds']} s of 640x480 video with speech at {clip['fps']:g} pictures/s")
    print(f"{'CPU s per minute':<18}{'ours':>8}{'naive':>9}{'ratio':>8}")
    for name in (*STAGES, "all"):
        there = theirs.get(name)
        ratio = f"{there / ours[name]:8.1f}" if there and ours.get(name) else " " * 8
        print(f"{name:<18}{ours.get(name, 0):>8.2f}{there or 0:>9.2f}{ratio}")
    print(f"wall {result['wall_s_per_minute']} s per minute, one thread")
    print(f"cold start {result['cold_start_s']:.2f} s, peak memory {result['peak_rss_mb']:.0f} MiB")
    print(f"words {result['words']}, face in {result['face_present_share']:.0%} of pictures")
    for name, value in result.get("agreement", {}).items():
        print(f"{name.replace('_', ' ')}: {value}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--fps", type=float, default=5.0)
    parser.add_argument("--ours-only", action="store_true", help="leave the naive run out")
    parser.add_argument("--json", type=Path, metavar="OUT")
    arguments = parser.parse_args()
    result = measure(arguments.seconds, arguments.fps, against_naive=not arguments.ours_only)
    _print(result)
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
