"""What the manifest says: wheels to fetch, and the files that are made of their parts.

The data stands in ``manifest.toml`` so that an auditor can read it without Python.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analysis.types import ModelRef

MANIFEST = Path(__file__).with_name("manifest.toml")


@dataclass(frozen=True, slots=True)
class Wheel:
    """One pinned distribution file. ``platform``: asked for explicitly, since only data is read."""

    package: str
    version: str
    registry: str
    file: str
    size: int
    sha256: str
    platform: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A file in a wheel, or (``inner``) a file in a zip in that wheel."""

    package: str
    path: str
    inner: str = ""

    @classmethod
    def parse(cls, text: str) -> Part:
        package, _, rest = text.partition(":")
        path, _, inner = rest.partition("!")
        return cls(package, path, inner)


@dataclass(frozen=True, slots=True)
class ModelFile:
    path: str  # below the model's own folder
    size: int
    sha256: str
    parts: tuple[Part, ...]  # joined in this order


@dataclass(frozen=True, slots=True)
class Model:
    """One network (or one set of samples) as it lies in the weights folder."""

    name: str
    version: str
    group: str  # weights | samples
    licence: str
    training: str
    purpose: str
    files: tuple[ModelFile, ...]

    @property
    def packages(self) -> frozenset[str]:
        return frozenset(part.package for file in self.files for part in file.parts)

    @property
    def sha256(self) -> str:
        """The file's own checksum; of several files: the checksum of their ``sha256sum`` list."""
        if len(self.files) == 1:
            return self.files[0].sha256
        lines = "".join(f"{f.sha256}  {f.path}\n" for f in sorted(self.files, key=lambda f: f.path))
        return hashlib.sha256(lines.encode()).hexdigest()

    @property
    def ref(self) -> ModelRef:
        return ModelRef(self.name, self.version, self.sha256, self.licence, self.purpose)


@dataclass(frozen=True, slots=True)
class Manifest:
    wheels: tuple[Wheel, ...]
    models: tuple[Model, ...]

    def model(self, name: str) -> Model:
        for model in self.models:
            if model.name == name:
                return model
        known = ", ".join(model.name for model in self.models)
        raise KeyError(f"no weights are called {name!r}; there are: {known}")

    def group(self, groups: Iterable[str]) -> tuple[Model, ...]:
        wanted = set(groups)
        return tuple(model for model in self.models if model.group in wanted)


def _model(entry: dict[str, Any]) -> Model:
    files = tuple(
        ModelFile(f["path"], f["size"], f["sha256"], tuple(Part.parse(p) for p in f["parts"]))
        for f in entry.pop("file")
    )
    return Model(files=files, **entry)


def read_manifest(path: Path) -> Manifest:
    """Read a manifest; a part of an unlisted wheel is an error at once, not at installation."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    manifest = Manifest(
        wheels=tuple(Wheel(**entry) for entry in data["wheel"]),
        models=tuple(_model(entry) for entry in data["model"]),
    )
    listed = {wheel.package for wheel in manifest.wheels}
    for model in manifest.models:
        if missing := model.packages - listed:
            raise ValueError(f"{path.name}: {model.name} needs unlisted wheels: {sorted(missing)}")
    return manifest


@cache
def shipped() -> Manifest:
    """The manifest of this version of the product."""
    return read_manifest(MANIFEST)
