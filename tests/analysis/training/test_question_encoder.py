"""Training: reproducible to the byte, better than chance after a moment, and able to go on."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import torch

from analysis.language.embedding import shared_encoder
from analysis.questions.network import NetworkConfig
from analysis.questions.ranking import QuestionRanker, read_model
from analysis.training import __main__ as command
from analysis.training.held_out import network_places
from analysis.training.question_encoder import (
    TrainingConfig,
    VectorTable,
    case_of,
    train,
)
from analysis.training.samples import Sample, write_samples
from analysis.training.tree_samples import tree_samples
from ncs.content import shared_job

TINY = TrainingConfig(
    epochs=3,
    batch=8,
    network=NetworkConfig(sentence=8, words=4, state=8, match=8, evidence=4, hidden=8),
)


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    made = tree_samples(shared_job("020101"), "en", 16)
    return [sample for sample in made if sample.half == "train"]


@pytest.fixture(scope="module")
def file(samples: list[Sample], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("samples") / "samples.jsonl"
    write_samples(path, samples)
    return path


def trained(file: Path, out: Path, *more: str) -> str:
    arguments = ["train_question_encoder", str(file), "--out", str(out), "--epochs", "1", *more]
    assert command.main(arguments) == 0
    return hashlib.sha256(out.read_bytes()).hexdigest()


def test_two_runs_give_the_same_bytes_and_another_seed_others(file: Path, tmp_path: Path) -> None:
    first = trained(file, tmp_path / "a.npz")
    assert trained(file, tmp_path / "b.npz") == first
    assert trained(file, tmp_path / "c.npz", "--seed", "1") != first
    about = read_model(tmp_path / "a.npz")[2]
    assert about["samples"]["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert about["seed"] == 0
    assert about["training"]["epochs"] == 1


def test_a_company_trains_on_from_a_file(file: Path, tmp_path: Path) -> None:
    base = trained(file, tmp_path / "base.npz")
    trained(file, tmp_path / "own.npz", "--start", str(tmp_path / "base.npz"), "--rate", "0.001")
    network, background, about = read_model(tmp_path / "own.npz")
    before = read_model(tmp_path / "base.npz")
    assert about["start"] == base
    assert (background.rarity == before[1].rarity).all()
    assert not torch.equal(network.direct.weight, before[0].direct.weight)
    QuestionRanker(tmp_path / "own.npz")


def test_a_moment_of_training_beats_chance(samples: list[Sample]) -> None:
    vectors = VectorTable(shared_encoder().encode)
    network, background, about = train(samples, vectors, TINY)
    found = network_places(network, [case_of(s, vectors, background) for s in samples])
    middle = sum(len(s.options) for s in samples) / len(samples) / 2
    assert sum(found) / len(found) < middle / 2
    assert about["training"]["network"]["state"] == 8


def test_a_broken_file_is_an_error_that_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "s.jsonl").write_text("{}\n")
    arguments = ["train_question_encoder", str(tmp_path / "s.jsonl"), "--out", "x.npz"]
    assert command.main(arguments) == 2
    assert "s.jsonl, line 1" in capsys.readouterr().err
