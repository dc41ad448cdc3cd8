"""``python -m analysis.training``: make samples, train the question model, measure what it can.

    samples OUT --followups FOLDER          made-up and real conversations, with their embeddings
    train_question_encoder SAMPLES --out FILE [--start FILE]
    held_out SAMPLES --json FILE            the figures of docs/models/question-encoder.md

SAMPLES is a folder that ``samples`` made, or a file of samples (``analysis.training.samples`` has
the format). Exit status: 0, or 2 for data that cannot be used.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from analysis.evaluation.common import UnusableData, rounded
from analysis.language.embedding import encoder_ref, shared_encoder
from analysis.questions.encoding import term_of
from analysis.questions.heard import spoken, steps_of
from analysis.questions.named import named_in
from analysis.questions.ranking import UnusableModel, read_model, write_model
from analysis.questions.wording import without_lead
from analysis.training.held_out import held_out
from analysis.training.human_samples import (
    INTERVIEWS,
    RATINGS,
    interview_samples,
    rated_samples,
    read_moments,
    spread,
)
from analysis.training.question_encoder import TrainingConfig, VectorTable, train
from analysis.training.samples import Sample, UnusableSamples, read_samples, write_samples
from analysis.training.tree_samples import tree_samples
from ncs.content import shared_jobs

VERSION = "2"
PER_JOB = 40  # made-up conversations of each job, language and half
FILE, TEXTS, VECTORS, ORIGIN = "samples.jsonl", "texts.json", "vectors.npy", "origin.json"


def make_samples(out: Path, followups: Path | None, count: int) -> None:
    """Samples, the embeddings of their texts, and where they come from."""
    out.mkdir(parents=True, exist_ok=True)
    table = VectorTable(shared_encoder().encode)
    samples = [
        sample
        for job in shared_jobs()
        for language in ("en", "ko")
        for sample in tree_samples(job, language, count)
    ]
    origin: dict[str, object] = {"jobs": {job.code: job.version for job in shared_jobs()}}
    if followups is not None:
        real = list(interview_samples(read_moments(followups), table))
        samples += [*real, *rated_samples(followups, table)]
        origin["files"] = {name: _sha256(followups / name) for name in (INTERVIEWS, RATINGS)}
        print(f"real interviews: {len(real)}, options {spread([len(s.options) for s in real])}")
    write_samples(out / FILE, samples)
    for sample in samples:
        table(texts_of(sample))
    (out / TEXTS).write_text(json.dumps(list(table.rows), ensure_ascii=False), encoding="utf-8")
    np.save(out / VECTORS, table.vectors)
    (out / ORIGIN).write_text(json.dumps(origin, indent=1, sort_keys=True), encoding="utf-8")
    print(f"{len(samples)} samples, {len(table.rows)} texts in {out}")


def texts_of(sample: Sample) -> list[str]:
    """Every text of a sample that is embedded."""
    sentences = [step.text for step in steps_of(sample.conversation)]
    named = named_in(sentences, sample.language, sample.content)
    keywords = dict.fromkeys(keyword for one in named for keyword in one.bag)
    return [
        *sentences,
        *(term_of(keyword, sample.language, sample.content) for keyword in keywords),
        *(without_lead(spoken(option)) for option in sample.options),
        *(spoken(option) for option in sample.options),
        *(turn.question for turn in sample.conversation.turns),
    ]


def load(path: Path) -> tuple[list[Sample], VectorTable, dict[str, object]]:
    """Samples, their embeddings, and what the model file will say of them."""
    file = path / FILE if path.is_dir() else path
    samples = read_samples(file)
    about: dict[str, object] = {
        "samples": {"sha256": _sha256(file), "count": len(samples)},
        "encoder": encoder_ref().sha256,
    }
    if not path.is_dir():
        return samples, VectorTable(shared_encoder().encode), about
    texts = json.loads((path / TEXTS).read_text(encoding="utf-8"))
    about["origin"] = json.loads((path / ORIGIN).read_text(encoding="utf-8"))
    return samples, VectorTable(shared_encoder().encode, texts, np.load(path / VECTORS)), about


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _train(arguments: argparse.Namespace) -> None:
    samples, vectors, about = load(arguments.samples)
    start = None
    if arguments.start is not None:
        network, background, _ = read_model(arguments.start)
        start = (network, background)
        about["start"] = _sha256(arguments.start)
    learned = [sample for sample in samples if sample.half == "train"]
    config = TrainingConfig(seed=arguments.seed, epochs=arguments.epochs, rate=arguments.rate)
    network, background, made = train(learned, vectors, config, start=start, report=print)
    write_model(arguments.out, network, background, {"version": VERSION, **about, **made})
    print(f"{arguments.out}: {arguments.out.stat().st_size} bytes, {_sha256(arguments.out)}")


def _held_out(arguments: argparse.Namespace) -> None:
    samples, vectors, _ = load(arguments.samples)
    config = TrainingConfig(seed=arguments.seed, epochs=arguments.epochs, rate=arguments.rate)
    figures = rounded(held_out(samples, vectors, config, print))
    text = json.dumps(figures, indent=1, ensure_ascii=False)
    print(text)
    if arguments.json is not None:
        arguments.json.write_text(text + "\n", encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analysis.training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("samples")
    one.add_argument("out", type=Path)
    one.add_argument("--followups", type=Path, help="folder with followup_*.csv")
    one.add_argument("--count", type=int, default=PER_JOB)
    default = TrainingConfig()
    for name in ("train_question_encoder", "held_out"):
        command = commands.add_parser(name)
        command.add_argument("samples", type=Path)
        command.add_argument("--seed", type=int, default=default.seed)
        command.add_argument("--epochs", type=int, default=default.epochs)
        command.add_argument("--rate", type=float, default=default.rate)
        if name == "held_out":
            command.add_argument("--json", type=Path)
        else:
            command.add_argument("--out", type=Path, required=True)
            command.add_argument("--start", type=Path, help="a model file to train further")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(argv)
    try:
        if arguments.command == "samples":
            make_samples(arguments.out, arguments.followups, arguments.count)
        elif arguments.command == "held_out":
            _held_out(arguments)
        else:
            _train(arguments)
    except (UnusableSamples, UnusableData, UnusableModel) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
