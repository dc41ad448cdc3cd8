"""``python -m analysis`` as a stranger calls it: a process of its own, exit status, last line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from analysis.document import COLUMNS, analysis_document
from analysis.types import (
    Analysis,
    ClipFacts,
    Flag,
    StageTime,
    Timing,
)
from interviews.demo.recordings import Clip, compose
from tests.analysis.recordings import face_sample, speech_sample

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = json.loads((ROOT / "docs" / "schemas" / "analysis.json").read_text())


def _run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "analysis", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def _reason(done: subprocess.CompletedProcess[str]) -> str:
    return done.stderr.strip().splitlines()[-1]


def test_analyse_writes_the_document_that_the_schema_describes(tmp_path: Path) -> None:
    out = tmp_path / "analysis.json"
    done = _run("analyse", face_sample("single_face.mp4"), "--json", out, "--fps", "4")
    assert done.returncode == 0, done.stderr
    document = json.loads(out.read_text())
    jsonschema.validate(document, SCHEMA)
    assert set(document["signals"]) == {"face", "body", "scene", "voice"}
    for name, table in document["signals"].items():
        assert {len(values) for values in table.values()} == {len(table["t"])}, name
        assert set(document["units"][name]) == set(table) - {"t"}
    assert document["clip"]["width"] == 640
    assert len(document["signals"]["face"]["t"]) == 10  # 2.4 s at 4 a second
    assert document["timing"]["total"]["cpu_s"] > 0


def test_a_whole_analysis_in_a_fresh_process_stays_below_1_gb(tmp_path: Path) -> None:
    """Every lane, words included: what one analyser costs in memory."""
    clip, out = tmp_path / "answer.webm", tmp_path / "analysis.json"
    clip.write_bytes(compose(Clip("single_face.mp4", "two_cities.wav", start_s=0.0, seconds=10.0)))
    done = _run("analyse", clip, "--json", out)
    assert done.returncode == 0, done.stderr
    document = json.loads(out.read_text())
    assert document["transcript"]
    assert 100 < document["timing"]["peak_rss_mb"] < 1000


def test_words_and_their_times_come_out_of_a_sound_file() -> None:
    done = _run("analyse", speech_sample("beckett.wav"), "--only", "transcript", "--language", "en")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    jsonschema.validate(document, SCHEMA)
    assert document["signals"] == {}
    words = [w["word"].lower().strip(".,") for w in document["transcript"]]
    assert words[-2:] == ["fail", "better"]
    assert document["language"]["detected"] == "en"


def test_the_schema_refuses_what_is_not_described() -> None:
    document = analysis_document(_small())
    jsonschema.validate(document, SCHEMA)
    for change in ({"mood": "happy"}, {"transcript": None}, {"problems": [{"code": "bored"}]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(document | change, SCHEMA)


def test_flags_carry_their_time_and_evidence() -> None:
    flag = analysis_document(_small())["flags"][0]
    assert flag == {
        "check": "second_person",
        "start_s": 1.0,
        "end_s": 2.5,
        "confidence": 0.75,
        "evidence": {"faces": 2},
    }


def test_every_column_is_explained_once() -> None:
    names = [(c.group, c.name) for c in COLUMNS]
    assert len(names) == len(set(names))
    assert all(c.about.endswith(".") and c.unit for c in COLUMNS)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("analyse", "missing.mp4"), "missing.mp4: no such file"),
        (("analyse", "pyproject.toml"), "neither a video nor a sound recording"),
        (("analyse", "pyproject.toml", "--only", "face,aura"), "aura"),
        (("analyse", "pyproject.toml", "--fps", "0"), "--fps"),
        (("analyse", "pyproject.toml", "--fps", "1000"), "--fps"),
        (("analyse", "pyproject.toml", "--language", "xx"), "--language"),
        (("evaluate", "horoscope", "."), "horoscope"),
        (("evaluate", "segmentation", "missing-folder"), "missing-folder"),
        (("evaluate", "segmentation", "docs"), "INDEX.csv"),
        ((), "command"),
    ],
)
def test_unusable_arguments_and_data_end_with_2_and_the_reason(
    arguments: tuple[str, ...], reason: str
) -> None:
    done = _run(*arguments)
    assert done.returncode == 2
    assert reason in _reason(done)
    assert "Traceback" not in done.stderr


def test_an_empty_file_is_unusable_data(tmp_path: Path) -> None:
    empty = tmp_path / "empty.webm"
    empty.touch()
    done = _run("analyse", empty)
    assert done.returncode == 2
    assert "This file is empty." in _reason(done)


def test_missing_weights_name_the_command_that_installs_them(tmp_path: Path) -> None:
    for arguments in (("analyse", face_sample("single_face.mp4")), ("models",)):
        done = _run(*arguments, HIREAPP_WEIGHTS=str(tmp_path))
        assert done.returncode == 1
        assert "python -m analysis.weights install" in _reason(done)


def test_models_are_listed_with_version_checksum_licence_and_purpose() -> None:
    done = _run("models")
    assert done.returncode == 0
    blocks = done.stdout.split("\n  sha256   ")
    assert blocks[0] == "yunet 2023mar-int8"
    assert len(blocks) > 10
    assert done.stdout.count("\n  licence  ") == done.stdout.count("\n  purpose  ")


def test_an_evaluation_prints_a_table_and_writes_figures(tmp_path: Path) -> None:
    for name in ("single_face.jpg", "multi_face.jpg"):
        (tmp_path / name).write_bytes(face_sample(name).read_bytes())
    (tmp_path / "INDEX.csv").write_text(
        "file,label\nsingle_face.jpg,faces=1\nmulti_face.jpg,faces=5\n"
    )
    out = tmp_path / "figures.json"
    done = _run("evaluate", "faces", tmp_path, "--json", out)
    assert done.returncode == 0, done.stderr
    figures = json.loads(out.read_text())
    assert figures["n"] == 2
    assert figures["exact_count"] == 1.0
    assert "95 %" in done.stdout
    one = _run("evaluate", "faces", tmp_path, "--limit", "1", "--json", out)
    assert one.returncode == 0
    assert json.loads(out.read_text())["n"] == 1


def _small() -> Analysis:
    facts: dict[str, Any] = {
        "duration_s": 3.0,
        "width": 640,
        "height": 480,
        "video_fps": 30.0,
        "video_codec": "vp8",
        "audio_codec": "opus",
        "audio_rate": 48_000,
        "frames_decoded": 90,
        "frames_analysed": 15,
    }
    return Analysis(
        clip=ClipFacts(**facts),
        signals={},
        segments=(),
        transcript=None,
        summary={"face.present_share": 1.0},
        flags=(Flag("second_person", 1.0, 2.5, 0.75, {"faces": 2}),),
        problems=(),
        models=(),
        timing=Timing(StageTime(1.0, 1.0), {}, 0.0, 100.0),
    )
