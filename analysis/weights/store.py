"""Where weights lie, and that they are the ones the manifest names.

Layout: ``<folder>/<model name>/<file>``, and beside the files of each model ``.verified``: what the
installer checked (checksum, size, change time), so that a start needs no hashing of 250 MB.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.types import ModelRef
from analysis.weights.manifest import Manifest, Model, ModelFile, shipped

INSTALL_COMMAND = "python -m analysis.weights install"
VERIFIED = ".verified"


class MissingWeights(Exception):
    """Weights are not there, or are not what the manifest names. The message says what to run."""


def default_folder() -> Path:
    """``HIREAPP_WEIGHTS`` or ``var/weights`` of the checkout."""
    named = os.environ.get("HIREAPP_WEIGHTS")
    if named:
        return Path(named)
    return Path(__file__).resolve().parents[2] / "var" / "weights"


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def stamp(path: Path, sha256: str) -> list[Any]:
    """What must be unchanged for a verified file to still count as verified."""
    stat = path.stat()
    return [sha256, stat.st_size, stat.st_mtime_ns]


def write_verified(folder: Path, model: Model) -> None:
    """Note that the files of ``model`` have just been checked. Atomic."""
    content = {f.path: stamp(folder / model.name / f.path, f.sha256) for f in model.files}
    target = folder / model.name / VERIFIED
    partial = target.with_suffix(f".{os.getpid()}.tmp")
    partial.write_text(json.dumps(content))
    partial.replace(target)


def _verified(folder: Path, model: Model) -> Mapping[str, Any]:
    try:
        content = json.loads((folder / model.name / VERIFIED).read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return content if isinstance(content, dict) else {}


def _unchanged(folder: Path, model: Model, file: ModelFile, noted: Mapping[str, Any]) -> bool:
    path = folder / model.name / file.path
    return path.is_file() and noted.get(file.path) == stamp(path, file.sha256)


def is_installed(folder: Path, model: Model) -> bool:
    """All files of ``model`` are there, checked, and untouched since."""
    noted = _verified(folder, model)
    return all(_unchanged(folder, model, file, noted) for file in model.files)


class WeightStore:
    """Finds installed weights by name; LiteRT networks are loaded once per process and thread."""

    def __init__(self, folder: Path | None = None, manifest: Manifest | None = None) -> None:
        self.folder = folder or default_folder()
        self.manifest = manifest or shipped()
        self._found: dict[str, Path] = {}
        self._loaded = threading.local()

    def path(self, name: str) -> Path:
        """The file of a model, or its folder where it has several files or is a sample set."""
        if name not in self._found:
            model = self.manifest.model(name)
            self._require(model)
            own = self.folder / name
            single = len(model.files) == 1 and model.group == "weights"
            self._found[name] = own / model.files[0].path if single else own
        return self._found[name]

    def ref(self, name: str) -> ModelRef:
        """Name, version and checksum of installed weights, to store beside results."""
        self.path(name)
        return self.manifest.model(name).ref

    def installed(self) -> list[ModelRef]:
        return [m.ref for m in self.manifest.group(["weights"]) if is_installed(self.folder, m)]

    def litert(self, name: str, threads: int = 1) -> Any:
        """An ``Interpreter`` with tensors allocated. Not to be shared between threads."""
        loaded: dict[tuple[str, int], Any] = self._loaded.__dict__.setdefault("networks", {})
        if (name, threads) not in loaded:
            from ai_edge_litert.interpreter import Interpreter

            network = Interpreter(model_path=str(self.path(name)), num_threads=threads)
            network.allocate_tensors()
            loaded[name, threads] = network
        return loaded[name, threads]

    def _require(self, model: Model) -> None:
        if is_installed(self.folder, model):
            return
        flag = " --samples" if model.group == "samples" else ""
        state = "changed on disk" if (self.folder / model.name).exists() else "not installed"
        raise MissingWeights(
            f"{model.name} {model.version} is {state} in {self.folder}. "
            f"Run: {INSTALL_COMMAND}{flag}"
        )


def installed(folder: Path | None = None) -> list[ModelRef]:
    """Every installed model of the manifest: name, version, checksum, licence, purpose."""
    return WeightStore(folder).installed()
