"""``python -m analysis``: the pipeline and its measurable claims, without any server.

Exit status: 0; 2 for unusable arguments or data; 1 for a failure inside. The last line of standard
error is the reason.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analysis.evaluation.common import UnusableData, table
from analysis.lanes import LANES
from analysis.types import AnalysisError, ProblemCode, Purpose
from analysis.weights import MissingWeights, WeightStore, installed

#: What ``evaluate`` can measure; each is a module of ``analysis.evaluation`` with ``evaluate``.
KINDS = (
    "faces",
    "landmarks",
    "headpose",
    "segmentation",
    "expression",
    "transcript",
    "speakers",
    "followups",
    "jobs",
)

MAX_FPS = 120.0

SENTENCES = {
    ProblemCode.NOT_A_VIDEO: "This file is neither a video nor a sound recording.",
    ProblemCode.EMPTY: "This file is empty.",
    ProblemCode.TRUNCATED: "This file ends before anything in it can be read.",
    ProblemCode.TOO_LONG: "This recording is too long.",
    ProblemCode.TOO_LARGE_PICTURE: "The picture is too large.",
    ProblemCode.NO_VIDEO_TRACK: "This file has no picture track.",
    ProblemCode.NO_AUDIO_TRACK: "This file has no sound track.",
}


class Unusable(Exception):
    """Arguments or data that cannot be worked with; the message is the reason."""


def _positive(kind: type[int] | type[float]) -> Any:
    def parse(text: str) -> int | float:
        value = kind(text)
        if not 0 < value < float("inf"):
            raise argparse.ArgumentTypeError(f"{text} is not above 0")
        return value

    parse.__name__ = f"positive {kind.__name__}"
    return parse


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    shared.add_argument("--threads", type=_positive(int), default=1, metavar="N")
    shared.add_argument(
        "--limit", type=_positive(int), metavar="N", help="N rows after a shuffle with seed 0"
    )
    parser = argparse.ArgumentParser(prog="python -m analysis", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    one = commands.add_parser("analyse", parents=[shared], help="analyse one recording")
    one.add_argument("clip", type=Path)
    one.add_argument("--fps", type=_positive(float), default=5.0, help="pictures per second")
    one.add_argument("--language", choices=("en", "ko"), default="en")
    one.add_argument("--only", metavar="NAME,...", help=", ".join(LANES))
    one.add_argument("--json", metavar="OUT", help="file to write; standard output without it")

    many = commands.add_parser("evaluate", parents=[shared], help="measure on labelled data")
    many.add_argument("kind", choices=KINDS)
    many.add_argument("data", type=Path)
    many.add_argument("--json", metavar="OUT", help="file to write the figures to")
    many.add_argument("--labels", metavar="A;B;C", help="jobs: rank these names instead")

    commands.add_parser("models", parents=[shared], help="what is installed")
    return parser


def _write(document: object, out: str | None) -> None:
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    if out is None or out == "-":
        print(text)
        return
    try:
        Path(out).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise Unusable(f"cannot write {out}: {error.strerror}") from error


def _require_device(device: str) -> None:
    if device == "cuda":
        import ctranslate2

        if not ctranslate2.get_cuda_device_count():
            raise Unusable("--device cuda: there is no CUDA device here")


def _analyse(arguments: argparse.Namespace) -> None:
    from analysis.document import analysis_document
    from analysis.pipeline import analyse_recording

    if not arguments.clip.is_file():
        raise Unusable(f"{arguments.clip}: no such file")
    if arguments.fps > MAX_FPS:
        raise Unusable(f"--fps {arguments.fps:g}: at most {MAX_FPS:g}")
    only = None
    if arguments.only is not None:
        only = frozenset(name.strip() for name in arguments.only.split(","))
        if unknown := sorted(only - LANES.keys()):
            raise Unusable(f"--only {','.join(unknown)}: choose from {', '.join(LANES)}")
    analysis = analyse_recording(
        arguments.clip,
        language=arguments.language,
        purposes=frozenset(Purpose),
        fps=arguments.fps,
        threads=arguments.threads,
        device=arguments.device,
        only=only,
    )
    _write(analysis_document(analysis), arguments.json)
    for problem in analysis.problems:
        print(f"note: {problem.code}: {problem.detail}".rstrip(": "), file=sys.stderr)


def _labels(text: str) -> list[str]:
    labels = list(dict.fromkeys(label.strip() for label in text.split(";") if label.strip()))
    if len(labels) < 2:
        raise Unusable(f"--labels {text!r}: at least two names, with ; between them")
    return labels


def _evaluate(arguments: argparse.Namespace) -> None:
    module = importlib.import_module(f"analysis.evaluation.{arguments.kind}")
    more: dict[str, Any] = {}
    if arguments.labels is not None:
        if arguments.kind != "jobs":
            raise Unusable("--labels goes with the kind jobs")
        more["labels"] = _labels(arguments.labels)
    figures = module.evaluate(
        arguments.data,
        limit=arguments.limit,
        device=arguments.device,
        threads=arguments.threads,
        store=WeightStore(),
        **more,
    )
    print(table(figures, f"{arguments.kind}: {arguments.data}"))
    if arguments.json:
        _write(figures, arguments.json)


def _models() -> None:
    from analysis.language.embedding import encoder_ref
    from analysis.questions.ranking import shipped_ref

    models = installed()
    if not models:
        store = WeightStore()
        store.path("face_landmarks")  # raises with the command that installs them
    for model in [*models, encoder_ref(), shipped_ref()]:
        print(f"{model.name} {model.version}\n  sha256   {model.sha256}")
        print(f"  licence  {model.licence}\n  purpose  {model.purpose}")


def _run(arguments: argparse.Namespace) -> None:
    _require_device(arguments.device)
    if arguments.command == "analyse":
        _analyse(arguments)
    elif arguments.command == "evaluate":
        _evaluate(arguments)
    else:
        _models()


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    arguments = _parser().parse_args(argv)
    try:
        _run(arguments)
    except (Unusable, UnusableData) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except AnalysisError as error:
        sentence = SENTENCES.get(error.code, "This recording cannot be analysed.")
        print(f"error: {sentence} ({error})", file=sys.stderr)
        return 2
    except MissingWeights as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("error: interrupted", file=sys.stderr)
        return 1
    except Exception as error:  # noqa: BLE001 - the one edge: any failure becomes status 1
        import traceback

        traceback.print_exc()
        print(f"error: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
